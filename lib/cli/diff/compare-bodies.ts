import { listMembers, resolve } from '../../document/base/operations.ts'
import { type Fields, isFields } from '../../document/fields.ts'
import type { Severity } from './change.ts'
import { compareContent, compareDescribed, rulesOf, type ContentRules } from './compare-content.ts'
import { clients, type Report } from './report.ts'

export function compareRequestBodies(
  old: Readonly<Fields>,
  next: Readonly<Fields>,
  report: Report,
): void {
  const before = resolve(old['requestBody'], report.old)
  const after = resolve(next['requestBody'], report.next)
  const isWritten = report.party.request === 'written'
  if (isFields(before) && isFields(after)) return compareBodies(before, after, report)
  if (isFields(before)) {
    const severity = isWritten || before['required'] !== true ? 'warning' : 'breaking'
    report.note('body-removed', severity, 'the request has no body any more')
  }
  if (isFields(after)) {
    const isAsked = isWritten && after['required'] === true
    const what = after['required'] === true ? 'a required body' : 'a body'
    report.note('body-added', isAsked ? 'breaking' : 'safe', `the request has ${what} now`)
  }
}

function compareBodies(old: Readonly<Fields>, next: Readonly<Fields>, report: Report): void {
  const at = report.at('request body')
  const { request: direction, leftOutOfRequest } = report.party
  const [was, is] = [old['required'] === true, next['required'] === true]
  if (!was && is)
    at.note('body-required', direction === 'written' ? 'breaking' : 'safe', 'is required now')
  if (was && !is) {
    at.note('body-optional', direction === 'written' ? 'safe' : 'breaking', 'may be left out now')
  }
  compareContent(old['content'], next['content'], rulesOf(direction, leftOutOfRequest), at)
}

export function compareResponses(
  old: Readonly<Fields>,
  next: Readonly<Fields>,
  report: Report,
): void {
  const [before, after] = [readResponses(old), readResponses(next)]
  const met = new Set<string>()
  for (const [status, response] of before) {
    const match = findStatus(status, after)
    if (match === undefined) noteRemoved(status, report)
    else {
      met.add(match)
      compareResponse(response, after.get(match), report.at(`response ${status}`))
    }
  }
  for (const [status] of after) {
    if (!met.has(status) && findStatus(status, before) === undefined) noteAdded(status, report)
  }
}

function readResponses({ responses }: Readonly<Fields>): Map<string, unknown> {
  const all = listMembers(responses).filter(([status]) => !status.startsWith('x-'))
  return new Map(all.map(([status, response]) => [status.toUpperCase(), response]))
}

/** The same status, the range that it is of, or what is said of all others. */
function findStatus(status: string, responses: ReadonlyMap<string, unknown>): string | undefined {
  return [status, `${status.charAt(0)}XX`, 'DEFAULT'].find((one) => responses.has(one))
}

/** An answer that is told apart is relied on where it means success; receivers must be able to give each. */
function noteRemoved(status: string, report: Report): void {
  const isRelied = /^[123]/.test(status) || report.party.response === 'written'
  const severity = isRelied ? 'breaking' : 'warning'
  report.note('response-removed', severity, `the response ${status.toLowerCase()} is gone`)
}

function noteAdded(status: string, report: Report): void {
  const isUnexpected = report.party.response === 'read' && /^[123]/.test(status)
  const severity = isUnexpected ? 'warning' : 'safe'
  report.note('response-added', severity, `the response ${status.toLowerCase()} is new`)
}

function compareResponse(old: unknown, next: unknown, report: Report): void {
  const [before, after] = [resolve(old, report.old), resolve(next, report.next)]
  if (!isFields(before) || !isFields(after)) return
  compareAnswerBodies(before, after, report)
  compareHeaders(before, after, report)
  compareLinks(before, after, report)
}

function compareAnswerBodies(old: Readonly<Fields>, next: Readonly<Fields>, report: Report): void {
  const [had, has] = [old, next].map(({ content }) => listMembers(content).length > 0)
  const isWritten = report.party.response === 'written'
  if (had && !has) {
    report.note(
      'body-removed',
      isWritten ? 'warning' : 'breaking',
      'the response has no body any more',
    )
  }
  if (!had && has) {
    report.note('body-added', isWritten ? 'breaking' : 'safe', 'the response has a body now')
  }
  if (!had || !has) return
  compareContent(old['content'], next['content'], contentRules(report), report.at('body'))
}

/** A client asks for the media types that it knows. */
function contentRules({ party }: Report): ContentRules {
  const rules = rulesOf(party.response, party.leftOutOfResponse)
  const isAskedFor = party.name === clients.name
  return isAskedFor ? { ...rules, added: 'safe', removed: 'breaking' } : rules
}

function compareHeaders(old: Readonly<Fields>, next: Readonly<Fields>, report: Report): void {
  const before = readHeaders(old['headers'], report.old)
  const after = readHeaders(next['headers'], report.next)
  const isWritten = report.party.response === 'written'
  for (const [name, header] of before) {
    const other = after.get(name)
    const at = report.at(`header ${name}`)
    if (other) compareHeader(header, other, at)
    else {
      const isMissed = !isWritten && header['required'] === true
      at.note('header-removed', isMissed ? 'breaking' : 'warning', `the header ${name} is gone`)
    }
  }
  for (const [name, header] of after) {
    if (before.has(name)) continue
    const isAsked = isWritten && header['required'] === true
    const severity: Severity = isAsked ? 'breaking' : 'safe'
    report.at(`header ${name}`).note('header-added', severity, `the header ${name} is new`)
  }
}

/** "Response header names are case insensitive", and "Content-Type" of them is ignored. */
function readHeaders(headers: unknown, document: Readonly<Fields>): Map<string, Readonly<Fields>> {
  const all = listMembers(headers).map(
    ([name, header]) => [name.toLowerCase(), resolve(header, document)] as const,
  )
  const read = all.filter((entry): entry is readonly [string, Readonly<Fields>] =>
    isFields(entry[1]),
  )
  return new Map(read.filter(([name]) => name !== 'content-type'))
}

function compareHeader(old: Readonly<Fields>, next: Readonly<Fields>, report: Report): void {
  const { response: direction, leftOutOfResponse } = report.party
  const [was, is] = [old['required'] === true, next['required'] === true]
  if (!was && is) {
    report.note('header-required', direction === 'written' ? 'breaking' : 'safe', 'is required now')
  }
  if (was && !is) {
    report.note(
      'header-optional',
      direction === 'written' ? 'safe' : 'breaking',
      'may be left out now',
    )
  }
  if ((old['explode'] === true) !== (next['explode'] === true)) {
    report.note('header-format-changed', 'breaking', 'is written in another way now')
  }
  compareDescribed(old, next, rulesOf(direction, leftOutOfResponse), report)
}

function compareLinks(old: Readonly<Fields>, next: Readonly<Fields>, report: Report): void {
  const [before, after] = [old, next].map(({ links }) => listMembers(links).map(([name]) => name))
  for (const name of before ?? []) {
    if (!after?.includes(name)) report.note('link-removed', 'warning', `the link ${name} is gone`)
  }
  for (const name of after ?? []) {
    if (!before?.includes(name)) report.note('link-added', 'safe', `the link ${name} is new`)
  }
}
