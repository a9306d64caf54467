import { ask, type Exchange } from './ask.ts'
import type { Traits } from './server-process.ts'

export interface RequestWorkload {
  readonly name: string
  readonly title: string
  /** The files of bench/peers/contestants, in the order of the table. */
  readonly contestants: readonly string[]
  /** What the ratios are to, each with a column of its own. */
  readonly bases: readonly string[]
  /** What the contestants are started with. */
  readonly serves: string
  readonly request: Exchange | ((port: number) => Promise<Exchange>)
  /** What the answer to it has to be, as the contestant says of itself; left out, what the first base answers. */
  readonly expected?: (traits: Traits) => unknown
  /** What everybody that checks anything has to refuse. */
  readonly refused: readonly Exchange[]
  /** In how many times as many rounds as the others: where a small difference matters. */
  readonly times?: number
}

export const serverContestants: readonly string[] = [
  'node-http',
  'node-http-ajv',
  'express',
  'express-create-server',
  'express-ajv',
  'express-zod',
  'ringback',
  'ringback-create-server',
  'ringback-zod',
  'ringback-zod-create-server',
  'fastify',
  'hono',
  'tsoa',
  'wesleytodd-openapi',
  'express-zod-api',
  'express-openapi-validator',
  'nest',
]

const hand = { bases: ['express', 'express-ajv'], contestants: serverContestants }

const invoice = { id: 'inv-1', title: 'Consulting', customer: 'ACME', total: 99.5 }
const invoices = '/invoices?callback_url=https%3A%2F%2Fclient.example%2Fhooks'

export const invoiceExchange: Exchange = { method: 'POST', path: invoices, body: invoice }

const line = (index: number) => ({
  sku: `sku-${index}`,
  name: `Thing number ${index}`,
  quantity: 1 + (index % 5),
  price: 100 + index,
})
const order = { customer: 'ACME', lines: Array.from({ length: 100 }, (_, index) => line(index)) }

const items = '/shops/7/items?page=2&limit=50&active=true&min=9.5&sort=price'

export const requestWorkloads: readonly RequestWorkload[] = [
  {
    ...hand,
    name: 'invoices',
    title: 'Validated POST: a query with a URL, a body of four fields, a small answer',
    serves: 'invoices',
    request: invoiceExchange,
    expected: () => ({ msg: 'Invoice inv-1 received' }),
    refused: [
      { method: 'POST', path: invoices, body: { ...invoice, total: 'much' } },
      { method: 'POST', path: invoices, body: { ...invoice, id: undefined } },
      { method: 'POST', path: '/invoices?callback_url=nowhere', body: invoice },
    ],
  },
  {
    ...hand,
    name: 'items',
    title: 'GET with a path parameter and five query parameters, coerced',
    serves: 'items',
    request: { method: 'GET', path: items },
    expected: ({ coerces }) =>
      coerces
        ? { shop: 7, page: 2, limit: 50, active: true, min: 9.5, sort: 'price' }
        : { shop: '7', page: '2', limit: '50', active: 'true', min: '9.5', sort: 'price' },
    refused: [
      { method: 'GET', path: items.replace('page=2', 'page=first') },
      { method: 'GET', path: items.replace('limit=50', 'limit=1000') },
      { method: 'GET', path: items.replace('active=true', 'active=perhaps') },
      { method: 'GET', path: items.replace('sort=price', 'sort=colour') },
      { method: 'GET', path: items.replace('shops/7', 'shops/seven') },
    ],
  },
  {
    ...hand,
    name: 'orders',
    title: '100 line items in and out, checked and filtered',
    serves: 'orders',
    request: { method: 'POST', path: '/orders', body: order },
    expected: ({ filters }) => ({
      customer: order.customer,
      lines: order.lines.map((one) => ({
        ...one,
        amount: one.quantity * one.price,
        ...(filters ? {} : { margin: one.price / 4 }),
      })),
    }),
    refused: [
      { method: 'POST', path: '/orders', body: { ...order, lines: [...order.lines, {}] } },
      {
        method: 'POST',
        path: '/orders',
        body: { ...order, lines: [...order.lines, { ...line(1), quantity: 0 }] },
      },
    ],
  },
  {
    name: 'undeclared',
    title: 'An app with no declaration, with `openapi()` mounted and without',
    contestants: ['express', 'express-documented-last', 'express-documented-first'],
    bases: ['express'],
    serves: 'items',
    request: { method: 'GET', path: items },
    refused: [],
    times: 4,
  },
  ...serveWorkloads(),
]

/** `/openapi.json` of 1,000 operations. */
function serveWorkloads(): RequestWorkload[] {
  const path = '/openapi.json'
  const variants: readonly [name: string, request: RequestWorkload['request']][] = [
    ['plain', { method: 'GET', path }],
    ['gzip', { method: 'GET', path, headers: { 'Accept-Encoding': 'gzip' } }],
    ['br', { method: 'GET', path, headers: { 'Accept-Encoding': 'br' } }],
    [
      '304',
      async (port) => {
        const { etag = '' } = await ask(port, { method: 'GET', path })
        return { method: 'GET', path, headers: { 'If-None-Match': etag }, status: 304 }
      },
    ],
  ]
  return variants.map(([variant, request]) => ({
    name: `serve-${variant}`,
    title: `\`/openapi.json\` of 1,000 operations, ${variant}`,
    contestants: ['document-by-hand', 'document-by-ringback'],
    bases: ['document-by-hand'],
    serves: '',
    request,
    refused: [],
  }))
}
