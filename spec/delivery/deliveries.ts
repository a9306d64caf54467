import type { Attempt, AttemptAnswer, AttemptFault, Delivery } from '../../lib/delivery/delivery.ts'

/** A delivery of which the test says what matters to it. */
export function createDelivery(fields: Partial<Delivery> = {}): Delivery {
  return {
    id: 'msg_1',
    operationId: 'invoiceNotification',
    method: 'POST',
    url: 'https://shop.test/invoices/1',
    headers: { 'content-type': 'application/json' },
    body: '{"paid":true}',
    createdAt: Date.now(),
    attempts: 0,
    ...fields,
  }
}

export function createDeliveries(count: number, fields: Partial<Delivery> = {}): Delivery[] {
  const prefix = fields.id ?? 'msg'
  return Array.from({ length: count }, (_, index) =>
    createDelivery({ ...fields, id: `${prefix}_${index}` }),
  )
}

export function createAnswer(
  status: number,
  headers: Readonly<Record<string, string>> = {},
  body?: string,
): AttemptAnswer {
  return { kind: 'answer', status, headers, body, isCut: false }
}

export function createFault(fields: Partial<AttemptFault> = {}): AttemptFault {
  return {
    kind: 'fault',
    code: 'ECONNREFUSED',
    message: 'connect ECONNREFUSED',
    isFinal: false,
    ...fields,
  }
}

export function createAttempt(fields: Partial<Attempt> = {}): Attempt {
  return {
    deliveryId: 'msg_1',
    number: 1,
    startedAt: Date.now(),
    durationMs: 5,
    result: createAnswer(503),
    ...fields,
  }
}
