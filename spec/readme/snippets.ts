/** The snippets of README.md and of docs/, each as it stands there, in an app that runs. */
import { timingSafeEqual } from 'node:crypto'
import type { Server } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import express from 'express'
import type { Express, RequestHandler } from 'express'
import { callbackRouter, createServer, openapi, operation, webhookRouter } from 'ringback'
import type { OpenAPIMiddleware } from 'ringback'
import {
  createSecret,
  createSender as createAnySender,
  deliveriesRouter,
  sqlite as sqliteIn,
} from 'ringback/delivery'
import type { Metric, MetricName, Sender, SenderOptions, SqliteEngine } from 'ringback/delivery'
import { RE2JS } from 're2js'
import { z } from 'zod'

const info = { title: 'Invoices', version: '1.0.0' }
const Invoice = z.object({ id: z.string(), customer: z.string(), total: z.number() })
const InvoiceEvent = z.object({ description: z.string(), paid: z.boolean() })
const Problem = z.object({ title: z.string() })
const Order = z.object({ sku: z.string() })
const Receipt = z.object({ id: z.string() })
const OrderEvent = z.object({ event: z.string(), data: z.string() })
const Subscription = z.object({ plan: z.string() })

const find = (id: string): z.infer<typeof Invoice> | undefined =>
  id === 'i-1' ? { id, customer: 'c', total: 3 } : undefined
const handler: RequestHandler = (_req, res) => void res.end()
const listInvoices: RequestHandler = (_req, res) => void res.json([])
const requireUser: RequestHandler = (_req, _res, next) => next()

export const app: Express = express()
app.use(express.json())

// prettier-ignore
app.post('/plain',
operation({ body: { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] } }, handler)
)

// prettier-ignore
app.get('/invoices/:id', operation({ responses: { 200: Invoice, 404: Problem } }, (req, res) => {
  const invoice = find(req.params.id)
  if (invoice) res.json(invoice)                               // takes an Invoice
  else res.status(404).json({ title: 'No such invoice' })      // takes a Problem
}))

// prettier-ignore
{
const shop = express.Router({ mergeParams: true })
shop.get('/items/:id', operation({ params: z.object({ shop: z.string(), id: z.string() }) }, (req, res) => {
  res.json({ shop: req.params.shop, id: req.params.id })
}))
app.use('/shops/:shop', shop)
}

app.get('/invoices', operation({ summary: 'List all invoices' }), listInvoices)

const showLines: RequestHandler<{ id: string }> = (_req, res) => void res.json([])
app.get('/invoices/:id/lines', operation({ summary: 'Show its lines' }), showLines)
// @ts-expect-error: as the README says of a handler that has types of its own
void (() => operation({ summary: 'Show its lines' }, showLines))

// prettier-ignore
app.use('/admin', operation({ security: [{ bearer: [] }], responses: { 401: Problem } }, requireUser))

// prettier-ignore
export const invoiceEvents = callbackRouter()
  .post('{$request.query.callback_url}/invoices/{$request.body#/id}', { body: InvoiceEvent })
  .delete('{$request.query.callback_url}/invoices/{$request.body#/id}', { responses: { 204: null } })

app.post(
  '/invoices',
  operation({
    query: z.object({ callback_url: z.url() }),
    body: Invoice,
    callbacks: { invoiceEvents },
  }),
  handler,
)

// prettier-ignore
app.get('/orders/events', operation({
  responses: { 200: { content: { 'text/event-stream': { itemSchema: OrderEvent } } } },
}, (_req, res) => {
  res.type('text/event-stream').end('event: shipped\ndata: {"id":"1"}\n\n')
}))

app.get('/orders/:id', operation({ operationId: 'showOrder' }), handler)

// prettier-ignore
app.post('/orders', operation({
  body: Order,
  responses: {
    201: {
      schema: Receipt,
      links: { show: { operationId: 'showOrder', parameters: { id: '$response.body#/id' } } },
    },
  },
}, (req, res) => {
  res.status(201).json({ id: '1' })
}))

// import { openapi, webhookRouter } from 'ringback'
const webhooks = webhookRouter().post('newSubscription', { body: Subscription })
app.use(openapi({ info, webhooks }))

// prettier-ignore
{
const docs = openapi({ info })
app.use(docs)
docs.document(app)    // the document; throws ERR_DOCUMENT where something is wrong with it
docs.problems(app)    // [{ code, severity, where, message, remedy }]
}

// prettier-ignore
{
const options = { info, onProblem: () => {} }
app.use(openapi({ ...options, openapi: '3.0', document: '/openapi-3.0.json', ui: false }))
app.use(openapi(options))
}

app.use(openapi({ info, validation: { onError: (error, req, res, next) => next(error) } }))

// prettier-ignore
app.get('/numbered',
operation({ query: z.object({ ids: z.array(z.string()).meta({ style: 'pipeDelimited', explode: false }) }) }, handler)
)

// prettier-ignore
{
// import { RE2JS } from 're2js'
app.use(openapi({
  info,
  validation: { regExp: (pattern) => RE2JS.compile(RE2JS.translateRegExp(pattern)) },
}))
}

export const documentation: OpenAPIMiddleware = openapi({ info, webhooks, undocumented: 'omit' })

// Of an app of its own: the document of the other has no such scheme.
export const guarded: Express = express()

// prettier-ignore
{
const app = guarded
const requireWriter = requireUser
const cancelInvoice: RequestHandler = (_req, res) => void res.status(204).end()
app.use('/account', operation({ security: [{ oauth: ['invoices:read'] }], responses: { 401: Problem } }, requireUser))

app.delete('/account/invoices/:id',
  operation({ security: [{ oauth: ['invoices:write'] }], responses: { 403: Problem } }, requireWriter),
  operation({ responses: { 204: null } }, cancelInvoice))

const scopes = { 'invoices:read': 'See invoices', 'invoices:write': 'Cancel them' }
app.use(openapi({
  info,
  components: {
    securitySchemes: {
      oauth: {
        type: 'oauth2',
        flows: {
          authorizationCode: { authorizationUrl: '/oauth/authorize', tokenUrl: '/oauth/token', scopes },
        },
      },
    },
  },
  swagger: { oauth: { clientId: 'docs', usePkceWithAuthorizationCodeGrant: true } },
}))
}

/** An app whose document was written before. */
export const moved: Express = express()

// prettier-ignore
{
const app = moved
const readFileSync = (..._file: string[]): string =>
  JSON.stringify({ openapi: '3.0.3', info, paths: {} })
// import { readFileSync } from 'node:fs'
const base = JSON.parse(readFileSync('openapi.json', 'utf8'))
app.use(openapi({ base }))
}

/** An app whose page has options. */
export const styled: Express = express()

// prettier-ignore
{
const app = styled
app.use(openapi({
  info,
  ui: { path: '/docs', title: 'Invoices for developers', favicon: '/logo.svg', theme: 'system', css: '.info { … }' },
  swagger: { persistAuthorization: true, tryItOutEnabled: true, docExpansion: 'none' },
}))
}

/** An app whose page asks for a login. */
export const withLogin: Express = express()

// prettier-ignore
{
const app = withLogin
// import { timingSafeEqual } from 'node:crypto'
// import type { RequestHandler } from 'express'
const login = Buffer.from(`Basic ${Buffer.from('docs:' + (process.env.DOCS_PASSWORD ?? 'secret')).toString('base64')}`)

const askForLogin: RequestHandler = (req, res, next) => {
  const given = Buffer.from(req.get('Authorization') ?? '')
  if (given.length === login.length && timingSafeEqual(given, login)) next()
  else res.set('WWW-Authenticate', 'Basic realm="Documentation"').sendStatus(401)
}

app.use(openapi({ info, guard: askForLogin }))
}

/** An app that calls back to a receiver on this machine, and the sender of its callbacks. */
export interface Calling {
  readonly app: Express
  /** Calls back later, and reads an answer. */
  readonly callLater: (url: string) => Promise<boolean | undefined>
  /** Delivers, and gives what was measured. */
  readonly measure: (url: string) => Promise<Pick<Metric, 'name' | 'value' | 'attributes'>[]>
  /** Delivers what is not taken, and gives what was printed. */
  readonly failTo: (url: string) => Promise<unknown[][]>
  readonly close: () => void
}

// prettier-ignore
export function createCalling(port: number): Calling {
const allow = { http: true, ports: [port], networks: ['127.0.0.1/32'] }
const senders: Sender[] = []
const createSender = (options: SenderOptions): Sender => {
  senders.push(createAnySender({ allow, ...options }))
  return senders.at(-1)!
}
const process = {
  env: { CALLBACK_SECRET: createSecret(), OLD_CALLBACK_SECRET: createSecret() },
  once: (_signal: string, close: () => void): void => void (stop = close),
}
let stop = (): void => {}
const createServer = (_app: Express): { listen: (port: number) => Closable } => ({
  listen: () => ({ close: (closed) => closed() }),
})
const app = express()
app.use(express.json())
const invoiceEvents = callbackRouter().post('{$request.query.callback_url}/invoices/{$request.body#/id}', {
  operationId: 'invoiceNotification',
  body: InvoiceEvent,
  responses: { 200: z.object({ ok: z.boolean() }), 404: Problem },
})

{
// import { createServer, operation } from 'ringback'
// import { createSender } from 'ringback/delivery'
const sender = createSender({ callbacks: [invoiceEvents], secret: process.env.CALLBACK_SECRET })
void sender.run()

const { invoiceNotification } = invoiceEvents.operations
const query = z.object({ callback_url: z.url().optional() })
const responses = { 200: z.object({ msg: z.string() }) }

app.post('/invoices', operation({ query, body: Invoice, responses, callbacks: { invoiceEvents } }, async (req, res) => {
  if (req.query.callback_url) await sender.send(invoiceNotification, req, { description: 'Paid', paid: true })
  res.json({ msg: 'Invoice received' })
}))

const server = createServer(app).listen(3000)
process.once('SIGTERM', () => server.close(() => void sender.close()))
}

const { invoiceNotification } = invoiceEvents.operations
const callbacks = [invoiceEvents]
const sender = createSender({ callbacks, secret: false })
const keep = (url: string | undefined): void => void (kept = url)
let kept: string | undefined
const metrics: Pick<Metric, 'name' | 'value' | 'attributes'>[] = []
let measured: Sender

app.post('/later', (req, res) => {
keep(invoiceNotification.url(req))     // undefined where a value is missing, and nobody is to be called
res.end(kept)
})

{
const requireLogin: RequestHandler = (_req, res) => void res.status(401).end()
// import { deliveriesRouter } from 'ringback/delivery'
app.use('/deliveries', requireLogin, deliveriesRouter(sender))
}

const callLater = async (url: string): Promise<boolean | undefined> => {
let isTaken: boolean | undefined
{
const answer = await sender.deliver(invoiceNotification, url, { description: 'Paid', paid: true })
if (answer.status === 200) isTaken = answer.body.ok     // typed by what that status declares
}
return isTaken
}

{
const findSecret = async (origin: string): Promise<string> => process.env.CALLBACK_SECRET + origin.slice(0, 0)
// import { createSecret, createSender } from 'ringback/delivery'
const secret = createSecret()      // once; kept where both sides find it
createSender({ callbacks, secret: [process.env.CALLBACK_SECRET, process.env.OLD_CALLBACK_SECRET] })
createSender({ callbacks, secret: ({ origin }) => findSecret(origin) })
void secret
}

{
const secret = createSecret()
createSender({
  callbacks,
  secret,
  allow: { http: true, ports: [4000], hosts: ['localhost'], networks: ['127.0.0.1/32', '::1/128'] },
})
}

{
const secret = createSecret()
const sqlite = (_path: string): SqliteEngine => sqliteIn(':memory:')
{
// import { createSender, sqlite } from 'ringback/delivery'
const sender = createSender({ callbacks, secret, engine: sqlite('deliveries.db') })
void sender
}
const note = (name: MetricName): Note => (value, attributes) =>
  void metrics.push({ name, value, attributes })
const meter: Meter = {
  createHistogram: (name) => ({ record: note(name) }),
  createCounter: (name) => ({ add: note(name) }),
  createUpDownCounter: (name) => ({ add: note(name) }),
}
measured =
// const meter = metrics.getMeter('invoices'), of @opentelemetry/api
createSender({
  callbacks,
  secret,
  onMetric: ({ name, instrument, unit, value, attributes }) => {
    if (instrument === 'histogram') meter.createHistogram(name, { unit }).record(value, attributes)
    if (instrument === 'counter') meter.createCounter(name, { unit }).add(value, attributes)
    if (instrument === 'updowncounter') meter.createUpDownCounter(name, { unit }).add(value, attributes)
  },
})
}

const failTo = async (url: string): Promise<unknown[][]> => {
const secret = createSecret()
const printed: unknown[][] = []
const console = {
  warn: (...values: unknown[]) => void printed.push(['warn', ...values]),
  error: (...values: unknown[]) => void printed.push(['error', ...values]),
}
createSender({
  callbacks,
  secret,
  onAttempt: ({ number, result }, { id }, outcome) => {
    if (outcome.kind === 'retry') console.warn(`${id}, attempt ${number}:`, result)
    if (outcome.kind === 'dead') console.error(`${id} is given up: ${outcome.reason}`)
  },
})
const failing = senders.at(-1)!
void failing.run()
await failing.send(invoiceNotification, `${url}/busy`, { description: 'Paid', paid: true }, { id: 'busy' })
await failing.send(invoiceNotification, `${url}/gone`, { description: 'Paid', paid: true }, { id: 'gone' })
for (let turn = 0; printed.length < 2 && turn < 200; turn++) await wait(50)
await failing.close()
return printed
}

app.get('/ready', async (_req, res) => {
  const { isReady, fault } = await sender.health()
  res.status(isReady ? 200 : 503).json({ isReady, fault })
})

const measure = async (url: string): Promise<Pick<Metric, 'name' | 'value' | 'attributes'>[]> => {
  await measured.deliver(invoiceNotification, url, { description: 'Paid', paid: true })
  return metrics
}
return { app, callLater, measure, failTo, close: () => stop() }
}

/** What the snippet uses of Node's server. */
interface Closable {
  close(closed: () => void): void
}

/** What the snippet uses of OpenTelemetry's. */
interface Meter {
  createHistogram(name: MetricName, options: { unit: string }): { record: Note }
  createCounter(name: MetricName, options: { unit: string }): { add: Note }
  createUpDownCounter(name: MetricName, options: { unit: string }): { add: Note }
}

type Note = (value: number, attributes: Metric['attributes']) => void

interface Client {
  query(text: string, values?: unknown[]): Promise<unknown>
}

type Notification = ReturnType<typeof declareNotification>
// prettier-ignore
const declareNotification = () =>
  webhookRouter().post('invoiceNotification', { operationId: 'invoiceNotification', body: InvoiceEvent })

/** An invoice and its callback, in one transaction. */
export const notifications: Notification = declareNotification()

// prettier-ignore
export async function keepAndNotify(client: Client, sender: Sender, url: string, invoice: { id: string }): Promise<void> {
const { invoiceNotification } = notifications.operations
await client.query('BEGIN')
await client.query('INSERT INTO invoices (id) VALUES ($1)', [invoice.id])
await sender.send(invoiceNotification, url, { description: 'Paid', paid: true }, { transaction: client })
await client.query('COMMIT')
}

// prettier-ignore
/** The server of the app, on that port of every address. */
export function startServer(): Server {
// import { createServer } from 'ringback'
const server = createServer(app).listen(3000)      // in place of app.listen(3000)
return server
}
