import type { createAnswerCheck, CheckedAnswer } from './answer-check.ts'
import { createAttempt } from './attempt.ts'
import { endedBy, openDeadline, type EndReason } from './deadline.ts'
import type { Attempt, AttemptFault, Delivery } from './delivery.ts'
import { addHeaders, type HeaderList } from './header-lists.ts'
import type { KeptConnections } from './kept-connections.ts'
import type { SigningSecret } from './secret.ts'
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
export function createSignedAttempt(
  settings: ResolvedSender,
  connections: KeptConnections,
): MakeAttempt {
  const { timeoutMs } = settings
  const send = createAttempt({ ...settings, connections })
  return async (delivery, checkAnswer, signal) => {
    const { id, url, method, body, attempts } = delivery
    const startedAt = Date.now()
    const signing = signNow(settings, delivery, startedAt, signal)
    const signed = signing instanceof Promise ? await signing : signing
    const start = performance.now()
    const headers = addHeaders(delivery.headers, signed.headers ?? {})
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
  readonly headers?: HeaderList
  readonly fault?: AttemptFault
}

/** Where the secrets are at hand, nothing is waited for. */
function signNow(
  settings: ResolvedSender,
  delivery: Delivery,
  now: number,
  signal: AbortSignal | undefined,
): Signed | Promise<Signed> {
  const secrets = settings.findSecrets(delivery)
  if (secrets instanceof Promise || signal?.aborted) {
    return signOnceFound(settings, secrets, delivery, now, signal)
  }
  try {
    return { headers: signWith(secrets, delivery, now) }
  } catch (error) {
    return { fault: describeFault(error, undefined, signal) }
  }
}

/** Whoever finds the secret has the time of an attempt, and what goes wrong there is a fault like others. */
async function signOnceFound(
  settings: ResolvedSender,
  secrets: ReturnType<ResolvedSender['findSecrets']>,
  delivery: Delivery,
  now: number,
  signal: AbortSignal | undefined,
): Promise<Signed> {
  const deadline = openDeadline(settings.timeoutMs, signal)
  try {
    const found = await endedBy(deadline.signal, Promise.resolve(secrets))
    return { headers: signWith(found, delivery, now) }
  } catch (error) {
    return { fault: describeFault(error, deadline.reason(), signal) }
  } finally {
    deadline.close()
  }
}

function signWith(
  secrets: readonly SigningSecret[],
  { id, body = '' }: Delivery,
  now: number,
): HeaderList {
  const timestamp = Math.floor(now / 1000)
  return secrets.length === 0 ? { 'webhook-id': id } : { ...sign({ id, timestamp, body, secrets }) }
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
