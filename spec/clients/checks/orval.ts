import type { Equal, Expect } from './assert.ts'
import { getCategories } from './generated/catalogue/catalogue.ts'
import type * as schemas from './generated/orders.schemas.ts'
import * as orders from './generated/orders/orders.ts'
import { createFile, cup, invoice, origin, rating, report, tea, unpaid } from './samples.ts'
import type * as shop from './shop-types.ts'

type Answer<Call extends (...input: never[]) => Promise<object>> = Plain<Awaited<ReturnType<Call>>>

/** Without its headers. */
type Plain<Answered> = Answered extends { data: infer Data; status: infer Status }
  ? { data: Data; status: Status }
  : never

interface Invalid {
  data: shop.RequestProblem
  status: 422
}

export type Operations = [
  Expect<Equal<schemas.ListOrdersParams, shop.ListQuery>>,
  Expect<Equal<Answer<typeof orders.listOrders>, { data: shop.Order[]; status: 200 } | Invalid>>,
  Expect<
    Equal<
      Parameters<typeof orders.createOrder>,
      [orderInput: shop.SentOrder, params?: { callback_url?: string }, options?: RequestInit]
    >
  >,
  Expect<Equal<Answer<typeof orders.createOrder>, { data: shop.Order; status: 201 } | Invalid>>,
  Expect<
    Equal<
      Answer<typeof orders.showOrder>,
      { data: shop.Order; status: 200 } | { data: shop.Problem; status: 404 }
    >
  >,
  Expect<Equal<schemas.RateOrderBody, shop.Rating>>,
  Expect<Equal<Answer<typeof orders.rateOrder>, { data: shop.Rating; status: 200 } | Invalid>>,
  Expect<Equal<schemas.PutInvoiceBody, { file: Blob; title: string; pages: number }>>,
  Expect<Equal<Answer<typeof orders.putInvoice>, { data: shop.Print; status: 200 } | Invalid>>,
  Expect<Equal<Answer<typeof orders.printInvoice>, { data: string; status: 200 }>>,
  Expect<Equal<Answer<typeof orders.deleteOrders>, { data: void; status: 204 }>>,
  Expect<Equal<Answer<typeof getCategories>, { data: shop.Category; status: 200 }>>,
]

export function describePayment(payment: schemas.Payment): string {
  // @ts-expect-error a transfer has no digits
  void payment.digits
  return payment.kind === 'card' ? payment.digits : payment.iban
}

// what it makes fetches paths, as in a page of the app
const { fetch } = globalThis
globalThis.fetch = (path, init) => fetch(`${origin}${path as string}`, init)

// @ts-expect-error a payment of neither kind
void ((): unknown => orders.createOrder({ ...tea, payment: { kind: 'cash' } }))
// @ts-expect-error the order is missing
void ((): unknown => orders.showOrder())

const answers = [
  await orders.createOrder(tea),
  await orders.createOrder(cup, { callback_url: 'https://shop.test' }),
  await orders.createOrder(unpaid),
  await orders.listOrders({ kind: ['card', 'transfer'], least: 10 }),
  await orders.showOrder('tea'),
  // it encodes nothing
  await orders.showOrder(encodeURIComponent('a/b')),
  await orders.rateOrder('tea', rating),
  await orders.putInvoice('tea', { file: createFile(), ...invoice }),
  // printInvoice is left out: it parses every answer as JSON
  await orders.deleteOrders('tea'),
  await getCategories(),
]
report(answers.map(({ data, status }) => [status, data]))
