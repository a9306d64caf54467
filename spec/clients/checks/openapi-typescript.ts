import createClient from 'openapi-fetch'
import type { Equal, Expect } from './assert.ts'
import type { components, operations, paths } from './generated/api.d.ts'
import { createFile, cup, invoice, origin, rating, report, tea, unpaid } from './samples.ts'
import type * as shop from './shop-types.ts'

interface Path {
  query?: never
  header?: never
  path: { id: string }
  cookie?: never
}

type Sent<Id extends keyof operations> = NonNullable<operations[Id]['requestBody']>['content']

type Answers<Id extends keyof operations> = {
  [Status in keyof operations[Id]['responses']]: operations[Id]['responses'][Status] extends {
    content: infer Content
  }
    ? Content
    : undefined
}

interface Invalid {
  'application/problem+json': shop.RequestProblem
}

export type Operations = [
  Expect<Equal<operations['listOrders']['parameters']['query'], shop.ListQuery | undefined>>,
  Expect<Equal<Answers<'listOrders'>, { 200: { 'application/json': shop.Order[] }; 422: Invalid }>>,
  Expect<
    Equal<operations['createOrder']['parameters']['query'], { callback_url?: string } | undefined>
  >,
  Expect<Equal<Sent<'createOrder'>, { 'application/json': shop.SentOrder }>>,
  Expect<Equal<Answers<'createOrder'>, { 201: { 'application/json': shop.Order }; 422: Invalid }>>,
  Expect<Equal<operations['showOrder']['parameters'], Path>>,
  Expect<
    Equal<
      Answers<'showOrder'>,
      { 200: { 'application/json': shop.Order }; 404: { 'application/json': shop.Problem } }
    >
  >,
  Expect<Equal<Sent<'rateOrder'>, { 'application/x-www-form-urlencoded': shop.Rating }>>,
  Expect<Equal<Answers<'rateOrder'>, { 200: { 'application/json': shop.Rating }; 422: Invalid }>>,
  // a file is text to this generator
  Expect<
    Equal<
      Sent<'putInvoice'>,
      { 'multipart/form-data': { file: string; title: string; pages: number } }
    >
  >,
  Expect<Equal<Answers<'putInvoice'>, { 200: { 'application/json': shop.Print }; 422: Invalid }>>,
  Expect<Equal<Answers<'printInvoice'>, { 200: { 'text/plain': string } }>>,
  Expect<Equal<Answers<'delete_orders'>, { 204: undefined }>>,
  Expect<Equal<Answers<'getCategories'>, { 200: { 'application/json': shop.Category } }>>,
  Expect<Equal<paths['/orders']['post'], operations['createOrder']>>,
]

/** The text of a payment, which a client must be able to tell from the other. */
export function describePayment(payment: components['schemas']['Payment']): string {
  // @ts-expect-error a transfer has no digits
  void payment.digits
  return payment.kind === 'card' ? payment.digits : payment.iban
}

const client = createClient<paths>({ baseUrl: origin })
const params = { path: { id: 'tea' } }

/** This client leaves it to its user to write forms. */
function createForm(): FormData {
  const form = new FormData()
  form.set('file', createFile())
  for (const [name, value] of Object.entries(invoice)) form.set(name, String(value))
  return form
}

function createRatingForm(): URLSearchParams {
  const words = rating.words.map((word) => ['words', word])
  return new URLSearchParams([['stars', String(rating.stars)], ...words])
}

// @ts-expect-error a payment of neither kind
void ((): unknown => client.POST('/orders', { body: { ...tea, payment: { kind: 'cash' } } }))
// @ts-expect-error no such path
void ((): unknown => client.GET('/order'))

const answers = [
  await client.POST('/orders', { body: tea }),
  await client.POST('/orders', {
    body: cup,
    params: { query: { callback_url: 'https://shop.test' } },
  }),
  await client.POST('/orders', { body: unpaid }),
  await client.GET('/orders', { params: { query: { kind: ['card', 'transfer'], least: 10 } } }),
  await client.GET('/orders/{id}', { params }),
  await client.GET('/orders/{id}', { params: { path: { id: 'a/b' } } }),
  await client.POST('/orders/{id}/rating', {
    params,
    body: rating,
    bodySerializer: createRatingForm,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  }),
  await client.PUT('/orders/{id}/invoice', {
    params,
    body: { file: '', ...invoice },
    bodySerializer: createForm,
  }),
  await client.GET('/orders/{id}/invoice', { params, parseAs: 'text' }),
  await client.DELETE('/orders/{id}', { params }),
  await client.GET('/categories'),
]
report(answers.map(({ response, data, error }) => [response.status, error ?? data]))
