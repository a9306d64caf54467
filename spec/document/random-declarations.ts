/** Declarations of every kind that OpenAPI has, by chance: each is sound, so that its document is. */
import fc from 'fast-check'
import { callbackRouter } from '../../lib/index.ts'

interface Fields {
  readonly [field: string]: unknown
}

/** One declared route, and the path that it stands at without its number. */
export interface Declaration {
  readonly method: string
  readonly path: string
  readonly definition: Fields
}

const words = fc.constantFrom('a', 'Ein Wort', '`$&`', '</script>', 'ключ', '')
const names = fc.constantFrom('a', 'b', 'id', 'x-token', 'two words', '__proto__', 'constructor')

function some(members: Readonly<Record<string, fc.Arbitrary<unknown>>>): fc.Arbitrary<Fields> {
  return fc.record(members, { requiredKeys: [] })
}

function mapOf(
  keys: fc.Arbitrary<string>,
  values: fc.Arbitrary<unknown>,
  minLength = 0,
): fc.Arbitrary<Fields> {
  const entries = fc.uniqueArray(fc.tuple(keys, values), {
    minLength,
    maxLength: 3,
    selector: ([key]) => key,
  })
  return entries.map((all) => Object.fromEntries(all))
}

const described = some({
  title: fc.constantFrom('A title', 'One more'),
  description: words,
  deprecated: fc.boolean(),
  examples: fc.constant([null]),
  'x-mine': fc.constant({ a: [1] }),
})

const scalars = fc
  .oneof(
    some({
      minLength: fc.nat(2),
      maxLength: fc.integer({ min: 2, max: 5 }),
      pattern: fc.constant('^a'),
    }).map((limits) => ({ type: 'string', ...limits })),
    some({ exclusiveMinimum: fc.integer(), maximum: fc.integer() }).map((limits) => ({
      type: 'number',
      ...limits,
    })),
    fc.constantFrom(
      { type: ['integer', 'null'] },
      { type: 'boolean' },
      { type: 'null' },
      { enum: ['a', null, 1] },
      { const: 'b' },
      { type: 'string', format: 'date-time' },
      { type: 'string', contentEncoding: 'base64', contentMediaType: 'image/png' },
    ),
  )
  .chain((schema) => described.map((words) => ({ ...schema, ...words })))

/** Schemas of any kind; the two that have names are in the `schemas` of the document. */
const schemas = fc.letrec<{ schema: Fields }>((tie) => {
  const schema = tie('schema')
  const object = fc.tuple(mapOf(names, schema, 1), fc.boolean()).map(([properties, isClosed]) => ({
    type: 'object',
    properties,
    required: Object.keys(properties).slice(0, 1),
    ...(isClosed ? { additionalProperties: false } : {}),
  }))
  const list = fc.array(schema, { minLength: 1, maxLength: 2 })
  const condition = fc.tuple(schema, schema).map(([test, outcome]) => {
    const both = [
      ['if', test],
      ['then', outcome],
    ] as const
    return Object.fromEntries(both)
  })
  return {
    schema: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      scalars,
      fc.constantFrom(
        { $ref: '#/components/schemas/Named' },
        { $ref: '#/components/schemas/Tree' },
      ),
      object,
      fc.record({ type: fc.constant('array'), items: schema }),
      fc.record({ prefixItems: list, items: fc.constant(false) }),
      fc.record({ anyOf: list }),
      fc.record({ oneOf: list }),
      fc.record({ allOf: list }),
      fc.record({ not: schema }),
      fc.record({ patternProperties: mapOf(fc.constantFrom('^a', 'b$'), schema, 1) }),
      condition,
    ),
  }
}).schema

const parameterNames = fc.constantFrom('a', 'b', 'page', 'x-token')

function parameters(style: string, values: fc.Arbitrary<unknown> = scalars): fc.Arbitrary<Fields> {
  const property = fc
    .tuple(values, fc.constantFrom(undefined, style))
    .map(([schema, said]) => ({ ...(schema as Fields), ...(said && { style: said }) }))
  return mapOf(parameterNames, property, 1).chain((properties) =>
    fc.subarray(Object.keys(properties)).map((required) => ({
      type: 'object',
      properties,
      required,
    })),
  )
}

const mediaTypes = fc.constantFrom(
  ...['application/json', 'application/vnd.a+json', 'text/csv', 'image/*', 'multipart/form-data'],
)
const streamTypes = fc.constantFrom('text/event-stream', 'application/jsonl', 'multipart/mixed')
const named = mapOf(
  names.map((name) => name.replaceAll(/\W/g, '_')),
  fc.oneof(
    fc.record({ summary: words, value: fc.constantFrom(null, 1, { a: 'b' }) }),
    fc.record({ externalValue: fc.constant('https://a.test/example.json') }),
    fc.constant({ $ref: '#/components/examples/Given' }),
  ),
)
const content = fc.tuple(
  mapOf(
    mediaTypes,
    fc.oneof(
      schemas,
      fc.record({ schema: schemas, examples: named }),
      fc.record({ schema: schemas, example: fc.constantFrom(null, 'a'), 'x-mine': words }),
    ),
    1,
  ),
  mapOf(streamTypes, fc.record({ itemSchema: schemas })),
)
const contents = content.map(([whole, streams]) => ({ ...whole, ...streams }))

const bodies = fc.oneof(
  schemas,
  fc.constant({ $ref: '#/components/requestBodies/Given' }),
  fc
    .tuple(contents, some({ required: fc.boolean(), description: words }))
    .map(([all, others]) => ({ content: all, ...others })),
)

const headers = mapOf(
  fc.constantFrom('X-Limit', 'Location'),
  fc.oneof(
    fc.record({ description: words, schema: scalars, required: fc.boolean() }),
    fc.constant({ $ref: '#/components/headers/Given' }),
  ),
)
const links = mapOf(
  fc.constantFrom('next', 'again'),
  fc.record({
    operationId: fc.constant('target'),
    parameters: fc.constantFrom({}, { id: '$statusCode' }, { 'path.id': 'item-{$method}' }),
    description: words,
  }),
)
const responses = mapOf(
  fc.constantFrom('200', '201', '404', '4XX', 'default'),
  fc.oneof(
    schemas,
    fc.constant(null),
    fc.constant({ $ref: '#/components/responses/Given' }),
    some({ description: words, content: contents, headers, links, 'x-mine': words }),
  ),
  1,
)

const security = fc.constantFrom<unknown>(
  ...[[], [{}], [{ key: [] }], [{ oauth: ['read'] }, { key: [], bearer: [] }], [{ openId: ['a'] }]],
)
const common = {
  summary: words,
  description: words,
  tags: fc.subarray(['a', 'b', 'undeclared']),
  deprecated: fc.boolean(),
  security,
  servers: fc.constant([{ url: 'https://{r}.a.test', variables: { r: { default: 'eu' } } }]),
  externalDocs: fc.constant({ url: 'https://a.test' }),
  'x-mine': fc.constantFrom(null, [1], { $ref: 'no reference' }),
  query: fc.oneof(
    parameters('form'),
    parameters('pipeDelimited', fc.constant({ type: 'array', items: { type: 'string' } })),
    parameters(
      'deepObject',
      fc.constant({ type: 'object', properties: { a: { type: 'string' } } }),
    ),
  ),
  headers: parameters('simple'),
  cookies: parameters('form'),
  body: bodies,
  responses,
}

const callbacks = fc
  .tuple(
    fc.uniqueArray(fc.constantFrom('post', 'put', 'query', 'delete'), { minLength: 1 }),
    some(common),
    fc.constantFrom('{$request.header.x-hook}', '{$request.header.x-hook}/a/{$method}'),
  )
  .map(([methods, definition, url]) => {
    const router = callbackRouter() as unknown as Record<string, (...given: unknown[]) => unknown>
    for (const method of methods) router[method]?.(url, definition)
    return router
  })

/** With a callback, the header that it reads. */
const definitions = fc
  .tuple(some(common), fc.option(callbacks, { nil: undefined, freq: 3 }))
  .map(([definition, moved]) =>
    moved === undefined
      ? definition
      : {
          ...definition,
          headers: {
            type: 'object',
            properties: { 'x-hook': { type: 'string', format: 'uri' } },
            required: ['x-hook'],
          },
          callbacks: { moved },
        },
  )

export const declarations: fc.Arbitrary<Declaration> = fc.record({
  method: fc.constantFrom('get', 'put', 'post', 'delete', 'patch', 'options', 'propfind', 'report'),
  path: fc.constantFrom('', '/:id', '/a/:b-:c'),
  definition: definitions,
})

/** What declarations refer to by name. */
export const given = {
  tags: [
    { name: 'a', summary: 'A' },
    { name: 'b', parent: 'a' },
  ],
  schemas: {
    Named: { type: 'object', properties: { kind: { const: 'named' } }, required: ['kind'] },
    Tree: {
      $id: 'Tree',
      type: 'object',
      properties: { branches: { type: 'array', items: { $ref: '#/components/schemas/Tree' } } },
    },
  },
  components: {
    securitySchemes: {
      key: { type: 'apiKey', in: 'header', name: 'X-Key' },
      bearer: { type: 'http', scheme: 'bearer' },
      oauth: {
        type: 'oauth2',
        flows: { clientCredentials: { tokenUrl: 'https://a.test/t', scopes: { read: 'Read' } } },
      },
      openId: { type: 'openIdConnect', openIdConnectUrl: 'https://a.test/id' },
    },
    requestBodies: { Given: { content: { 'application/json': { schema: { type: 'string' } } } } },
    responses: { Given: { description: 'Given' } },
    headers: { Given: { schema: { type: ['integer', 'null'] } } },
    examples: { Given: { value: 1 } },
  },
} as const
