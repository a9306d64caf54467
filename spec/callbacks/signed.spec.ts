import express from 'express'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createSecret, createSender } from '../../lib/delivery/index.ts'
import { callbackRouter, openapi, operation, webhookRouter } from '../../lib/index.ts'
import { caught, listen, summary } from '../live-app.ts'

const query = z.object({ url: z.url() })
const names = ['webhook-id', 'webhook-timestamp', 'webhook-signature']

function createEvents(options?: { signed: boolean }) {
  return callbackRouter(options).post('{$request.query.url}/events', {
    operationId: 'eventHappened',
    headers: z.object({ 'X-Trace': z.string() }),
    body: z.object({ name: z.string() }),
    responses: { 204: null },
  })
}

/** A receiver on this machine, and the headers of what came. */
async function receive() {
  const came: express.Request['headers'][] = []
  const app = express()
  app.use((req, res) => {
    came.push(req.headers)
    res.sendStatus(204)
  })
  return { came, url: await listen(app) }
}

function allowing(url: string) {
  return { http: true, ports: [Number(new URL(url).port)], networks: ['127.0.0.1/32'] }
}

describe('a signed router', () => {
  it('documents the headers that the sender adds, beside those of each operation', () => {
    const app = express()
    const events = createEvents({ signed: true })
    app.post(
      '/',
      operation({ query, callbacks: { events } }, (_req, res) => void res.end()),
    )
    const webhooks = webhookRouter({ signed: true }).post('newPlan', {
      body: z.object({ name: z.string() }),
    })
    const document = openapi({ info: { title: 'A', version: '1' }, webhooks }).document(app)
    const read = (parameters: unknown) =>
      (parameters as { name: string; in: string; required: boolean; description?: string }[]).map(
        (one) => [one.name, one.in, one.required, one.description !== undefined],
      )
    const signature = names.map((name) => [name, 'header', true, true])
    const callbacks = document.paths?.['/']?.post?.callbacks?.['events'] as Record<
      string,
      { post: { parameters: unknown; responses: object } }
    >
    const { parameters, responses } = callbacks['{$request.query.url}/events']!.post
    expect(read(parameters)).toEqual([...signature, ['X-Trace', 'header', true, false]])
    expect(Object.keys(responses)).toEqual(['204'])
    const plan = document.webhooks?.['newPlan'] as { post: { parameters: unknown } }
    expect(read(plan.post.parameters)).toEqual(signature)
  })

  it('is sent with what it documents', async () => {
    const { came, url } = await receive()
    const events = createEvents({ signed: true })
    const secret = createSecret()
    const sender = createSender({ callbacks: [events], secret, allow: allowing(url) })
    const { eventHappened } = events.operations
    await sender.deliver(eventHappened, url, { name: 'a' }, { headers: { 'X-Trace': 't' } })
    expect(came).toHaveLength(1)
    expect(Object.keys(came[0]!)).toEqual(expect.arrayContaining([...names, 'x-trace']))
  })

  it('is not sent unsigned, as another is', async () => {
    const { came, url } = await receive()
    const send = (signed: boolean) => {
      const events = createEvents({ signed })
      const sender = createSender({ callbacks: [events], secret: false, allow: allowing(url) })
      const headers = { 'X-Trace': 't' }
      return sender.deliver(events.operations.eventHappened, url, { name: 'a' }, { headers })
    }
    await expect(send(true)).rejects.toMatchObject({ code: 'ERR_DELIVERY_OPTION' })
    expect(came).toEqual([])
    await send(false)
    expect(came).toHaveLength(1)
  })

  it.each([
    [{ signed: 'yes' }, 'The option signed is "yes".'],
    [{ sign: true }, 'There is no option "sign".'],
  ])('is refused with %j', (options, message) => {
    const declare = callbackRouter as unknown as (options: object) => unknown
    expect(summary(caught(() => declare(options)))).toEqual({
      code: 'ERR_CALLBACK_ROUTER',
      message,
      where: expect.stringMatching(/^callbackRouter\(\) at .*signed\.spec\.ts:\d+$/) as unknown,
      remedy: 'Write { signed: true }, or leave it out.',
    })
  })
})
