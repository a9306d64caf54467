import type { Equal, Expect } from './assert.ts'
import { client } from './generated/client.gen.ts'
import { Catalogue, Orders } from './generated/index.ts'
import type * as made from './generated/index.ts'
import { createFile, cup, invoice, origin, rating, report, tea, unpaid } from './samples.ts'
import type * as shop from './shop-types.ts'

interface Invalid {
  422: shop.RequestProblem
}

/** It writes what discriminates them a second time. */
type Payment = ({ kind: 'card' } & shop.Card) | ({ kind: 'transfer' } & shop.Transfer)
type Order = shop.Order<Payment>

interface Path {
  id: string
}

export type Operations = [
  Expect<Equal<made.ListOrdersData['query'], shop.ListQuery | undefined>>,
  Expect<Equal<made.ListOrdersResponses, { 200: Order[] }>>,
  Expect<Equal<made.ListOrdersErrors, Invalid>>,
  Expect<
    Equal<
      made.CreateOrderData,
      {
        body: shop.SentOrder<Payment>
        path?: never
        query?: { callback_url?: string }
        url: '/orders'
      }
    >
  >,
  Expect<Equal<made.CreateOrderResponses, { 201: Order }>>,
  Expect<Equal<made.CreateOrderErrors, Invalid>>,
  Expect<Equal<made.ShowOrderData['path'], Path>>,
  Expect<Equal<made.ShowOrderResponses, { 200: Order }>>,
  Expect<Equal<made.ShowOrderErrors, { 404: shop.Problem }>>,
  Expect<Equal<made.RateOrderData['body'], shop.Rating>>,
  Expect<Equal<made.RateOrderResponses, { 200: shop.Rating }>>,
  Expect<Equal<made.PutInvoiceData['body'], { file: Blob | File; title: string; pages: number }>>,
  Expect<Equal<made.PutInvoiceResponses, { 200: shop.Print }>>,
  Expect<Equal<made.PrintInvoiceResponses, { 200: string }>>,
  Expect<Equal<made.DeleteOrdersResponses, { 204: void }>>,
  Expect<Equal<made.GetCategoriesResponses, { 200: shop.Category }>>,
]

export function describePayment(payment: made.Payment): string {
  // @ts-expect-error a transfer has no digits
  void payment.digits
  return payment.kind === 'card' ? payment.digits : payment.iban
}

client.setConfig({ baseUrl: origin })
const path = { id: 'tea' }

// @ts-expect-error a payment of neither kind
void ((): unknown => Orders.createOrder({ body: { ...tea, payment: { kind: 'cash' } } }))
// @ts-expect-error the order is missing
void ((): unknown => Orders.showOrder())

const answers = [
  await Orders.createOrder({ body: tea }),
  await Orders.createOrder({ body: cup, query: { callback_url: 'https://shop.test' } }),
  await Orders.createOrder({ body: unpaid }),
  await Orders.listOrders({ query: { kind: ['card', 'transfer'], least: 10 } }),
  await Orders.showOrder({ path }),
  await Orders.showOrder({ path: { id: 'a/b' } }),
  await Orders.rateOrder({ path, body: rating }),
  await Orders.putInvoice({ path, body: { file: createFile(), ...invoice } }),
  await Orders.printInvoice({ path }),
  await Orders.deleteOrders({ path }),
  await Catalogue.getCategories(),
]
report(answers.map(({ response, data, error }) => [response?.status, error ?? data]))
