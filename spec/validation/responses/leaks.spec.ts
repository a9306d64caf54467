/** An undeclared field in a response never leaves the server. */
import express, { type Express } from 'express'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { OperationDefinition } from '../../../lib/definition.ts'
import type { Schema } from '../../../lib/index.ts'
import type { SchemaObject } from '../../../lib/openapi-types.ts'
import { listen } from '../../live-app.ts'
import { answerOf, declare, failure } from './answering.ts'
import { literal, number, object, text, writers, type Model } from './models.ts'
import { randomSample } from './random-response.ts'

const secret = 'x'

const customer = object({ name: text })
const card = object({ kind: literal('card'), number: text, owner: customer })
const cash = object({ kind: literal('cash'), paid: number })

/** What is sent, and what arrives of it. */
const sent: [string, Model, unknown, unknown][] = [
  ['an object', object({ id: text }), { id: 'a', secret }, { id: 'a' }],
  [
    'nested objects',
    object({ customer: object({ address: object({ city: text }) }) }),
    { customer: { address: { city: 'a', secret }, secret }, secret },
    { customer: { address: { city: 'a' } } },
  ],
  [
    'an optional object',
    object({ 'customer?': customer, 'payer?': customer }),
    { customer: { name: 'a', secret } },
    { customer: { name: 'a' } },
  ],
  [
    'a list of objects',
    { is: 'list', of: object({ id: text }) },
    [
      { id: 'a', secret },
      { id: 'b', secret: { secret } },
    ],
    [{ id: 'a' }, { id: 'b' }],
  ],
  [
    'a list of lists',
    { is: 'list', of: { is: 'list', of: object({ id: text }) } },
    [[{ id: 'a', secret }], []],
    [[{ id: 'a' }], []],
  ],
  [
    'a tuple',
    { is: 'tuple', of: [object({ a: text }), number, object({ b: text })] },
    [{ a: '1', b: secret }, 2, { a: secret, b: '3' }],
    [{ a: '1' }, 2, { b: '3' }],
  ],
  ['a record', { is: 'record', of: number }, { a: 1, b: 2 }, { a: 1, b: 2 }],
  [
    'a record of objects',
    { is: 'record', of: object({ id: text }) },
    { a: { id: 'a', secret }, secret: { id: 'b', secret } },
    { a: { id: 'a' }, secret: { id: 'b' } },
  ],
  [
    'a record of records',
    { is: 'record', of: { is: 'record', of: customer } },
    { a: { b: { name: 'c', secret } } },
    { a: { b: { name: 'c' } } },
  ],
  [
    'an alternative',
    { is: 'choice', of: [card, cash] },
    { kind: 'cash', paid: 1, number: secret, owner: { name: secret } },
    { kind: 'cash', paid: 1 },
  ],
  [
    'what is nested in an alternative',
    { is: 'list', of: { is: 'choice', of: [card, cash] } },
    [{ kind: 'card', number: '1', owner: { name: 'a', secret }, paid: 1 }],
    [{ kind: 'card', number: '1', owner: { name: 'a' } }],
  ],
  [
    'alternatives within alternatives',
    object({
      pay: {
        is: 'choice',
        of: [card, object({ kind: literal('split'), parts: { is: 'list', of: cash } })],
      },
    }),
    { pay: { kind: 'split', parts: [{ kind: 'cash', paid: 1, secret }], number: secret, secret } },
    { pay: { kind: 'split', parts: [{ kind: 'cash', paid: 1 }] } },
  ],
  [
    'an alternative without a tag',
    { is: 'choice', of: [object({ a: text, x: number }), object({ b: text, x: text })] },
    { b: '1', x: '2', secret },
    { b: '1', x: '2' },
  ],
  [
    'text, or an object',
    { is: 'list', of: { is: 'choice', of: [text, object({ id: text })] } },
    ['a', { id: 'b', secret }],
    ['a', { id: 'b' }],
  ],
  [
    'an object, or null',
    { is: 'list', of: { is: 'nullable', of: object({ id: text }) } },
    [null, { id: 'a', secret }],
    [null, { id: 'a' }],
  ],
  [
    'what is composed',
    { is: 'both', of: [object({ a: customer }), object({ b: text })] },
    { a: { name: '1', secret }, b: '2', secret },
    { a: { name: '1' }, b: '2' },
  ],
  [
    'what is open by its word',
    { ...object({ id: text, customer }), isOpen: true },
    { id: 'a', customer: { name: 'b', secret }, more: { secret } },
    { id: 'a', customer: { name: 'b' }, more: { secret } },
  ],
]

/** Undefined for some choices within choices, of which ArkType says that nothing satisfies them. */
function declareRandom(write: (model: Model) => Schema, model: Model, value: unknown): unknown {
  try {
    return declare({ responses: { 200: write(model) } }, (_req, res) => res.json(value))
  } catch (error) {
    if (String(error).includes('results in an unsatisfiable type')) return undefined
    throw error
  }
}

describe.each(Object.entries(writers))('with %s', (_kind, write) => {
  it.each(sent)('sends what is declared of %s', async (_what, model, value, kept) => {
    const definition = { responses: { 200: write(model) } }
    expect(await answerOf(definition, (_req, res) => res.json(value))).toEqual([200, kept])
  })

  it('sends what is declared of anything', async () => {
    const origin = await listen(((req, res) => current(req, res)) as Express)
    let current = express()
    await fc.assert(
      fc.asyncProperty(randomSample, async ({ model, clean, dirty }) => {
        const handler = declareRandom(write, model, dirty)
        fc.pre(handler !== undefined)
        current = express().get('/', handler as never)
        const answer = await fetch(origin)
        expect([answer.status, await answer.json()]).toEqual([200, clean])
      }),
      { numRuns: 60 },
    )
  })

  it('says nothing to the client of what it refuses', async () => {
    const definition = { responses: { 200: write(object({ id: text })) } }
    const found: unknown[] = []
    const options = { onResponseError: ({ code }: { code: string }) => void found.push(code) }
    const answer = await answerOf(definition, (_req, res) => res.json({ id: 7, secret }), options)
    expect([answer, found]).toEqual([[500, JSON.parse(failure.body)], ['ERR_RESPONSE_INVALID']])
  })
})

// What only JSON Schema can say

const string = { type: 'string' }

function having(properties: object, more: object = {}): SchemaObject {
  return { type: 'object', properties, ...more }
}

function branching(...branches: readonly object[]): SchemaObject {
  const keywords = ['if', 'then', 'else']
  return Object.fromEntries(branches.map((branch, index) => [keywords[index], branch]))
}

const isA = { properties: { kind: { const: 'a' } }, required: ['kind'] }

const person = having({ name: string })

const shapes: [string, SchemaObject, unknown, unknown][] = [
  [
    'by reference to a component',
    having({ by: { $ref: '#/components/schemas/Person' } }),
    { by: { name: 'a', secret } },
    { by: { name: 'a' } },
  ],
  [
    'by reference to a component, as a whole',
    { $ref: '#/components/schemas/Person' },
    { name: 'a', secret },
    { name: 'a' },
  ],
  [
    'by an alternative that is a component',
    {
      anyOf: [
        { $ref: '#/components/schemas/Person' },
        having({ id: string }, { required: ['id'] }),
      ],
    },
    { name: 'a', secret },
    { name: 'a' },
  ],
  [
    'by a definition of any name',
    {
      $defs: { whole: having({ id: string }) },
      oneOf: [{ $ref: '#/$defs/whole' }, { type: 'null' }],
    },
    { id: 'a', secret },
    { id: 'a' },
  ],
  [
    'by definitions, where several might fit',
    {
      $defs: { whole: having({ id: string }, { required: ['id'] }) },
      anyOf: [{ $ref: '#/$defs/whole' }, having({ next: { $ref: '#' } }, { required: ['next'] })],
    },
    { id: 'a', next: { id: 'b', secret }, secret },
    { id: 'a', next: { id: 'b' } },
  ],
  [
    'beside a reference',
    { $defs: { A: having({ a: string }) }, $ref: '#/$defs/A', properties: { b: string } },
    { a: '1', b: '2', secret },
    { a: '1', b: '2' },
  ],
  [
    'by recursion',
    having({ name: string, next: { anyOf: [{ $ref: '#' }, { type: 'null' }] } }),
    { name: 'a', next: { name: 'b', next: null, secret }, secret },
    { name: 'a', next: { name: 'b', next: null } },
  ],
  [
    'by an anchor',
    {
      $defs: { A: having({ a: string }, { $anchor: 'here' }) },
      type: 'array',
      items: { $ref: '#here' },
    },
    [{ a: '1', secret }],
    [{ a: '1' }],
  ],
  [
    'by a pattern',
    having({ id: string }, { patternProperties: { '^x-': person } }),
    { id: 'a', 'x-a': { name: 'b', secret }, secret },
    { id: 'a', 'x-a': { name: 'b' } },
  ],
  [
    'by a pattern, and closed beside it',
    having({}, { patternProperties: { '^x-': string }, additionalProperties: false }),
    { 'x-a': '1', secret },
    { 'x-a': '1' },
  ],
  [
    'by what is closed',
    having({ id: string }, { additionalProperties: false }),
    { id: 'a', secret },
    { id: 'a' },
  ],
  [
    'by what is closed after all',
    { allOf: [having({ a: string }), having({ b: string })], unevaluatedProperties: false },
    { a: '1', b: '2', secret },
    { a: '1', b: '2' },
  ],
  [
    'by the rest, of what nothing else names',
    {
      allOf: [having({ user: person })],
      unevaluatedProperties: { type: 'object', additionalProperties: true },
    },
    { user: { name: 'a', secret }, more: { any: 1 } },
    { user: { name: 'a' }, more: { any: 1 } },
  ],
  [
    'by the rest of a list',
    {
      type: 'array',
      prefixItems: [having({ a: string })],
      unevaluatedItems: having({ b: string }),
    },
    [
      { a: '1', secret },
      { b: '2', secret },
    ],
    [{ a: '1' }, { b: '2' }],
  ],
  [
    'by a tuple of draft 7',
    { type: 'array', items: [having({ a: string })], additionalItems: having({ b: string }) },
    [
      { a: '1', secret },
      { b: '2', secret },
    ],
    [{ a: '1' }, { b: '2' }],
  ],
  [
    'by an alternative of a list',
    {
      type: 'array',
      items: {
        oneOf: [having({ a: string }, { required: ['a'] }), { type: 'array', items: person }],
      },
    },
    [{ a: '1', secret }, [{ name: 'b', secret }]],
    [{ a: '1' }, [{ name: 'b' }]],
  ],
  [
    'by one of two lists',
    {
      anyOf: [
        { type: 'array', items: having({ a: { type: 'number' } }, { required: ['a'] }) },
        { type: 'array', items: having({ b: string }, { required: ['b'] }) },
      ],
    },
    [{ b: '1', a: secret, secret }],
    [{ b: '1' }],
  ],
  [
    'by overlapping alternatives',
    {
      anyOf: [
        having({ a: string }, { required: ['a'] }),
        having({ b: string }, { required: ['b'] }),
      ],
    },
    { a: '1', b: '2', secret },
    { a: '1', b: '2' },
  ],
  [
    'by a nullable alternative of an alternative',
    { anyOf: [{ anyOf: [person, { type: 'null' }] }, { type: 'string' }] },
    { name: 'a', secret },
    { name: 'a' },
  ],
  [
    'by an alternative beside properties',
    having(
      { id: string },
      {
        anyOf: [
          having({ a: string }, { required: ['a'] }),
          having({ b: string }, { required: ['b'] }),
        ],
      },
    ),
    { id: '0', b: '1', secret },
    { id: '0', b: '1' },
  ],
  [
    'by alternatives that only require',
    having({ a: string, b: string }, { anyOf: [{ required: ['a'] }, { required: ['b'] }] }),
    { b: '1', secret },
    { b: '1' },
  ],
  [
    'by a closed alternative',
    {
      oneOf: [
        having({ a: string }, { required: ['a'], additionalProperties: false }),
        { type: 'null' },
      ],
    },
    { a: '1', secret },
    { a: '1' },
  ],
  [
    'by the branch that applies',
    having(
      { kind: string },
      branching(isA, having({ x: person }, { required: ['x'] }), having({ y: string })),
    ),
    { kind: 'a', x: { name: '1', secret }, y: secret, secret },
    { kind: 'a', x: { name: '1' } },
  ],
  [
    'by the branch that applies otherwise',
    having({ kind: string }, branching(isA, having({ x: string }), having({ y: string }))),
    { kind: 'b', x: secret, y: '1', secret },
    { kind: 'b', y: '1' },
  ],
  [
    'where the branch that would name it does not apply',
    { type: 'object', ...branching(isA, having({ x: string })) },
    { kind: 'b', x: secret, secret },
    { kind: 'b' },
  ],
  [
    'by what depends on a property',
    having({ card: string }, { dependentSchemas: { card: having({ address: person }) } }),
    { card: '1', address: { name: 'a', secret }, secret },
    { card: '1', address: { name: 'a' } },
  ],
  [
    'where what it depends on is not there',
    { type: 'object', dependentSchemas: { card: having({ address: person }) } },
    { address: { name: secret }, secret },
    {},
  ],
  [
    'beside what it must not be',
    having({ id: string }, { not: having({ secret: string }, { required: ['banned'] }) }),
    { id: 'a', secret },
    { id: 'a' },
  ],
  [
    'beside what it must contain',
    { type: 'array', items: having({ id: string }), contains: having({ id: { const: 'a' } }) },
    [
      { id: 'a', secret },
      { id: 'b', secret },
    ],
    [{ id: 'a' }, { id: 'b' }],
  ],
  [
    'by what is required without being described',
    { type: 'object', required: ['id'] },
    { id: 'a', secret },
    { id: 'a' },
  ],
  [
    'but for what is only written',
    having(
      { id: string, password: { ...string, writeOnly: true } },
      { required: ['id', 'password'], additionalProperties: true },
    ),
    { id: 'a', password: secret, more: 1 },
    { id: 'a', more: 1 },
  ],
  [
    'but for what an alternative only writes',
    {
      anyOf: [
        having({ id: string, pin: { ...string, writeOnly: true } }, { required: ['id', 'pin'] }),
        having({ name: string }, { required: ['name'] }),
      ],
    },
    { id: 'a', pin: secret },
    { id: 'a' },
  ],
  ['where nothing is named', { type: 'object' }, { any: { thing: 1 } }, { any: { thing: 1 } }],
  [
    'where anything goes',
    having({ any: {} }),
    { any: { thing: 1 }, secret },
    { any: { thing: 1 } },
  ],
]

it.each(shapes)('JSON Schema: sends what is declared %s', async (_what, schema, value, kept) => {
  const definition = { responses: { 200: schema } } as unknown as OperationDefinition
  const options = { schemas: { Person: person } }
  expect(await answerOf(definition, (_req, res) => res.json(value), options)).toEqual([200, kept])
})

it('sends no field that is only written, of a library that knows nothing of it', async () => {
  const User = z.looseObject({ id: z.string(), password: z.string().meta({ writeOnly: true }) })
  const value = { id: 'a', password: secret, more: 1 }
  const definition = { responses: { 200: User } }
  const answer = await answerOf(definition, (_req, res) => res.json(value))
  expect(answer).toEqual([200, { id: 'a', more: 1 }])
})

it.each<[string, SchemaObject]>([
  [
    'a property that is none',
    having({ id: string, secret: false }, { additionalProperties: true }),
  ],
  ['a name of another form', { type: 'object', propertyNames: { pattern: '^id$' } }],
  [
    'two parts that exclude each other',
    { allOf: [having({ id: string }, { additionalProperties: false }), having({ secret: {} })] },
  ],
  [
    'one of two that both fit',
    { oneOf: [having({ id: string }), having({ id: string, secret: {} })] },
  ],
])('refuses %s', async (_what, schema) => {
  const definition = { responses: { 200: schema } } as unknown as OperationDefinition
  const options = { onResponseError: () => {} }
  const answer = await answerOf(definition, (_req, res) => res.json({ id: 'a', secret }), options)
  expect(answer).toEqual([500, JSON.parse(failure.body)])
})
