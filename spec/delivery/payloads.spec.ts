import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { callbackRouter, operation, webhookRouter } from '../../lib/index.ts'
import { caught } from '../live-app.ts'
import { allowing, openReceiver, refused, startSender, type Receiver } from './sending.ts'
import { createSecret, createSender, type Sender } from '../../lib/delivery/index.ts'

const hooks = callbackRouter()
  .post('{$request.query.a}/json', {
    operationId: 'json',
    body: z.object({
      at: z
        .date()
        .transform((date) => date.toISOString())
        .pipe(z.string()),
      total: z.number().min(1),
      note: z.string().optional(),
    }),
  })
  .post('{$request.query.a}/nullable', {
    operationId: 'nullable',
    body: z.object({ a: z.number() }).nullable(),
  })
  .post('{$request.query.a}/optional', {
    operationId: 'optional',
    body: { required: false, content: { 'application/json': z.object({ a: z.number() }) } },
  })
  .post('{$request.query.a}/plain', {
    operationId: 'plain',
    body: {
      type: 'object',
      properties: {
        id: { type: 'string', readOnly: true },
        name: { type: 'string' },
        password: { type: 'string', writeOnly: true },
      },
      required: ['name', 'password'],
    },
  })
  .post('{$request.query.a}/types', {
    operationId: 'types',
    body: {
      content: {
        'application/vnd.shop+json': z.object({ a: z.number() }),
        'application/x-www-form-urlencoded': z.object({
          a: z.number(),
          list: z.array(z.string()),
          none: z.string().optional(),
        }),
        'text/*': z.string().max(5),
      },
    },
  })
  .put('{$request.query.a}/put', { operationId: 'put' })
  .delete('{$request.query.a}/delete', { operationId: 'delete' })
  .get('{$request.query.a}/slots', {
    operationId: 'slots',
    query: z.object({
      ids: z.array(z.number()).optional(),
      flag: z.boolean().default(false),
      csv: z.array(z.string()).meta({ explode: false }).optional(),
      'a&b': z.string().optional(),
    }),
    headers: z.object({
      'X-Tags': z.array(z.string()).optional(),
      'x-count': z.number().max(9).optional(),
    }),
  })

async function open(): Promise<{ receiver: Receiver; sender: Sender }> {
  const receiver = await openReceiver()
  return { receiver, sender: startSender({ callbacks: [hooks], allow: allowing(receiver) }) }
}

async function receive(receiver: Receiver, count = 1): Promise<Receiver['received']> {
  await expect.poll(() => receiver.received.length).toBe(count)
  return receiver.received
}

describe('a payload', () => {
  it('is given as its schema takes it, and sent as its schema makes it, with nothing else', async () => {
    const { receiver, sender } = await open()
    const payload = { at: new Date(0), total: 3, internal: 'secret' }
    await sender.send(hooks.operations.json, receiver.origin, payload)
    const [one] = await receive(receiver)
    expect(JSON.parse(one?.body ?? '')).toEqual({ at: '1970-01-01T00:00:00.000Z', total: 3 })
  })

  it('is null, or nothing, where that is declared', async () => {
    const { receiver, sender } = await open()
    await sender.deliver(hooks.operations.nullable, receiver.origin, null)
    await sender.deliver(hooks.operations.optional, receiver.origin)
    await sender.deliver(hooks.operations.optional, receiver.origin, { a: 1 })
    expect(receiver.received.map(({ body }) => body)).toEqual(['null', '', '{"a":1}'])
    expect(receiver.received.map(({ headers }) => headers['content-type'])).toEqual([
      'application/json',
      undefined,
      'application/json',
    ])
  })

  it('has what the other side may see: written by it alone stays out, read by it alone goes in', async () => {
    const { receiver, sender } = await open()
    const payload = { id: 'i1', name: 'Ada', password: 'secret' }
    await sender.deliver(hooks.operations.plain, receiver.origin, payload)
    await sender.deliver(hooks.operations.plain, receiver.origin, { name: 'Ada' } as never)
    expect(receiver.received.map(({ body }) => JSON.parse(body) as unknown)).toEqual([
      { id: 'i1', name: 'Ada' },
      { name: 'Ada' },
    ])
  })

  it('is of the first media type, or of another that is declared', async () => {
    const { receiver, sender } = await open()
    const { types } = hooks.operations
    const send = (payload: unknown, mediaType?: string) =>
      sender.deliver(types, receiver.origin, payload as never, { mediaType: mediaType as never })
    await send({ a: 1 })
    await send({ a: 1, list: ['x', 'y z'], more: 1 }, 'application/x-www-form-urlencoded')
    await send('żółw', 'text/plain; charset=utf-8')
    expect(receiver.received.map(({ headers, body }) => [headers['content-type'], body])).toEqual([
      ['application/vnd.shop+json', '{"a":1}'],
      ['application/x-www-form-urlencoded', 'a=1&list=x&list=y+z'],
      ['text/plain; charset=utf-8', 'żółw'],
    ])
  })

  it('is none of PUT and DELETE that declare none', async () => {
    const { receiver, sender } = await open()
    await sender.send(hooks.operations.put, receiver.origin)
    await sender.send(hooks.operations.delete, receiver.origin)
    const received = await receive(receiver, 2)
    const methods = received.map(({ method }) => method)
    expect(methods.toSorted(undefined)).toEqual(['DELETE', 'PUT'])
    expect(received.map(({ body }) => body)).toEqual(['', ''])
    expect(received.map(({ headers }) => headers['content-type'])).toEqual([undefined, undefined])
  })
})

describe('headers and query', () => {
  it('are written as OpenAPI says', async () => {
    const { receiver, sender } = await open()
    await sender.send(hooks.operations.slots, `${receiver.origin}/x?own=1`, undefined, {
      query: { ids: [1, 2], csv: ['a,b', 'c'], 'a&b': 'ż =' },
      headers: { 'X-Tags': ['a', 'b'], 'x-count': 3 },
    })
    const [one] = await receive(receiver)
    expect(one?.path).toBe('/x?own=1&ids=1&ids=2&flag=false&csv=a%2Cb,c&a%26b=%C5%BC+%3D')
    expect(one?.headers).toMatchObject({ 'x-tags': 'a, b', 'x-count': '3' })
  })

  it('are found whatever the case of a header, and left out where they are undefined', async () => {
    const { receiver, sender } = await open()
    await sender.send(hooks.operations.slots, receiver.origin, undefined, {
      headers: { 'x-tags': ['a'], 'X-COUNT': undefined } as never,
      query: { ids: undefined },
    })
    const [one] = await receive(receiver)
    expect(one?.path).toBe('/?flag=false')
    expect(one?.headers['x-tags']).toBe('a')
    expect(one?.headers).not.toHaveProperty('x-count')
  })
})

/** An operation that declares these headers, as a JSON Schema. */
function declare(properties: Record<string, object>, more: object = {}) {
  const headers = { type: 'object', properties, ...more }
  return webhookRouter().post('event', { operationId: 'event', headers: headers as object })
}

describe('a header', () => {
  it.each([
    ...['host', 'Host', 'connection', 'content-length', 'transfer-encoding', 'te', 'trailer'],
    ...['expect', 'Upgrade', 'keep-alive', 'proxy-authorization', 'Proxy-Anything'],
    ...['accept-encoding', 'webhook-id', 'Webhook-Timestamp', 'webhook-signature'],
    ...['', 'x tenant', 'x-tenant:', 'x-żółw', 'x-a\r\nx-b', 'x(a)', '__proto__ '],
  ])('that no declaration can give is refused when its sender is made: %j', (name) => {
    const webhooks = [declare({ 'x-a': { type: 'string' }, [name]: { type: 'string' } })]
    const error = caught(() => createSender({ webhooks, secret: false }))
    expect(error.code).toBe('ERR_DELIVERY_OPERATION')
    expect(error.message).toContain(`"event" declares the header "${name}", which `)
    expect(error.where).toContain('payloads.spec.ts')
    expect(error.remedy).not.toBe('')
  })

  it('of these, too, where a guard declares it, or a schema of another library', () => {
    const headers = z.object({ Host: z.string().optional() })
    const events = callbackRouter().use(operation({ headers })).post('{$request.query.a}', {
      operationId: 'event',
    })
    const error = caught(() => createSender({ callbacks: [events], secret: false }))
    expect(error.message).toContain('the header "Host", which HTTP keeps for itself')
  })

  it('of these is refused when it is sent, where its router has grown since', async () => {
    const webhooks = webhookRouter()
    const sender = createSender({ webhooks: [webhooks], secret: false })
    const { event } = webhooks.post('event', {
      operationId: 'event',
      headers: z.object({ expect: z.string() }),
    }).operations
    const sent = sender.send(event, 'https://example.com/', undefined, {
      headers: { expect: '100-continue' },
    })
    expect((await refused(() => sent)).code).toBe('ERR_DELIVERY_OPERATION')
    expect(await sender.deliveries.list()).toEqual([])
  })

  it('of these is refused where it is one of those that are allowed unnamed', async () => {
    const named = { 'x-a': { type: 'string' } }
    const webhooks = declare(named, { additionalProperties: { type: 'string' } })
    const receiver = await openReceiver()
    const sender = startSender({ webhooks: [webhooks], allow: allowing(receiver) })
    const send = (headers: object) =>
      sender.deliver(webhooks.operations.event, receiver.origin, undefined, {
        headers: headers as never,
      })
    for (const name of ['Host', 'webhook-id', 'x tenant']) {
      const error = await refused(() => send({ [name]: 'a' }))
      expect(error.code).toBe('ERR_DELIVERY_PAYLOAD')
      expect(error.message).toContain(`headers.${name} cannot be sent: the header `)
    }
    await send({ 'X-Tenant': 'a' })
    expect(receiver.received.map(({ headers }) => headers['x-tenant'])).toEqual(['a'])
  })

  it('of a signature is documented by a router that is signed, and made by its sender', async () => {
    const webhooks = webhookRouter({ signed: true }).post('event', { operationId: 'event' })
    const receiver = await openReceiver()
    const secret = createSecret()
    const sender = startSender({ webhooks: [webhooks], secret, allow: allowing(receiver) })
    await sender.deliver(webhooks.operations.event, receiver.origin)
    expect(receiver.received[0]?.headers['webhook-signature']).toMatch(/^v1,/)
  })

  it('that OpenAPI says by other means is sent as before, and others of webhooks too', async () => {
    const names = ['Accept', 'Authorization', 'Content-Type', 'webhook-topic', 'x_a.b!']
    const webhooks = declare(Object.fromEntries(names.map((name) => [name, { type: 'string' }])))
    const receiver = await openReceiver()
    const sender = startSender({ webhooks: [webhooks], allow: allowing(receiver) })
    await sender.deliver(webhooks.operations.event, receiver.origin, undefined, {
      headers: Object.fromEntries(names.map((name) => [name, 'a/b'])) as never,
    })
    expect(receiver.received[0]?.headers).toMatchObject(
      Object.fromEntries(names.map((name) => [name.toLowerCase(), 'a/b'])),
    )
  })
})

describe('nothing is sent', () => {
  type Call = (sender: Sender, origin: string, port: number) => Promise<unknown>
  const { operations } = hooks
  const at = new Date(0)
  const slots = (sender: Sender, origin: string, options: object): Promise<unknown> =>
    sender.send(operations.slots, origin, undefined, options)
  const types = (sender: Sender, origin: string, payload: unknown, mediaType?: string) =>
    sender.send(operations.types, origin, payload as never, { mediaType: mediaType as never })
  const put = (sender: Sender, to: unknown): Promise<unknown> =>
    sender.send(operations.put, to as string)

  const wrong: Record<string, readonly [code: string, call: Call, says?: RegExp]> = {
    'a value': [
      'ERR_DELIVERY_PAYLOAD',
      (sender, origin) => sender.send(operations.json, origin, { at, total: 0 }),
      /\/total /,
    ],
    'a missing payload': [
      'ERR_DELIVERY_PAYLOAD',
      (sender, origin) => sender.send(operations.json, origin, undefined as never),
    ],
    'a payload of none': [
      'ERR_DELIVERY_PAYLOAD',
      (sender, origin) => sender.send(operations.put, origin, {} as never),
      /declares no body/,
    ],
    'a media type': [
      'ERR_DELIVERY_PAYLOAD',
      (sender, origin) => types(sender, origin, {}, 'application/xml'),
      /application\/xml/,
    ],
    'a range in place of one': [
      'ERR_DELIVERY_PAYLOAD',
      (sender, origin) => types(sender, origin, 'a', 'text/*'),
    ],
    'a media type of two lines': [
      'ERR_DELIVERY_PAYLOAD',
      (sender, origin) => types(sender, origin, 'a', 'text/plain; a\r\nx-b: c'),
    ],
    'text that is too long': [
      'ERR_DELIVERY_PAYLOAD',
      (sender, origin) => types(sender, origin, 'abcdef', 'text/plain'),
    ],
    'an undeclared header': [
      'ERR_DELIVERY_PAYLOAD',
      (sender, origin) => slots(sender, origin, { headers: { 'x-other': '1' } }),
      /headers\.x-other is not declared/,
    ],
    'the value of a header': [
      'ERR_DELIVERY_PAYLOAD',
      (sender, origin) => slots(sender, origin, { headers: { 'x-count': 10 } }),
      /x-count/,
    ],
    'a header of two lines': [
      'ERR_DELIVERY_PAYLOAD',
      (sender, origin) => slots(sender, origin, { headers: { 'X-Tags': ['a\r\nx-b: c'] } }),
      /cannot be written/,
    ],
    'an undeclared query': [
      'ERR_DELIVERY_PAYLOAD',
      (sender, origin) => slots(sender, origin, { query: { other: 1 } }),
      /query\.other is not declared/,
    ],
    'the case of a query': [
      'ERR_DELIVERY_PAYLOAD',
      (sender, origin) => slots(sender, origin, { query: { Ids: [1] } }),
    ],
    'a query of an operation without one': [
      'ERR_DELIVERY_PAYLOAD',
      (sender, origin) =>
        sender.send(operations.put, origin, undefined, { query: { a: 1 } as never }),
    ],
    'no target': ['ERR_DELIVERY_TARGET', (sender) => put(sender, undefined)],
    'null as the target': ['ERR_DELIVERY_TARGET', (sender) => put(sender, null)],
    'an object as the target': ['ERR_DELIVERY_TARGET', (sender) => put(sender, {})],
    'a relative URL': ['ERR_DELIVERY_URL', (sender) => put(sender, '/hook')],
    'another scheme': ['ERR_DELIVERY_URL', (sender) => put(sender, 'ftp://example.com/')],
    credentials: [
      'ERR_DELIVERY_URL',
      (sender, _, port) => put(sender, `http://a:b@127.0.0.1:${port}`),
    ],
    'a port': ['ERR_DELIVERY_URL', (sender) => put(sender, 'http://127.0.0.1:1/')],
    'a name of this machine': [
      'ERR_DELIVERY_URL',
      (sender, _, port) => put(sender, `http://localhost:${port}`),
    ],
    'an address': [
      'ERR_DELIVERY_ADDRESS',
      (sender, _, port) => put(sender, `http://127.0.0.2:${port}`),
    ],
    'an address in a URL': [
      'ERR_DELIVERY_ADDRESS',
      (sender, _, port) => put(sender, new URL(`http://10.0.0.1:${port}`)),
    ],
    'an id': [
      'ERR_DELIVERY_ID',
      (sender, origin) => sender.send(operations.put, origin, undefined, { id: 'a.b' }),
    ],
  }

  it.each(Object.entries(wrong))(
    'where this is wrong: %s',
    async (_name, [code, call, says = /./]) => {
      const { receiver, sender } = await open()
      const error = await refused(() => call(sender, receiver.origin, receiver.port))
      expect(error.code).toBe(code)
      expect(error.message).toMatch(says)
      expect(error.remedy).not.toBe('')
      expect(await sender.deliveries.list()).toEqual([])
      expect(receiver.connected()).toBe(0)
    },
  )

  it.each(['headers', 'query'])('where null is given for %s, which is not none', async (slot) => {
    const { receiver, sender } = await open()
    const options = { [slot]: null } as never
    await refused(() => sender.send(operations.put, receiver.origin, undefined, options))
    expect(await sender.deliveries.list()).toEqual([])
  })

  it('and all that is wrong is listed', async () => {
    const { receiver, sender } = await open()
    const payload = { at: 'now', total: 0 } as never
    const error = await refused(() => sender.send(operations.json, receiver.origin, payload))
    expect(error.errors).toEqual([
      { in: 'body', path: '/at', message: expect.any(String), code: expect.any(String) },
      { in: 'body', path: '/total', message: expect.any(String), code: expect.any(String) },
    ])
  })
})
