import express from 'express'
import { describe, expect, it } from 'vitest'
import { createSettled } from '../../lib/document/settled.ts'
import { isSayableIn31 } from '../../lib/document/versions/sayable-3.1.ts'
import { callbackRouter, openapi, operation } from '../../lib/index.ts'
import type { OpenAPIMiddleware } from '../../lib/index.ts'

const declare = operation as unknown as (definition: object) => express.RequestHandler
const info = { title: 'Settled', version: '1.0.0' }
const text = { type: 'string' }
const object = (property: object): object => ({ type: 'object', properties: { a: property } })
const described = (fields: object): object => ({
  responses: { 200: { description: '', ...fields } },
})
const media = (fields: object): object => ({ body: { content: { 'application/json': fields } } })

interface Built {
  readonly app: express.Express
  readonly documentation: OpenAPIMiddleware
}

function build(definition: object, version: '3.1' | '3.2' = '3.1'): Built {
  const app = express()
  app.post('/things', declare({ summary: 'One', ...definition }), (_req, res) => void res.end())
  const documentation = openapi({ info, openapi: version })
  return { app, documentation }
}

/** The same in a request of a callback. */
function calledBack(definition: object): object {
  const router = callbackRouter() as unknown as Record<string, (...given: unknown[]) => unknown>
  return { callbacks: { called: router['post']?.('https://a.test/{$method}', definition) } }
}

function both(definitions: readonly (readonly [string, object])[]): (readonly [string, object])[] {
  const called = definitions.map(
    ([place, one]) => [`${place}, of a callback`, calledBack(one)] as const,
  )
  return [...definitions, ...called]
}

describe('what an author refers to', () => {
  const lost = (kind: string): object => ({ $ref: `#/components/${kind}/Lost` })
  const definitions = both([
    ['a response', { responses: { 200: lost('responses') } }],
    ['a header', described({ headers: { 'X-A': lost('headers') } })],
    ['a link', described({ links: { next: lost('links') } })],
    ['a body', { body: lost('requestBodies') }],
    ['the schema of an item', media({ itemSchema: object(lost('schemas')) })],
    ['a property of a body', { body: object(lost('schemas')) }],
    ['a property within', { body: object(object({ type: 'array', items: lost('schemas') })) }],
    ['an alternative', { body: object({ anyOf: [text, lost('schemas')] }) }],
    ['a property of a response', { responses: { 200: object(lost('schemas')) } }],
    ['a query parameter', { query: object(lost('schemas')) }],
    ['a header parameter', { headers: object({ type: 'array', items: lost('schemas') }) }],
    ['a field that nobody knows', { later: { parts: [lost('parts')] } }],
  ])

  it.each(definitions)('is missed where it is not there: %s', (_, definition) => {
    const { app, documentation } = build(definition)
    const lostOnes = documentation.problems(app).filter(({ code }) => code === 'ERR_REFERENCE')
    expect(lostOnes.map(({ message }) => message)).toEqual([expect.stringContaining('/Lost"')])
  })
})

describe('what 3.2 alone has', () => {
  const definitions = both([
    ['the summary of a response', described({ summary: 'Fine' })],
    ['one that is no text', described({ summary: ['Fine'] })],
    ['a header', described({ headers: { 'X-A': { schema: text, allowReserved: true } } })],
    ['an item', media({ itemSchema: object(text) })],
    ['an example', media({ schema: text, examples: { one: { dataValue: 1 } } })],
    ['a server', { servers: [{ url: 'https://a.test', name: 'a' }] }],
    ['a schema', { body: object({ ...text, xml: { nodeType: 'text' } }) }],
  ])

  it.each(definitions)('is said otherwise in 3.1: %s', (_, definition) => {
    const { app, documentation } = build(definition, '3.2')
    expect(isSayableIn31(documentation.document(app))).toBe(false)
    const earlier = build(definition)
    expect(isSayableIn31(earlier.documentation.document(earlier.app))).toBe(true)
  })
})

describe('an operation', () => {
  it('is settled where nothing in it is in doubt', () => {
    const settled = createSettled()
    const [inner, outer] = [{}, {}]
    const before = settled.countDoubts()
    settled.look({ deprecated: true, tags: ['a'], 'x-mine': {}, security: [{ key: ['a'] }] })
    settled.note(inner, settled.countDoubts())
    settled.doubt()
    settled.note(outer, before)
    expect([settled.has(inner), settled.has(outer)]).toEqual([true, false])
  })

  it.each([
    { $ref: '#/components/responses/A' },
    { summary: 'Fine' },
    { summary: ['Fine'] },
    { headers: {} },
    { description: 1 },
    { security: [{ 'a/b': [] }] },
    { security: [{ key: [{}] }] },
    { servers: [{ url: '/' }] },
    { 'x-itemSchema': {} },
  ])('is in doubt where an author says %j', (fields) => {
    const settled = createSettled()
    const [operation, before] = [{}, settled.countDoubts()]
    settled.look(fields)
    settled.note(operation, before)
    expect(settled.has(operation)).toBe(false)
  })
})
