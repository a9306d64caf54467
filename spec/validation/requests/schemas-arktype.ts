import { scope, type } from 'arktype'
import type { Schema } from '../../../lib/index.ts'
import type { Routes } from './routes.ts'

const Color = type({ R: 'number.integer', G: 'number.integer' })
const Named = type({ name: 'string' })

/**
 * ArkType's metadata has names of its own. An author adds others to its global `ArkEnv['meta']`, which
 * cannot be done here: two versions of ArkType are installed, and each declares it.
 */
function written(style: string, explode?: boolean): object {
  return { style, ...(explode === undefined ? {} : { explode }) }
}

function inPath(style: string): Schema {
  return type({
    scalar: type('number.integer').configure(written(style), 'self'),
    list: type('number.integer[]').configure(written(style, false), 'self'),
    exploded: type('number.integer[]').configure(written(style, true), 'self'),
    object: Color.configure(written(style, false), 'self'),
    spread: Color.configure(written(style, true), 'self'),
  })
}

const closedQuery = type({ 'a?': 'string', '+': 'reject' })

const cookies = type({
  session: 'string >= 3',
  'n?': 'number.integer',
  'ids?': type('number.integer[]').configure(written('form', false), 'self'),
})

const { Tree } = scope({ Tree: { name: 'string', children: 'Tree[]' } }).export()

export const arktype: Routes = {
  scalars: {
    query: type({
      'integer?': 'number.integer',
      'number?': 'number',
      'boolean?': 'boolean',
      'text?': 'string',
      'color?': "'red' | 'green'",
      'level?': '1 | 2 | 3',
      'version?': "'v1'",
      'four?': '4',
      'nullable?': 'number.integer | null',
      'either?': 'number.integer | boolean',
    }),
  },
  bounds: {
    query: type({
      'page?': '1 <= number.integer <= 100',
      'ratio?': '0 < number < 1',
      'step?': 'number % 5',
      'name?': '2 <= string <= 5',
      'code?': /^[a-z]+$/,
    }),
  },
  formats: {
    query: type({
      'email?': 'string.email',
      'id?': 'string.uuid',
      'site?': 'string.url',
      'at?': 'string.date.iso',
      'day?': 'string.date.iso',
    }),
  },
  defaults: {
    query: type({
      limit: 'number.integer = 20',
      sort: "'asc' | 'desc' = 'asc'",
      tags: type('string[]').default(() => []),
      on: 'boolean = true',
    }),
  },
  lists: {
    query: type({
      'tags?': 'string[]',
      'ids?': 'number.integer[]',
      'few?': '2 <= string[] <= 3',
      'colors?': "('red' | 'green')[]",
      'pair?': ['number.integer', 'string'],
    }),
  },
  delimited: {
    query: type({
      'joined?': type('string[]').configure(written('form', false), 'self'),
      'piped?': type('string[]').configure(written('pipeDelimited', false), 'self'),
      'spaced?': type('number.integer[]').configure(written('spaceDelimited', false), 'self'),
      'repeated?': type('number.integer[]').configure(written('pipeDelimited', true), 'self'),
    }),
  },
  objects: {
    query: type({
      'color?': Color,
      'point?': type({ x: 'number.integer', y: 'number.integer' }).configure(
        written('form', false),
        'self',
      ),
      'filter?': type({
        'status?': "'new' | 'paid'",
        'ids?': 'number.integer[]',
        'range?': { min: 'number', max: 'number' },
      }).configure(written('deepObject'), 'self'),
    }),
  },
  open: { query: type({ 'a?': 'string' }) },
  closed: { query: closedQuery },
  guarded: { query: closedQuery },
  shop: { params: type({ id: 'number.integer >= 1', slug: 'string' }) },
  simple: { params: inPath('simple') },
  label: { params: inPath('label') },
  matrix: { params: inPath('matrix') },
  cookies: { cookies },
  parsedCookies: { cookies },
  headers: {
    headers: type({
      'X-Count': 'number.integer',
      'x-list?': 'string[]',
      'x-flag?': 'boolean',
      'x-color?': Color,
    }),
  },
  everything: {
    params: type({ id: 'number.integer' }),
    query: type({ page: 'number.integer' }),
    headers: type({ 'x-count': 'number.integer' }),
    cookies: type({ session: 'string' }),
    body: Named,
  },
  typed: {
    body: type({
      'n?': 'number',
      'i?': 'number.integer',
      'b?': 'boolean',
      's?': 'string',
      'nothing?': 'null',
    }),
  },
  order: {
    body: type({
      id: 'string >= 2',
      customer: { name: 'string', email: 'string.email' },
      lines: type({ sku: 'string', quantity: 'number.integer >= 1' }).array().atLeastLength(1),
      'note?': 'string | null',
      'a/b~c?': 'number.integer',
    }),
  },
  filled: {
    body: type({
      currency: "string = 'EUR'",
      'lines?': type({ quantity: 'number.integer = 1' }).array(),
    }),
  },
  payment: {
    body: type({ kind: "'card'", number: 'string', 'limit?': 'number.integer' }).or({
      kind: "'cash'",
      paid: 'number',
    }),
  },
  alternatives: {
    body: type({
      'scalar?': 'string | number',
      'mixed?': Named.or('string'),
      'shapes?': type({ radius: 'number' }).or({ side: 'number' }).array(),
    }),
  },
  tuple: { body: type({ point: ['string', 'number'] }) },
  record: { body: type({ '[string]': 'number' }) },
  tree: { body: Tree },
  nullable: { body: Named.or('null') },
  extra: { body: type({ name: 'string', 'inner?': Named }) },
  loose: { body: type({ name: 'string', '+': 'ignore' }) },
  strict: {
    body: type({ name: 'string', 'inner?': { name: 'string', '+': 'reject' }, '+': 'reject' }),
  },
  vendor: { body: { content: { 'application/vnd.shop+json': Named } } },
  media: {
    body: {
      content: {
        'application/json': Named,
        'text/plain': type('string >= 3'),
        'application/x-www-form-urlencoded': type({ n: 'number.integer', 'tags?': 'string[]' }),
      },
    },
  },
  optional: { body: { content: { 'application/json': Named }, required: false } },
}
