import type { Delivery } from '../delivery.ts'

/** What a table keeps of a delivery. Text is JSON, which keeps every character. */
export interface DeliveryRow {
  readonly id: string
  readonly content: string
  readonly created_at: number | bigint
  readonly attempts: number | bigint
}

export function writeContent({ operationId, method, url, headers, body }: Delivery): string {
  return JSON.stringify({ operationId, method, url, headers, body })
}

export function readDelivery(row: DeliveryRow): Delivery {
  const { body, ...content } = JSON.parse(row.content) as Omit<
    Delivery,
    'id' | 'createdAt' | 'attempts'
  >
  return {
    id: row.id,
    ...content,
    body,
    createdAt: Number(row.created_at),
    attempts: Number(row.attempts),
  }
}
