import express from 'express'
import { describe, expect, it } from 'vitest'
import { callbackRouter, openapi, operation, webhookRouter } from '../../lib/index.ts'
import type { CallbackRouter } from '../../lib/index.ts'
import { caught } from '../live-app.ts'

const info = { title: 'Names', version: '1.0.0' }
const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'prototype', '', ' ', '.']

/** An object in which every name is a property of its own. */
function objectOf<Value>(value: (name: string) => Value): Record<string, Value> {
  return Object.fromEntries(names.map((name) => [name, value(name)]))
}

function expectSound(): void {
  expect(Object.keys(Object.prototype)).toEqual([])
  expect(({} as Record<string, unknown>)['post']).toBeUndefined()
}

const text = { type: 'string' } as const
const body = { type: 'object', properties: objectOf(() => text), required: names } as const
// A parameter's name may be all but empty.
const parameters = {
  type: 'object',
  properties: Object.fromEntries(names.filter(Boolean).map((name) => [name, text])),
  required: names.filter(Boolean),
} as const

describe('hostile names', () => {
  it('of callbacks stay names', () => {
    const callbacks = objectOf((name) => callbackRouter().post('https://a.test', { summary: name }))
    const app = express()
    app.post('/', operation({ callbacks }))
    const document = openapi({ info }).document(app)
    const built = document.paths?.['/']?.post?.callbacks ?? {}
    expect(Object.keys(built)).toEqual(names)
    for (const name of names) {
      expect(Object.getOwnPropertyDescriptor(built, name)?.value).toMatchObject({
        'https://a.test': { post: { summary: name } },
      })
    }
    expectSound()
  })

  it('of shared callbacks name a component', () => {
    const callbacks = objectOf(() => callbackRouter().post('https://a.test', {}))
    const app = express()
    for (const path of ['/a', '/b']) app.post(path, operation({ callbacks }))
    const { components, paths } = openapi({ info }).document(app)
    expect(Object.keys(components?.callbacks ?? {}).toSorted()).toEqual(
      [
        ...['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'prototype'],
        ...['callback', '_', '.'],
      ].toSorted(),
    )
    const refs = Object.values(paths?.['/a']?.post?.callbacks ?? {})
    expect(refs.map((callback) => (callback as { $ref: string }).$ref)).toEqual(
      [
        ...['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'prototype'],
        ...['callback', '_', '.'],
      ].map((name) => `#/components/callbacks/${name}`),
    )
    expectSound()
  })

  it('of webhooks stay names', () => {
    const webhooks = webhookRouter()
    for (const name of names) webhooks.post(name, { summary: name })
    const built = openapi({ info, webhooks }).document(express()).webhooks ?? {}
    expect(Object.keys(built)).toEqual(names)
    for (const name of names) {
      expect(Object.getOwnPropertyDescriptor(built, name)?.value).toMatchObject({
        post: { summary: name },
      })
    }
    expectSound()
  })

  it.each(['x-events', 'x-', '$ref'])(
    'that readers take for something else are refused: %s',
    (name) => {
      const declare = (): unknown =>
        operation({ callbacks: { [name]: callbackRouter().post('https://a.test', {}) } })
      const { code, message } = caught(declare)
      expect(code).toBe('ERR_CALLBACK_NAME')
      expect(message).toContain(`A callback cannot be called "${name}"`)
    },
  )

  // Space at the end of an expression is refused.
  const readable = names.filter((name) => name !== ' ')

  it.each(readable)('of properties and parameters are read by a callback: "%s"', (name) => {
    const inQuery = name === '' ? [] : [`{$request.query.${name}}`]
    for (const key of [`{$request.body#/${name}}`, ...inQuery]) {
      expect(problemsOf(callbackRouter().post(key, {}), body, parameters)).toEqual([])
    }
  })

  it.each(names.filter((name) => name.trim() !== ''))(
    'are not read from what every object inherits: "%s"',
    (name) => {
      const empty = { type: 'object', properties: { a: text } } as const
      const inBody = callbackRouter().post(`{$request.body#/${name}}`, {})
      const inQuery = callbackRouter().post(`{$request.query.${name}}`, {})
      expect(caught(() => problemsOf(inBody, empty, empty)).code).toBe('ERR_CALLBACK_SOURCE')
      expect(problemsOf(inQuery, empty, empty)).toEqual(['ERR_CALLBACK_SOURCE'])
    },
  )

  it('of operationIds are operations', () => {
    const events = callbackRouter()
    for (const operationId of names.filter(Boolean)) {
      events.post(`https://a.test/${encodeURIComponent(operationId)}`, { operationId })
    }
    expect(Object.keys(events.operations as object)).toEqual(names.filter(Boolean))
    for (const operationId of names.filter(Boolean)) {
      expect((events.operations as Record<string, unknown>)[operationId]).toMatchObject({
        operationId,
      })
    }
  })
})

function problemsOf(events: CallbackRouter, body: object, query: object): string[] {
  const app = express()
  app.post(
    '/',
    (operation as (definition: object) => never)({ body, query, callbacks: { events } }),
  )
  return openapi({ info })
    .problems(app)
    .map(({ code }) => code)
}
