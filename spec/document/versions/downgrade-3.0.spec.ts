import {
  registerSchema,
  unregisterSchema,
  validate as validateWithHyperjump,
} from '@hyperjump/json-schema'
import '@hyperjump/json-schema/draft-2020-12'
import { Ajv2020 } from 'ajv/dist/2020.js'
import express from 'express'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { downgradeTo30 } from '../../../lib/document/versions/downgrade-3.0.ts'
import { callbackRouter, openapi, operation, webhookRouter } from '../../../lib/index.ts'
import type { Problem, Schema } from '../../../lib/index.ts'
import { danglingRefs, judge } from '../../judges.ts'
import {
  jsonValues,
  randomSchemas,
  sample,
  type Json,
  type SchemaObject,
} from '../random-schema.ts'
import { invalidRequest } from '../request-problem.ts'
import { createInvoicesApp, createShopApp, type SampleApp } from '../sample-apps.ts'

type Document = Parameters<typeof downgradeTo30>[0]

const info = { title: 'Downgrades', version: '1' }

function downgrade(parts: object): { document: SchemaObject; problems: Problem[] } {
  const document = { openapi: '3.1.0', info, ...parts }
  const before = structuredClone(document)
  const downgraded = downgradeTo30(document as unknown as Document)
  expect(document, 'the document of 3.1').toEqual(before)
  return downgraded as { document: SchemaObject; problems: Problem[] }
}

/** The places of what 3.0 cannot say. */
function places(problems: readonly Problem[]): string[] {
  for (const { code, severity, message, remedy } of problems) {
    expect([code, severity]).toEqual(['WARN_VERSION', 'warning'])
    expect(message).toMatch(/^[A-Z].*\.$/s)
    expect(remedy).toMatch(/^[A-Z].*\.$/s)
  }
  return problems.map(({ where }) => where)
}

// --- one schema ---

interface Case {
  readonly from: SchemaObject | boolean
  readonly to: SchemaObject
  /** The keywords that problems name, at their place below the schema. */
  readonly lost?: readonly string[]
}

const string = { type: 'string' }
const integer = { type: 'integer' }
const nothing = { not: {} }
const nullAlone = { type: 'string', nullable: true, enum: [null] }
const Other = { $ref: '#/components/schemas/Other' }
const isObjectWith = (name: string): SchemaObject => ({ type: 'object', required: [name] })
/** Never written as a literal: an object with `then` looks like a promise. */
function condition(test: unknown, met?: unknown, unmet?: unknown): SchemaObject {
  const parts = [
    ['if', test],
    ['then', met],
    ['else', unmet],
  ] as const
  return Object.fromEntries(parts.filter(([, part]) => part !== undefined))
}

const typeCases: Readonly<Record<string, Case>> = {
  'a type and null': {
    from: { type: ['string', 'null'], minLength: 1 },
    to: { type: 'string', nullable: true, minLength: 1 },
  },
  'a list of one type': { from: { type: ['string'] }, to: string },
  'several types': {
    from: { type: ['string', 'integer'], minLength: 1 },
    to: { minLength: 1, anyOf: [string, integer] },
  },
  'several types and null': {
    from: { type: ['string', 'array', 'null'] },
    to: {
      anyOf: [
        { type: 'string', nullable: true },
        { type: 'array', items: {} },
      ],
    },
  },
  'several types beside alternatives': {
    from: { type: ['string', 'integer'], anyOf: [{ minLength: 1 }, { minimum: 1 }] },
    to: { anyOf: [{ minLength: 1 }, { minimum: 1 }], allOf: [{ anyOf: [string, integer] }] },
  },
  'every type': {
    from: { type: ['string', 'number', 'integer', 'boolean', 'object', 'array', 'null'] },
    to: {},
  },
  'integers among numbers': { from: { type: ['integer', 'number'] }, to: { type: 'number' } },
  'null alone': { from: { type: 'null', title: 'N' }, to: { ...nullAlone, title: 'N' } },
  'null as a constant': { from: { const: null }, to: nullAlone },
  'a type or null': {
    from: { description: 'D', anyOf: [{ type: 'string', minLength: 1 }, { type: 'null' }] },
    to: { description: 'D', type: 'string', minLength: 1, nullable: true },
  },
  'a type or null, described twice': {
    from: { description: 'A', anyOf: [{ type: 'string', description: 'B' }, { type: 'null' }] },
    to: { description: 'A', allOf: [{ type: 'string', description: 'B', nullable: true }] },
  },
  'an enumeration or null': {
    from: { oneOf: [{ enum: ['a'] }, { type: 'null' }] },
    to: { type: 'string', nullable: true, enum: ['a', null] },
  },
  'types or null': {
    from: { oneOf: [string, integer, { type: 'null' }] },
    to: { oneOf: [{ type: 'string', nullable: true }, integer] },
  },
  'a reference or null': {
    from: { anyOf: [Other, { type: 'null' }] },
    to: { anyOf: [Other, nullAlone] },
  },
  'an enumeration with null': {
    from: { type: ['string', 'null'], enum: ['a', null] },
    to: { type: 'string', nullable: true, enum: ['a', null] },
  },
  'an enumeration without the null of its type': {
    from: { type: ['string', 'null'], enum: ['a', 'b'] },
    to: { type: 'string', enum: ['a', 'b'] },
  },
  'null without the null of its enumeration': {
    from: { type: 'null', enum: ['a'] },
    to: nothing,
  },
  'an enumeration without a type': {
    from: { enum: [1, 2.5, null] },
    to: { type: 'number', nullable: true, enum: [1, 2.5, null] },
  },
  'values of several types': { from: { enum: ['a', 1] }, to: { enum: ['a', 1] } },
  'no values': { from: { type: 'string', enum: [] }, to: nothing },
  'a constant': { from: { const: 'a' }, to: { type: 'string', enum: ['a'] } },
  'a constant list': {
    from: { const: [1] },
    to: { type: 'array', items: {}, enum: [[1]] },
  },
  'a constant of its enumeration': {
    from: { const: 'a', enum: ['b', 'a'] },
    to: { type: 'string', enum: ['a'] },
  },
  'a constant outside of its enumeration': { from: { const: 'c', enum: ['a'] }, to: nothing },
}

const boundCases: Readonly<Record<string, Case>> = {
  'exclusive bounds': {
    from: { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 9 },
    to: { type: 'number', minimum: 0, exclusiveMinimum: true, maximum: 9, exclusiveMaximum: true },
  },
  'a tighter bound beside an exclusive one': {
    from: { minimum: 1, exclusiveMinimum: 0, maximum: 8, exclusiveMaximum: 9 },
    to: { minimum: 1, maximum: 8 },
  },
  'a looser or equal bound beside an exclusive one': {
    from: { minimum: 0, exclusiveMinimum: 1, maximum: 9, exclusiveMaximum: 9 },
    to: { minimum: 1, exclusiveMinimum: true, maximum: 9, exclusiveMaximum: true },
  },
}

const textCases: Readonly<Record<string, Case>> = {
  base64: {
    from: { type: 'string', contentEncoding: 'base64' },
    to: { type: 'string', format: 'byte' },
  },
  'any bytes': {
    from: { type: 'string', contentMediaType: 'application/octet-stream' },
    to: { type: 'string', format: 'binary' },
  },
  'an image in base64': {
    from: { type: 'string', contentEncoding: 'base64', contentMediaType: 'image/png' },
    to: { type: 'string', format: 'byte' },
    lost: ['contentMediaType'],
  },
  'JSON in text': {
    from: { type: 'string', contentMediaType: 'application/json', contentSchema: integer },
    to: string,
    lost: ['contentMediaType', 'contentSchema'],
  },
  'an encoding without a format': {
    from: { type: 'string', contentEncoding: 'quoted-printable' },
    to: string,
    lost: ['contentEncoding'],
  },
  'an example': { from: { examples: [{ type: ['a'] }] }, to: { example: { type: ['a'] } } },
  'an example beside one': { from: { example: 1, examples: [2] }, to: { example: 1 } },
  'several examples': { from: { examples: [1, 2] }, to: { example: 1 }, lost: ['examples'] },
  'what describes': {
    from: { title: 'T', default: null, deprecated: true, readOnly: true, 'x-a': { const: 1 } },
    to: { title: 'T', default: null, deprecated: true, readOnly: true, 'x-a': { const: 1 } },
  },
  'a comment, a dialect and an identity': {
    from: { $comment: 'C', $schema: 'https://json-schema.org/draft/2020-12/schema', $id: 'I' },
    to: {},
  },
  'an unknown keyword': { from: { minAge: 3 }, to: {}, lost: ['minAge'] },
}

const arrayCases: Readonly<Record<string, Case>> = {
  'a list without items': { from: { type: 'array' }, to: { type: 'array', items: {} } },
  'items: true': { from: { items: true }, to: { items: {} } },
  'items: false': { from: { items: false }, to: { items: {}, maxItems: 0 } },
  'an open tuple': {
    from: { type: 'array', prefixItems: [string], minItems: 1 },
    to: { type: 'array', items: {}, minItems: 1 },
    lost: ['prefixItems'],
  },
  'a tuple with more': {
    from: { prefixItems: [string, integer], items: { type: 'boolean' } },
    to: { items: { anyOf: [string, integer, { type: 'boolean' }] } },
    lost: ['prefixItems'],
  },
  'a closed tuple': {
    from: { prefixItems: [string, integer], items: false, minItems: 2 },
    to: { items: { anyOf: [string, integer] }, minItems: 2, maxItems: 2 },
    lost: ['prefixItems'],
  },
  'a tuple closed by its length': {
    from: { prefixItems: [string, integer], maxItems: 1 },
    to: { items: string, maxItems: 1 },
  },
  'a tuple that is as long as it may be': {
    from: { prefixItems: [string], maxItems: 1, items: integer },
    to: { items: string, maxItems: 1 },
  },
  'a tuple closed by a place that nothing fits': {
    from: { prefixItems: [string, false, integer], maxItems: 5 },
    to: { items: string, maxItems: 1 },
  },
  'a tuple of one': {
    from: { prefixItems: [string], items: string },
    to: { items: string },
  },
  contains: {
    from: { contains: string },
    to: { not: { type: 'array', items: { not: string } } },
  },
  'contains no one': { from: { contains: string, minContains: 0 }, to: {} },
  'contains several': {
    from: { contains: string, minContains: 2, maxContains: 3 },
    to: { minItems: 2, not: { type: 'array', items: { not: string } } },
    lost: ['maxContains', 'minContains'],
  },
  'unevaluatedItems alone': {
    from: { prefixItems: [string], unevaluatedItems: false },
    to: { items: string, maxItems: 1 },
  },
  'unevaluatedItems beside items': {
    from: { items: string, unevaluatedItems: false },
    to: { items: string },
  },
  'unevaluatedItems beside contains': {
    from: { contains: string, unevaluatedItems: false },
    to: { not: { type: 'array', items: { not: string } } },
    lost: ['unevaluatedItems'],
  },
  'unevaluatedItems beside others': {
    from: { allOf: [{ items: string }], unevaluatedItems: false },
    to: { allOf: [{ items: string }] },
    lost: ['unevaluatedItems'],
  },
}

const objectCases: Readonly<Record<string, Case>> = {
  'properties, and none required': {
    from: { properties: { a: true, b: false, c: { const: 1 } }, required: [] },
    to: { properties: { a: {}, b: nothing, c: { type: 'integer', enum: [1] } } },
  },
  'additionalProperties as they are': {
    from: { additionalProperties: false },
    to: { additionalProperties: false },
  },
  'patterns and nothing else': {
    from: { patternProperties: { '^a': string, '^b': integer }, additionalProperties: false },
    to: { additionalProperties: { anyOf: [string, integer] } },
    lost: ['patternProperties'],
  },
  'patterns and others': {
    from: { patternProperties: { '^a': string }, additionalProperties: integer },
    to: { additionalProperties: { anyOf: [string, integer] } },
    lost: ['patternProperties'],
  },
  'patterns and anything else': {
    from: { patternProperties: { '^a': string } },
    to: {},
    lost: ['patternProperties'],
  },
  'patterns that ask for what all others are': {
    from: { patternProperties: { '^a': string }, additionalProperties: string },
    to: { additionalProperties: string },
  },
  'patterns that hold for a declared property, too': {
    from: {
      properties: { ab: { minLength: 1 } },
      patternProperties: { '^a': string },
      additionalProperties: string,
    },
    to: { properties: { ab: { minLength: 1 } }, additionalProperties: string },
    lost: ['patternProperties'],
  },
  'names that must match': {
    from: { propertyNames: { pattern: '^a' }, additionalProperties: string },
    to: { additionalProperties: string },
    lost: ['propertyNames'],
  },
  'names that are text': { from: { propertyNames: string }, to: {} },
  'no names': { from: { propertyNames: false }, to: { maxProperties: 0 } },
  'names in a list': {
    from: {
      type: 'object',
      propertyNames: { type: 'string', enum: ['a', 'b'] },
      properties: { a: integer, c: integer },
      additionalProperties: string,
    },
    to: {
      type: 'object',
      properties: { a: integer, b: string, c: nothing },
      additionalProperties: false,
    },
  },
  dependentRequired: {
    from: { dependentRequired: { a: ['b', 'c'], d: [] } },
    to: { anyOf: [{ not: isObjectWith('a') }, { required: ['b', 'c'] }] },
  },
  dependentSchemas: {
    from: { dependentSchemas: { a: { minProperties: 2 }, b: false } },
    to: {
      anyOf: [{ not: isObjectWith('a') }, { minProperties: 2 }],
      allOf: [{ anyOf: [{ not: isObjectWith('b') }, nothing] }],
    },
  },
  'unevaluatedProperties alone': {
    from: { properties: { a: string }, unevaluatedProperties: false },
    to: { properties: { a: string }, additionalProperties: false },
  },
  'unevaluatedProperties beside others': {
    from: { allOf: [Other], unevaluatedProperties: false },
    to: { allOf: [Other] },
    lost: ['unevaluatedProperties'],
  },
}

const inexact = { propertyNames: { maxLength: 3 } }

const combinationCases: Readonly<Record<string, Case>> = {
  true: { from: true, to: {} },
  false: { from: false, to: nothing },
  not: { from: { not: { const: 1 } }, to: { not: { type: 'integer', enum: [1] } } },
  'not nothing': { from: { not: false }, to: {} },
  'not what 3.0 cannot say': {
    from: { not: inexact },
    to: {},
    lost: ['not > propertyNames', 'not'],
  },
  'one of what 3.0 cannot say': {
    from: { oneOf: [inexact, string] },
    to: { anyOf: [{}, string] },
    lost: ['oneOf.0 > propertyNames', 'oneOf'],
  },
  'any of what 3.0 cannot say': {
    from: { anyOf: [inexact, string] },
    to: { anyOf: [{}, string] },
    lost: ['anyOf.0 > propertyNames'],
  },
  'if and then': {
    from: condition(string, { minLength: 1 }),
    to: { anyOf: [{ not: string }, { minLength: 1 }] },
  },
  'if and else': { from: condition(string, undefined, integer), to: { anyOf: [string, integer] } },
  'if, then and else': {
    from: condition(string, { minLength: 1 }, integer),
    to: {
      anyOf: [{ not: string }, { minLength: 1 }],
      allOf: [{ anyOf: [string, integer] }],
    },
  },
  'if alone': { from: condition(string), to: {} },
  'then alone': { from: condition(undefined, false), to: {} },
  'if of what 3.0 cannot say': {
    from: condition(inexact, string, integer),
    to: { anyOf: [string, integer] },
    lost: ['if > propertyNames', 'if'],
  },
  'a reference': { from: { ...Other, $comment: 'C' }, to: Other },
  'a reference and a description': {
    from: { ...Other, description: 'D' },
    to: { description: 'D', allOf: [Other] },
  },
  'a reference and more': {
    from: { ...Other, type: 'object', allOf: [{ const: 1 }] },
    to: { type: 'object', allOf: [Other, { type: 'integer', enum: [1] }] },
  },
  'a discriminator, which leads to names alone': {
    from: {
      oneOf: [{ ...Other, description: 'Purrs' }, { $ref: '#/components/schemas/Case' }],
      discriminator: { propertyName: 'kind' },
    },
    to: {
      oneOf: [Other, { $ref: '#/components/schemas/Case' }],
      discriminator: { propertyName: 'kind' },
    },
    lost: ['description'],
  },
  'a discriminator': {
    from: {
      oneOf: [Other, { $ref: '#/components/schemas/Case' }],
      discriminator: { propertyName: 'kind', mapping: { other: '#/components/schemas/Other' } },
      type: ['object', 'array'],
    },
    to: {
      oneOf: [Other, { $ref: '#/components/schemas/Case' }],
      discriminator: { propertyName: 'kind', mapping: { other: '#/components/schemas/Other' } },
      allOf: [{ anyOf: [{ type: 'object' }, { type: 'array', items: {} }] }],
    },
  },
  $dynamicRef: { from: { $dynamicRef: '#node' }, to: {}, lost: ['$dynamicRef'] },
}

const allCases = {
  ...typeCases,
  ...boundCases,
  ...textCases,
  ...arrayCases,
  ...objectCases,
  ...combinationCases,
}

describe('a schema in 3.0 says', () => {
  it.each(Object.entries(allCases))('%s', (_name, { from, to, lost = [] }) => {
    const { document, problems } = downgrade({
      components: { schemas: { Case: from, Other: { type: 'object' } } },
    })
    expect(document).toEqual({
      openapi: '3.0.4',
      info,
      paths: {},
      components: { schemas: { Case: to, Other: { type: 'object' } } },
    })
    const expected = lost.map((place) =>
      place.includes(' > ')
        ? `components.schemas.Case.${place}`
        : `components.schemas.Case > ${place}`,
    )
    expect(places(problems)).toEqual(expected)
  })

  it('what stands in $defs, as components', () => {
    const Tree = {
      $defs: {
        'a leaf': { type: ['string', 'null'] },
        Other: { items: { $ref: '#/components/schemas/Tree/$defs/a%20leaf' } },
        Any: true,
      },
      properties: {
        leaf: { $ref: '#/components/schemas/Tree/$defs/a%20leaf' },
        list: { $ref: '#/components/schemas/Tree/$defs/Other' },
        any: { $ref: '#/components/schemas/Tree/$defs/Any' },
      },
    }
    const { document, problems } = downgrade({ components: { schemas: { Tree, Other: true } } })
    expect(document['components']).toEqual({
      schemas: {
        Tree: {
          properties: {
            leaf: { $ref: '#/components/schemas/a_leaf' },
            list: { $ref: '#/components/schemas/Tree_Other' },
            any: {},
          },
        },
        Other: {},
        a_leaf: { type: 'string', nullable: true },
        Tree_Other: { items: { $ref: '#/components/schemas/a_leaf' } },
      },
    })
    expect(problems).toEqual([])
  })

  it('what an $id or an $anchor names, and what is relative to it', () => {
    const Node = {
      $id: 'https://shop.test/node.json',
      $defs: { default: { $anchor: 'size', const: 1 } },
      properties: {
        next: { $ref: '#' },
        size: { $ref: '#/$defs/default' },
        also: { $ref: '#size' },
      },
    }
    const List = { items: { $ref: 'https://shop.test/node.json' } }
    const { document } = downgrade({ components: { schemas: { Node, List } } })
    const Size = { $ref: '#/components/schemas/default' }
    expect(document['components']).toEqual({
      schemas: {
        Node: {
          properties: { next: { $ref: '#/components/schemas/Node' }, size: Size, also: Size },
        },
        List: { items: { $ref: '#/components/schemas/Node' } },
        default: { type: 'integer', enum: [1] },
      },
    })
  })

  it('no negation of what it refers to and cannot say, however far', () => {
    const schemas = {
      Case: { not: { $ref: '#/components/schemas/A' } },
      A: { items: { $ref: '#/components/schemas/B' } },
      B: { properties: { a: { $ref: '#/components/schemas/A' } }, ...inexact },
    }
    const { document, problems } = downgrade({ components: { schemas } })
    expect(document['components']).toEqual({
      schemas: { Case: {}, A: schemas.A, B: { properties: schemas.B.properties } },
    })
    expect(places(problems)).toEqual([
      'components.schemas.Case > not',
      'components.schemas.B > propertyNames',
    ])
  })

  it('names of every kind', () => {
    const names = ['__proto__', 'constructor', 'const', '$ref', '', 'x-a', 'a/b']
    const objectOf = (value: unknown): object =>
      Object.fromEntries(names.map((name) => [name, value]))
    const { document, problems } = downgrade({
      components: {
        schemas: {
          Case: { properties: objectOf({ const: 'a' }), default: objectOf({ const: 1 }) },
        },
      },
    })
    const built = (document['components'] as { schemas: { Case: Record<string, object> } }).schemas
    expect(Object.entries(built.Case['properties'] ?? {})).toEqual(
      names.map((name) => [name, { type: 'string', enum: ['a'] }]),
    )
    expect(Object.entries(built.Case['default'] ?? {})).toEqual(
      names.map((name) => [name, { const: 1 }]),
    )
    expect(problems).toEqual([])
  })
})

// --- documents ---

const answer = { 200: { description: 'OK' } }
const get = (operation: object): object => ({ '/': { get: { responses: answer, ...operation } } })

/** The path of every member, however deep. */
function listPlaces(value: unknown, path: readonly string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, member]) => {
    const place = [...path, name]
    return [place, ...listPlaces(member, place)]
  })
}

function withNull(document: object, place: readonly string[]): Document {
  const copy = structuredClone(document) as SchemaObject
  const parent = place.slice(0, -1).reduce((at, name) => at[name] as SchemaObject, copy)
  parent[place.at(-1) ?? ''] = null
  return copy
}

const bearerOnly = { security: [{ bearer: [] }] }
const openToAll = { security: [{ bearer: [] }, {}] }

describe('a document in 3.0 says', () => {
  it('what the info and the root say', () => {
    const { document, problems } = downgrade({
      info: {
        ...info,
        summary: 'S',
        description: 'D',
        license: { name: 'Apache 2', identifier: 'Apache-2.0' },
        'x-info': 1,
      },
      jsonSchemaDialect: 'https://json-schema.org/draft/2020-12/schema',
      tags: [{ name: 't' }],
      servers: [{ url: 'https://shop.test' }],
      externalDocs: { url: 'https://shop.test/docs' },
      'x-root': { type: ['string', 'null'] },
      components: { 'x-parts': { const: 1 } },
    })
    expect(document).toEqual({
      openapi: '3.0.4',
      info: {
        ...info,
        description: 'S\n\nD',
        license: { name: 'Apache 2', url: 'https://spdx.org/licenses/Apache-2.0.html' },
        'x-info': 1,
      },
      paths: {},
      tags: [{ name: 't' }],
      servers: [{ url: 'https://shop.test' }],
      externalDocs: { url: 'https://shop.test/docs' },
      'x-root': { type: ['string', 'null'] },
      components: { 'x-parts': { const: 1 } },
    })
    expect(places(problems)).toEqual(['jsonSchemaDialect'])
  })

  it('nothing of what it does not have', () => {
    const license = { name: 'Both', identifier: 'MIT OR Apache-2.0' }
    const { document, problems } = downgrade({ info: { ...info, summary: 'S', license } })
    expect(document).toEqual({
      openapi: '3.0.4',
      info: { ...info, description: 'S', license: { name: 'Both' } },
      paths: {},
    })
    expect(places(problems)).toEqual(['info.license > identifier'])
  })

  it('webhooks in a field of its own, which references lead to', () => {
    const { document, problems } = downgrade({
      webhooks: { made: { post: { operationId: 'made', requestBody: { content: {} } } } },
      paths: {
        '/a': { $ref: '#/webhooks/made' },
        ...get({
          responses: { 200: { description: 'OK', links: { a: { operationRef: '#/webhooks/a' } } } },
        }),
      },
    })
    expect(document).toEqual({
      openapi: '3.0.4',
      info,
      'x-webhooks': {
        made: {
          post: {
            operationId: 'made',
            requestBody: { content: {} },
            responses: { default: { description: 'Default Response' } },
          },
        },
      },
      paths: {
        '/a': { $ref: '#/x-webhooks/made' },
        ...get({
          responses: {
            200: { description: 'OK', links: { a: { operationRef: '#/x-webhooks/a' } } },
          },
        }),
      },
    })
    expect(places(problems)).toEqual(['webhooks'])
  })

  it('path items in place, each operationId once', () => {
    const Item = {
      summary: 'I',
      parameters: [{ name: 'a', in: 'query', schema: { const: 1 } }],
      get: {
        operationId: 'one',
        responses: answer,
        callbacks: { again: { '{$url}': { $ref: '#/components/pathItems/Item' } } },
      },
    }
    const { document, problems } = downgrade({
      components: {
        pathItems: {
          Item,
          Same: { $ref: '#/components/pathItems/Item' },
          Unused: { get: { responses: answer } },
        },
      },
      paths: {
        '/a': { $ref: '#/components/pathItems/Item', summary: 'A' },
        '/b': { $ref: '#/components/pathItems/Same' },
        '/c': { $ref: '#/paths/~1d', description: 'C' },
        '/d': { get: { operationId: 'd', responses: answer } },
        '/e': { $ref: 'https://shop.test/e.json' },
      },
    })
    const parameters = [{ name: 'a', in: 'query', schema: { type: 'integer', enum: [1] } }]
    const one = { responses: answer, callbacks: { again: { '{$url}': {} } } }
    expect(document).toEqual({
      openapi: '3.0.4',
      info,
      components: {},
      paths: {
        '/a': { summary: 'A', parameters, get: { operationId: 'one', ...one } },
        '/b': { summary: 'I', parameters, get: one },
        '/c': { description: 'C', get: { responses: answer } },
        '/d': { get: { operationId: 'd', responses: answer } },
        '/e': { $ref: 'https://shop.test/e.json' },
      },
    })
    expect(places(problems)).toEqual([
      'paths./a.get.callbacks.again.{$url} > pathItems',
      'paths./b.get > operationId',
      'paths./b.get.callbacks.again.{$url} > pathItems',
      'components.pathItems.Unused > pathItem',
    ])
  })

  it('what stands beside a reference, in a copy of its target', () => {
    const Limit = { name: 'limit', in: 'query', schema: { const: 1 }, description: 'L' }
    const Sample = { summary: 'S', value: { type: ['string'] } }
    const Gone = { description: 'Gone', headers: { 'x-at': { schema: { const: 'a' } } } }
    const $ref = (kind: string, name: string): string => `#/components/${kind}/${name}`
    const { document, problems } = downgrade({
      components: {
        parameters: { Limit },
        examples: { Sample },
        responses: { Gone, Alias: { $ref: $ref('responses', 'Gone') } },
      },
      paths: get({
        parameters: [
          { $ref: $ref('parameters', 'Limit'), description: 'Mine', summary: 'ignored' },
          { $ref: $ref('parameters', 'Limit'), summary: 'ignored' },
          { $ref: 'https://shop.test/other.json', description: 'Lost' },
        ],
        responses: {
          410: { $ref: $ref('responses', 'Alias'), description: 'Here' },
          200: {
            description: 'OK',
            content: {
              'application/json': {
                examples: { one: { $ref: $ref('examples', 'Sample'), summary: 'One' } },
              },
            },
          },
          'x-more': { const: 1 },
        },
      }),
    })
    const limit = { ...Limit, schema: { type: 'integer', enum: [1] } }
    const headers = { 'x-at': { schema: { type: 'string', enum: ['a'] } } }
    expect(document).toEqual({
      openapi: '3.0.4',
      info,
      components: {
        parameters: { Limit: limit },
        examples: { Sample },
        responses: {
          Gone: { description: 'Gone', headers },
          Alias: { $ref: $ref('responses', 'Gone') },
        },
      },
      paths: get({
        parameters: [
          { ...limit, description: 'Mine' },
          { $ref: $ref('parameters', 'Limit') },
          { $ref: 'https://shop.test/other.json' },
        ],
        responses: {
          410: { description: 'Here', headers },
          200: {
            description: 'OK',
            content: { 'application/json': { examples: { one: { ...Sample, summary: 'One' } } } },
          },
          'x-more': { const: 1 },
        },
      }),
    })
    expect(places(problems)).toEqual(['paths./.get.parameters.2 > $ref'])
  })

  it('schemas wherever they stand', () => {
    const from = { const: 'a' }
    const to = { type: 'string', enum: ['a'] }
    const content = (schema: object): object => ({
      'application/json': { schema, 'x-itemSchema': { items: schema }, example: from },
    })
    const parts = (schema: object): object => ({
      components: {
        requestBodies: { Body: { content: content(schema) } },
        headers: { Header: { schema } },
        callbacks: {
          Done: {
            '{$url}': { post: { responses: answer, requestBody: { content: content(schema) } } },
          },
        },
      },
      paths: get({
        parameters: [{ name: 'a', in: 'query', content: content(schema) }],
        requestBody: {
          content: {
            'multipart/form-data': {
              schema,
              encoding: { a: { contentType: 'text/csv', headers: { b: { schema } } } },
            },
          },
        },
        callbacks: { done: { $ref: '#/components/callbacks/Done' } },
      }),
    })
    const { document, problems } = downgrade(parts(from))
    expect(document).toEqual({ openapi: '3.0.4', info, ...parts(to) })
    expect(problems).toEqual([])
  })

  it('the media types of the parts of a form in their encoding', () => {
    const file = (contentMediaType: string): object => ({ type: 'string', contentMediaType })
    const form = (schema: object, encoding: object): object => ({
      paths: get({ requestBody: { content: { 'multipart/form-data': { schema, encoding } } } }),
    })
    const binary = { type: 'string', format: 'binary' }
    const { document, problems } = downgrade(
      form(
        { properties: { a: file('image/png'), b: file('text/csv'), c: string } },
        { b: { contentType: 'text/*', style: 'form' } },
      ),
    )
    expect(document).toEqual({
      openapi: '3.0.4',
      info,
      ...form(
        { properties: { a: binary, b: binary, c: string } },
        { a: { contentType: 'image/png' }, b: { contentType: 'text/*', style: 'form' } },
      ),
    })
    expect(problems).toEqual([])
  })

  it('security without certificates and roles', () => {
    const bearer = { type: 'http', scheme: 'bearer' }
    const oauth = { type: 'openIdConnect', openIdConnectUrl: 'https://shop.test/id' }
    const { document, problems } = downgrade({
      components: { securitySchemes: { bearer, oauth, mutual: { type: 'mutualTLS' } } },
      security: [{ mutual: [] }, { mutual: [], bearer: [] }, {}],
      paths: get({ security: [{ bearer: ['admin'], oauth: ['read'] }] }),
    })
    expect(document).toEqual({
      openapi: '3.0.4',
      info,
      components: { securitySchemes: { bearer, oauth } },
      security: [{ bearer: [] }, {}],
      paths: get({ security: [{ bearer: [], oauth: ['read'] }] }),
    })
    expect(places(problems)).toEqual([
      'security.0 > mutualTLS',
      'security.1 > mutualTLS',
      'paths./.get.security.0.bearer > roles',
      'components.securitySchemes.mutual > mutualTLS',
    ])
  })

  it('of what only a certificate opens not that it is open', () => {
    const bearer = { type: 'http', scheme: 'bearer' }
    const security = [{ mutual: [] }]
    const call = (part: object): object => ({ '{$url}': { get: { responses: answer, ...part } } })
    const { document, problems } = downgrade({
      components: { securitySchemes: { bearer, mutual: { type: 'mutualTLS' } } },
      security: [{ bearer: [] }],
      paths: get({ security, callbacks: { done: call({ security }) } }),
    })
    // the receiver of a callback does not ask for what the API asks for
    expect(document).toEqual({
      openapi: '3.0.4',
      info,
      components: { securitySchemes: { bearer } },
      security: [{ bearer: [] }],
      paths: get({ callbacks: { done: call({ security: [] }) } }),
    })
    expect(places(problems)).toEqual([
      'paths./.get.callbacks.done.{$url}.get.security.0 > mutualTLS',
      'paths./.get.security.0 > mutualTLS',
      'components.securitySchemes.mutual > mutualTLS',
    ])
  })

  it.each<[string, object, object, boolean]>([
    ['the API asks for nothing', {}, {}, true],
    ['the API asks for a certificate too', { security: [{ mutual: [] }] }, {}, true],
    ['nobody needs what the API asks for', openToAll, openToAll, true],
    ['the API asks for more', bearerOnly, bearerOnly, false],
  ])('that what only a certificate opens reads as open where %s', (_title, root, left, isOpen) => {
    const bearer = { type: 'http', scheme: 'bearer' }
    const { document, problems } = downgrade({
      ...root,
      components: { securitySchemes: { bearer, mutual: { type: 'mutualTLS' } } },
      paths: get({ security: [{ mutual: [] }] }),
    })
    expect(document).toEqual({
      openapi: '3.0.4',
      info,
      ...left,
      components: { securitySchemes: { bearer } },
      paths: get({}),
    })
    const { message } = problems.find(({ where }) => where.startsWith('paths')) as Problem
    expect(message.includes('reads as open')).toBe(isOpen)
  })

  it('what YAML leaves null where an object stands', () => {
    const none = null
    const { document, problems } = downgrade({
      webhooks: none,
      components: {
        schemas: none,
        securitySchemes: none,
        pathItems: { Empty: none },
        responses: { Empty: none },
      },
      paths: {
        '/a': { parameters: none, get: none },
        '/b': none,
        ...get({
          parameters: none,
          security: {},
          callbacks: { done: none },
          requestBody: {
            content: {
              'multipart/form-data': none,
              'multipart/mixed': { schema: none, encoding: { a: none } },
              'application/json': {
                schema: { dependentRequired: { a: none, b: ['c'] }, properties: { d: none } },
                encoding: none,
              },
            },
          },
        }),
      },
      security: [none, { bearer: none }],
    })
    expect(document).toEqual({
      openapi: '3.0.4',
      info,
      security: [{ bearer: none }],
      components: { schemas: none, securitySchemes: none, responses: { Empty: none } },
      paths: {
        '/a': { parameters: none, get: none },
        '/b': none,
        ...get({
          parameters: none,
          security: {},
          callbacks: { done: none },
          requestBody: {
            content: {
              'multipart/form-data': none,
              'multipart/mixed': { schema: {}, encoding: { a: none } },
              'application/json': {
                schema: {
                  anyOf: [{ not: isObjectWith('b') }, { required: ['c'] }],
                  properties: { d: {} },
                },
              },
            },
          },
        }),
      },
    })
    expect(problems).toEqual([])
  })

  it('something, wherever one of its members is null', () => {
    const { app, documentation } = createShopApp()
    const original = documentation.document(app)
    const places = listPlaces(original)
    const crashes = places.flatMap((place) => {
      try {
        downgradeTo30(withNull(original, place))
        return []
      } catch (error) {
        return [`${place.join('.')}: ${String(error)}`]
      }
    })
    expect(crashes).toEqual([])
    expect(places.length).toBeGreaterThan(200)
  })

  it('nothing that changes with what a reader makes of it', () => {
    const tag = { name: 't', 'x-more': [{ const: 1 }] }
    const original = { openapi: '3.1.0', info, tags: [tag], paths: get({ summary: 'S' }) }
    const { document } = downgradeTo30(original as unknown as Document)
    const tags = (document as { tags: (typeof tag)[] }).tags
    tags[0]?.['x-more'].push({ const: 2 })
    expect(original.tags).toEqual([{ name: 't', 'x-more': [{ const: 1 }] }])
  })

  it('the invoices API, callbacks included', () => {
    const { app, documentation } = createInvoicesApp()
    const original = documentation.document(app)
    const { document, problems } = downgradeTo30(original)
    const RequestProblem = structuredClone(original.components?.schemas?.['RequestProblem'])
    const place = { type: 'string', enum: ['path', 'query', 'header', 'cookie', 'body'] }
    Object.assign(
      (RequestProblem as { properties: { errors: { items: { properties: object } } } }).properties
        .errors.items.properties,
      { in: place },
    )
    expect(document).toEqual({
      ...original,
      openapi: '3.0.4',
      components: { schemas: { ...original.components?.schemas, RequestProblem } },
    })
    expect(JSON.stringify(original)).toContain(JSON.stringify(invalidRequest))
    expect(problems).toEqual([])
  })
})

/** Names that are something else in another place. */
function createHostileApp(): SampleApp {
  const hookNames = ['constructor', 'toString', 'const', 'a/b', '</script>', 'ключ']
  // Spectral takes a property called `$ref` for a reference.
  const names = [...hookNames, 'x-a']
  const objectOf = (value: (name: string) => unknown): object =>
    Object.fromEntries(names.map((name) => [name, value(name)]))
  const body = {
    $id: 'Names',
    type: 'object',
    properties: objectOf((name) => ({ type: ['string', 'null'], const: name, examples: [name] })),
    patternProperties: objectOf(() => ({ $ref: '#/$defs/Part' })),
    dependentRequired: objectOf(() => names),
    $defs: { Part: { prefixItems: [{ type: 'string' }, { $ref: '#/$defs/Part' }], items: false } },
  } as Schema
  const callback = callbackRouter().post('https://a.test/{$request.body#/a~1b}', { body })
  const app = express()
  app.post(
    '/names/:id',
    operation({
      body,
      responses: { 200: body },
      callbacks: Object.fromEntries(hookNames.map((name) => [name, callback])),
    } as never),
  )
  const webhooks = webhookRouter()
  for (const name of hookNames) webhooks.post(name, { body })
  return { app, documentation: openapi({ info, webhooks }) }
}

describe('a document in 3.0 is accepted by every judge', () => {
  it.each([
    ['the invoices API', createInvoicesApp, []],
    ['the shop', createShopApp, []],
    [
      'hostile names',
      createHostileApp,
      [
        'webhooks',
        'components.schemas.Names > patternProperties',
        'components.schemas.Part > prefixItems',
      ],
    ],
  ])('%s', { timeout: 60_000 }, async (_name, create, lost) => {
    const { app, documentation } = create()
    const original = documentation.document(app)
    const { document, problems } = downgradeTo30(original)
    expect(places(problems)).toEqual(lost)
    expect(danglingRefs(document)).toEqual([])
    expect(await judge(document)).toEqual({
      swaggerParser: [],
      redocly: [],
      spectral: [],
      officialSchema: [],
    })
  })
})

// --- random schemas ---

/** `DOWNGRADE_RUNS=5000 DOWNGRADE_SEED=7` looks further, and elsewhere. */
const numRuns = Number(process.env['DOWNGRADE_RUNS'] ?? 100)
const seed = Number(process.env['DOWNGRADE_SEED'] ?? 30_041)

/** Where one of them is lost, a schema accepts more in 3.0, for this reason. */
const loosened: Readonly<Record<string, string>> = {
  prefixItems: 'items have one schema, whatever their place',
  patternProperties: 'a property has a name of its own, or is like all others',
  propertyNames: 'names have no schema',
  unevaluatedProperties: 'no keyword sees what others have evaluated',
  unevaluatedItems: 'no keyword sees what others have evaluated',
  minContains: 'nothing is counted but the items themselves',
  maxContains: 'nothing is counted but the items themselves',
  $dynamicRef: 'references are static',
  not: 'the negation of what accepts more would accept less',
  oneOf: 'alternatives that accept more may match together',
  if: 'the negation of what accepts more would accept less',
}

/** What says nothing about values. */
const described = ['examples']

const kept = new Set([
  ...['title', 'description', 'default', 'deprecated', 'example', 'format', 'discriminator'],
  ...['multipleOf', 'minLength', 'maxLength', 'pattern', 'minItems', 'maxItems', 'uniqueItems'],
  ...['minProperties', 'maxProperties', 'required', 'enum', 'x-data'],
])

const lists = ['allOf', 'anyOf', 'oneOf']
const bounds = ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum']

/** A Schema Object of 3.0 in JSON Schema 2020-12, read by the text of 3.0.4 alone. */
function readSchema(schema: unknown): unknown {
  if (typeof schema === 'boolean') throw new Error('3.0 has no boolean schemas')
  const { $ref, ...fields } = schema as SchemaObject
  if ($ref === undefined) {
    const all = Object.entries(fields).map(([field, value]) => readField(field, value))
    return Object.assign({}, ...all, readType(fields), readBounds(fields)) as unknown
  }
  // "This object cannot be extended with additional properties"
  expect(fields, 'beside $ref').toEqual({})
  return { $ref }
}

function readField(field: string, value: unknown): SchemaObject {
  if (field === 'type' || field === 'nullable' || bounds.includes(field)) return {}
  if (lists.includes(field)) return { [field]: (value as unknown[]).map(readSchema) }
  if (field === 'not' || field === 'items') return { [field]: readSchema(value) }
  if (field === 'properties') return { [field]: readMap(value as SchemaObject) }
  if (field === 'additionalProperties') {
    return { [field]: typeof value === 'boolean' ? value : readSchema(value) }
  }
  expect(kept, 'the keywords of 3.0').toContain(field)
  return { [field]: value }
}

function readMap(schemas: SchemaObject): SchemaObject {
  return Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [name, readSchema(schema)]),
  )
}

/** "A true value adds "null" to the allowed type specified by the type keyword" of the same schema. */
function readType({ type, nullable, items }: SchemaObject): SchemaObject {
  if (type === undefined) {
    expect(nullable, 'nullable without a type').toBeUndefined()
    return {}
  }
  const types = ['string', 'number', 'integer', 'boolean', 'object', 'array']
  expect(types).toContain(type)
  if (type === 'array') expect(items, 'items of an array').toBeDefined()
  return { type: nullable === true ? [type, 'null'] : type }
}

function readBounds(schema: SchemaObject): SchemaObject {
  return {
    ...readBound(schema, 'minimum', 'exclusiveMinimum'),
    ...readBound(schema, 'maximum', 'exclusiveMaximum'),
  }
}

function readBound(schema: SchemaObject, bound: string, exclusive: string): SchemaObject {
  expect([undefined, true, false]).toContain(schema[exclusive])
  if (schema[bound] === undefined) return {}
  return { [schema[exclusive] === true ? exclusive : bound]: schema[bound] }
}

interface Schemas {
  readonly body: unknown
  readonly components: SchemaObject
}

function schemasOf(document: object): Schemas {
  const { paths, components } = JSON.parse(JSON.stringify(document)) as {
    paths: { '/': { post: { requestBody: { content: Record<string, { schema: unknown }> } } } }
    components?: { schemas?: SchemaObject }
  }
  const { schema } = paths['/'].post.requestBody.content['application/json'] ?? {}
  return { body: schema, components: components?.schemas ?? {} }
}

/** One schema that holds all of them. */
function toStandalone({ body, components }: Schemas): SchemaObject {
  const text = JSON.stringify({ allOf: [body], $defs: components })
  return JSON.parse(text.replaceAll('"#/components/schemas/', '"#/$defs/')) as SchemaObject
}

const options = {
  strict: false,
  logger: false,
  validateFormats: false,
  validateSchema: false,
  // `constructor` is there only where the value itself has it
  ownProperties: true,
  meta: false,
} as const

type Accepts = (value: Json) => boolean | undefined

/** Undefined where ajv fails over its own code, which happens where what is evaluated is counted. */
function createJudge(schema: SchemaObject): Accepts {
  try {
    const validate = new Ajv2020(options).compile(schema)
    return (value) => {
      try {
        return validate(value)
      } catch {
        return undefined
      }
    }
  } catch {
    return () => undefined
  }
}

/** A slower judge, for what ajv is known to mistake: what was evaluated in `anyOf` and references. */
async function askAnother(schema: SchemaObject, value: Json): Promise<boolean | undefined> {
  const uri = 'https://another.test/'
  try {
    const dialect = 'https://json-schema.org/draft/2020-12/schema'
    registerSchema(structuredClone(schema) as Parameters<typeof registerSchema>[0], uri, dialect)
    return (await validateWithHyperjump(uri, value)).valid
  } catch {
    return undefined
  } finally {
    unregisterSchema(uri)
  }
}

interface Plan {
  readonly body: SchemaObject
  readonly values: readonly Json[]
}

const plans: fc.Arbitrary<Plan> = fc
  .record({
    schemas: randomSchemas(1),
    samples: fc.array(fc.nat(100_000), { minLength: 8, maxLength: 14, size: 'max' }),
    values: fc.array(jsonValues, { minLength: 4, maxLength: 8, size: 'max' }),
  })
  .map(({ schemas, samples, values }) => {
    const [random] = schemas
    if (!random) throw new Error('no schema')
    return {
      body: random.schema,
      values: [...samples.map((number) => sample(random, number)), ...values],
    }
  })

const tally = { exact: 0, loose: 0, accepted: 0, refused: 0, loosened: 0 }

async function compare({ body, values }: Plan): Promise<void> {
  const app = express()
  app.post('/', operation({ body: body as Schema }))
  const original = openapi({ info }).document(app)
  const { document, problems } = downgradeTo30(original)
  const lost = places(problems).map((place) => place.slice(place.lastIndexOf(' > ') + 3))
  expect([...Object.keys(loosened), ...described]).toEqual(expect.arrayContaining(lost))
  const isExact = !lost.some((keyword) => keyword in loosened)
  tally[isExact ? 'exact' : 'loose'] += 1
  const before = toStandalone(schemasOf(original))
  const { body: converted, components } = schemasOf(document)
  const after = toStandalone({
    body: readSchema(converted),
    components: readMap(components),
  })
  const [accepts, acceptsAfter] = [createJudge(before), createJudge(after)]
  for (const value of values) {
    const verdict = accepts(value)
    const verdictAfter = acceptsAfter(value)
    if (verdict === undefined) continue
    tally[verdict ? 'accepted' : 'refused'] += 1
    if (verdict === verdictAfter) continue
    if (!isExact && verdictAfter === true) tally.loosened += 1
    else if (!(await isMisjudged(before, after, value, isExact))) {
      throw new Error(
        `${verdict} became ${verdictAfter}: ${[value, before, document].map((one) => JSON.stringify(one)).join('\n')}`,
      )
    }
  }
}

async function isMisjudged(
  before: SchemaObject,
  after: SchemaObject,
  value: Json,
  isExact: boolean,
): Promise<boolean> {
  const [verdict, verdictAfter] = [await askAnother(before, value), await askAnother(after, value)]
  if (verdict === undefined || verdictAfter === undefined) return false
  return verdict === verdictAfter || (!isExact && verdictAfter)
}

describe('any schema in 3.0', () => {
  it(
    'accepts what it did, and more only where a problem says so',
    { timeout: 300_000 },
    async () => {
      await fc.assert(fc.asyncProperty(plans, compare), { numRuns, seed })
      // Otherwise the property would hold for want of schemas, or of values that tell them apart.
      const { exact, loose, accepted, refused } = tally
      expect(exact / (exact + loose)).toBeGreaterThan(0.2)
      expect(accepted / (accepted + refused)).toBeGreaterThan(0.1)
      expect(refused / (accepted + refused)).toBeGreaterThan(0.1)
    },
  )
})
