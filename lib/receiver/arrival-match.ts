import type { ClientOperation } from './operations/client-operations.ts'
import { createPathPattern, readKeyPath } from './operations/operation-key.ts'
import type { RingbackError } from '../errors.ts'
import type { RequestSettings } from '../request-settings.ts'
import { hasUndeclaredBody, judge, type Arrival, type Judgement } from './arrival.ts'
import type { ReceivedOperation } from './received-operation.ts'
import { refuse } from './refusal.ts'

/** The operation that an arrival is of, and what that makes of it. */
export interface Match extends Judgement {
  /** Undefined where it is of none, or of several. */
  readonly operation: ReceivedOperation | undefined
}

/**
 * Finds the operation of an arrival: by its method, by what of its path the key of the operation says, and
 * where that is not enough, by what its headers and its body allow.
 */
export async function matchArrival(
  arrival: Arrival,
  operations: readonly ReceivedOperation[],
  settings: RequestSettings,
): Promise<Match> {
  const placed = findByPath(arrival, operations)
  const judged = await Promise.all(
    placed.map(async (operation) => ({
      operation,
      ...(await judge(arrival, operation, settings)),
    })),
  )
  const right = judged.filter(({ error }) => error === undefined)
  const telling = right.filter(({ operation }) => !hasUndeclaredBody(arrival, operation))
  const fitting = telling.length > 0 ? telling : right
  const { body: payload } = arrival
  if (fitting.length > 1) {
    return { operation: undefined, payload, error: severalFit(fitting.map((one) => one.operation)) }
  }
  const [nearest] = judged.toSorted((one, other) => countFaults(one) - countFaults(other))
  return (
    fitting[0] ??
    nearest ?? { operation: undefined, payload, error: nothingFits(arrival, operations) }
  )
}

function countFaults({ error }: Judgement): number {
  return error?.errors?.length ?? 0
}

/** Those whose keys say the same much of the path, and more than all others. */
function findByPath(
  { method, url }: Arrival,
  operations: readonly ReceivedOperation[],
): readonly ReceivedOperation[] {
  const { pathname, searchParams } = new URL(url, 'http://receiver')
  const matching = operations.flatMap((operation) => {
    if (operation.method !== method) return []
    const weight = weigh(operation, pathname, searchParams)
    return weight === undefined ? [] : [{ operation, weight }]
  })
  const most = Math.max(...matching.map(({ weight }) => weight))
  return matching.filter(({ weight }) => weight === most).map(({ operation }) => operation)
}

/** Whoever receives a webhook has chosen its URL: here, one that ends with its name is its own. */
function weigh(
  operation: ReceivedOperation,
  path: string,
  query: URLSearchParams,
): number | undefined {
  const { kind, key } = operation
  if (kind === 'webhook') return path === pathOfWebhook(key) ? path.length : 0
  const pattern = createPathPattern(readKeyPath(operation as unknown as ClientOperation))
  return pattern.matches(path, query) ? pattern.weight : undefined
}

export function pathOfWebhook(name: string): string {
  return `/${encodeURIComponent(name)}`
}

function severalFit(operations: readonly ReceivedOperation[]): RingbackError {
  const names = operations.map(({ operationId, key }) => operationId ?? key).join(' and ')
  const message = `It fits ${names}, and nothing tells them apart.`
  return refuse({
    code: 'ERR_RECEIVER_AMBIGUOUS',
    status: 409,
    message,
    remedy: 'Declare what tells them apart, or have each sent to a URL of its own.',
    errors: [{ in: 'path', path: '', message, code: 'ambiguous' }],
  })
}

function nothingFits(
  { method, url }: Arrival,
  operations: readonly ReceivedOperation[],
): RingbackError {
  const declared = operations.map((one) => `${one.method} ${one.key}`).join(', ')
  const message = `${method} ${url} is of no operation; there are ${declared || 'none'}.`
  return refuse({
    code: 'ERR_RECEIVER_OPERATION',
    status: 404,
    message,
    remedy: 'Compare its method and its path with what is declared.',
    errors: [{ in: 'path', path: '', message, code: 'unknown' }],
  })
}
