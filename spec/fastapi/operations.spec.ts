/** Rows 22 to 38 of what FastAPI documents: operations. */
import express from 'express'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { OpenAPIOptions } from '../../lib/index.ts'
import { isExpress4 } from '../discover/construct.ts'
import { caught } from '../live-app.ts'
import { declare, documentOf, handler, operationOf, success } from './document.ts'

const Item = z.object({ id: z.string() })
const itemJson = { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] }
const problem = { description: 'No', content: { 'application/json': { schema: itemJson } } }

/** The whole operation of `GET /items`. */
function itemsOf(definition: object, options?: Partial<OpenAPIOptions>): unknown {
  return operationOf(
    'get',
    '/items',
    (app) => app.get('/items', declare(definition), handler),
    options,
  )
}

const plain = { operationId: 'getItems', responses: success }

describe('what FastAPI says of an operation', () => {
  it('22: tags of the operation, of its router and of the mount add up', () => {
    const built = operationOf('get', '/items', (app) => {
      const router = express.Router()
      router.use(declare({ tags: ['router'] }))
      router.get('/', declare({ tags: ['own', 'mount'] }), handler)
      app.use('/items', declare({ tags: ['mount'] }), router)
    })
    expect(built).toEqual({ ...plain, tags: ['mount', 'router', 'own'] })
  })

  it('23, 24: summary and description are what is declared; there is no docstring to read', () => {
    const words = { summary: 'List', description: '**All** of them' }
    expect(itemsOf(words)).toEqual({ ...words, ...plain })
  })

  it('25: what a response is described by', () => {
    expect(itemsOf({ responses: { 200: { description: 'All items' } } })).toEqual({
      operationId: 'getItems',
      responses: { 200: { description: 'All items' } },
    })
  })

  it('26: deprecated, of an operation and of all behind a guard', () => {
    expect(itemsOf({ deprecated: true })).toEqual({ ...plain, deprecated: true })
    const guarded = operationOf('get', '/items', (app) => {
      app.use(declare({ deprecated: true }))
      app.get('/items', declare({}), handler)
    })
    expect(guarded).toEqual({ ...plain, deprecated: true })
  })

  it('27: operationId, given or made by a function', () => {
    expect(itemsOf({ operationId: 'listItems' })).toEqual({ ...plain, operationId: 'listItems' })
    const operationId: OpenAPIOptions['operationId'] = ({ method, path }) =>
      `${method}${path.replaceAll(/\W/g, '_')}`
    expect(itemsOf({}, { operationId })).toEqual({ ...plain, operationId: 'get_items' })
  })

  it('27: an operationId that is there twice is an error, given or made by a function', () => {
    const buildTwo = (definition: object, options?: Partial<OpenAPIOptions>): unknown =>
      caught(() =>
        documentOf((app) => {
          app.get('/items', declare(definition), handler)
          app.get('/users', declare(definition), handler)
        }, options),
      ).problems
    const problems = [
      {
        code: 'ERR_OPERATION_ID',
        severity: 'error',
        where: 'GET /users',
        message: 'The operationId "list" is used twice: by GET /items and by GET /users.',
        remedy: 'Give one of them another operationId.',
      },
    ]
    expect(buildTwo({ operationId: 'list' })).toEqual(problems)
    expect(buildTwo({}, { operationId: () => 'list' })).toEqual(problems)
  })

  it('27: the operationIds that are made by default are each another', () => {
    const { paths } = documentOf((app) => {
      app.get('/items/:id', declare({}), handler)
      app.get('/items/by-id', declare({}), handler)
      app.post('/items', declare({ operationId: 'getItemsById_2' }), handler)
    }) as { paths: Record<string, Record<string, { operationId: string }>> }
    const ids = Object.values(paths).flatMap((item) => Object.values(item))
    expect(ids.map(({ operationId }) => operationId)).toEqual([
      'getItemsById',
      'getItemsById_3',
      'getItemsById_2',
    ])
  })

  it('28: hidden, of an operation and of all behind a guard', () => {
    const { paths } = documentOf((app) => {
      app.get('/items', declare({}), handler)
      app.get('/secret', declare({ hidden: true }), handler)
      app.use('/internal', declare({ hidden: true }))
      app.get('/internal/state', declare({}), handler)
    })
    expect(Object.keys(paths as object)).toEqual(['/items'])
  })

  it('29: what OpenAPI has beside, and what is your own', () => {
    const extra = { 'x-code': [{ lang: 'sh' }], 'x-limits': { perMinute: 9 } }
    expect(itemsOf(extra)).toEqual({ ...plain, ...extra })
    const guarded = operationOf('get', '/items', (app) => {
      app.use(declare({ 'x-limits': { perMinute: 1 }, 'x-owner': 'sales' }))
      app.get('/items', declare(extra), handler)
    })
    expect(guarded).toEqual({ ...plain, ...extra, 'x-owner': 'sales' })
  })

  it('30: statuses without a body', () => {
    expect(itemsOf({ responses: { 204: null, 304: null, '1XX': null } })).toEqual({
      operationId: 'getItems',
      responses: {
        204: { description: 'No Content' },
        304: { description: 'Not Modified' },
        '1XX': { description: 'Information' },
      },
    })
  })

  it('30: a schema is refused of a status that has no body', () => {
    for (const status of ['204', '205', '304', '1XX']) {
      const error = caught(() => declare({ responses: { [status]: Item } }))
      expect(error.code).toBe('ERR_DEFINITION')
    }
  })

  it('31: responses of app, router and operation, by status, range and default', () => {
    const Limit = { description: 'A minute', schema: { type: 'integer' } } as const
    const headers = { 'X-Limit': { $ref: '#/components/headers/Limit' } }
    const links = { again: { operationId: 'getItems', description: 'The same once more' } }
    const built = operationOf(
      'get',
      '/items',
      (app) => {
        app.use(declare({ responses: { 401: { description: 'Who?' }, default: problem } }))
        const router = express.Router()
        router.use(declare({ responses: { 401: { ...problem, headers }, '5XX': null } }))
        router.get(
          '/',
          declare({
            responses: { 200: { schema: Item, headers, links }, 404: null, '5XX': problem },
          }),
          handler,
        )
        app.use('/items', router)
      },
      { components: { headers: { Limit } } },
    )
    expect(built).toEqual({
      operationId: 'getItems',
      responses: {
        200: {
          description: 'Successful Response',
          headers,
          content: { 'application/json': { schema: itemJson } },
          links,
        },
        401: { ...problem, headers },
        404: { description: 'Not Found' },
        '5XX': problem,
        default: problem,
      },
    })
  })

  it('32: media types of a response', () => {
    const content = {
      'text/html': { schema: { type: 'string' } },
      'image/*': { schema: { type: 'string', format: 'binary' } },
    }
    expect(itemsOf({ responses: { 200: { description: 'A page', content } } })).toEqual({
      operationId: 'getItems',
      responses: { 200: { description: 'A page', content } },
    })
  })

  it('32: a redirection, and media types that a guard declares for all behind it', () => {
    const Location = { schema: { type: 'string' } }
    const plainText = { 'text/plain': { schema: { type: 'string' } } }
    const built = operationOf('get', '/items', (app) => {
      app.use(declare({ responses: { 503: { content: plainText } } }))
      app.get('/items', declare({ responses: { 307: { headers: { Location } } } }), handler)
    })
    expect(built).toEqual({
      operationId: 'getItems',
      responses: {
        307: { description: 'Temporary Redirect', headers: { Location } },
        503: { description: 'Service Unavailable', content: plainText },
      },
    })
  })

  it('33: parameters, wildcards and optional segments of paths', () => {
    const [wildcard, rest] = isExpress4 ? ['/files/*', '0'] : ['/files/*path', 'path']
    const optional = isExpress4 ? '/pages/:page?' : '/pages{/:page}'
    const { paths } = documentOf((app) => {
      for (const path of ['/items/:id', wildcard, optional]) app.get(path, declare({}), handler)
    })
    const parameter = (name: string): object => ({
      name,
      in: 'path',
      required: true,
      schema: { type: 'string' },
    })
    expect(paths).toEqual({
      '/items/{id}': {
        get: { ...plain, operationId: 'getItemsById', parameters: [parameter('id')] },
      },
      [`/files/{${rest}}`]: {
        get: {
          ...plain,
          operationId: isExpress4 ? 'getFilesBy0' : 'getFilesByPath',
          parameters: [{ ...parameter(rest), description: 'May contain "/".' }],
        },
      },
      '/pages/{page}': {
        get: { ...plain, operationId: 'getPagesByPage', parameters: [parameter('page')] },
      },
      '/pages': { get: { ...plain, operationId: 'getPages' } },
    })
  })

  it('34: one operation for each method, each with an id of its own', () => {
    const { paths } = documentOf((app) => {
      app.route('/items').get(declare({}), handler).put(declare({}), handler)
    })
    expect(paths).toEqual({
      '/items': { get: plain, put: { ...plain, operationId: 'putItems' } },
    })
  })

  it('35: a slash at the end of a path is kept', () => {
    const { paths } = documentOf((app) => {
      app.get('/items/', declare({}), handler)
      app.post('/items', declare({}), handler)
    })
    expect(paths).toEqual({
      '/items/': { get: plain },
      '/items': { post: { ...plain, operationId: 'postItems' } },
    })
  })

  it('38: external documents of an operation', () => {
    const externalDocs = { url: 'https://a.test/items', description: 'More of items' }
    const options = { externalDocs: { url: 'https://a.test' } }
    expect(itemsOf({ externalDocs }, options)).toEqual({ ...plain, externalDocs })
  })
})
