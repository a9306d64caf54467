import { resolve } from '../../document/base/operations.ts'
import { type Fields, isFields } from '../../document/fields.ts'
import { compareDescribed, rulesOf } from './compare-content.ts'
import type { Report } from './report.ts'
import { listOf } from './schema-view.ts'

/** Where an operation has its parameters. */
export interface ParameterOwner {
  /** With the parameters in its braces. */
  readonly path: string
  readonly item: Readonly<Fields>
  readonly operation: Readonly<Fields>
}

interface Parameter {
  readonly fields: Readonly<Fields>
  readonly words: string
  readonly isRequired: boolean
}

export function compareParameters(old: ParameterOwner, next: ParameterOwner, report: Report): void {
  const before = readParameters(old, report.old)
  const after = readParameters(next, report.next)
  for (const [key, parameter] of before) {
    const other = after.get(key)
    if (other) compareParameter(parameter, other, report)
    else noteRemoved(parameter, report)
  }
  for (const [key, parameter] of after) if (!before.has(key)) noteAdded(parameter, report)
}

/** "The name of the parameter" in a path is of no concern to who calls it: its place is. */
function readParameters(
  { path, item, operation }: ParameterOwner,
  document: Readonly<Fields>,
): Map<string, Parameter> {
  const places = [...path.matchAll(/\{([^}]*)\}/g)].map(([, name]) => name)
  const all = [...listOf(item['parameters']), ...listOf(operation['parameters'])]
  const read = all.map((parameter) => resolve(parameter, document)).filter(isFields)
  return new Map(
    read.filter(isMeant).map((fields) => {
      const name = String(fields['name'])
      const place = fields['in'] === 'path' ? places.indexOf(name) : -1
      const key = fields['in'] === 'header' ? name.toLowerCase() : name
      const isRequired = fields['required'] === true
      const words = `${String(fields['in'])} parameter ${name}`
      return [
        place < 0 ? `${String(fields['in'])} ${key}` : `path ${place}`,
        { fields, words, isRequired },
      ]
    }),
  )
}

/** "If `in` is "header" and the name is "Accept", "Content-Type" or "Authorization", [it] SHALL be ignored." */
function isMeant({ in: place, name }: Readonly<Fields>): boolean {
  return place !== 'header' || !/^(?:accept|content-type|authorization)$/i.test(String(name))
}

function noteRemoved({ words, isRequired }: Parameter, report: Report): void {
  const isMissed = report.party.request === 'read' && isRequired
  const severity = isMissed ? 'breaking' : 'warning'
  report.at(words).note('parameter-removed', severity, `the ${words} is gone`)
}

function noteAdded({ words, isRequired }: Parameter, report: Report): void {
  const isAsked = report.party.request === 'written' && isRequired
  const what = isRequired ? `the required ${words}` : `the ${words}`
  report.at(words).note('parameter-added', isAsked ? 'breaking' : 'safe', `${what} is new`)
}

function compareParameter(old: Parameter, next: Parameter, report: Report): void {
  const at = report.at(old.words)
  const { request: direction, leftOutOfRequest } = report.party
  if (!old.isRequired && next.isRequired) {
    const severity = direction === 'written' ? 'breaking' : 'safe'
    at.note('parameter-required', severity, 'is required now')
  }
  if (old.isRequired && !next.isRequired) {
    const severity = direction === 'written' ? 'safe' : 'breaking'
    at.note('parameter-optional', severity, 'may be left out now')
  }
  const [from, to] = [describeStyle(old.fields), describeStyle(next.fields)]
  if (from !== to) {
    at.note('parameter-format-changed', 'breaking', `is written as ${to} now, and was as ${from}`)
  }
  compareDescribed(old.fields, next.fields, rulesOf(direction, leftOutOfRequest), at)
}

const defaultStyles: Readonly<Record<string, string>> = {
  query: 'form',
  cookie: 'form',
  path: 'simple',
  header: 'simple',
}

function describeStyle(fields: Readonly<Fields>): string {
  if (fields['content'] !== undefined) return 'content'
  const given = fields['style']
  const style = typeof given === 'string' ? given : defaultStyles[String(fields['in'])]
  const explode = fields['explode'] ?? style === 'form'
  return `${style}${explode === true ? ', exploded' : ''}`
}
