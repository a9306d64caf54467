import type { Attempt, AttemptResult, Delivery, Outcome } from './delivery.ts'
import { isSuccess } from './retry.ts'

/**
 * One measurement, named as OpenTelemetry's conventions do where they have a name. A `counter` and an
 * `updowncounter` add `value`, a `histogram` records it.
 */
export interface Metric {
  /** What was measured. */
  readonly name: MetricName
  /** What to do with the value. */
  readonly instrument: 'counter' | 'updowncounter' | 'histogram'
  /** In UCUM: seconds, or how many of what is in braces. */
  readonly unit: 's' | '{message}' | '{endpoint}'
  /** How much, in that unit. */
  readonly value: number
  /** By the names of OpenTelemetry, such as `http.response.status_code`; no URL is among them. */
  readonly attributes: Readonly<Record<string, string | number>>
}

/** What a sender measures. */
export type MetricName =
  /** A delivery was taken up by `send()`, or its engine did not take it: `error.type` is the code. */
  | 'messaging.client.sent.messages'
  /** From the first look-up to the end of the answer of one attempt. */
  | 'http.client.request.duration'
  /** From `send()` to the end of a delivery: `ringback.delivery.state` is `delivered` or `dead`. */
  | 'ringback.delivery.duration'
  /** Endpoints that are paused. */
  | 'ringback.endpoint.paused'

export function countSent({ operationId }: Pick<Delivery, 'operationId'>, error?: unknown): Metric {
  return {
    name: 'messaging.client.sent.messages',
    instrument: 'counter',
    unit: '{message}',
    value: 1,
    attributes: {
      'messaging.system': 'ringback',
      'messaging.operation.name': 'send',
      'messaging.operation.type': 'send',
      'messaging.destination.name': operationId,
      ...(error !== undefined && { 'error.type': readErrorType(error) }),
    },
  }
}

export function measureAttempt({ durationMs, result }: Attempt, { url, method }: Delivery): Metric {
  return {
    name: 'http.client.request.duration',
    instrument: 'histogram',
    unit: 's',
    value: durationMs / 1000,
    attributes: {
      'http.request.method': method,
      ...readServer(url),
      ...readResult(result),
    },
  }
}

/** Nothing of what goes on. */
export function measureDelivery(
  { createdAt, operationId }: Delivery,
  outcome: Outcome,
  now: number,
): Metric | undefined {
  if (outcome.kind === 'retry' || outcome.kind === 'hold') return undefined
  return {
    name: 'ringback.delivery.duration',
    instrument: 'histogram',
    unit: 's',
    value: Math.max(0, now - createdAt) / 1000,
    attributes: {
      'messaging.destination.name': operationId,
      'ringback.delivery.state': outcome.kind === 'done' ? 'delivered' : 'dead',
      ...(outcome.kind === 'dead' && { 'error.type': outcome.reason }),
    },
  }
}

export function countPaused(value: 1 | -1): Metric {
  return {
    name: 'ringback.endpoint.paused',
    instrument: 'updowncounter',
    unit: '{endpoint}',
    value,
    attributes: {},
  }
}

function readResult(result: AttemptResult): Record<string, string | number> {
  if (result.kind === 'fault') return { 'error.type': result.code }
  const { status } = result
  return {
    'http.response.status_code': status,
    ...(!isSuccess(result) && { 'error.type': String(status) }),
  }
}

function readServer(url: string): Record<string, string | number> {
  const { protocol, hostname, port } = new URL(url)
  const scheme = protocol.slice(0, -1)
  return {
    'url.scheme': scheme,
    'server.address': hostname,
    'server.port': Number(port) || (scheme === 'https' ? 443 : 80),
  }
}

function readErrorType(error: unknown): string {
  const { code, name } = (error ?? {}) as { code?: unknown; name?: unknown }
  if (typeof code === 'string') return code
  return typeof name === 'string' ? name : '_OTHER'
}
