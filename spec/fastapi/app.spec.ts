/** Rows 1 to 21, and 82, of what FastAPI documents: the app and its document. Its page is in page.spec.ts. */
import express from 'express'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { openapi, type OpenAPIOptions } from '../../lib/index.ts'
import { caught, listen } from '../live-app.ts'
import { declare, documentOf, handler, info, success } from './document.ts'

const document = openapi as unknown as (options: object) => unknown
const empty = { openapi: '3.1.0', info, servers: [{ url: '/' }], paths: {} }

function withoutServers(document: Record<string, unknown>): Record<string, unknown> {
  const { servers: _, ...others } = document
  return others
}

describe('what FastAPI says of an app', () => {
  it('1: title and version, which have no default and are not empty', () => {
    expect(withoutServers(documentOf(() => {}))).toEqual(withoutServers(empty))
    for (const wrong of [{}, { title: '', version: '1' }, { title: 'A', version: '' }]) {
      expect(caught(() => document({ info: wrong })).code).toBe('ERR_OPENAPI_OPTION')
    }
  })

  it.each<[string, object]>([
    [
      '2: summary, description and terms of service',
      { summary: 'All items', description: '# Items', termsOfService: 'https://a.test/terms' },
    ],
    ['3: contact', { contact: { name: 'Ann', url: 'https://a.test', email: 'ann@a.test' } }],
    ['4: license', { license: { name: 'MIT', identifier: 'MIT' } }],
  ])('%s', (_row, words) => {
    const document = documentOf(() => {}, { info: { ...info, ...words } })
    expect(withoutServers(document)).toEqual(
      withoutServers({ ...empty, info: { ...info, ...words } }),
    )
  })

  it.each<[string, Partial<OpenAPIOptions>]>([
    [
      '5: tags with their order, descriptions and documents',
      {
        tags: [
          { name: 'users', description: 'Who they are' },
          { name: 'items', externalDocs: { url: 'https://a.test', description: 'More' } },
        ],
      },
    ],
    ['6: external documents', { externalDocs: { url: 'https://a.test', description: 'More' } }],
    [
      '7: servers with variables',
      {
        servers: [
          {
            url: 'https://{region}.a.test',
            description: 'A region',
            variables: { region: { default: 'eu', enum: ['eu', 'us'] } },
          },
        ],
      },
    ],
  ])('%s', (_row, options) => {
    expect(documentOf(() => {}, { servers: [{ url: '/' }], ...options })).toEqual({
      ...empty,
      ...options,
    })
  })

  it('9: the document has a path of its own', async () => {
    const app = express()
    app.use(openapi({ info, document: '/api.json', ui: false }))
    const url = await listen(app)
    expect(await (await fetch(`${url}/api.json`)).json()).toMatchObject({ openapi: '3.1.0', info })
    expect((await fetch(`${url}/openapi.json`)).status).toBe(404)
  })

  it('10: the page has a path of its own, or there is none', async () => {
    const app = express()
    app.use('/one', openapi({ info, ui: '/page' }))
    app.use('/two', openapi({ info, ui: false }))
    const url = await listen(app)
    expect((await fetch(`${url}/one/page/`)).status).toBe(200)
    expect((await fetch(`${url}/one/docs/`)).status).toBe(404)
    expect((await fetch(`${url}/two/docs/`)).status).toBe(404)
  })

  it('11: there is documentation where the author wants it, and all else is as before', async () => {
    const id = { type: 'integer' }
    const params = { type: 'object', properties: { id }, required: ['id'] }
    const createApp = (isDocumented: boolean): express.Express => {
      const app = express()
      if (isDocumented) app.use(openapi({ info }))
      return app.get(
        '/items/:id',
        declare({ params }, (req, res) => void res.json(req.params)),
      )
    }
    const read = async (isDocumented: boolean): Promise<unknown[]> => {
      const url = await listen(createApp(isDocumented))
      const found = ['/docs/', '/openapi.json', '/items/7', '/items/x'].map(async (path) => {
        const { status } = await fetch(url + path)
        return status
      })
      const item: unknown = await (await fetch(`${url}/items/7`)).json()
      return [...(await Promise.all(found)), item]
    }
    expect(await read(true)).toEqual([200, 200, 200, 422, { id: 7 }])
    expect(await read(false)).toEqual([404, 404, 200, 422, { id: 7 }])
  })

  it('17: the document is to be had without a server, and follows the routes', () => {
    const app = express()
    const docs = openapi({ info })
    app.get('/items', declare({ summary: 'List' }, handler))
    expect(Object.keys(docs.document(app).paths ?? {})).toEqual(['/items'])
    app.get('/users', declare({ summary: 'List' }, handler))
    expect(Object.keys(docs.document(app).paths ?? {})).toEqual(['/items', '/users'])
  })

  it('17: a document that the author has extended is served in place of the other', async () => {
    const app = express()
    const docs = openapi({ info, onProblem: () => {} })
    const extended = declare({ hidden: true }, (_req, res) => {
      res.json(Object.assign(docs.document(app), { 'x-logo': { url: '/logo.png' } }))
    })
    app.get('/openapi.json', extended)
    app.use(docs)
    const url = await listen(app)
    for (const attempt of [1, 2]) {
      const served: unknown = await (await fetch(`${url}/openapi.json?${attempt}`)).json()
      expect(served).toEqual({ openapi: '3.1.0', info, paths: {}, 'x-logo': { url: '/logo.png' } })
    }
    // What is handed out is the author's own, and not what is kept.
    expect(docs.document(app)).toEqual({ openapi: '3.1.0', info, paths: {} })
  })

  it('19: a sub-app has documentation of its own, under its path', async () => {
    const [app, sub] = [express(), express()]
    sub.use(openapi({ info: { title: 'Sub', version: '2.0.0' } }))
    sub.get('/items', declare({ summary: 'List' }, handler))
    app.use('/sub', sub)
    app.use(openapi({ info }))
    const url = await listen(app)
    const read = async (path: string): Promise<{ info: object; paths: object }> =>
      (await (await fetch(url + path)).json()) as { info: object; paths: object }
    const [inner, outer] = [await read('/sub/openapi.json'), await read('/openapi.json')]
    expect([inner.info, Object.keys(inner.paths)]).toEqual([
      { title: 'Sub', version: '2.0.0' },
      ['/items'],
    ])
    expect([outer.info, Object.keys(outer.paths)]).toEqual([info, ['/sub/items']])
  })

  it('21: the page and the document are not in the document', () => {
    const docs = openapi({ info })
    const app = express().use(docs)
    expect(docs.document(app).paths).toEqual({})
  })

  it('82: the document of an app is a snapshot, the same each time and the same as is served', async () => {
    const build = (): [express.Express, ReturnType<typeof openapi>] => {
      const Item = z.object({ id: z.string() })
      const Unit = z.object({ item: Item }).meta({ id: 'Unit' })
      const app = express()
      const docs = openapi({ info, schemas: { Item } })
      app.use(docs)
      app.get('/units', declare({ responses: { 200: z.array(Unit) } }, handler))
      return [app, docs]
    }
    const [app, docs] = build()
    const [other, docsOfOther] = build()
    expect(docs.document(app)).toEqual({
      openapi: '3.1.0',
      info,
      paths: {
        '/units': {
          get: {
            operationId: 'getUnits',
            responses: {
              200: {
                ...success[200],
                content: {
                  'application/json': {
                    schema: { type: 'array', items: { $ref: '#/components/schemas/Unit' } },
                  },
                },
              },
            },
          },
        },
      },
      components: {
        schemas: {
          Item: { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] },
          Unit: {
            type: 'object',
            properties: { item: { $ref: '#/components/schemas/Item' } },
            required: ['item'],
          },
        },
      },
    })
    const bytes = JSON.stringify(docs.document(app), undefined, 2)
    expect(JSON.stringify(docsOfOther.document(other), undefined, 2)).toBe(bytes)
    expect(await (await fetch(`${await listen(app)}/openapi.json`)).text()).toBe(bytes)
  })
})
