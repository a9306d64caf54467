import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { callbackRouter } from '../../lib/index.ts'
import { receiver } from '../../lib/receiver/index.ts'
import { caught } from '../live-app.ts'
import { post, serve } from './receiving.ts'

const url = '{$request.query.url}'
const ok = (name: string) => (_req: unknown, res: { json(body: never): unknown }) =>
  res.json({ by: name } as never)

/** Two callbacks of these definitions, and the names of those that have handled each request. */
async function serveTwo(one: object, other: object) {
  const events = callbackRouter()
    .post(`${url}/1`, { operationId: 'one', ...one })
    .post(`${url}/2`, { operationId: 'other', ...other })
  const receive = receiver({ callbacks: events, secret: false, replays: false })
  const run = receive({ one: ok('one'), other: ok('other') })
  const { origin, errors } = await serve(run, { path: '/' })
  return {
    errors,
    by: async (body: object, headers = {}) => {
      const answer = await post(origin, JSON.stringify(body), headers)
      return (answer.body as { by?: string }).by ?? answer.body
    },
  }
}

describe('two callbacks of one URL', () => {
  it('are told apart by a constant', async () => {
    const { by } = await serveTwo(
      { body: z.object({ type: z.literal('paid'), id: z.string() }) },
      { body: z.object({ type: z.enum(['voided', 'lost']), id: z.string() }) },
    )
    expect(await by({ type: 'paid', id: '1' })).toBe('one')
    expect(await by({ type: 'lost', id: '1' })).toBe('other')
  })

  it('are told apart by what they require', async () => {
    const { by } = await serveTwo(
      { body: z.object({ paidAt: z.string() }) },
      { body: z.object({ voidedAt: z.string() }) },
    )
    expect(await by({ paidAt: '1' })).toBe('one')
    expect(await by({ voidedAt: '1' })).toBe('other')
  })

  it('are told apart by a header', async () => {
    const body = z.object({ id: z.string() })
    const { by } = await serveTwo(
      { body, headers: z.object({ 'x-event': z.literal('paid') }) },
      { body, headers: z.object({ 'x-event': z.literal('voided') }) },
    )
    expect(await by({ id: '1' }, { 'x-event': 'paid' })).toBe('one')
    expect(await by({ id: '1' }, { 'x-event': 'voided' })).toBe('other')
  })

  it('are told apart by whether there is a body, and by their methods', async () => {
    const events = callbackRouter()
      .post(url, { operationId: 'one', body: z.object({}) })
      .post(`${url}/2`, { operationId: 'other' })
      .delete(url, { operationId: 'gone', responses: { 200: null } })
    const receive = receiver({ callbacks: events, secret: false })
    const run = receive({
      one: ok('one'),
      other: ok('other'),
      gone: async () => {},
    })
    const { origin } = await serve(run, { path: '/' })
    expect((await post(origin, '{}', {})).body).toEqual({ by: 'one' })
    expect((await post(origin, '', {})).body).toEqual({ by: 'other' })
    expect((await post(origin, '', {}, 'DELETE')).status).toBe(200)
    const answer = await post(origin, '', {}, 'PUT')
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST, DELETE'])
  })

  it('of which a request fits none: it hears what the nearest has against it', async () => {
    const { by } = await serveTwo(
      { body: z.object({ type: z.literal('paid'), id: z.string() }) },
      { body: z.object({ type: z.literal('voided'), id: z.string(), why: z.string() }) },
    )
    expect(await by({ type: 'voided', id: '1' })).toMatchObject({
      code: 'ERR_REQUEST_INVALID',
      errors: [{ path: expect.stringMatching(/type|why/) }],
    })
  })

  it('of which a request fits both: nobody guesses', async () => {
    const { by, errors } = await serveTwo(
      { body: z.object({ paidAt: z.string() }) },
      { body: z.object({ voidedAt: z.string() }) },
    )
    expect(await by({ paidAt: '1', voidedAt: '1' })).toMatchObject({ failed: expect.anything() })
    expect(errors).toMatchObject([{ code: 'ERR_RECEIVER_AMBIGUOUS', status: 500 }])
  })

  it('are handed what the chosen one reads', async () => {
    const events = callbackRouter()
      .post(url, {
        operationId: 'one',
        headers: { type: 'object', properties: { 'x-n': { type: 'integer' } }, required: ['x-n'] },
      })
      .post(`${url}/2`, {
        operationId: 'other',
        headers: { type: 'object', properties: { 'x-m': { type: 'integer' } }, required: ['x-m'] },
      })
    const receive = receiver({ callbacks: events, secret: false })
    const run = receive({
      one: (req, res) => res.json({ n: req.headers['x-n'] }),
      other: (req, res) => res.json({ m: req.headers['x-m'] }),
    })
    const { origin } = await serve(run, { path: '/' })
    expect((await post(origin, '', { 'x-m': '7' })).body).toEqual({ m: 7 })
  })
})

describe('two callbacks that nothing can tell apart', () => {
  const Id = { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] } as const
  const With = (more: object): object => ({ ...Id, properties: { ...Id.properties, ...more } })
  const recursive = z.object({
    id: z.string(),
    get inner() {
      return recursive.optional()
    },
  })

  it.each([
    ['equal bodies', Id, { ...Id, description: 'another' }],
    ['one that allows anything', {}, Id],
    ['one that allows any object', { type: 'object' }, Id],
    ['one that asks for less', Id, { ...With({ at: { type: 'string' } }), required: ['id', 'at'] }],
    ['one of more constants', With({ id: { enum: ['a', 'b'] } }), With({ id: { const: 'a' } })],
    ['one of a wider type', With({ id: { type: ['string', 'null'] } }), Id],
    ['a type and its constants', Id, With({ id: { const: 'a' } })],
    ['equal by reference', Id, { $ref: '#/$defs/Id', $defs: { Id } }],
    ['no body', undefined, undefined],
  ])('%s', (_what, one, other) => {
    const make = (): unknown => receiveBoth({ body: one }, { body: other })
    expect(caught(make)).toMatchObject({ code: 'ERR_RECEIVER_AMBIGUOUS' })
  })

  it.each([
    ['other constants', With({ id: { const: 'a' } }), With({ id: { const: 'b' } })],
    [
      'what both require',
      { ...With({ a: {} }), required: ['a'] },
      { ...With({ b: {} }), required: ['b'] },
    ],
    [
      'a property that only one constrains',
      With({ a: { type: 'string' } }),
      With({ b: { type: 'string' } }),
    ],
    ['types', { type: 'string' }, { type: 'number' }],
    [
      'a closed object',
      { ...Id, additionalProperties: false },
      { ...With({ at: {} }), required: ['id', 'at'] },
    ],
    ['a body', Id, undefined],
    ['recursion, of which nobody can say', recursive, z.object({ id: z.number() })],
  ])('not: %s', (_what, one, other) => {
    expect(receiveBoth({ body: one }, { body: other })).toBeTypeOf('function')
  })

  it('not: a header that one requires and the other forbids', () => {
    const headers = (value: string): object => ({
      headers: { type: 'object', properties: { 'x-e': { const: value } }, required: ['x-e'] },
    })
    const body = Id
    expect(receiveBoth({ body, ...headers('a') }, { body, ...headers('b') })).toBeTypeOf('function')
    expect(caught(() => receiveBoth({ body, ...headers('a') }, { body })).code).toBe(
      'ERR_RECEIVER_AMBIGUOUS',
    )
  })
})

function receiveBoth(one: object, other: object): unknown {
  const events = callbackRouter()
    .post(`${url}/1`, { operationId: 'one', ...one })
    .post(`${url}/2`, { operationId: 'other', ...other })
  const receive = receiver({ callbacks: events, secret: false })
  return receive({ one: ok('one'), other: ok('other') })
}
