/** Rows 1 to 21 of what FastAPI documents: the app, its document and its page. */
import express from 'express'
import { describe, expect, it } from 'vitest'
import { openapi, operation, type OpenAPIOptions } from '../../lib/index.ts'
import { caught, listen } from '../live-app.ts'
import { documentOf, info } from './document.ts'

const declare = openapi as unknown as (options: object) => unknown
const handler: express.RequestHandler = (_req, res) => void res.json([])
const empty = { openapi: '3.1.0', info, servers: [{ url: '/' }], paths: {} }

function withoutServers(document: Record<string, unknown>): Record<string, unknown> {
  const { servers: _, ...others } = document
  return others
}

describe('what FastAPI says of an app', () => {
  it('1: title and version, which have no default and are not empty', () => {
    expect(withoutServers(documentOf(() => {}))).toEqual(withoutServers(empty))
    for (const wrong of [{}, { title: '', version: '1' }, { title: 'A', version: '' }]) {
      expect(caught(() => declare({ info: wrong })).code).toBe('ERR_OPENAPI_OPTION')
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

  it('17: the document is to be had without a server, and follows the routes', () => {
    const app = express()
    const docs = openapi({ info })
    app.get('/items', operation({ summary: 'List' }, handler as never))
    expect(Object.keys(docs.document(app).paths ?? {})).toEqual(['/items'])
    app.get('/users', operation({ summary: 'List' }, handler as never))
    expect(Object.keys(docs.document(app).paths ?? {})).toEqual(['/items', '/users'])
  })

  it('19: a sub-app has documentation of its own, under its path', async () => {
    const [app, sub] = [express(), express()]
    sub.use(openapi({ info: { title: 'Sub', version: '2.0.0' } }))
    sub.get('/items', operation({ summary: 'List' }, handler as never))
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
})
