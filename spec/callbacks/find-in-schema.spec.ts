/* oxlint-disable unicorn/no-thenable -- `then` is a keyword of JSON Schema */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { evaluateExpression } from '../../lib/callbacks/evaluate.ts'
import { findInSchema } from '../../lib/callbacks/find-in-schema.ts'
import type { Branch, Condition, Finding, Found } from '../../lib/callbacks/find-in-schema.ts'
import { canonicalText, definitionName } from '../../lib/json-schema.ts'
import type { SchemaObject } from '../../lib/openapi-types.ts'
import { toJsonSchema } from '../../lib/schema.ts'

const text = { type: 'string' }
const number = { type: 'number' }

function object(properties: object, ...required: string[]): SchemaObject {
  return { type: 'object', properties, required }
}

function find(schema: SchemaObject, pointer: string): Finding {
  const [, ...tokens] = pointer.split('/')
  return findInSchema(
    schema,
    tokens.map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~')),
  )
}

/** A finding in one line, to compare it at a glance. */
function say(finding: Finding): string {
  if (finding.kind === 'missing') {
    const { index, reason, known } = finding
    return `${index} ${reason}${known.length > 0 ? `: ${known.join(', ')}` : ''}`
  }
  const types = finding.types?.join('|') ?? 'unknown'
  return [types === '' ? 'none' : types, ...finding.conditions.map(sayCondition)].join('; ')
}

function sayCondition({ path, ...condition }: Condition): string {
  const place = `${condition.kind} /${path.join('/')}`
  if (condition.kind === 'branch') {
    return `${place} only in ${labels(condition.present)}, not in ${labels(condition.absent)}`
  }
  if (condition.kind === 'type') return `${place} ${condition.types.join('|')}`
  if (condition.kind === 'null' || condition.kind === 'untyped') return place
  return condition.branches.length > 0 ? `${place} in ${labels(condition.branches)}` : place
}

function labels(branches: readonly Branch[]): string {
  return branches.map(({ label }) => label).join(' + ')
}

type Case = readonly [title: string, schema: SchemaObject, ...findings: [string, string][]]

function check(cases: readonly Case[]): void {
  it.each(cases.map(([title, schema, ...findings]) => ({ title, schema, findings })))(
    '$title',
    ({ schema, findings }) => {
      const actual = findings.map(([pointer]) => [pointer, say(find(schema, pointer))])
      expect(actual).toEqual(findings)
    },
  )
}

describe('properties', () => {
  check([
    [
      'are there if they are required',
      object(
        { id: text, total: number, customer: object({ name: text }, 'name') },
        'id',
        'customer',
      ),
      ['', 'object'],
      ['/id', 'string'],
      ['/total', 'number; optional /total'],
      ['/customer', 'object'],
      ['/customer/name', 'string'],
    ],
    [
      'are optional at each step of the way',
      object({ a: object({ b: object({ c: text }, 'c') }) }),
      ['/a/b/c', 'string; optional /a; optional /a/b'],
    ],
    [
      'that are not declared are missing, with those that are',
      object({ id: text, title: text, customer: object({ name: text }) }, 'id'),
      ['/idd', '0 undeclared: id, title, customer'],
      ['/customer/nam', '1 undeclared: name'],
      ['/customer/name/first', '2 scalar'],
      ['/id/0', '1 scalar'],
      ['/nope/nor/this', '0 undeclared: id, title, customer'],
    ],
    [
      'are listed in the order of their declaration',
      { allOf: [object({ z: text, a: text }), { anyOf: [object({ m: text, a: text })] }] },
      ['/x', '0 undeclared: z, a, m'],
    ],
    [
      'are forbidden by additionalProperties: false',
      { ...object({ id: text }, 'id'), additionalProperties: false },
      ['/id', 'string'],
      ['/idd', '0 forbidden: id'],
    ],
    [
      'may be forbidden one by one',
      object({ id: text, old: false, never: { allOf: [text, number] } }),
      ['/old', '0 forbidden: id'],
      ['/never', '0 forbidden: id'],
    ],
    ['of an object without any', { type: 'object', properties: {} }, ['/id', '0 undeclared']],
    [
      'that are required and not declared have any type',
      { type: 'object', properties: { a: text }, required: ['b'] },
      ['/b', 'unknown'],
      ['/b/c', 'unknown; undeclared /b/c'],
      ['/c', '0 undeclared: a, b'],
    ],
    [
      'of what need not be an object',
      { properties: { id: text }, required: ['id'] },
      ['/id', 'string; untyped /'],
      ['/0', '0 undeclared: id'],
      ['/idd', '0 undeclared: id'],
    ],
    [
      'of what may be null or a string',
      object(
        { a: { ...object({ b: text }, 'b'), type: ['object', 'null', 'string', 'number'] } },
        'a',
      ),
      ['/a', 'null|string|number|object; null /a'],
      ['/a/b', 'string; null /a; type /a string|number'],
    ],
    [
      'whose own value may be null',
      object({ url: { type: ['string', 'null'] }, nil: { type: 'null' } }, 'url'),
      ['/url', 'null|string; null /url'],
      ['/nil', 'null; optional /nil; null /nil'],
      ['/nil/a', '1 scalar'],
    ],
    [
      'of a schema that says nothing',
      object({ any: {}, yes: true, titled: { title: 'Anything' } }, 'any', 'yes', 'titled'),
      ['/any', 'unknown'],
      ['/yes', 'unknown'],
      ['/any/a', 'unknown; undeclared /any/a'],
      ['/any/a/0/b', 'unknown; undeclared /any/a'],
      ['/titled/a', 'unknown; undeclared /titled/a'],
    ],
    ['of any object', { type: 'object' }, ['/a', 'unknown; undeclared /a']],
    [
      'of any object or null',
      { type: ['object', 'null'] },
      ['/a', 'unknown; null /; undeclared /a'],
    ],
    ['of what accepts nothing', object({ a: { not: {} }, b: false }), ['/b/c', '0 forbidden: a']],
    [
      'of a contradiction',
      { allOf: [text, object({ a: text })] },
      ['', 'none'],
      ['/a', '0 impossible'],
    ],
  ])
})

describe('further properties', () => {
  check([
    [
      'of a schema',
      { type: 'object', properties: { id: text }, additionalProperties: number },
      ['/id', 'string; optional /id'],
      ['/idd', 'number; any-name /idd'],
      ['/idd/a', '1 scalar'],
    ],
    [
      'of any kind, written out',
      { type: 'object', properties: { id: text }, additionalProperties: true },
      ['/idd', 'unknown; any-name /idd'],
    ],
    [
      'of any kind, as Zod writes them',
      { type: 'object', properties: { id: text }, additionalProperties: {} },
      ['/idd/a', 'unknown; any-name /idd; undeclared /idd/a'],
    ],
    [
      'that are required',
      { type: 'object', additionalProperties: text, required: ['a'] },
      ['/a', 'string'],
      ['/b', 'string; any-name /b'],
    ],
    [
      'by pattern, beside others',
      {
        type: 'object',
        properties: { 'x-id': { minLength: 1 }, id: text },
        patternProperties: { '^x-': text, '(': number, '^\\-$': number },
        additionalProperties: false,
      },
      ['/x-other', 'string; any-name /x-other'],
      ['/x-id', 'string; optional /x-id'],
      ['/-', 'number; any-name /-'],
      ['/y', '0 forbidden: x-id, id'],
    ],
    [
      'by pattern alone',
      { type: 'object', patternProperties: { '^x-': text } },
      ['/x-a', 'string; any-name /x-a'],
      ['/y', '0 undeclared'],
    ],
    [
      'in an allOf beside declared ones',
      { allOf: [{ type: 'object', additionalProperties: true }, object({ a: text })] },
      ['/a', 'string; optional /a'],
      ['/b', 'unknown; any-name /b'],
    ],
    [
      'with names of a list',
      {
        type: 'object',
        propertyNames: { enum: ['a', 'b'] },
        additionalProperties: text,
        required: ['a'],
      },
      ['/a', 'string'],
      ['/b', 'string; any-name /b'],
      ['/c', '0 forbidden: a, b'],
    ],
    ['without a name', { type: 'object', propertyNames: false }, ['/a', '0 forbidden']],
    [
      'that nothing evaluates',
      {
        allOf: [
          object({ a: text }, 'a'),
          { anyOf: [object({ b: text }), object({ c: text }, 'c')] },
        ],
        unevaluatedProperties: false,
      },
      ['/a', 'string'],
      ['/c', 'string; branch /c only in the 2nd of 2, not in the 1st of 2'],
      ['/d', '0 forbidden: a, b, c'],
    ],
    [
      'that are left, by a schema',
      { ...object({ a: text }), unevaluatedProperties: object({ b: number }, 'b') },
      ['/a', 'string; optional /a'],
      ['/c/b', 'number; any-name /c'],
      ['/c/d', '1 undeclared: b'],
    ],
    [
      'that one part of an allOf closes for itself',
      { allOf: [{ ...object({ a: text }), unevaluatedProperties: false }, object({ b: text })] },
      ['/a', 'string; optional /a'],
      ['/b', '0 forbidden: a'],
    ],
  ])
})

describe('arrays', () => {
  check([
    [
      'of items',
      { type: 'array', items: object({ id: text }, 'id') },
      ['', 'array'],
      ['/0', 'object; too-short /0'],
      ['/12/id', 'string; too-short /12'],
      ['/0/idd', '1 undeclared: id'],
      ['/id', '0 not-an-index'],
      ['/-', '0 not-an-index'],
      ['/01', '0 not-an-index'],
      ['/', '0 not-an-index'],
      ['/length', '0 not-an-index'],
    ],
    [
      'with so many items',
      { type: 'array', items: text, minItems: 2, maxItems: 3 },
      ['/1', 'string'],
      ['/2', 'string; too-short /2'],
      ['/3', '0 too-long'],
    ],
    ['of anything', { type: 'array' }, ['/0', 'unknown; undeclared /0'], ['/a', '0 not-an-index']],
    ['of so much of anything', { type: 'array', minItems: 1 }, ['/0', 'unknown']],
    ['of nothing', { type: 'array', items: false }, ['/0', '0 too-long']],
    [
      'as tuples',
      { type: 'array', prefixItems: [text, number], items: false, minItems: 1 },
      ['/0', 'string'],
      ['/1', 'number; too-short /1'],
      ['/2', '0 too-long'],
    ],
    [
      'as tuples that are open',
      { type: 'array', prefixItems: [text] },
      ['/0', 'string; too-short /0'],
      ['/1', '0 too-long'],
    ],
    [
      'as tuples with a rest',
      { type: 'array', prefixItems: [text], items: number },
      ['/1', 'number; too-short /1'],
    ],
    [
      'as tuples of draft 7',
      { type: 'array', items: [text], additionalItems: number, minItems: 1 },
      ['/0', 'string'],
      ['/1', 'number; too-short /1'],
    ],
    [
      'as closed tuples of draft 7',
      { type: 'array', items: [text], additionalItems: false },
      ['/1', '0 too-long'],
    ],
    [
      'with items that are left',
      { type: 'array', prefixItems: [text], unevaluatedItems: number },
      ['/1', 'number; too-short /1'],
    ],
    [
      'whose length another part knows',
      { allOf: [{ type: 'array', items: text }, { minItems: 1 }] },
      ['/0', 'string'],
    ],
    [
      'without a type',
      { items: text, minItems: 1 },
      ['/0', 'string; untyped /'],
      ['/a', '0 not-an-index'],
    ],
    [
      'or objects',
      { type: ['array', 'object'], items: text, minItems: 1, properties: { 0: number } },
      ['/0', 'string|number; optional /0'],
      ['/a', '0 undeclared: 0'],
    ],
    [
      'that may be objects too',
      { type: ['array', 'object'], items: text, minItems: 1 },
      ['/0', 'string; type / object'],
      ['/a', '0 not-an-index'],
    ],
  ])
})

describe('references', () => {
  const Node = object({ id: text, next: { $ref: '#/$defs/Node' } }, 'id')

  check([
    [
      'to definitions, and to themselves',
      { $ref: '#/$defs/Node', $defs: { Node } },
      ['/id', 'string'],
      ['/next/next/id', 'string; optional /next; optional /next/next'],
      ['/next/nxt', '1 undeclared: id, next'],
    ],
    [
      'with siblings',
      { $ref: '#/$defs/Node', $defs: { Node }, required: ['next'], properties: { extra: text } },
      ['/next/id', 'string'],
      ['/extra', 'string; optional /extra'],
      ['/x', '0 undeclared: extra, next, id'],
    ],
    [
      'to the root',
      object({ id: text, child: { anyOf: [{ $ref: '#' }, { type: 'null' }] } }, 'child'),
      ['/child/child/id', 'string; null /child; null /child/child; optional /child/child/id'],
    ],
    [
      'to boolean definitions',
      {
        ...object({ a: { $ref: '#/$defs/Yes' }, b: { $ref: '#/$defs/No' } }, 'a'),
        $defs: { Yes: true, No: false },
      },
      ['/a', 'unknown'],
      ['/b', '0 forbidden: a'],
    ],
    [
      'that lead nowhere, behind which anything may be',
      object(
        { a: { $ref: '#/$defs/Gone' }, b: { $ref: 'https://b.test', ...object({ c: text }) } },
        'a',
      ),
      ['/a', 'unknown'],
      ['/a/b', 'unknown; untyped /a; undeclared /a/b'],
      ['/b/c', 'string; optional /b; optional /b/c'],
      ['/b/d', 'unknown; optional /b; undeclared /b/d'],
    ],
    [
      'in circles',
      {
        allOf: [{ $ref: '#' }, { $ref: '#/$defs/A' }],
        anyOf: [{ $ref: '#' }, { $ref: '#/$defs/A' }],
        $defs: { A: { $ref: '#/$defs/B' }, B: { $ref: '#/$defs/A', ...object({ a: text }, 'a') } },
      },
      ['/a', 'string'],
      ['/b', '0 undeclared: a'],
    ],
    ['only to itself', { $ref: '#' }, ['', 'unknown'], ['/a', 'unknown; undeclared /a']],
    [
      'that are only data',
      object({ a: { const: { $ref: '#' } }, $ref: text }, 'a', '$ref'),
      ['/a/$ref', 'string'],
      ['/a/a', '1 forbidden: $ref'],
      ['/$ref', 'string'],
    ],
  ])
})

describe('references of other kinds, which toJsonSchema() writes as such', () => {
  const cases: readonly Case[] = [
    [
      'into the middle of a schema',
      object({ a: object({ 'b/c': text }), b: { $ref: '#/properties/a/properties/b~1c' } }, 'b'),
      ['/b', 'string'],
    ],
    [
      'to an $id, a relative name and an $anchor',
      {
        $id: 'https://a.test/schemas/root.json',
        ...object(
          {
            a: { $ref: 'customer.json' },
            b: { $ref: '/schemas/customer.json#name' },
            c: { $ref: 'customer.json#/$defs/Local' },
            d: { $ref: '#top' },
          },
          ...['a', 'b', 'c', 'd'],
        ),
        $defs: {
          Customer: {
            $id: 'customer.json',
            ...object({ name: { $anchor: 'name', type: 'string' }, of: { $ref: '#/$defs/Local' } }),
            $defs: { Local: { type: 'boolean' } },
          },
          Top: { $anchor: 'top', type: 'integer' },
        },
      },
      ['/a/name', 'string; optional /a/name'],
      ['/a/of', 'boolean; optional /a/of'],
      ['/b', 'string'],
      ['/c', 'boolean'],
      ['/d', 'integer'],
    ],
    [
      'by the bare names that TypeBox gives',
      { $defs: { Node: object({ next: { $ref: 'Node' }, id: text }, 'next') }, $ref: 'Node' },
      ['/next/next/id', 'string; optional /next/next/id'],
    ],
    [
      'by $dynamicRef',
      { $dynamicAnchor: 'node', ...object({ next: { $dynamicRef: '#node' }, id: text }) },
      ['/next/id', 'string; optional /next; optional /next/id'],
    ],
  ]
  check(
    cases.map(([title, schema, ...findings]) => [
      title,
      toJsonSchema(schema, 'input', 'spec'),
      ...findings,
    ]),
  )
})

describe('allOf', () => {
  check([
    [
      'holds everywhere: a property that one part has and another requires',
      { allOf: [object({ a: text, b: text }), { required: ['a'] }], type: 'object' },
      ['/a', 'string'],
      ['/b', 'string; optional /b'],
    ],
    [
      'intersects types',
      object({
        a: { allOf: [{ type: ['string', 'number', 'null'] }, { type: ['integer', 'string'] }] },
        b: { type: 'number', enum: [1, 'two', 2.5] },
        c: { type: 'number', allOf: [{ type: 'integer' }] },
      }),
      ['/a', 'string|integer; optional /a'],
      ['/b', 'number; optional /b'],
      ['/c', 'integer; optional /c'],
    ],
    [
      'joins what its parts say of one property',
      {
        allOf: [
          object({ a: object({ b: text }) }, 'a'),
          object({ a: object({ c: text }, 'c', 'b') }),
        ],
      },
      ['/a/b', 'string'],
      ['/a/c', 'string'],
      ['/a/d', '1 undeclared: b, c'],
    ],
    [
      'is closed by each part',
      { allOf: [{ ...object({ a: text }), additionalProperties: false }, object({ b: text })] },
      ['/a', 'string; optional /a'],
      ['/b', '0 forbidden: a'],
    ],
    [
      'joins an alternative to what is around it',
      {
        type: 'object',
        properties: { a: text, b: text },
        anyOf: [{ required: ['a'] }, { required: ['b'], title: 'ByB' }],
      },
      ['/a', 'string; optional /a in ByB'],
    ],
    [
      'never promises what an alternative leaves open',
      {
        allOf: [
          { ...object({ a: { type: 'object' } }, 'a') },
          { anyOf: [object({ a: object({ b: text }, 'b') }), object({ c: text })] },
        ],
      },
      ['/a', 'object'],
      ['/a/b', 'unknown; undeclared /a/b in the 2nd of 2'],
    ],
  ])
})

describe('anyOf and oneOf', () => {
  const created = object({ type: { const: 'created' }, url: text, at: text }, 'type', 'url')
  const deleted = object({ type: { enum: ['deleted'] }, at: text }, 'type')

  check([
    [
      'name the alternatives by a constant',
      { oneOf: [created, deleted] },
      ['', 'object'],
      ['/type', 'string'],
      ['/url', 'string; branch /url only in type: "created", not in type: "deleted"'],
      ['/at', 'string; optional /at'],
      ['/x', '0 undeclared: type, url, at'],
    ],
    [
      'name them by a title, and by a definition',
      {
        anyOf: [{ $ref: '#/$defs/Invoice' }, { title: 'A note', ...object({ note: text }) }],
        $defs: { Invoice: object({ id: text }, 'id') },
      },
      ['/id', 'string; branch /id only in Invoice, not in A note'],
    ],
    [
      'name them by their place',
      { anyOf: [object({ a: text }, 'a'), object({ b: text }), object({ a: number })] },
      [
        '/a',
        'string|number; optional /a in the 3rd of 3; branch /a only in the 1st of 3 + the 3rd of 3, not in the 2nd of 3',
      ],
    ],
    [
      'are certain where all alternatives are',
      { oneOf: [object({ a: text }, 'a'), object({ a: number, b: text }, 'a')] },
      ['/a', 'string|number'],
    ],
    [
      'are followed all the way',
      {
        oneOf: [
          object({ t: { const: 1 }, data: object({ url: text }, 'url') }, 'data'),
          object({ t: { const: 2 }, data: object({ uri: text }, 'uri') }, 'data'),
        ],
      },
      ['/data', 'object'],
      ['/data/url', 'string; branch /data/url only in t: 1, not in t: 2'],
      ['/data/urn', '1 undeclared: url, uri'],
    ],
    [
      'may be null or a scalar',
      { anyOf: [object({ a: text }, 'a'), { type: 'null' }, text] },
      ['', 'null|string|object; null /'],
      ['/a', 'string; null /; type / string'],
    ],
    [
      'may be anything',
      { anyOf: [object({ a: text }, 'a'), { title: 'Other' }] },
      ['/a', 'unknown; untyped /; undeclared /a in Other'],
      ['/b', 'unknown; undeclared /b'],
    ],
    [
      'leave out the alternatives that another keyword excludes',
      { type: 'object', anyOf: [object({ a: text }, 'a'), text, false] },
      ['/a', 'string'],
    ],
    [
      'nest',
      {
        anyOf: [
          { oneOf: [created, deleted] },
          {
            allOf: [
              {
                anyOf: [object({ url: number, k: { const: 'x' } }), object({ k: { const: 'y' } })],
              },
            ],
          },
        ],
      },
      [
        '/url',
        'string|number; optional /url in k: "x"; branch /url only in type: "created" + k: "x", not in type: "deleted" + k: "y"',
      ],
    ],
    [
      'hold together where there are several',
      {
        type: 'object',
        anyOf: [object({ a: text }, 'a'), object({ b: text }, 'b')],
        oneOf: [object({ a: {} }, 'a'), object({ a: { minLength: 1 }, c: text }, 'a')],
      },
      ['/a', 'unknown'],
      ['/b', 'string; branch /b only in the 2nd of 2, not in the 1st of 2'],
    ],
  ])
})

describe('values that are given', () => {
  const data = { a: 1, b: [true, { c: null }], d: 1.5 }

  check([
    [
      'by const',
      { const: data },
      ['', 'object'],
      ['/a', 'integer'],
      ['/d', 'number'],
      ['/b/0', 'boolean'],
      ['/b/1/c', 'null; null /b/1/c'],
      ['/b/2', '1 too-long'],
      ['/b/length', '1 not-an-index'],
      ['/x', '0 forbidden: a, b, d'],
      ['/a/x', '1 scalar'],
    ],
    [
      'by enum',
      object(
        {
          e: { enum: [{ url: 'u', n: 1 }, { n: 'two' }, 'text', null] },
          f: { enum: ['a', 2, null] },
        },
        'e',
        'f',
      ),
      ['/e', 'null|string|object; null /e'],
      ['/e/n', 'string|integer; null /e; type /e string'],
      [
        '/e/url',
        'string; null /e; type /e string; branch /e/url only in {"url":"u","n":1}, not in {"n":"two"}',
      ],
      ['/e/x', '1 forbidden: url, n'],
      ['/f', 'null|string|integer; null /f'],
    ],
  ])
})

describe('conditions', () => {
  check([
    [
      'by if, then and else',
      {
        ...object({ kind: text }, 'kind'),
        if: { properties: { kind: { const: 'a' } } },
        then: { properties: { url: text }, required: ['url'] },
        else: { properties: { uri: text } },
      },
      ['/kind', 'string'],
      ['/url', 'string; branch /url only in kind: "a", not in not kind: "a"'],
      [
        '/uri',
        'string; optional /uri in not kind: "a"; branch /uri only in not kind: "a", not in kind: "a"',
      ],
      ['/x', '0 undeclared: kind, url, uri'],
    ],
    [
      'by if and then alone',
      { type: 'object', if: { required: ['a'] }, then: { properties: { url: text } } },
      [
        '/url',
        'string; optional /url in "if" holds; branch /url only in "if" holds, not in "if" fails',
      ],
      ['/x', '0 undeclared: a, url'],
    ],
    [
      'of which both sides say the same',
      { type: 'object', if: {}, then: object({ a: text }, 'a'), else: object({ a: number }, 'a') },
      ['/a', 'string|number'],
    ],
    [
      'without effect',
      { ...object({ a: text }), if: object({ b: text }) },
      ['/b', '0 undeclared: a'],
    ],
    [
      'by dependentSchemas',
      {
        ...object({ card: text }),
        dependentSchemas: { card: object({ billing: text }, 'billing') },
      },
      ['/card', 'string; optional /card'],
      ['/billing', 'string; branch /billing only in with "card", not in without "card"'],
      ['/x', '0 undeclared: card, billing'],
    ],
    [
      'of not are left alone',
      { ...object({ a: text }, 'a'), not: { required: ['a'] } },
      ['/a', 'string'],
    ],
  ])
})

describe('hostile names', () => {
  const names = [
    '__proto__',
    'constructor',
    'toString',
    '$ref',
    '',
    'a/b',
    '~',
    '~1',
    '%2F',
    '0',
    '-',
  ]

  it.each(names)('finds %j where it is declared, and only there', (name) => {
    const properties = Object.fromEntries([
      [name, { type: 'string' }],
      ['other', text],
    ])
    const declared = { type: 'object', properties, required: [name] }
    expect(say(findInSchema(declared, [name]))).toBe('string')
    expect(say(findInSchema(object({ other: text }), [name]))).toBe('0 undeclared: other')
    expect(say(findInSchema({ const: Object.fromEntries([[name, 1]]) }, [name]))).toBe('integer')
    expect(say(findInSchema({ const: {} }, [name]))).toBe('0 forbidden')
    expect(findInSchema(declared, ['x'])).toMatchObject({ known: expect.arrayContaining([name]) })
  })

  it.each(names)('follows a reference to a definition called %j', (name) => {
    const token = encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'))
    const $defs = Object.fromEntries([[name, object({ a: text }, 'a')]])
    const schema = toJsonSchema({ $ref: `#/$defs/${token}`, $defs }, 'input', 'spec')
    expect(say(find(schema, '/a'))).toBe('string')
  })

  it('does not take what a schema inherits for a keyword', () => {
    for (const name of ['constructor', '__proto__', 'toString']) {
      expect(say(find({ $ref: `#/$defs/${name}`, $defs: {} }, ''))).toBe('unknown')
      expect(say(find({ $ref: name, $defs: {} }, ''))).toBe('unknown')
      expect(say(find({ $ref: `#/${name}` }, ''))).toBe('unknown')
    }
  })

  it.each([
    { type: 7, properties: null, required: 'a', items: 'x', anyOf: {}, allOf: [null, 3] },
    { properties: { a: null }, patternProperties: [], $ref: 3, $defs: null, enum: 'x' },
    { dependentSchemas: { a: 1 }, if: 1, then: 2, prefixItems: {}, propertyNames: 1, $id: 3 },
    { $id: 'http://[', $ref: 'http://[', type: [] },
  ])('survives the malformed schema %j', (schema) => {
    for (const pointer of ['', '/a', '/0', '/a/b']) expect(find(schema, pointer)).toBeDefined()
  })
})

describe('findInSchema()', () => {
  it('says whether the value is an object or an array', () => {
    const schema = object({
      never: text,
      always: { type: ['object', 'array'] },
      sometimes: { anyOf: [{ type: 'object' }, text] },
      unknown: {},
    })
    for (const composite of ['never', 'always', 'sometimes', 'unknown']) {
      expect(find(schema, `/${composite}`)).toMatchObject({ composite })
    }
  })

  it('gives branches as data', () => {
    const schema = { oneOf: [object({ a: text }, 'a'), object({ b: text })] }
    expect(find(schema, '/a')).toEqual({
      kind: 'found',
      types: ['string'],
      composite: 'never',
      conditions: [
        {
          kind: 'branch',
          path: ['a'],
          present: [{ keyword: 'oneOf', index: 0, label: 'the 1st of 2' }],
          absent: [{ keyword: 'oneOf', index: 1, label: 'the 2nd of 2' }],
        },
      ],
    })
  })

  it('gives what is missing as data', () => {
    expect(find(object({ id: text, to: { type: ['string', 'null'] } }), '/to/url')).toEqual({
      kind: 'missing',
      index: 1,
      reason: 'scalar',
      known: [],
      types: ['null', 'string'],
    })
  })

  it('reads what Zod writes', () => {
    const Event = z.discriminatedUnion('type', [
      z.object({ type: z.literal('paid'), url: z.url() }),
      z.object({ type: z.literal('void'), url: z.url().nullish() }),
    ])
    const Body = z.object({
      event: Event,
      urls: z.array(z.url()).nonempty(),
      pair: z.tuple([z.url(), z.number()]),
      by: z.record(z.enum(['mail', 'hook']), z.url()),
      both: z.intersection(z.object({ a: z.string() }), z.object({ b: z.string() })),
      json: z.json(),
    })
    const findings = {
      '/event/url': 'null|string; optional /event/url in type: "void"; null /event/url',
      '/urls/0': 'string',
      '/urls/1': 'string; too-short /urls/1',
      '/pair/1': 'number',
      '/pair/2': '1 too-long',
      '/by/hook': 'string',
      '/by/hok': '1 forbidden: mail, hook',
      '/both/b': 'string',
    }
    const schema = toJsonSchema(Body, 'input', 'body')
    for (const [pointer, finding] of Object.entries(findings)) {
      expect([pointer, say(find(schema, pointer))]).toEqual([pointer, finding])
    }
    expect(find(schema, '/json/a/0/b')).toMatchObject({ kind: 'found', types: undefined })
  })

  it.each(['allOf', 'anyOf', 'oneOf'])('takes no exponential time on diamonds of %s', (keyword) => {
    const $defs: SchemaObject = { D60: object({ next: { $ref: '#/$defs/D0' }, a: text }, 'a') }
    for (let depth = 0; depth < 60; depth++) {
      const below = { $ref: `#/$defs/D${depth + 1}` }
      $defs[`D${depth}`] = {
        [keyword]: [
          below,
          { ...below, properties: { [`p${depth}`]: text } },
          { ...below, title: 'B' },
        ],
      }
    }
    const schema = { $ref: '#/$defs/D0', $defs }
    const started = performance.now()
    expect(find(schema, '/next/next/next/a')).toMatchObject({ kind: 'found', types: ['string'] })
    expect(find(schema, '/next/next/next/p7')).toMatchObject({ kind: 'found' })
    expect(find(schema, '/next/next/next/x')).toMatchObject({ kind: 'missing', index: 3 })
    expect(performance.now() - started).toBeLessThan(20_000)
  })
})

/*
 * Schemas at random, and values that are made of their declarations. A value is put together from what
 * each part asks for; `declare()` tells whether the schema accepts it, and declares all that is in it.
 */
const names = ['a', 'b', '0']

const anySchema: fc.Memo<SchemaObject | boolean> = fc.memo((depth) =>
  depth <= 1 ? leaf : fc.oneof(leaf, objects(depth), lists(depth), unions(depth), mixed(depth)),
)

const leaf = fc.oneof(
  fc.constantFrom<SchemaObject | boolean>(
    ...[text, number, { type: 'integer' }, { type: 'null' }, { type: ['string', 'null'] }],
    ...[{ type: 'object' }, {}, true, { $ref: '#/$defs/A' }, { $ref: '#/$defs/B' }],
    ...[{ const: { a: { b: 'x' } } }, { enum: [{ a: 1 }, 'x', [2]] }, { enum: [1, 'x'] }],
    ...[{ required: ['a'] }, { type: 'object', required: ['b'] }, { minItems: 1 }, false],
  ),
)

function objects(depth: number): fc.Arbitrary<SchemaObject> {
  return fc.record(
    {
      type: fc.constantFrom('object', ['object', 'null'], 'object'),
      properties: fc.dictionary(fc.constantFrom(...names), anySchema(depth - 1), { maxKeys: 3 }),
      required: fc.uniqueArray(fc.constantFrom(...names), { maxLength: 2 }),
      additionalProperties: fc.constantFrom<unknown>(false, true, text),
      unevaluatedProperties: fc.constant(false),
    },
    { requiredKeys: ['properties'] },
  )
}

function lists(depth: number): fc.Arbitrary<SchemaObject> {
  const list = fc.record(
    {
      type: fc.constant('array'),
      items: anySchema(depth - 1),
      prefixItems: fc.array(anySchema(depth - 1), { minLength: 1, maxLength: 2 }),
      minItems: fc.nat(2),
    },
    { requiredKeys: ['type'] },
  )
  const maxItems = fc.constantFrom({}, { maxItems: 2 }, { maxItems: 3 })
  return fc.tuple(list, maxItems).map(([first, second]) => ({ ...first, ...second }))
}

function unions(depth: number): fc.Arbitrary<SchemaObject> {
  const parts = fc.array(anySchema(depth - 1), { minLength: 1, maxLength: 3 })
  return fc
    .tuple(fc.constantFrom('anyOf', 'oneOf', 'allOf'), parts)
    .map(([keyword, schemas]) => ({ [keyword]: schemas }))
}

function mixed(depth: number): fc.Arbitrary<SchemaObject> {
  const condition = fc.record(
    { if: anySchema(1), then: anySchema(depth - 1), else: anySchema(depth - 1) },
    { requiredKeys: ['if', 'then'] },
  )
  const dependent = anySchema(depth - 1).map((schema) => ({ dependentSchemas: { a: schema } }))
  const others = fc.oneof(unions(depth), condition, dependent, lists(depth))
  return fc.tuple(objects(depth), others).map(([first, second]) => ({ ...first, ...second }))
}

const anyRoot = fc
  .tuple(anySchema(4), anySchema(2), anySchema(3))
  .map(([body, A, B]) => ({ allOf: [body], $defs: { A, B } }))

type Choose = (options: number) => number

/** A value of what a schema declares; some do not fit, where the parts of the schema disagree. */
function sample(root: SchemaObject, schema: unknown, choose: Choose, depth = 0): unknown {
  if (typeof schema !== 'object' || schema === null || depth > 9) return scalarOf(choose)
  const again = (other: unknown): unknown => sample(root, other, choose, depth + 1)
  const own = schema as SchemaObject
  const { $ref, allOf = [], anyOf, oneOf, dependentSchemas } = own as Record<string, SchemaObject[]>
  const definition = definitionName($ref)
  const branch = [own['if'], own['then'], own['else']].filter((one) => one !== undefined)
  const parts = [
    ...(definition ? [(root['$defs'] as SchemaObject)[definition]] : []),
    ...allOf,
    ...[anyOf, oneOf].flatMap((list) => (list ? [list[choose(list.length)]] : [])),
    ...(branch.length > 0 && choose(3) > 0 ? [branch[choose(branch.length)]] : []),
  ]
  const dependent = Object.values(dependentSchemas ?? {}).filter(() => choose(2) > 0)
  const says = [
    'type',
    'properties',
    'required',
    'items',
    'prefixItems',
    'minItems',
    'const',
    'enum',
  ]
  const isWrapper = parts.length > 0 && !says.some((keyword) => keyword in own)
  const value = parts
    .map(again)
    .reduce(merge, isWrapper ? undefined : sampleOwn(own, choose, again))
  // For any other value they say nothing.
  return isRecord(value) ? dependent.map(again).filter(isRecord).reduce(merge, value) : value
}

function sampleOwn(
  schema: SchemaObject,
  choose: Choose,
  again: (schema: unknown) => unknown,
): unknown {
  if ('const' in schema) return schema['const']
  if (Array.isArray(schema['enum'])) return schema['enum'][choose(schema['enum'].length)]
  const types = [schema['type'] ?? guessType(schema, choose)].flat()
  const type = types[choose(types.length)]
  if (type === 'object') return sampleObject(schema, choose, again)
  if (type === 'array') return sampleArray(schema, choose, again)
  const scalars: SchemaObject = { string: 'text', number: 1.5, integer: 2, null: null }
  return scalars[type as string]
}

function guessType(schema: SchemaObject, choose: Choose): string {
  const likely = 'items' in schema || 'minItems' in schema ? 'array' : 'object'
  return [likely, likely, 'string', 'object', 'array'][choose(5)] ?? likely
}

function sampleObject(
  schema: SchemaObject,
  choose: Choose,
  again: (schema: unknown) => unknown,
): object {
  const properties = (schema['properties'] ?? {}) as SchemaObject
  const required = (schema['required'] ?? []) as string[]
  const chosen = Object.keys(properties).filter(() => choose(2) > 0)
  const further = schema['additionalProperties']
  const value: Record<string, unknown> = {}
  for (const name of new Set([...required, ...chosen])) {
    value[name] = again(Object.hasOwn(properties, name) ? properties[name] : (further ?? true))
  }
  if (further !== undefined && choose(3) === 0) value['z'] = again(further)
  return value
}

function sampleArray(
  schema: SchemaObject,
  choose: Choose,
  again: (schema: unknown) => unknown,
): unknown[] {
  const tuple = (schema['prefixItems'] ?? []) as unknown[]
  const least = (schema['minItems'] ?? 0) as number
  const most = 'items' in schema ? 3 : Math.max(tuple.length, least)
  const length = least + choose(Math.max(1, most - least + 1))
  return Array.from({ length }, (_, index) => again(tuple[index] ?? schema['items'] ?? true))
}

function scalarOf(choose: Choose): unknown {
  return ['text', 1.5, 2, null][choose(4)]
}

function merge(first: unknown, second: unknown): unknown {
  if (first === undefined || second === undefined) return first ?? second
  if (Array.isArray(first) && Array.isArray(second)) {
    const [long, short] = first.length > second.length ? [first, second] : [second, first]
    return long.map((item: unknown, index) => (index in short ? merge(item, short[index]) : item))
  }
  if (!isRecord(first) || !isRecord(second)) return second
  const joined = { ...first }
  for (const [name, value] of Object.entries(second)) joined[name] = merge(joined[name], value)
  return joined
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A linear congruential generator, so that a counterexample can be run again. */
function chooser(seed: number): Choose {
  let state = seed
  return (options) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * options)
  }
}

function resolve(body: unknown, pointer: string[]): unknown {
  const request = { method: 'POST', url: '', headers: {}, params: {}, query: {}, body }
  return evaluateExpression(
    { kind: 'body', side: 'request', pointer, text: '', index: 0 },
    { request },
  )
}

function typesOf(value: unknown): string[] {
  if (value === null) return ['null']
  if (Array.isArray(value)) return ['array']
  return Number.isInteger(value) ? ['integer', 'number'] : [typeof value]
}

/** The members of a value, each with the schemas that declare it. */
type Declarations = ReadonlyMap<string, readonly unknown[]>

/** What a schema declares of a value, undefined if it does not accept it. */
function declare(root: SchemaObject, schema: unknown, value: unknown): Declarations | undefined {
  if (typeof schema === 'boolean') return schema ? new Map() : undefined
  const own = schema as SchemaObject
  const parts = [declareOwn(own, value), ...inPlace(root, own, value)]
  if (!acceptsItself(own, value)) return undefined
  const all = join(parts)
  const isClosed = own['unevaluatedProperties'] === false && isRecord(value)
  if (!all || (isClosed && !Object.keys(value).every((name) => all.has(name)))) return undefined
  const accepts = ([name, schemas]: [string, readonly unknown[]]): boolean =>
    schemas.every((one) => declare(root, one, memberOf(value, name)) !== undefined)
  return [...(parts[0] ?? [])].every(accepts) ? all : undefined
}

function inPlace(
  root: SchemaObject,
  schema: SchemaObject,
  value: unknown,
): (Declarations | undefined)[] {
  const read = (other: unknown): Declarations | undefined => declare(root, other, value)
  const { $ref, allOf = [], anyOf, oneOf, dependentSchemas } = schema as Record<string, unknown[]>
  const definition = definitionName($ref)
  const any = (anyOf ?? [true]).map(read).filter((one) => one !== undefined)
  const one = (oneOf ?? [true]).map(read).filter((one) => one !== undefined)
  const condition = 'if' in schema ? read(schema['if']) : new Map<string, unknown[]>()
  const dependent = Object.entries(dependentSchemas ?? {})
  return [
    ...(definition ? [read((root['$defs'] as SchemaObject)[definition])] : []),
    ...allOf.map(read),
    any.length > 0 ? join(any) : undefined,
    one.length === 1 ? one[0] : undefined,
    ...('if' in schema && condition ? [condition, read(schema['then'] ?? true)] : []),
    ...(condition ? [] : [read(schema['else'] ?? true)]),
    ...dependent.filter(([name]) => isRecord(value) && name in value).map(([, one]) => read(one)),
  ]
}

function join(parts: readonly (Declarations | undefined)[]): Declarations | undefined {
  const all = new Map<string, readonly unknown[]>()
  for (const part of parts) {
    if (!part) return undefined
    for (const [name, schemas] of part) all.set(name, [...(all.get(name) ?? []), ...schemas])
  }
  return all
}

function acceptsItself(schema: SchemaObject, value: unknown): boolean {
  const { type, minItems = 0, maxItems = Infinity, required = [] } = schema
  const values = 'const' in schema ? [schema['const']] : schema['enum']
  const types = type === undefined ? undefined : [type].flat()
  return (
    (!Array.isArray(values) || values.some((one) => canonicalText(one) === canonicalText(value))) &&
    (!types || typesOf(value).some((one) => types.includes(one))) &&
    (!Array.isArray(value) ||
      (value.length >= Number(minItems) && value.length <= Number(maxItems))) &&
    (!isRecord(value) || (required as string[]).every((name) => Object.hasOwn(value, name)))
  )
}

/** Data declares itself, and a required name is declared. */
function declareOwn(schema: SchemaObject, value: unknown): Declarations {
  const { properties = {}, required = [], additionalProperties, items, prefixItems = [] } = schema
  const isData = 'const' in schema || 'enum' in schema
  const entries = Object.entries(isRecord(value) || Array.isArray(value) ? value : {})
  return new Map(
    entries.flatMap(([name, member]) => {
      if (isData) return [[name, [{ const: member }]]]
      const declared = Array.isArray(value)
        ? ((prefixItems as unknown[])[Number(name)] ?? items)
        : ((properties as SchemaObject)[name] ?? additionalProperties)
      const isRequired = isRecord(value) && (required as string[]).includes(name)
      return declared === undefined ? (isRequired ? [[name, []]] : []) : [[name, [declared]]]
    }),
  )
}

/** Whether a value has no members but those that schemas declare, which all hold for it. */
function isDeclared(root: SchemaObject, schemas: readonly unknown[], value: unknown): boolean {
  const declared = join(schemas.map((schema) => declare(root, schema, value)))
  const names = typeof value === 'object' && value !== null ? Object.keys(value) : []
  return names.every((name) => {
    const among = declared?.get(name)
    return among !== undefined && isDeclared(root, among, memberOf(value, name))
  })
}

function memberOf(value: unknown, name: string): unknown {
  return (value as Record<string, unknown>)[name]
}

/** False for a schema that refers to itself for the same value, of which nobody can tell. */
function attempt(test: () => boolean): boolean {
  try {
    return test()
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}

/** What a finding claims, and a value that it is true of proves wrong. */
function contradiction(finding: Finding, value: unknown): string | undefined {
  if (finding.kind === 'missing') return value === undefined ? undefined : 'missing, yet there'
  if (value === undefined) return isCertain(finding) ? absent : undefined
  const isAllowed = typesOf(value).some(
    (type) => !finding.types || finding.types.some((one) => one === type),
  )
  return isAllowed ? undefined : 'of another type'
}

const absent = 'certain, yet not there'

function isCertain({ conditions }: Found): boolean {
  return conditions.length === 0
}

describe('a schema at random', () => {
  const pointers = fc.array(fc.constantFrom('a', 'b', '0', '1', 'z', 'other'), { maxLength: 3 })

  it('finds what is in its values', { timeout: 120_000 }, () => {
    fc.assert(
      fc.property(
        anyRoot,
        fc.array(pointers, { minLength: 5, maxLength: 5 }),
        fc.nat(),
        (root, paths, seed) => {
          const accepts = (value: unknown): boolean =>
            attempt(() => declare(root, root, value) !== undefined)
          const choose = chooser(seed)
          const values = Array.from({ length: 30 }, () => sample(root, root, choose)).filter(
            accepts,
          )
          for (const path of paths) {
            const finding = findInSchema(root, path)
            for (const value of values) {
              const found = contradiction(finding, resolve(value, path))
              // That it is always there holds of every value, the rest of those that are declared.
              const wrong = found === absent || isDeclared(root, [root], value) ? found : undefined
              expect([wrong, wrong && { path, value, finding: say(finding) }]).toEqual([
                undefined,
                undefined,
              ])
            }
          }
        },
      ),
      { numRuns: 300 },
    )
  })

  const plain = fc.letrec<{ schema: SchemaObject }>((tie) => {
    const properties = fc.dictionary(fc.constantFrom('a', 'b', '0'), tie('schema'))
    const required = fc.subarray(['a', 'b', 'z'])
    const types = fc.constantFrom<unknown>('string', 'integer', 'number', 'null', [
      'string',
      'null',
    ])
    const objects = fc.constantFrom<unknown>('object', ['object', 'null'], 'array')
    return {
      schema: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        types.map((type) => ({ type })),
        fc.constantFrom({ enum: ['a', 1] }, { const: { a: 1 } }, { enum: [{ a: 1 }, null] }),
        fc.record({ type: fc.constant('object'), properties, required }),
        fc.record({ type: objects, properties, required, readOnly: fc.boolean() }),
        fc.record({ type: fc.constant('object'), properties, enum: fc.constant([{ a: 1 }]) }),
        fc.record({ type: fc.constant('array'), items: tie('schema'), minItems: fc.nat(1) }),
        fc.record({ properties, additionalProperties: tie('schema') }),
      ),
    }
  }).schema

  it('is read the same whether or not a look suffices', () => {
    fc.assert(
      fc.property(plain, pointers, (schema, path) => {
        // With definitions, though there are none, it is looked at closely.
        expect(findInSchema(schema, path)).toEqual(findInSchema({ ...schema, $defs: {} }, path))
      }),
      { numRuns: 2_000 },
    )
  })
})
