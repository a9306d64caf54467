import type { RequestFault } from '../../errors.ts'
import type { SignatureVerdict } from '../../delivery/verify-signature.ts'
import type { Arrival } from '../../receiver/arrival.ts'
import type { NamedOperation } from '../../receiver/operations/find-operation.ts'
import { showBody } from '../shown-body.ts'
import { paint, printable, type Terminal } from '../terminal.ts'

/** Whether an arrival is from who has the secret; `not-checked` where there is none to check it by. */
export type ArrivalSignature =
  | { readonly verdict: 'valid'; readonly id: string }
  | { readonly verdict: 'refused'; readonly code: string; readonly message: string }
  | { readonly verdict: 'unsigned' | 'not-checked' }

/** Reads a verdict, or what can be said without one. */
export function describeSignature(
  verdict: SignatureVerdict | undefined,
  { headers }: Arrival,
): ArrivalSignature {
  if (!verdict) {
    const isSigned = headers['webhook-signature'] !== undefined
    return { verdict: isSigned ? 'not-checked' : 'unsigned' }
  }
  if (verdict.ok) return { verdict: 'valid', id: verdict.id }
  return { verdict: 'refused', code: verdict.code, message: verdict.message }
}

/** What has arrived, and what became of it. */
export interface ArrivalReport {
  readonly time: Date
  readonly arrival: Arrival
  /** Undefined where it matches nothing. */
  readonly operation: NamedOperation | undefined
  /** Others that it could be of as well. */
  readonly others: readonly NamedOperation[]
  /** Where it matches nothing: what comes nearest. */
  readonly nearest: readonly NamedOperation[]
  readonly signature: ArrivalSignature
  readonly faults: readonly RequestFault[]
  /** As its media type says; bytes where that says nothing of them. */
  readonly payload: unknown
  readonly status: number
  readonly notices: readonly string[]
}

/** What is thought of an arrival as a whole. */
export type ArrivalVerdict = 'valid' | 'invalid' | 'ambiguous' | 'unknown'

export function verdictOf({ operation, others, faults, signature }: ArrivalReport): ArrivalVerdict {
  if (!operation) return 'unknown'
  if (faults.length > 0 || signature.verdict === 'refused') return 'invalid'
  return others.length > 0 ? 'ambiguous' : 'valid'
}

/** One line, for programs. */
export function writeJsonLine(report: ArrivalReport): string {
  const { time, arrival, operation, others, nearest, signature, faults, payload } = report
  const line = {
    time: time.toISOString(),
    method: arrival.method,
    path: arrival.url,
    operation: operation?.label,
    operationId: operation?.operationId,
    ...(others.length > 0 && { others: others.map(({ label }) => label) }),
    ...(nearest.length > 0 && { nearest: nearest.map(({ label }) => label) }),
    verdict: verdictOf(report),
    signature,
    faults,
    headers: arrival.headers,
    body: payload instanceof Uint8Array ? { bytes: payload.length } : payload,
    status: report.status,
    notices: report.notices,
  }
  return `${JSON.stringify(line)}\n`
}

/** Some lines, for who watches. */
export function showArrival(report: ArrivalReport, io: Terminal): string {
  const { time, arrival, operation, others, payload, status, notices } = report
  const head = [
    paint(io, 'dim', time.toTimeString().slice(0, 8)),
    paint(io, 'bold', printable(`${arrival.method} ${arrival.url}`)),
    ...(operation ? [printable(operation.label)] : []),
  ].join('  ')
  const or = others.map(({ label }) => label).join(', ')
  const lines = [
    head,
    `  ${showVerdict(report, io)}  ${paint(io, 'dim', `→ ${status}`)}`,
    ...(or === '' ? [] : [paint(io, 'yellow', `  could as well be ${printable(or)}`)]),
    ...listFaults(report).map((text) => paint(io, 'red', `  ${printable(text)}`)),
    ...notices.map((text) => paint(io, 'yellow', `  ${printable(text)}`)),
    showBody(payload),
  ]
  return `${lines.join('\n')}\n\n`
}

const colours = { valid: 'green', invalid: 'red', ambiguous: 'yellow', unknown: 'red' } as const

function showVerdict(report: ArrivalReport, io: Terminal): string {
  const verdict = verdictOf(report)
  const words = {
    valid: 'as declared',
    invalid: 'not as declared',
    ambiguous: 'as declared',
    unknown: 'nothing in the document matches',
  }
  const { verdict: signed } = report.signature
  const said = {
    valid: 'signature valid',
    refused: 'signature refused',
    unsigned: 'unsigned',
    'not-checked': 'signature not checked',
  }
  const isOnlySignature = verdict === 'invalid' && report.faults.length === 0
  const first = isOnlySignature ? [] : [words[verdict]]
  return paint(io, colours[verdict], [...first, said[signed]].join(', '))
}

function listFaults({ signature, faults, nearest }: ArrivalReport): string[] {
  return [
    ...(signature.verdict === 'refused' ? [`signature: ${signature.message}`] : []),
    ...faults.map(({ in: place, path, message }) => `${place} ${path || '(whole)'} ${message}`),
    ...nearest.map(({ label, method, key }) => `nearest: ${label}  ${method} ${key}`),
  ]
}
