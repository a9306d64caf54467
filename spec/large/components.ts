import { securitySchemes } from './security-schemes.ts'

const problem = {
  'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
}
const text = { type: 'string' }

const responses = {
  Unauthorized: {
    description: 'Sign in first',
    headers: {
      'WWW-Authenticate': { required: true, deprecated: true, schema: text },
      'X-Tries': {
        description: 'That are left',
        style: 'simple',
        explode: false,
        schema: { type: 'integer' },
        examples: { three: { value: 3 } },
      },
    },
    content: problem,
  },
  NotFound: { description: 'There is none', content: problem },
  Conflict: { description: 'There is one already', content: problem },
  Unfit: {
    description: 'It does not fit',
    content: { 'application/json': { $ref: '#/components/mediaTypes/Fault' } },
  },
  Failure: { $ref: '#/components/responses/Conflict' },
  TooMany: {
    description: 'Later, please',
    headers: { 'X-Rate-Limit': { $ref: '#/components/headers/RateLimit' } },
  },
}

const parameters = {
  Verbose: {
    name: 'verbose',
    in: 'query',
    description: 'Says more',
    deprecated: true,
    allowEmptyValue: true,
    schema: { type: 'boolean' },
    example: true,
  },
  Where: {
    name: 'where',
    in: 'query',
    style: 'form',
    explode: false,
    allowReserved: true,
    schema: { type: 'array', items: text },
    examples: {
      one: { summary: 'One place', description: 'Of many', value: ['a/b'] },
      two: {
        $ref: '#/components/examples/TwoPlaces',
        summary: 'Two of them',
        description: 'Or more',
      },
    },
  },
  Filter: {
    name: 'filter',
    in: 'query',
    content: { 'application/json': { schema: { type: 'object' } } },
  },
  // it stands for the whole query, so that it shares no operation with those above
  Search: {
    name: 'search',
    in: 'querystring',
    required: true,
    content: { 'application/x-www-form-urlencoded': { schema: { type: 'object' } } },
  },
}

export const orderByCard = {
  callbackUrl: 'https://partner.test/hooks',
  lines: [{ sku: 'GT-0001', count: 2, price: 4.5 }],
  payment: { by: 'card', number: '4111111111111111' },
}

const examples = {
  TwoProducts: {
    summary: 'Two products',
    description: 'With a line of names',
    value: 'sku,name\nGT-0001,Green tea\nBT-0001,Black tea\n',
  },
  OrderByCard: {
    summary: 'By card',
    value: orderByCard,
  },
  TwoPlaces: { value: ['a', 'b'] },
  // nothing refers to it, since Spectral wants a `value` in 3.2 too
  Places: { dataValue: ['a', 'b'], serializedValue: 'where=a,b', summary: 'Two places' },
}

const requestBodies = {
  Notes: {
    description: 'For whoever packs it',
    required: true,
    content: { 'text/plain': { schema: text, example: 'Ring twice' } },
  },
}

const headers = {
  RateLimit: { description: 'Calls that are left', schema: { type: 'integer' } },
}

const payment = encodeBraces('#/paths/~1shops~1{shop}~1orders~1{id}~1payment/put')

/** A reference is a URI, which has no braces. */
function encodeBraces(pointer: string): string {
  return pointer.replaceAll('{', '%7B').replaceAll('}', '%7D')
}

const links = {
  Price: {
    description: 'Change what it costs',
    operationId: 'setPrice',
    parameters: { sku: '$response.body#/sku' },
    requestBody: { amount: 1, currency: 'EUR' },
  },
  Elsewhere: { operationId: 'getStock', server: { url: 'https://stock.shop.test' } },
  Payment: { operationRef: payment },
}

const checked = { 204: { description: 'It works' } }

/** A path item that an author wrote, with all that one may hold besides operations. */
const pathItems = {
  Stock: {
    summary: 'What is in stock',
    description: 'By the kilogram',
    servers: [{ url: 'https://stock.shop.test' }],
    parameters: [
      { $ref: '#/components/parameters/Verbose' },
      { $ref: '#/components/parameters/Where' },
      { $ref: '#/components/parameters/Filter' },
    ],
    get: { operationId: 'getStock', security: [], responses: checked },
    query: { operationId: 'askStock', security: [], responses: checked },
    additionalOperations: {
      SEARCH: { operationId: 'searchStock', security: [], responses: checked },
    },
  },
  Search: {
    parameters: [{ $ref: '#/components/parameters/Search' }],
    get: { operationId: 'search', security: [], responses: checked },
  },
  SameStock: { $ref: '#/components/pathItems/Stock' },
}

const callbacks = {
  stockChecked: {
    '{$request.query.hook}/stock': { $ref: '#/components/pathItems/Stock' },
    '{$request.query.hook}/shelf': {
      summary: 'Of one shelf',
      description: 'What is left on it',
      servers: [{ url: 'https://shelf.shop.test' }],
      parameters: [{ name: 'shelf', in: 'query', schema: text }],
      post: { operationId: 'shelfChecked', security: [], responses: checked },
    },
  },
  priceAsked: {
    '{$request.query.hook}/price': {
      $ref: encodeBraces('#/paths/~1shops~1{shop}~1catalogue~1products~1{sku}~1price'),
    },
  },
  sameChecked: { $ref: '#/components/callbacks/stockChecked' },
}

const mediaTypes = {
  Fault: {
    schema: { $ref: '#/components/schemas/Problem' },
    example: { type: 'about:blank', title: 'It does not fit' },
  },
}

/** A vocabulary that is found by names in itself, as JSON Schema alone has it. */
const schemas = {
  Anything: {
    $id: 'https://shop.test/schemas/anything',
    $anchor: 'anything',
    $dynamicAnchor: 'node',
    type: 'object',
    properties: { children: { type: 'array', items: { $dynamicRef: '#node' } } },
    $defs: { Leaf: { type: 'string' } },
  },
  Shape: {
    type: 'object',
    properties: { corners: { type: 'integer' } },
    discriminator: { propertyName: 'corners', defaultMapping: 'Circle' },
    anyOf: [{ $ref: '#/components/schemas/Circle' }],
  },
  Circle: {
    type: 'object',
    properties: {
      corners: { const: 0 },
      radius: { type: 'number', xml: { nodeType: 'attribute' } },
    },
    required: ['corners'],
  },
}

/** Of the author's own, of every kind that there is. */
export const components = {
  schemas,
  responses,
  parameters,
  examples,
  requestBodies,
  headers,
  securitySchemes,
  links,
  callbacks,
  pathItems,
  mediaTypes,
  'x-reviewed': true,
}
