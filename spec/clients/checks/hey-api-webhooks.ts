import type { Equal, Expect } from './assert.ts'
import type * as made from './generated/index.ts'
import type { StockEvent } from './shop-types.ts'

export type Webhooks = [
  Expect<Equal<made.Webhooks, made.StockLowWebhookRequest>>,
  Expect<Equal<made.StockLowWebhookPayload, StockEvent>>,
  Expect<
    Equal<
      made.StockLowWebhookRequest,
      // of the headers of a webhook, it makes no types
      { body: StockEvent; key: 'stockLow'; path?: never; query?: never }
    >
  >,
]
