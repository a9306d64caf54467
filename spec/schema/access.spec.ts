import express from 'express'
import { describe, expect, it } from 'vitest'
import { callbackRouter, openapi, operation, webhookRouter } from '../../lib/index.ts'
import type { SchemaObject } from '../../lib/openapi-types.ts'
import { withoutAccess } from '../../lib/schema/access.ts'
import { RequestProblem } from '../document/request-problem.ts'

const text = { type: 'string' }
const info = { title: 'Access', version: '1.0.0' }

const Account = {
  $id: 'Account',
  type: 'object',
  properties: {
    id: { ...text, readOnly: true },
    name: text,
    password: { ...text, writeOnly: true },
  },
  required: ['id', 'name', 'password'],
} as const

describe('withoutAccess()', () => {
  it.each<[string, SchemaObject, SchemaObject, SchemaObject]>([
    [
      'properties, and what requires them',
      Account as unknown as SchemaObject,
      {
        $id: 'Account',
        type: 'object',
        properties: { name: text, password: text },
        required: ['name', 'password'],
      },
      {
        $id: 'Account',
        type: 'object',
        properties: { id: text, name: text },
        required: ['id', 'name'],
      },
    ],
    [
      'properties in items, alternatives and definitions',
      {
        type: 'array',
        items: { anyOf: [{ properties: { a: { readOnly: true } } }, { $ref: '#/$defs/B' }] },
        $defs: { B: { properties: { b: { writeOnly: true, default: 1 } } } },
      },
      {
        type: 'array',
        items: { anyOf: [{ properties: {} }, { $ref: '#/$defs/B' }] },
        $defs: { B: { properties: { b: { default: 1 } } } },
      },
      {
        type: 'array',
        items: { anyOf: [{ properties: { a: {} } }, { $ref: '#/$defs/B' }] },
        $defs: { B: { properties: {} } },
      },
    ],
    [
      'properties that a reference makes so',
      {
        properties: { id: { $ref: '#/$defs/Id' }, all: { allOf: [{ writeOnly: true }] } },
        required: ['all', 'id'],
        $defs: { Id: { ...text, readOnly: true } },
      },
      { properties: { all: { allOf: [{}] } }, required: ['all'], $defs: { Id: text } },
      { properties: { id: { $ref: '#/$defs/Id' } }, required: ['id'], $defs: { Id: text } },
    ],
    [
      'what is required beside the part that declares it',
      { allOf: [{ properties: { id: { readOnly: true } } }], required: ['id', 'name'] },
      { allOf: [{ properties: {} }], required: ['name'] },
      { allOf: [{ properties: { id: {} } }], required: ['id', 'name'] },
    ],
    [
      'what is said to be false',
      { properties: { a: { readOnly: false }, b: true } },
      { properties: { a: {}, b: true } },
      { properties: { a: {}, b: true } },
    ],
    [
      'a property that is called like the keyword',
      { properties: { readOnly: { ...text, writeOnly: true }, writeOnly: text } },
      { properties: { readOnly: text, writeOnly: text } },
      { properties: { writeOnly: text } },
    ],
  ])('resolves %s', (_what, schema, input, output) => {
    expect(withoutAccess(schema, 'input')).toEqual(input)
    expect(withoutAccess(schema, 'output')).toEqual(output)
  })

  it('returns the very schema where there is nothing to resolve', () => {
    const schema = { properties: { a: text }, default: { readOnly: true } }
    expect(withoutAccess(schema, 'input')).toBe(schema)
  })

  it('follows what refers to itself', () => {
    const tree = {
      properties: { id: { readOnly: true }, children: { items: { $ref: '#' } } },
    }
    expect(withoutAccess(tree, 'input')).toEqual({
      properties: { children: { items: { $ref: '#' } } },
    })
  })
})

describe('readOnly and writeOnly in the document', () => {
  const sent = { type: 'object', properties: { id: text, name: text }, required: ['id', 'name'] }
  const received = {
    type: 'object',
    properties: { name: text, password: text },
    required: ['name', 'password'],
  }
  const own = { type: 'object', properties: Account.properties, required: Account.required }

  it('stay in what the API itself takes, and are resolved in a callback', () => {
    const events = callbackRouter().post('{$request.body#/name}', {
      body: Account,
      responses: { 200: Account },
    })
    const app = express()
    app.post('/', operation({ body: Account, responses: { 200: Account }, callbacks: { events } }))
    const document = openapi({ info }).document(app) as unknown as Record<string, unknown>
    expect(document['components']).toEqual({
      schemas: {
        Account: own,
        'Account-Sent': sent,
        'Account-Received': received,
        RequestProblem,
      },
    })
    const post = (document as never as Documented).paths['/'].post
    const callback = post.callbacks.events['{$request.body#/name}'].post
    expect([post, callback].map(refsOf)).toEqual([
      ['#/components/schemas/Account', '#/components/schemas/Account'],
      ['#/components/schemas/Account-Sent', '#/components/schemas/Account-Received'],
    ])
  })

  it('are resolved under the plain name where only a webhook uses it', () => {
    const webhooks = webhookRouter().post('made', {
      body: { type: 'array', items: Account },
      headers: { type: 'object', properties: { 'x-key': { ...text, writeOnly: true }, b: text } },
    })
    const document = openapi({ info, webhooks }).document(express())
    expect(document.components).toEqual({ schemas: { Account: sent } })
    expect(document.webhooks?.['made']).toMatchObject({
      post: {
        parameters: [{ name: 'b', in: 'header', schema: text }],
        requestBody: {
          content: {
            'application/json': {
              schema: { type: 'array', items: { $ref: '#/components/schemas/Account' } },
            },
          },
        },
      },
    })
  })

  it('leave a schema that has neither, within one that has, as one component', () => {
    const Address = { $id: 'Address', type: 'object', properties: { city: text } } as const
    const Person = {
      $id: 'Person',
      type: 'object',
      properties: { home: Address, secret: { ...text, writeOnly: true } },
    } as const
    const app = express()
    app.post('/', operation({ body: Person, responses: { 200: Person } }))
    const webhooks = webhookRouter().post('made', { body: Person })
    const document = openapi({ info, webhooks }).document(app)
    const home = { $ref: '#/components/schemas/Address' }
    expect(document.components).toEqual({
      schemas: {
        Address: { type: 'object', properties: { city: text } },
        Person: { type: 'object', properties: { home, secret: { ...text, writeOnly: true } } },
        'Person-Sent': { type: 'object', properties: { home } },
        RequestProblem,
      },
    })
  })
})

interface Content {
  readonly content: { readonly 'application/json': { readonly schema: { readonly $ref: string } } }
}

interface Documented {
  readonly paths: Record<'/', { post: Operation & { callbacks: { events: Events } } }>
}

type Events = Record<'{$request.body#/name}', { post: Operation }>

interface Operation {
  readonly requestBody: Content
  readonly responses: Record<'200', Content>
}

function refsOf({ requestBody, responses }: Operation): string[] {
  return [requestBody, responses['200']].map(
    ({ content }) => content['application/json'].schema.$ref,
  )
}
