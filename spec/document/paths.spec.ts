import express from 'express'
import { describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { openapi, operation } from '../../lib/index.ts'

const info = { title: 'Paths', version: '1.0.0' }
const success = { 200: { description: 'Successful Response' } }

describe('operationIds', () => {
  it('are made of the method and the path, and unique', () => {
    const app = express()
    const router = express.Router().get(
      '/invoices/:id',
      operation({}, () => {}),
    )
    app.use(router)
    app.get(
      '/invoices/by/id',
      operation({}, () => {}),
    )
    app.use(
      '/v1',
      express.Router().get(
        '/',
        operation({ operationId: 'home' }, () => {}),
      ),
    )
    app.use(
      ['/a', '/b'],
      express.Router().get(
        '/',
        operation({ operationId: 'mounted' }, () => {}),
      ),
    )
    const { paths = {} } = openapi({ info }).document(app)
    expect(Object.entries(paths).map(([path, item]) => [path, item?.get?.operationId])).toEqual([
      ['/invoices/{id}', 'getInvoicesById'],
      ['/invoices/by/id', 'getInvoicesById_2'],
      ['/v1', 'home'],
      ['/a', 'mounted'],
      ['/b', 'mounted_2'],
    ])
  })

  it('that two declarations share are an error that names both', () => {
    const app = express()
    app.get(
      '/a',
      operation({ operationId: 'same' }, () => {}),
    )
    app.get(
      '/b',
      operation({ operationId: 'same' }, () => {}),
    )
    expect(openapi({ info }).problems(app)).toEqual([
      {
        code: 'ERR_OPERATION_ID',
        severity: 'error',
        where: 'GET /b',
        message: 'The operationId "same" is used twice: by GET /a and by GET /b.',
        remedy: 'Give one of them another operationId.',
      },
    ])
  })
})

describe('a route without a declaration', () => {
  function createApp(): express.Express {
    const app = express()
    app.get('/open/:id', (_req, res) => void res.end())
    app.get(
      '/declared',
      operation({}, () => {}),
    )
    app.get('/hidden', operation({ hidden: true }), (_req, res) => void res.end())
    return app
  }
  const declared = { get: { operationId: 'getDeclared', responses: success } }
  const listed = {
    '/open/{id}': {
      get: {
        operationId: 'getOpenById',
        'x-undocumented': true,
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
        responses: success,
      },
    },
    '/declared': declared,
  }
  const notice = {
    code: 'NOTICE_UNDOCUMENTED',
    severity: 'notice',
    where: 'GET /open/{id}',
    message: 'GET /open/{id} has no declaration.',
    remedy:
      'Put operation({ … }) before its handler, or operation({ hidden: true }) to leave it out.',
  }

  it.each([
    ['is listed in development', undefined, 'development', listed],
    ['is left out in production', undefined, 'production', { '/declared': declared }],
    ['is listed in production where that is asked for', 'list' as const, 'production', listed],
    [
      'is left out where that is asked for',
      'omit' as const,
      'development',
      { '/declared': declared },
    ],
  ])('%s', (_what, undocumented, environment, paths) => {
    vi.stubEnv('NODE_ENV', environment)
    const documentation = openapi({ info, undocumented })
    vi.unstubAllEnvs()
    expect(documentation.document(createApp()).paths).toEqual(paths)
    expect(documentation.problems(createApp())).toEqual([notice])
  })
})

describe('parameters', () => {
  it('are required by a guard or by the route, and described by the route', () => {
    const app = express()
    const Lang = z.object({ lang: z.string().describe('Of the guard'), 'X-Trace': z.string() })
    app.use(
      operation({ query: Lang.pick({ lang: true }), headers: Lang.pick({ 'X-Trace': true }) }),
    )
    const query = z.object({ lang: z.enum(['en', 'de']).optional().describe('Of the route') })
    const headers = z.object({ 'x-trace': z.string().optional() })
    app.get(
      '/',
      operation({ query, headers }, () => {}),
    )
    expect(openapi({ info }).document(app).paths?.['/']?.get?.parameters).toEqual([
      {
        name: 'lang',
        in: 'query',
        required: true,
        description: 'Of the route',
        schema: { type: 'string', enum: ['en', 'de'] },
      },
      { name: 'x-trace', in: 'header', required: true, schema: { type: 'string' } },
    ])
  })
})
