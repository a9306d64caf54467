import type { Equal, Expect } from './assert.ts'
import type { operations, webhooks } from './generated/api.d.ts'
import type { StockEvent } from './shop-types.ts'

type StockLow = webhooks['stockLow']['post']

export type Webhooks = [
  Expect<Equal<keyof webhooks, 'stockLow'>>,
  Expect<Equal<StockLow, operations['stockLow']>>,
  Expect<Equal<StockLow['requestBody'], { content: { 'application/json': StockEvent } }>>,
  Expect<Equal<StockLow['parameters']['header'], { 'x-signature': string }>>,
  Expect<Equal<keyof StockLow['responses'], 204>>,
]
