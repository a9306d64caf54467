import express from 'express'
import type { Express, RequestHandler } from 'express'
import { describe, expect, it } from 'vitest'
import { openapi } from '../../lib/index.ts'
import { declare } from './construct.ts'

const documentation = openapi({
  info: { title: 'Guards', version: '1.0.0' },
  components: {
    securitySchemes: {
      bearer: { type: 'http', scheme: 'bearer' },
      key: { type: 'apiKey', in: 'header', name: 'x-key' },
    },
  },
  undocumented: 'list',
})

const pass: RequestHandler = (_req, _res, next) => next()
const answer: RequestHandler = (_req, res) => void res.end()
const bearer = (): RequestHandler =>
  declare({ security: [{ bearer: [] }], responses: { 401: { description: 'Sign in' } } }, pass)
const key = (): RequestHandler => declare({ security: [{ key: [] }] }, pass)

/** What the document says of `GET /`, and what is reported. */
function read(...handlers: RequestHandler[]): { operation: unknown; problems: string[] } {
  const app: Express = express()
  app.get('/', ...handlers)
  return {
    operation: documentation.document(app).paths?.['/']?.get,
    problems: documentation.problems(app).map(({ code }) => code),
  }
}

const success = { description: 'Successful Response' }

describe('a guard within a route', () => {
  it('documents who may pass, and leaves the route undeclared', () => {
    expect(read(bearer(), answer)).toEqual({
      operation: {
        operationId: 'get',
        security: [{ bearer: [] }],
        'x-undocumented': true,
        responses: { 200: success, 401: { description: 'Sign in' } },
      },
      problems: ['NOTICE_UNDOCUMENTED'],
    })
  })

  it('stands beside another one', () => {
    expect(read(bearer(), key(), answer).operation).toMatchObject({
      security: [{ bearer: [], key: [] }],
    })
  })

  it('does not stand for what a declared handler answers', () => {
    expect(read(bearer(), declare({ summary: 'Show' }, answer))).toEqual({
      operation: {
        summary: 'Show',
        operationId: 'get',
        security: [{ bearer: [] }],
        responses: { 200: success, 401: { description: 'Sign in' } },
      },
      problems: [],
    })
  })

  it.each<[string, () => RequestHandler]>([
    ['its answer', () => declare({ responses: { 201: { description: 'Made' } } }, pass)],
    [
      'its name',
      () => declare({ summary: 'Make', responses: { 404: { description: 'No' } } }, pass),
    ],
    ['its tags alone', () => declare({ tags: ['things'] }, pass)],
  ])('is none where it declares %s, and a handler stands after it', (_what, declared) => {
    expect(read(declared(), answer).problems).toEqual([])
  })
})
