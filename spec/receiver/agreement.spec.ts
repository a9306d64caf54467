import express from 'express'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createSender } from '../../lib/delivery/index.ts'
import { callbackRouter } from '../../lib/index.ts'
import { receiver } from '../../lib/receiver/index.ts'
import { randomSchemas, sample, type RandomSchema } from '../document/random-schema.ts'
import { allowing } from '../delivery/sending.ts'
import { listen } from '../live-app.ts'
import { secret } from './receiving.ts'

const seed = Number(process.env['AGREEMENT_SEED'] ?? Date.now() % 2 ** 31)
const numRuns = Number(process.env['AGREEMENT_RUNS'] ?? 20)

const said = { description: 'said' }
const responses = { 200: true, 422: said, 500: said }

/** Sends payloads to receivers that are made of the same declaration. */
async function openBoth() {
  const app = express()
  let run: express.RequestHandler = (_req, res) => void res.end()
  app.use((req, res, next) => void run(req, res, next))
  const origin = await listen(app)
  const allow = allowing({ port: Number(new URL(origin).port) })
  return {
    /** Undefined where the sender refuses to send it. */
    async send(definition: object, payload: unknown, given: object = {}) {
      const declared = {
        operationId: 'one',
        responses,
        ...definition,
      }
      const events = callbackRouter().post('{$request.query.url}', declared as {})
      let seen: unknown
      const receive = receiver({ callbacks: events, secret }) as unknown as Function
      run = receive('one', (req: express.Request, res: express.Response) => {
        seen = req.body
        res.json(null)
      }) as express.RequestHandler
      const sender = createSender({ callbacks: [events], secret, allow })
      const { one } = events.operations as unknown as { one: unknown }
      const deliver = sender.deliver.bind(sender) as unknown as (
        ...input: unknown[]
      ) => Promise<{ status: number; body: unknown }>
      const sent = await deliver(one, origin, payload, given).then(
        ({ status, body }) => ({ status, body, seen }),
        (error: { code: string }) => {
          if (error.code === 'ERR_DELIVERY_PAYLOAD' || error.code === 'ERR_SCHEMA') return undefined
          throw error
        },
      )
      await sender.close()
      return sent
    },
  }
}

describe(`what a sender takes, a receiver takes (seed ${seed})`, () => {
  it('of any JSON Schema', { timeout: 120_000 }, async () => {
    const both = await openBoth()
    let taken = 0
    const check = async ([random]: RandomSchema[], number: number): Promise<void> => {
      if (!random) return
      const payload = sample(random, number)
      const sent = await trySend(() => both.send({ body: random.schema }, payload))
      if (!sent) return
      taken += 1
      expect(sent).toMatchObject({ status: 200 })
    }
    const property = fc.asyncProperty(randomSchemas(1), fc.nat(1000), check)
    await fc.assert(property, { numRuns, seed, endOnFailure: true })
    expect(taken).toBeGreaterThan(numRuns / 10)
  })

  it('of a library, with its transforms and defaults', { timeout: 120_000 }, async () => {
    const both = await openBoth()
    const at = z.codec(z.date(), z.iso.datetime(), {
      decode: (date) => date.toISOString(),
      encode: (text) => new Date(text),
    })
    const body = z.object({
      at,
      id: z.union([z.string(), z.int()]),
      note: z.string().nullish(),
      lines: z.array(z.object({ sku: z.string().min(1), count: z.int().default(1) })),
      tags: z.record(z.string(), z.boolean()),
      pair: z.tuple([z.string(), z.number()]),
      kind: z.discriminatedUnion('type', [
        z.object({ type: z.literal('a'), a: z.number() }),
        z.strictObject({ type: z.literal('b') }),
      ]),
    })
    const payloads = fc.record<z.input<typeof body>>({
      at: fc.date({ noInvalidDate: true, min: new Date(0), max: new Date('9999-01-01') }),
      id: fc.oneof(fc.string(), fc.integer()),
      note: fc.option(fc.string({ unit: 'binary' })),
      lines: fc.array(
        fc.record(
          { sku: fc.string({ minLength: 1 }), count: fc.integer() },
          { requiredKeys: ['sku'] },
        ),
      ),
      tags: fc.dictionary(fc.string(), fc.boolean(), { noNullPrototype: true }),
      pair: fc.tuple(fc.string(), fc.double({ noNaN: true, noDefaultInfinity: true })),
      kind: fc.oneof(
        fc.record({ type: fc.constant('a' as const), a: fc.integer() }),
        fc.constant({ type: 'b' as const }),
      ),
    })
    let taken = 0
    const check = async (payload: z.input<typeof body>): Promise<void> => {
      const sent = await both.send({ body }, payload)
      if (!sent) return
      taken += 1
      expect(sent).toMatchObject({ status: 200 })
      const expected: unknown = JSON.parse(JSON.stringify(z.parse(body, payload)))
      expect(sent.seen).toEqual(expected)
    }
    await fc.assert(fc.asyncProperty(payloads, check), { numRuns, seed, endOnFailure: true })
    expect(taken).toBeGreaterThan(numRuns / 2)
  })

  it('of headers and a query', { timeout: 120_000 }, async () => {
    const both = await openBoth()
    const definition = {
      query: z.object({ page: z.int(), tags: z.array(z.string()).optional(), flag: z.boolean() }),
      headers: z.object({ 'X-Count': z.int(), 'x-text': z.string().optional() }),
    }
    const visible = fc.string({ unit: fc.constantFrom(...'abcXYZ019-_.:;') })
    const given = fc.record({
      query: fc.record(
        { page: fc.integer(), flag: fc.boolean(), tags: fc.array(fc.string()) },
        { requiredKeys: ['page', 'flag'] },
      ),
      headers: fc.record(
        { 'X-Count': fc.integer(), 'x-text': visible },
        { requiredKeys: ['X-Count'] },
      ),
    })
    let taken = 0
    const check = async (options: object): Promise<void> => {
      const sent = await both.send(definition, undefined, options)
      if (!sent) return
      taken += 1
      expect(sent).toMatchObject({ status: 200 })
    }
    await fc.assert(fc.asyncProperty(given, check), { numRuns, seed, endOnFailure: true })
    expect(taken).toBeGreaterThan(numRuns / 2)
  })
})

/** A schema that is refused where it is declared is of nobody's. */
async function trySend<Result>(send: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await send()
  } catch (error) {
    const { code } = error as { code?: string }
    if (['ERR_SCHEMA', 'ERR_DEFINITION'].includes(String(code))) return undefined
    throw error
  }
}
