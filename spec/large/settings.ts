import { Router } from 'express'
import { operation } from '../../lib/index.ts'
import { answer } from './answer.ts'

const hours = {
  description: 'From and to',
  type: 'array',
  prefixItems: [
    { type: 'string', format: 'time' },
    { type: 'string', format: 'time' },
  ],
  minItems: 2,
  items: false,
} as const

const Delivery = {
  $id: 'Delivery',
  type: 'object',
  properties: {
    country: { type: 'string', minLength: 2, maxLength: 2 },
    vatId: { type: 'string' },
    customs: { type: ['string', 'null'] },
    courier: { type: 'string' },
    depot: { type: 'string' },
  },
  required: ['country'],
  ...condition(
    { properties: { country: { const: 'DE' } }, required: ['country'] },
    { required: ['vatId'] },
    { required: ['customs'] },
  ),
  dependentRequired: { courier: ['depot'] },
  dependentSchemas: { depot: { properties: { depot: { minLength: 3 } } } },
  unevaluatedProperties: false,
} as const

const Labels = {
  $id: 'Labels',
  type: 'object',
  patternProperties: { '^size-': { type: 'number' }, '^is-': { type: 'boolean' } },
  additionalProperties: { type: 'string' },
  propertyNames: { maxLength: 20 },
  minProperties: 1,
  maxProperties: 12,
} as const

const Codes = {
  $id: 'Codes',
  prefixItems: [{ const: 'first' }],
  contains: { type: 'integer' },
  minContains: 1,
  maxContains: 3,
  uniqueItems: true,
  maxItems: 9,
  unevaluatedItems: { type: 'string' },
} as const

/** What JSON Schema alone can say, beside all that the libraries say. */
export const Settings = {
  $id: 'https://shop.test/schemas/Settings.json',
  $comment: 'Written by hand',
  title: 'The settings of a shop',
  type: 'object',
  externalDocs: { url: 'https://docs.shop.test/settings', description: 'What each of them does' },
  xml: { name: 'settings', namespace: 'https://shop.test/xml', prefix: 's' },
  properties: {
    id: { type: 'integer', readOnly: true, xml: { attribute: true } },
    secret: { type: 'string', writeOnly: true, minLength: 16, maxLength: 64 },
    names: {
      type: 'array',
      items: { type: 'string', xml: { name: 'name' } },
      xml: { wrapped: true },
    },
    vat: { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 1, multipleOf: 0.001 },
    rating: { type: 'number', minimum: 0, maximum: 5, default: 0 },
    theme: { type: 'string', deprecated: true, example: 'dark', pattern: '^[a-z]+$' },
    logo: { type: 'string', contentEncoding: 'base64', contentMediaType: 'image/png' },
    terms: {
      type: 'string',
      contentMediaType: 'application/json',
      contentSchema: { type: 'object', required: ['text'] },
    },
    monday: hours,
    delivery: Delivery,
    labels: Labels,
    codes: Codes,
    owner: { anyOf: [{ type: 'string' }, { type: 'null' }], examples: ['ACME', null] },
    extra: { allOf: [{ type: 'object' }, { not: { required: ['secret'] } }] },
    parent: { $ref: '#' },
  },
  required: ['names', 'monday'],
  additionalProperties: false,
} as const

/** Never written as a literal: an object with `then` looks like a promise. */
function condition(test: object, met: object, unmet: object): Record<string, object> {
  const parts: [string, object][] = [
    ['if', test],
    ['then', met],
    ['else', unmet],
  ]
  return Object.fromEntries(parts)
}

/** Only the operator of the shop changes these. */
export function createSettings(): Router {
  const router = Router({ mergeParams: true })
  router.use(
    operation({
      tags: ['settings'],
      security: [{ bearer: [], oauth: ['admin'] }],
      responses: { 403: { $ref: '#/components/responses/Unauthorized' } },
    }),
  )
  router
    .route('/')
    .get(operation({ operationId: 'getSettings', responses: { 200: Settings } }), answer)
    .put(
      operation({
        operationId: 'putSettings',
        body: { content: { 'application/json': Settings, 'application/xml': Settings } },
        responses: { 200: Settings },
      }),
      answer,
    )
  router.get('/codes', operation({ responses: { 200: Codes } }), answer)
  return router
}
