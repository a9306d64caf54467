import express from 'express'
import { describe, expect, it } from 'vitest'
import { callbackRouter, openapi, operation } from '../../lib/index.ts'

const info = { title: 'Alike', version: '1.0.0' }
const declare = operation as unknown as (definition: object) => express.RequestHandler
const route = callbackRouter as unknown as () => { post(url: string, definition: object): object }
const handler: express.RequestHandler = (_req, res) => void res.end()

/** Written anew for each operation. */
const createQuery = (): object => ({
  type: 'object',
  properties: { url: { type: 'string' }, mixed: { type: ['string', 'integer'] } },
  required: ['mixed'],
})
const createBody = (): object => ({
  type: 'object',
  properties: { url: { type: 'string' } },
  required: ['url'],
})

/** What is said of callbacks, each of an operation of its own, at `/0`, `/1` and so on. */
function saidOf(...operations: readonly (readonly [url: string, definition: object])[]): string[] {
  const app = express()
  for (const [index, [url, definition]] of operations.entries()) {
    const callbacks = { called: route().post(url, { body: createBody() }) }
    app.post(`/${index}`, declare({ ...definition, callbacks }), handler)
  }
  return openapi({ info })
    .problems(app)
    .map(({ where, message }) => `${where.split(' > ')[0]}: ${message.split(':')[0]}`)
}

describe('callbacks that read equal schemas', () => {
  it('are told of in each operation', () => {
    const url = '{$request.query.url}'
    expect(saidOf([url, { query: createQuery() }], [url, { query: createQuery() }])).toEqual([
      'POST /0: There is no call where the query parameter "url" is left out',
      'POST /1: There is no call where the query parameter "url" is left out',
    ])
  })

  it('are judged by whether there is a body', () => {
    const url = '{$request.body#/url}'
    const optional = { content: { 'application/json': createBody() }, required: false }
    expect(saidOf([url, { body: createBody() }], [url, { body: optional }])).toEqual([
      'POST /1: There is no call for a request without a body',
    ])
  })

  it('are judged by where in the URL the value stands', () => {
    const query = createQuery()
    const value = '{$request.query.mixed}'
    expect(saidOf([`https://a.test/${value}`, { query }], [value, { query }])).toEqual([
      'POST /1: There is no call where the query parameter "mixed" is an integer',
    ])
  })

  it('are judged by which of the values is read', () => {
    const query = createQuery()
    expect(
      saidOf(
        ['https://a.test/{$request.query.mixed}', { query }],
        ['https://a.test/{$request.query.url}', { query }],
      ),
    ).toEqual(['POST /1: There is no call where the query parameter "url" is left out'])
  })
})

describe('operations of equal schemas', () => {
  it('have one answer, body and parameter each in the document, of which changing one changes no other', () => {
    const app = express()
    for (const path of ['/a', '/b']) {
      const responses = { 200: createBody(), 404: createBody() }
      app.post(path, declare({ query: createQuery(), body: createBody(), responses }), handler)
    }
    const paths = openapi({ info }).document(app).paths as unknown as Record<
      string,
      { post: object }
    >
    const before = JSON.stringify(paths['/b'])
    expect(before.replaceAll('"postB"', '"postA"')).toBe(JSON.stringify(paths['/a']))
    overwrite(paths['/a'])
    expect(JSON.stringify(paths['/b'])).toBe(before)
  })

  it('are told apart by the status of the answer and by whether a body is required', () => {
    const app = express()
    const optional = { content: { 'application/json': createBody() }, required: false }
    app.post('/a', declare({ body: createBody(), responses: { 200: createBody() } }), handler)
    app.post('/b', declare({ body: optional, responses: { 404: createBody() } }), handler)
    const { paths } = openapi({ info }).document(app)
    const content = { 'application/json': { schema: createBody() } }
    expect([paths?.['/a']?.post, paths?.['/b']?.post]).toMatchObject([
      {
        requestBody: { required: true, content },
        responses: { 200: { description: 'Successful Response', content } },
      },
      { requestBody: { content }, responses: { 404: { description: 'Not Found', content } } },
    ])
    expect(paths?.['/b']?.post?.requestBody).toEqual({ content })
  })
})

function overwrite(value: unknown): void {
  if (typeof value !== 'object' || value === null) return
  for (const [name, member] of Object.entries(value)) {
    overwrite(member)
    Object.assign(value, { [name]: 'overwritten' })
  }
}
