import cookieParser from 'cookie-parser'
import express, { type Express, type RequestHandler } from 'express'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { operation } from '../../lib/index.ts'
import { listen } from '../live-app.ts'

/** Of text alone: a number that another declaration has made of it is refused. */
const days = z.string().transform((text) => text.split(',').map(Number))
const slots = {
  params: z.object({ days }),
  query: z.object({ days }),
  headers: z.object({ days }),
  cookies: z.object({ days }),
  body: z.object({ days }),
}

/** Two declarations beside each other: their types are of the one or the other. */
const declare = operation as unknown as (
  definition: object,
  handler?: RequestHandler,
) => RequestHandler

const echo: RequestHandler = (req, res) => {
  const { params, query, body } = req
  const cookies = (req.cookies ?? {}) as Record<string, unknown>
  const { days: header } = req.headers
  res.json({ params, query, headers: { days: header }, cookies, body: body as unknown })
}

async function ask(app: Express, path: string): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`${await listen(app)}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', days: '1,2', cookie: 'days=1%2C2; other=x' },
    body: '{"days":"1,2"}',
  })
  return { status: response.status, body: await response.json() }
}

const read = { days: [1, 2] }

describe('several declarations', () => {
  it.each<[string, RequestHandler[]]>([
    ['as they came', []],
    ['as a parser left them', [cookieParser()]],
  ])('each read the values %s, whatever another has made of them', async (_how, parsers) => {
    const app = express()
    app.use(express.json(), ...parsers)
    app.use(declare({ headers: slots.headers, cookies: slots.cookies, query: slots.query }))
    app.post('/:days', declare(slots), declare(slots, echo))
    expect(await ask(app, '/1,2?days=1,2')).toEqual({
      status: 200,
      body: {
        params: read,
        query: read,
        headers: read,
        cookies: { ...read, other: 'x' },
        body: read,
      },
    })
  })

  it('add up, each with names of its own', async () => {
    const app = express()
    app.use(express.json())
    app.use(declare({ query: z.strictObject({ page: z.number() }) }))
    app.post('/:days', declare({ query: z.strictObject({ size: z.number().default(10) }) }, echo))
    expect(await ask(app, '/x?page=2')).toMatchObject({
      status: 200,
      body: { query: { page: 2, size: 10 } },
    })
    expect(await ask(app, '/x?page=2&sise=3')).toMatchObject({
      status: 422,
      body: { errors: [{ in: 'query', path: '/sise' }] },
    })
  })

  it('leave a parameter of a router within alone, which has the same name', async () => {
    const app = express()
    app.use(express.json())
    const router = express.Router()
    app.use('/shops/:days', declare({ params: slots.params }), router)
    router.post('/:days', declare({ summary: 'Reads no parameter' }, echo))
    router.post('/:days/:page', declare({ params: z.object({ page: z.number() }) }, echo))
    expect(await ask(app, '/shops/1,2/3,4')).toMatchObject({ body: { params: { days: '3,4' } } })
    expect(await ask(app, '/shops/1,2/3,4/5')).toMatchObject({
      body: { params: { days: '3,4', page: 5 } },
    })
  })
})

describe('the query', () => {
  it('is parsed once by the parser of the app, where it has names that nobody declares', async () => {
    let parsed = 0
    const app = express()
    app.set('query parser', (text: string) => {
      parsed++
      return Object.fromEntries(new URLSearchParams(text))
    })
    app.get(
      '/',
      operation({ query: z.object({ page: z.number() }) }, (req, res) => {
        parsed = 0
        const reads = [req.query, req.query, req.query]
        res.json({ same: reads.every((one) => one === reads[0]), query: req.query })
      }),
    )
    const response = await fetch(`${await listen(app)}/?page=2&other=x`)
    expect(await response.json()).toEqual({ same: true, query: { page: 2, other: 'x' } })
    expect(parsed).toBe(0)
  })

  it('is parsed by no other where all of its names are declared', async () => {
    let parsed = 0
    const app = express()
    // Express 4 parses before any route; Express 5 as it is read
    const isExpress4 = 'lazyrouter' in app
    app.set('query parser', () => {
      parsed++
      return {}
    })
    app.get(
      '/',
      operation({ query: z.object({ page: z.number() }) }, (req, res) => {
        res.json(req.query)
      }),
    )
    const response = await fetch(`${await listen(app)}/?page=2`)
    expect(await response.json()).toEqual({ page: 2 })
    expect(parsed).toBe(isExpress4 ? 1 : 0)
  })
})
