import express from 'express'
import { openapi, operation, type Schema } from 'ringback'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { inShort } from './pet-shop.ts'

const info = { title: 'Same', version: '1' }

/** What is told of a body that the code declares, and the base has. */
function problemsOf(declared: unknown, base: object): string[] {
  const app = express()
  app.post(
    '/a',
    operation({ operationId: 'a', body: declared as Schema, responses: { 204: null } }),
  )
  const content = { 'application/json': { schema: base } }
  const responses = { 204: { description: 'No Content' } }
  const post = { operationId: 'a', requestBody: { required: true, content }, responses }
  const paths = { '/a': { post } }
  return openapi({ base: { openapi: '3.1.0', info, paths } })
    .problems(app)
    .map(inShort)
}

const conflict =
  'WARN_BASE_CONFLICT POST /a: The code and the base say different things of requestBody: what the code says is in the document.'

describe('a schema that says in other words what the base says', () => {
  it.each<[string, unknown, object]>([
    ['a safe integer is an integer', z.int(), { type: 'integer' }],
    ['with a bound of its own', z.int().min(1), { type: 'integer', minimum: 1 }],
    ['a const is an enum of one', z.literal('a'), { type: 'string', enum: ['a'] }],
    ['an enum of one is a const', z.enum(['a']), { type: 'string', const: 'a' }],
    ['also of null', { const: null }, { enum: [null] }],
    [
      'names of properties are strings',
      z.record(z.string(), z.number()),
      { type: 'object', additionalProperties: { type: 'number' } },
    ],
    [
      'also of a property that is called properties',
      { type: 'object', properties: { properties: { type: 'object', required: [] } } },
      { type: 'object', properties: { properties: { type: 'object' } } },
    ],
    ['a file is binary', z.file(), { type: 'string', format: 'binary' }],
  ])('is in no conflict with it: %s', (_what, declared, base) => {
    expect(problemsOf(declared, base)).not.toContain(conflict)
  })

  it.each<[string, unknown, object]>([
    ['another const', z.literal('b'), { type: 'string', enum: ['a'] }],
    ['an enum of two', z.literal('a'), { type: 'string', enum: ['a', 'b'] }],
    ['another bound', z.int().max(10), { type: 'integer' }],
    ['names of a pattern', z.record(z.string().regex(/^a/), z.any()), { type: 'object' }],
    ['another encoding', { type: 'string', contentEncoding: 'base64' }, { type: 'string' }],
    [
      'a property of such a name',
      { type: 'object', properties: { a: {}, propertyNames: { type: 'string' } } },
      { type: 'object', properties: { a: {} } },
    ],
    [
      'properties of such names',
      { type: 'object', properties: { const: { type: 'string' } } },
      { type: 'object', properties: { enum: { type: 'string' } } },
    ],
  ])('is in conflict with it where it says another thing: %s', (_what, declared, base) => {
    expect(problemsOf(declared, base)).toContain(conflict)
  })
})
