import express from 'express'
import { openapi, operation } from '../../lib/index.ts'
import type { OpenAPIMiddleware, OpenAPIOptions, UnnamedOperation } from '../../lib/index.ts'
import { Account, createAccounts } from './accounts.ts'
import { createCatalogue } from './catalogue.ts'
import { components, orderByCard } from './components.ts'
import { createEvents, eventSchemas } from './events.ts'
import { createFiles } from './files.ts'
import { OrderEvent, webhooks } from './hooks.ts'
import { createInvoices, Invoice } from './invoices.ts'
import { Category, Money, Problem, Product, ProductPage } from './models.ts'
import { createOrders, NewOrder, Order, OrderPage, Payment } from './orders.ts'
import { authorizationUrl, tokenUrl } from './security-schemes.ts'
import { createSettings, Settings } from './settings.ts'

export type LargeVersion = '3.0' | '3.1' | '3.2'

/** An app and the documentation that is mounted in it. */
export interface LargeApp {
  readonly app: express.Express
  readonly documentation: OpenAPIMiddleware
}

/**
 * A shop that uses every feature that can be documented: one app, of which each version of OpenAPI
 * says what it can.
 */
export function createLargeApp(version: LargeVersion, swagger = {}): LargeApp {
  const app = express()
  app.use(operation({ responses: { 429: { $ref: '#/components/responses/TooMany' } } }))
  app.use('/shops/:shop/catalogue', createCatalogue())
  app.use('/shops/:shop/orders', createOrders())
  app.use('/shops/:shop/settings', createSettings())
  app.use('/invoices', createInvoices())
  app.use('/files', createFiles())
  app.use('/events', createEvents())
  app.use('/accounts', createAccounts())
  app.get('/health', (_req, res) => void res.end())
  addWhatIsReferredTo(app)
  const documentation = openapi({
    ...root,
    // the versions, and what they add to the components, are not all in the types of the options
    ...({ openapi: version, components } as unknown as Pick<OpenAPIOptions, 'components'>),
    swagger,
    webhooks,
    schemas,
    operationId: nameOperation,
    onProblem: () => {},
  })
  app.use(documentation)
  return { app, documentation }
}

/** What a reader of the document fetches besides. */
function addWhatIsReferredTo(app: express.Express): void {
  const hidden = operation({ hidden: true })
  app.get('/examples/transfer.json', hidden, (_req, res) => {
    res.json({ ...orderByCard, payment: { by: 'transfer', iban: 'DE00', due: '2030-01-31' } })
  })
  app.get('/.well-known/openid-configuration', hidden, (_req, res) => {
    res.json({ authorization_endpoint: authorizationUrl, token_endpoint: tokenUrl })
  })
}

const schemas = {
  ...eventSchemas,
  ...{ Account, Category, Invoice, Money, NewOrder, Order, OrderEvent, OrderPage, Payment },
  ...{ Problem, Product, ProductPage, Settings },
}

/** The others are named by ringback. */
function nameOperation({ method, path, webhook }: UnnamedOperation): string | undefined {
  if (webhook !== undefined) return `${webhook}_${method}`
  return path === '/health' ? 'isHealthy' : undefined
}

const root: OpenAPIOptions = {
  info: {
    title: 'The large shop',
    summary: 'Sells tea, and documents all of it',
    description: 'Every feature of *OpenAPI* that a document can use.',
    termsOfService: 'https://shop.test/terms',
    contact: { name: 'The shop', url: 'https://shop.test', email: 'api@shop.test' },
    license: { name: 'Apache 2.0', identifier: 'Apache-2.0' },
    version: '3.2.1',
  },
  servers: [
    {
      url: 'https://{region}.shop.test:{port}/v3',
      description: 'Where the tea is',
      variables: {
        region: { default: 'eu', enum: ['eu', 'us'], description: 'Nearest to you' },
        port: { default: '443' },
      },
    },
    { url: '/', ...{ name: 'local' }, description: 'This one' },
  ],
  tags: [
    tag('shop', { summary: 'The shop', kind: 'nav' }),
    tag('orders', { parent: 'shop', description: 'What was *bought*' }),
    tag('catalogue', {
      parent: 'shop',
      externalDocs: { url: 'https://docs.shop.test/catalogue', description: 'A tour' },
    }),
    ...['settings', 'invoices', 'files', 'events', 'accounts'].map((name) => tag(name)),
    tag('callbacks', { kind: 'audience' }),
    tag('webhooks', { kind: 'audience' }),
  ],
  security: [{ bearer: [] }, { session: [] }, {}],
  externalDocs: { url: 'https://docs.shop.test', description: 'The handbook' },
  'x-audience': 'partners',
}

/** With fields that the types of 3.1 do not have. */
function tag(name: string, fields: Record<string, unknown> = {}) {
  return { name, ...fields }
}
