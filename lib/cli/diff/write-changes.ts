import { paint, printable, type Terminal } from '../terminal.ts'
import type { Change, Concerned, Severity } from './change.ts'

const severities: readonly Severity[] = ['breaking', 'warning', 'safe']

/** Where the two documents came from, as it was given. */
export interface Sources {
  readonly old: string
  readonly new: string
}

export function countChanges(changes: readonly Change[]): Record<Severity, number> {
  const count = (severity: Severity): number =>
    changes.filter((change) => change.severity === severity).length
  return { breaking: count('breaking'), warning: count('warning'), safe: count('safe') }
}

/** For a program. */
export function writeJson(changes: readonly Change[], sources: Sources): string {
  return `${JSON.stringify({ ...sources, summary: countChanges(changes), changes }, null, 2)}\n`
}

/** For a reader: by who is concerned, by operation, the worst first. */
export function writeChanges(
  changes: readonly Change[],
  { old, new: next }: Sources,
  io: Pick<Terminal, 'isColour'>,
): string {
  const title = printable(`${old} → ${next}`)
  if (changes.length === 0) {
    return `${title}\n\nNothing has changed for those who call the API, or receive its callbacks.\n`
  }
  const blocks = (['clients', 'receivers'] as const).flatMap((concerned) =>
    writeConcerned(concerned, changes, io),
  )
  return `${[title, ...blocks, `${describeCounts(changes)} in all.`].join('\n\n')}\n`
}

const headings: Readonly<Record<Concerned, string>> = {
  clients: 'For those who call the API',
  receivers: 'For those who receive its callbacks and webhooks',
}

function writeConcerned(
  concerned: Concerned,
  changes: readonly Change[],
  io: Pick<Terminal, 'isColour'>,
): string[] {
  const own = changes.filter((change) => change.for === concerned)
  if (own.length === 0) return []
  const heading = `${headings[concerned]}: ${describeCounts(own)}`
  const groups = groupByOperation(own)
  return [paint(io, 'bold', heading), ...groups.map(([place, all]) => writeGroup(place, all, io))]
}

function describeCounts(changes: readonly Change[]): string {
  const counts = countChanges(changes)
  const words: Readonly<Record<Severity, string>> = {
    breaking: 'breaking',
    warning: counts.warning === 1 ? 'warning' : 'warnings',
    safe: 'safe',
  }
  const parts = severities.filter((one) => counts[one] > 0)
  return parts.map((one) => `${counts[one]} ${words[one]}`).join(', ')
}

interface PlacedChange extends Change {
  /** Within the operation. */
  readonly within: string
}

/** In the order of the documents. */
function groupByOperation(changes: readonly Change[]): [operation: string, PlacedChange[]][] {
  const groups = new Map<string, PlacedChange[]>()
  for (const change of changes) {
    const places = change.where.split(' > ')
    const isBefore = (place: string, index: number): boolean =>
      index === 0 || place.startsWith('callbacks.')
    const length = places.findIndex((place, index) => !isBefore(place, index))
    const count = length < 0 ? places.length : length
    const operation = places.slice(0, count).join(' > ')
    const placed = { ...change, within: places.slice(count).join(' > ') }
    groups.set(operation, [...(groups.get(operation) ?? []), placed])
  }
  return [...groups]
}

const marks: Readonly<Record<Severity, 'red' | 'yellow' | 'green'>> = {
  breaking: 'red',
  warning: 'yellow',
  safe: 'green',
}

function writeGroup(
  operation: string,
  changes: readonly PlacedChange[],
  io: Pick<Terminal, 'isColour'>,
): string {
  const sorted = changes.toSorted(
    (one, other) => severities.indexOf(one.severity) - severities.indexOf(other.severity),
  )
  const lines = sorted.map(({ severity, within, message }) => {
    const mark = paint(io, marks[severity], severity.padEnd(8))
    const place = within === '' ? '' : `${paint(io, 'dim', printable(within))}: `
    return `    ${mark}  ${place}${oneLine(message)}`
  })
  return [`  ${oneLine(operation)}`, ...lines].join('\n')
}

function oneLine(text: string): string {
  return printable(text).replaceAll(/\s*\n\s*/g, ' ')
}
