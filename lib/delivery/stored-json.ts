import type { Attempt, Delivery } from './delivery.ts'

/** From its JSON, which leaves out a body that is none. */
export function readDelivery(text: string): Delivery {
  return restoreDelivery(JSON.parse(text))
}

/** The same where it was parsed. */
export function restoreDelivery(value: unknown): Delivery {
  const delivery = value as Delivery
  return { ...delivery, body: delivery.body }
}

/** From its JSON, which leaves out the body of an answer that has none. */
export function readAttempt(text: string): Attempt {
  const attempt = JSON.parse(text) as Attempt
  const { result } = attempt
  return result.kind === 'fault'
    ? attempt
    : { ...attempt, result: { ...result, body: result.body } }
}
