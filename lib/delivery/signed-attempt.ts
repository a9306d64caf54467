import type { createAnswerCheck, CheckedAnswer } from './answer-check.ts'
import { createAttempt } from './attempt.ts'
import { endedBy, openDeadline, type EndReason } from './deadline.ts'
import type { Attempt, AttemptFault, Delivery } from './delivery.ts'
import { readOrigin } from './origin.ts'
import type { ResolvedSender } from './sender-options.ts'
import { sign } from './signature.ts'

export interface MadeAttempt {
  readonly attempt: Attempt
  readonly answer: CheckedAnswer | undefined
}

export type MakeAttempt = (
  delivery: Delivery,
  checkAnswer: ReturnType<typeof createAnswerCheck>,
  signal: AbortSignal | undefined,
) => Promise<MadeAttempt>

/** One attempt, signed now, and its answer checked. */
export function createSignedAttempt(settings: ResolvedSender): MakeAttempt {
  const { timeoutMs } = settings
  const send = createAttempt(settings)
  return async (delivery, checkAnswer, signal) => {
    const { id, url, method, body, attempts } = delivery
    const startedAt = Date.now()
    const signed = await trySign(settings, delivery, startedAt, signal)
    const start = performance.now()
    const headers = { ...delivery.headers, ...signed.headers }
    const result = signed.fault ?? (await send({ url, method, body, signal, timeoutMs, headers }))
    const durationMs = Math.round(performance.now() - start)
    const answer = result.kind === 'answer' ? await checkAnswer(result) : undefined
    const { mismatch } = answer ?? {}
    const number = attempts + 1
    return {
      attempt: { deliveryId: id, number, startedAt, durationMs, result, mismatch },
      answer,
    }
  }
}

interface Signed {
  readonly headers?: Readonly<Record<string, string>>
  readonly fault?: AttemptFault
}

/** Whoever finds the secret has the time of an attempt, and what goes wrong there is a fault like others. */
async function trySign(
  settings: ResolvedSender,
  delivery: Delivery,
  now: number,
  signal: AbortSignal | undefined,
): Promise<Signed> {
  const deadline = openDeadline(settings.timeoutMs, signal)
  try {
    return { headers: await endedBy(deadline.signal, signNow(settings, delivery, now)) }
  } catch (error) {
    return { fault: describeFault(error, deadline.reason(), signal) }
  } finally {
    deadline.close()
  }
}

function describeFault(
  error: unknown,
  ended: EndReason | undefined,
  signal: AbortSignal | undefined,
): AttemptFault {
  if (ended && signal?.aborted) return { kind: 'fault', isFinal: false, ...ended }
  const why = ended ? 'it was waited for too long.' : String((error as Error | undefined)?.message)
  const message = `The secret was not found: ${why}`
  return { kind: 'fault', code: 'ERR_DELIVERY_SECRET', message, isFinal: false }
}

async function signNow(
  { findSecrets }: ResolvedSender,
  { id, url, operationId, body = '' }: Delivery,
  now: number,
): Promise<Readonly<Record<string, string>>> {
  const secrets = await findSecrets({ origin: readOrigin(url), url, operationId })
  const timestamp = Math.floor(now / 1000)
  return secrets.length === 0 ? { 'webhook-id': id } : { ...sign({ id, timestamp, body, secrets }) }
}
