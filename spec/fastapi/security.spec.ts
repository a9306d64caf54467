/** Rows 72 to 75 of what FastAPI documents: security. */
import express from 'express'
import { describe, expect, it } from 'vitest'
import { openapi } from '../../lib/index.ts'
import { declare, documentOf, handler, info, operationOf, success } from './document.ts'

const scopes = { read: 'Read', write: 'Write' }
const urls = {
  authorizationUrl: 'https://a.test/authorize',
  tokenUrl: 'https://a.test/token',
  refreshUrl: 'https://a.test/refresh',
}
const { authorizationUrl, tokenUrl, refreshUrl } = urls

/** One of every kind. */
const securitySchemes = {
  keyInQuery: { type: 'apiKey', in: 'query', name: 'key' },
  keyInHeader: { type: 'apiKey', in: 'header', name: 'X-Key', description: 'Yours' },
  keyInCookie: { type: 'apiKey', in: 'cookie', name: 'key' },
  basic: { type: 'http', scheme: 'basic' },
  bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
  digest: { type: 'http', scheme: 'digest' },
  oauth: {
    type: 'oauth2',
    flows: {
      password: { tokenUrl, refreshUrl, scopes },
      authorizationCode: { ...urls, scopes },
      implicit: { authorizationUrl, scopes },
      clientCredentials: { tokenUrl, scopes },
    },
  },
  openId: { type: 'openIdConnect', openIdConnectUrl: 'https://a.test/.well-known' },
} as const

describe('what FastAPI says of security', () => {
  it('72, 73: schemes of every kind, and what an operation requires', () => {
    const names = Object.keys(securitySchemes)
    const app = express()
    for (const name of names) app.get(`/${name}`, declare({ security: [{ [name]: [] }] }), handler)
    app.get('/any', declare({ security: [{ keyInQuery: [] }, { bearer: [] }, {}] }), handler)
    app.get('/open', declare({ security: [] }), handler)
    app.get('/usual', declare({}), handler)
    const docs = openapi({ info, components: { securitySchemes }, security: [{ openId: [] }] })
    const get = (path: string, more: object): [string, object] => [
      `/${path}`,
      {
        get: {
          operationId: `get${path.charAt(0).toUpperCase()}${path.slice(1)}`,
          ...more,
          responses: success,
        },
      },
    ]
    expect(docs.document(app)).toEqual({
      openapi: '3.1.0',
      info,
      security: [{ openId: [] }],
      paths: Object.fromEntries([
        ...names.map((name) => get(name, { security: [{ [name]: [] }] })),
        get('any', { security: [{ keyInQuery: [] }, { bearer: [] }, {}] }),
        get('open', { security: [] }),
        get('usual', {}),
      ]),
      components: { securitySchemes },
    })
    expect(docs.problems(app)).toEqual([])
  })

  it('74, 75: scopes and schemes of guards, all of which hold', () => {
    const built = operationOf(
      'get',
      '/items',
      (app) => {
        app.use(declare({ security: [{ oauth: ['read'] }] }))
        const router = express.Router()
        router.use(declare({ security: [{ keyInHeader: [] }] }))
        router.get('/', declare({ security: [{ oauth: ['write', 'read'] }] }), handler)
        app.use('/items', router)
      },
      { components: { securitySchemes } },
    )
    expect(built).toEqual({
      operationId: 'getItems',
      security: [{ oauth: ['read', 'write'], keyInHeader: [] }],
      responses: success,
    })
  })

  it('74: of two choices, one that asks for more than the other is none', () => {
    const requirementsOf = (...guards: object[][]): unknown => {
      const built = operationOf(
        'get',
        '/items',
        (app) => {
          for (const security of guards) app.use(declare({ security }))
          app.get('/items', declare({}), handler)
        },
        { components: { securitySchemes } },
      )
      return (built as { security: unknown }).security
    }
    const [oauth, key, write] = [{ oauth: [] }, { keyInQuery: [] }, { oauth: ['write'] }]
    expect(requirementsOf([oauth, key], [write])).toEqual([write])
    expect(requirementsOf([oauth, key], [key, oauth])).toEqual([oauth, key])
    expect(requirementsOf([key, {}], [write, {}])).toEqual([key, write, {}])
    expect(requirementsOf([key], [write])).toEqual([{ ...key, ...write }])
  })

  it('75: a guard is for what is behind it, and for nothing else', () => {
    const { paths } = documentOf(
      (app) => {
        app.get('/before', declare({}), handler)
        app.use('/admin', declare({ security: [{ basic: [] }] }))
        app.get('/admin/state', declare({}), handler)
        app.get('/after', declare({}), handler)
      },
      { components: { securitySchemes } },
    )
    expect(paths).toEqual({
      '/before': { get: { operationId: 'getBefore', responses: success } },
      '/admin/state': {
        get: { operationId: 'getAdminState', security: [{ basic: [] }], responses: success },
      },
      '/after': { get: { operationId: 'getAfter', responses: success } },
    })
  })
})
