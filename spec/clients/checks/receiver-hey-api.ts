import type { Equal, Expect } from './assert.ts'
import type * as made from './generated/index.ts'
import type { OrderEvent, StockEvent } from './shop-types.ts'

export type Received = [
  Expect<Equal<made.OrderEvent, OrderEvent>>,
  Expect<
    Equal<
      made.OrderChangedData,
      { body: OrderEvent; path: { id: string }; query?: never; url: '/{id}' }
    >
  >,
  Expect<Equal<made.OrderChangedResponses, { 200: { taken: boolean } }>>,
  Expect<
    Equal<
      made.StockLowData,
      {
        body: StockEvent
        headers: { 'x-signature': string }
        path?: never
        query?: never
        url: '/stockLow'
      }
    >
  >,
  Expect<Equal<keyof made.StockLowResponses, 204>>,
]

/** What a handler is given and answers, of whatever server. */
type Handler<Data extends { body?: unknown; path?: unknown }, Responses> = (
  request: Pick<Data, 'body' | 'path'>,
) => Responses[keyof Responses]

export const orderChanged: Handler<made.OrderChangedData, made.OrderChangedResponses> = (
  request,
) => ({ taken: request.path.id === request.body.order && request.body.state === 'paid' })

// @ts-expect-error -- the declared answer says whether it was taken
export const forgetful: Handler<made.OrderChangedData, made.OrderChangedResponses> = () => ({})

export const mistaken: Handler<made.OrderChangedData, made.OrderChangedResponses> = (request) => ({
  // @ts-expect-error -- there is no such state
  taken: request.body.state === 'lost',
})
