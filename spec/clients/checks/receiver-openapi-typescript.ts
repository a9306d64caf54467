import type { Equal, Expect } from './assert.ts'
import type { components, operations, paths } from './generated/api.d.ts'
import type { OrderEvent, StockEvent } from './shop-types.ts'

type OrderChanged = operations['orderChanged']
type StockLow = operations['stockLow']

export type Received = [
  Expect<Equal<keyof paths, '/{id}' | '/stockLow'>>,
  Expect<Equal<paths['/{id}']['post'], OrderChanged>>,
  Expect<Equal<OrderChanged['parameters']['path'], { id: string }>>,
  Expect<Equal<OrderChanged['requestBody'], { content: { 'application/json': OrderEvent } }>>,
  Expect<
    Equal<OrderChanged['responses'][200]['content'], { 'application/json': { taken: boolean } }>
  >,
  Expect<Equal<StockLow['requestBody'], { content: { 'application/json': StockEvent } }>>,
  Expect<Equal<StockLow['parameters']['header'], { 'x-signature': string }>>,
  Expect<Equal<keyof StockLow['responses'], 204>>,
  // what the API has for its own users is no business of who receives
  Expect<Equal<keyof components['schemas'], 'OrderEvent' | 'State' | 'StockEvent'>>,
]

type Answer<Operation> = Operation extends { responses: { 200: { content: infer Content } } }
  ? Content[keyof Content]
  : undefined

/** What a handler is given and answers, of whatever server. */
type Handler<Operation> = Operation extends {
  parameters: { path?: infer Path }
  requestBody: { content: infer Content }
}
  ? (request: { params: Path; body: Content[keyof Content] }) => Answer<Operation>
  : never

export const orderChanged: Handler<OrderChanged> = ({ params, body }) => ({
  taken: params.id === body.order && body.state === 'paid',
})

// @ts-expect-error -- the declared answer says whether it was taken
export const forgetful: Handler<OrderChanged> = () => ({})

// @ts-expect-error -- there is no such state
export const mistaken: Handler<OrderChanged> = ({ body }) => ({ taken: body.state === 'lost' })
