import type { Fields } from '../../document/fields.ts'
import type { Change, ChangeCode, Concerned, Direction, Severity } from './change.ts'
import { createSchemaComparison } from './compare-schemas.ts'
import type { CompareSchemas, Comparison, LeftOut } from './compare-schemas.ts'

/** Who is concerned by an operation, and which way its parts go for them. */
export interface Party {
  readonly name: Concerned
  readonly request: Direction
  readonly response: Direction
  readonly leftOutOfRequest: LeftOut
  readonly leftOutOfResponse: LeftOut
}

/** They write requests, and read responses. */
export const clients: Party = {
  name: 'clients',
  request: 'written',
  response: 'read',
  leftOutOfRequest: 'readOnly',
  leftOutOfResponse: 'writeOnly',
}

/**
 * They read what a callback sends, and write what it is answered with. Nobody agrees which of the two
 * `readOnly` is about here, so that it leaves nothing out.
 */
export const receivers: Party = {
  name: 'receivers',
  request: 'read',
  response: 'written',
  leftOutOfRequest: undefined,
  leftOutOfResponse: undefined,
}

/** A callback within a callback is one that receivers wait for the answer of. */
export function turnRound(party: Party): Party {
  return { ...receivers, request: party.response, response: party.request }
}

/** Where changes are noted that are found in one place of two documents. */
export interface Report {
  readonly old: Readonly<Fields>
  readonly next: Readonly<Fields>
  readonly party: Party
  at(...places: readonly string[]): Report
  for(party: Party): Report
  note(code: ChangeCode, severity: Severity, message: string): void
  /** Compares two schemas, and notes what has changed. */
  schemas(old: unknown, next: unknown, direction: Direction, leftOut?: LeftOut): void
}

export interface OpenReport extends Report {
  readonly changes: readonly Change[]
}

export function openReport(old: Readonly<Fields>, next: Readonly<Fields>): OpenReport {
  const changes = new Map<string, Change>()
  const comparisons = new Map<LeftOut, CompareSchemas>()

  function compare(leftOut: LeftOut): CompareSchemas {
    const known = comparisons.get(leftOut) ?? createSchemaComparison({ old, next }, leftOut)
    comparisons.set(leftOut, known)
    return known
  }

  function createReport(party: Party, places: readonly string[]): Report {
    const report: Report = {
      old,
      next,
      party,
      at: (...more) => createReport(party, [...places, ...more]),
      for: (other) => createReport(other, places),
      note(code, severity, message) {
        const where = places.join(' > ')
        const change = { severity, for: party.name, where, code, message: sentence(message) }
        changes.set(JSON.stringify(change), change)
      },
      schemas(before, after, direction, leftOut) {
        const comparison = compare(leftOut)(viewOf(before), viewOf(after))
        noteComparison(comparison, direction, report)
      },
    }
    return report
  }

  return {
    ...createReport(clients, []),
    get changes() {
      return [...changes.values()]
    },
  }
}

function viewOf(schema: unknown): unknown[] {
  return schema === undefined ? [] : [schema]
}

/** Notes what was found, once for each schema: one that leads back to itself has no end. */
function noteComparison(comparison: Comparison, direction: Direction, report: Report): void {
  const met = new Set<Comparison>()
  visit(comparison, '')

  function visit(one: Comparison, path: string): void {
    if (met.has(one)) return
    met.add(one)
    for (const { code, effect, message, path: within } of one.found) {
      const place = `${path}${within}`
      const at = place === '' ? report : report.at(place)
      at.note(code, effect[direction], message)
    }
    for (const { path: step, comparison: inner, except } of one.inner) {
      // Another alternative makes up for it.
      if (except !== direction) visit(inner, `${path}${step}`)
    }
  }
}

function sentence(message: string): string {
  const whole = /^(?:may|has|is|need)\b/.test(message) ? `It ${message}` : message
  return `${whole.charAt(0).toUpperCase()}${whole.slice(1)}.`
}
