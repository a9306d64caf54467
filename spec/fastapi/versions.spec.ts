/** Rows 8, 18 and 37 of what FastAPI documents: prefixes of proxies, versions, and what streams. */
import express from 'express'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { openapi, operation, type OpenAPIVersion } from '../../lib/index.ts'
import { listen } from '../live-app.ts'
import { info, operationOf } from './document.ts'

describe('what FastAPI says of an app behind a proxy', () => {
  async function serversOf(
    prepare: (app: express.Express) => void,
    headers: Record<string, string>,
    servers?: { url: string }[],
  ): Promise<unknown> {
    const app = express()
    prepare(app)
    app.use('/v1', openapi({ info, servers }))
    const answer = await fetch(`${await listen(app)}/v1/openapi.json`, { headers })
    return ((await answer.json()) as { servers?: unknown }).servers
  }
  const trusting = (app: express.Express): unknown => app.set('trust proxy', 'loopback')
  const prefixed = { 'X-Forwarded-Prefix': '/api/shop/' }

  it('8: the path that a proxy takes off is in the URL of the server', async () => {
    expect(await serversOf(trusting, prefixed)).toEqual([{ url: '/api/shop' }])
    expect(await serversOf(trusting, {})).toBeUndefined()
    const chain = { 'X-Forwarded-Prefix': '/api, /shop' }
    expect(await serversOf(trusting, chain)).toEqual([{ url: '/api/shop' }])
  })

  it('8: where the app trusts that proxy, and gives no servers itself', async () => {
    expect(await serversOf(() => {}, prefixed)).toBeUndefined()
    const own = [{ url: 'https://a.test' }]
    expect(await serversOf(trusting, prefixed, own)).toEqual(own)
  })

  it.each(['//evil.test', 'https://evil.test', '/a b', '/a?b', 'a'])(
    '8: and where it is a path, which %j is not',
    async (value) => {
      expect(await serversOf(trusting, { 'X-Forwarded-Prefix': value })).toBeUndefined()
    },
  )

  it('8: each prefix has a document of its own, that of a sub-app with its path', async () => {
    const [app, sub] = [express(), express()]
    trusting(app)
    sub.use(openapi({ info }))
    app.use('/sub', sub)
    const url = `${await listen(app)}/sub/openapi.json`
    const read = async (headers: Record<string, string>): Promise<[unknown, string | null]> => {
      const answer = await fetch(url, { headers })
      const { servers } = (await answer.json()) as { servers?: unknown }
      return [servers, answer.headers.get('etag')]
    }
    const [plain, one, other, again] = [
      await read({}),
      await read({ 'X-Forwarded-Prefix': '/one' }),
      await read({ 'X-Forwarded-Prefix': '/other' }),
      await read({}),
    ]
    expect([plain[0], one[0], other[0]]).toEqual([
      [{ url: '/sub' }],
      [{ url: '/one/sub' }],
      [{ url: '/other/sub' }],
    ])
    expect(new Set([plain[1], one[1], other[1]]).size).toBe(3)
    expect(again).toEqual(plain)
  })
})

describe('what FastAPI labels, and ringback writes', () => {
  it.each<[OpenAPIVersion, object]>([
    ['3.0', { type: 'integer', minimum: 0, exclusiveMinimum: true, nullable: true }],
    ['3.1', { type: ['integer', 'null'], exclusiveMinimum: 0 }],
    ['3.2', { type: ['integer', 'null'], exclusiveMinimum: 0 }],
  ])('18: the document is in OpenAPI %s, schemas too', (version, schema) => {
    const body = { type: ['integer', 'null'], exclusiveMinimum: 0 } as const
    const built = operationOf(
      'post',
      '/items',
      (app) => app.post('/items', operation({ body, responses: { 200: null, 422: null } })),
      { openapi: version },
    )
    expect(built).toEqual({
      operationId: 'postItems',
      requestBody: { required: true, content: { 'application/json': { schema } } },
      responses: {
        200: { description: 'Successful Response' },
        422: { description: 'Unprocessable Entity' },
      },
    })
  })
})

describe('what FastAPI says of streams', () => {
  const Item = z.object({ id: z.string() })
  const event = {
    type: 'object',
    properties: {
      event: { const: 'item' },
      data: {
        type: 'string',
        contentMediaType: 'application/json',
        contentSchema: { $ref: '#/components/schemas/Item' },
      },
    },
    required: ['data'],
  } as const
  const content = {
    'text/event-stream': { itemSchema: event },
    'application/jsonl': { itemSchema: Item },
  }
  const handler: express.RequestHandler = (req, res) => {
    const isEvents = req.accepts('text/event-stream') !== false
    res.type(isEvents ? 'text/event-stream' : 'application/jsonl')
    for (const id of ['a', 'b']) {
      const json = JSON.stringify({ id })
      res.write(isEvents ? `event: item\ndata: ${json}\n\n` : `${json}\n`)
    }
    res.end()
  }

  it.each<[OpenAPIVersion, object]>([
    [
      '3.2',
      {
        'text/event-stream': { itemSchema: event },
        'application/jsonl': { itemSchema: { $ref: '#/components/schemas/Item' } },
      },
    ],
    [
      '3.1',
      {
        'text/event-stream': { schema: { type: 'string' }, 'x-itemSchema': event },
        'application/jsonl': {
          schema: { type: 'string' },
          'x-itemSchema': { allOf: [{ $ref: '#/components/schemas/Item' }] },
        },
      },
    ],
  ])('37: server-sent events and JSON Lines by their items, in %s', (version, expected) => {
    const built = operationOf(
      'get',
      '/items',
      (app) => app.get('/items', operation({ responses: { 200: { content } } }, handler as never)),
      { openapi: version, schemas: { Item } },
    )
    expect(built).toEqual({
      operationId: 'getItems',
      responses: { 200: { description: 'Successful Response', content: expected } },
    })
  })

  it('37: and they stream through untouched', async () => {
    const app = express()
    app.get('/items', operation({ responses: { 200: { content } } }, handler as never))
    app.use(openapi({ info, schemas: { Item } }))
    const url = `${await listen(app)}/items`
    const read = async (accept: string): Promise<string> =>
      (await fetch(url, { headers: { accept } })).text()
    expect(await read('text/event-stream')).toBe(
      'event: item\ndata: {"id":"a"}\n\nevent: item\ndata: {"id":"b"}\n\n',
    )
    expect(await read('application/jsonl')).toBe('{"id":"a"}\n{"id":"b"}\n')
  })
})
