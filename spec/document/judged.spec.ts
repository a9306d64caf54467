import express from 'express'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createInvoicesApi } from '../../demo-app/invoices-api.ts'
import { callbackRouter, openapi, operation, webhookRouter } from '../../lib/index.ts'
import type { OpenAPIVersion } from '../../lib/index.ts'
import { acceptedByAll, danglingRefs, judge } from '../judges.ts'
import { listen } from '../live-app.ts'
import { createInvoicesApp, createShopApp, type SampleApp } from './sample-apps.ts'

/**
 * Shared callbacks, named and recursive schemas, and two sides of one. No callbacks within callbacks:
 * Redocly gives up on those, and says so as an error.
 */
function createTreeApp(): SampleApp {
  const app = express()
  const Leaf = z.object({ name: z.string(), size: z.number().default(1) })
  const Tree = z.object({
    leaves: z.array(Leaf),
    get branches() {
      return z.array(Tree).optional()
    },
  })
  const grown = callbackRouter().post('{$request.body#/url}/grown', { body: Tree })
  const events = callbackRouter()
    .post('{$request.body#/url}', { body: Leaf })
    .put('{$request.body#/url}', { responses: { '2XX': Leaf, default: null } })
  const subscribe = z.object({ url: z.url() })
  app.post(
    '/a',
    operation({ body: subscribe, callbacks: { events } }, () => {}),
  )
  app.post(
    '/b',
    operation({ body: subscribe, callbacks: { events, grown } }, () => {}),
  )
  app.put(
    '/trees',
    operation({ body: Tree, responses: { 200: Tree } }, () => {}),
  )
  const info = { title: 'Trees', version: '1.0.0' }
  return { app, documentation: openapi({ info, schemas: { Tree, Leaf } }) }
}

/** Everything that callbacks and webhooks may be, each in its plainest form. */
function createHooksApp(inlineCallbacks: boolean): SampleApp {
  const Account = {
    $id: 'Account',
    type: 'object',
    properties: {
      id: { type: 'string', readOnly: true },
      url: { type: 'string', format: 'uri' },
      password: { type: 'string', writeOnly: true },
    },
    required: ['id', 'url', 'password'],
  } as const
  const shared = callbackRouter()
    .use(operation({ tags: ['hooks'], headers: z.object({ 'x-signature': z.string() }) }))
    .post('$request.body#/url', { operationId: 'changed', body: Account, responses: { 204: null } })
    .delete('{$request.body#/url}', { responses: { '2XX': Account } })
  const fixed = callbackRouter().get('https://status.test/{$response.body#/id}', {
    query: z.object({ page: z.int().optional() }),
  })
  const app = express()
  app.use('/shops/:shop', operation({ query: z.object({ hook: z.url() }), callbacks: { shared } }))
  app.put(
    '/shops/:shop',
    operation({ body: Account, responses: { 200: Account }, callbacks: { fixed } }, () => {}),
  )
  app.post(
    '/accounts',
    operation({ body: Account, responses: { 201: Account }, callbacks: { shared, fixed } }),
  )
  const webhooks = webhookRouter()
    .post('made', { body: Account, security: [{ key: [] }] })
    .put('made', { operationId: 'remade' })
    // Spectral itself fails on `__proto__`.
    .post('an odd/~name', { deprecated: true, 'x-since': 2 })
  const documentation = openapi({
    info: { title: 'Hooks', version: '1.0.0' },
    webhooks,
    inlineCallbacks,
    security: [{ key: [] }],
    components: { securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'x-key' } } },
    operationId: ({ method, path, webhook }) => (webhook ? `${method} ${path}` : undefined),
  })
  return { app, documentation }
}

/** Unions that a property tells apart: on both sides, nullable, in lists, in themselves, in callbacks. */
function createPetsApp(version: OpenAPIVersion): SampleApp {
  const Cat = z.object({ kind: z.literal('cat'), lives: z.int().default(9) })
  const Dog = z.object({
    kind: z.enum(['dog', 'wolf']),
    get friends() {
      return z.array(Pet)
    },
  })
  const Pet: z.ZodType = z.discriminatedUnion('kind', [Cat, Dog])
  const named = { Cat: Cat.meta({ id: 'Cat' }), Dog: Dog.meta({ id: 'Dog' }) }
  const body = z.object({ pet: z.union([named.Cat.describe('Purrs'), named.Dog]).nullable() })
  const born = callbackRouter().post('{$request.query.url}', {
    body: Pet,
    responses: { 200: body },
  })
  const app = express()
  app.post(
    '/pets',
    operation(
      {
        query: z.object({ url: z.url() }),
        body,
        responses: { 200: z.array(Pet) },
        callbacks: { born },
      },
      () => {},
    ),
  )
  const info = { title: 'Pets', version: '1.0.0' }
  return { app, documentation: openapi({ info, openapi: version, schemas: { Pet } }) }
}

describe('a whole document', () => {
  it.each([
    ['the invoices API', createInvoicesApp],
    ['the shop', createShopApp],
    ['the trees', createTreeApp],
    ['the pets', (): SampleApp => createPetsApp('3.1')],
    ['the pets, in OpenAPI 3.0', (): SampleApp => createPetsApp('3.0')],
    ['hooks', (): SampleApp => createHooksApp(false)],
    ['hooks, written out', (): SampleApp => createHooksApp(true)],
  ])('is accepted by every judge: %s', { timeout: 60_000 }, async (_name, create) => {
    const { app, documentation } = create()
    const document = documentation.document(app)
    expect(danglingRefs(document)).toEqual([])
    expect(await judge(document)).toEqual(acceptedByAll)
  })

  it('is accepted by every judge: the demo', { timeout: 60_000 }, async () => {
    const origin = await listen(createInvoicesApi())
    const answer = await fetch(`${origin}/openapi.json`)
    const document: unknown = await answer.json()
    expect(danglingRefs(document)).toEqual([])
    expect(await judge(document)).toEqual(acceptedByAll)
  })
})
