import { canonicalText } from '../../json-schema.ts'
import { listMembers, resolve } from '../../document/base/operations.ts'
import { type Fields, isFields } from '../../document/fields.ts'
import type { Direction, Severity } from './change.ts'
import type { LeftOut } from './compare-schemas.ts'
import type { Report } from './report.ts'

/** What a media type that has come or gone means. */
export interface ContentRules {
  readonly direction: Direction
  readonly leftOut: LeftOut
  readonly added: Severity
  readonly removed: Severity
}

/** Who writes chooses among media types, and who reads has to take what comes. */
export function rulesOf(direction: Direction, leftOut: LeftOut): ContentRules {
  return direction === 'written'
    ? { direction, leftOut, added: 'safe', removed: 'breaking' }
    : { direction, leftOut, added: 'breaking', removed: 'safe' }
}

export function compareContent(
  old: unknown,
  next: unknown,
  rules: ContentRules,
  report: Report,
): void {
  const [before, after] = [readContent(old), readContent(next)]
  const isOne = before.size < 2 && after.size < 2
  const met = new Set<string>()
  for (const [type, media] of before) {
    const match = findMedia(type, after)
    if (match === undefined) report.note('media-type-removed', rules.removed, `${type} is gone`)
    else {
      met.add(match)
      compareMedia(media, after.get(match), rules, isOne ? report : report.at(type))
    }
  }
  for (const [type] of after) {
    const isKnown = met.has(type) || findMedia(type, before) !== undefined
    if (!isKnown) report.note('media-type-added', rules.added, `${type} is new`)
  }
}

function readContent(content: unknown): Map<string, unknown> {
  return new Map(listMembers(content).map(([type, media]) => [readType(type), media]))
}

/** Without regard to case and spaces. */
function readType(type: string): string {
  return type.toLowerCase().replaceAll(/\s/g, '')
}

/** The same type, or the narrowest range that it is of. */
function findMedia(type: string, content: ReadonlyMap<string, unknown>): string | undefined {
  const [main = ''] = type.split('/')
  const [bare = ''] = type.split(';')
  return [type, bare, `${main}/*`, '*/*'].find((one) => content.has(one))
}

function compareMedia(old: unknown, next: unknown, rules: ContentRules, report: Report): void {
  const [before, after] = [resolve(old, report.old), resolve(next, report.next)]
  if (!isFields(before) || !isFields(after)) return
  const { direction, leftOut } = rules
  report.schemas(before['schema'], after['schema'], direction, leftOut)
  report.at('/*').schemas(itemsOf(before), itemsOf(after), direction, leftOut)
  for (const field of ['encoding', 'prefixEncoding', 'itemEncoding']) {
    if (canonicalText(before[field]) === canonicalText(after[field])) continue
    report.note('encoding-changed', 'warning', `what "${field}" says has changed`)
  }
}

function itemsOf({ itemSchema, 'x-itemSchema': written }: Readonly<Fields>): unknown {
  return itemSchema ?? written
}

/** A schema, or the one media type that a parameter or a header is written as. */
export function compareDescribed(
  old: Readonly<Fields>,
  next: Readonly<Fields>,
  rules: ContentRules,
  report: Report,
): void {
  if (isFields(old['content']) || isFields(next['content'])) {
    compareContent(old['content'], next['content'], rules, report)
  }
  if (old['content'] === undefined && next['content'] === undefined) {
    report.schemas(old['schema'], next['schema'], rules.direction, rules.leftOut)
  }
}
