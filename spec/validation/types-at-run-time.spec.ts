/** What a handler's types say, and what it gets: the same operation in each kind of schema. */
import { type } from 'arktype'
import express, { type Express } from 'express'
import { Type } from 'typebox'
import * as v from 'valibot'
import { expect, expectTypeOf, it } from 'vitest'
import { z } from 'zod'
import { openapi, operation } from '../../lib/index.ts'
import { listen } from '../live-app.ts'

const day = '2026-01-02T03:04:05.000Z'
const date = new Date(day)

/** What the handler has seen, and what has come back. */
async function call(
  build: (app: Express, saw: (value: unknown) => void) => void,
  {
    search = '',
    body = {},
    headers = {},
  }: { search?: string; body?: unknown; headers?: object } = {},
): Promise<{ seen: unknown; status: number; answer: unknown }> {
  let seen: unknown
  const app = express()
  app.use(express.json())
  build(app, (value) => (seen = value))
  app.use(openapi({ info: { title: 'Types', version: '1' }, onProblem: () => {} }))
  const answer = await fetch(`${await listen(app)}/things/7${search}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
  return { seen, status: answer.status, answer: await answer.json() }
}

/** One request for all: what is absent has a default. */
const request = {
  search: `?since=${day}&on=true&tags=1,2`,
  headers: { 'X-Count': '3', cookie: 'n=4; theme=dark' },
  body: { id: 'i', at: day, lines: [{ sku: 's' }] },
}

it('Zod', async () => {
  const { seen, status, answer } = await call((app, saw) => {
    app.post(
      '/things/:id',
      operation(
        {
          params: z.object({ id: z.coerce.number() }),
          query: z.object({
            page: z.string().default('1').transform(Number),
            since: z.iso.datetime().transform((text) => new Date(text)),
            on: z.stringbool(),
            tags: z.string().transform((text) => text.split(',')),
          }),
          headers: z.object({ 'x-count': z.coerce.number(), 'x-mode': z.string().default('a') }),
          cookies: z.object({ n: z.int(), theme: z.enum(['dark', 'light']) }),
          body: z.object({
            id: z.string().brand<'Id'>(),
            at: z.codec(z.iso.datetime(), z.date(), {
              decode: (text) => new Date(text),
              encode: (at) => at.toISOString(),
            }),
            total: z.number().default(0),
            lines: z.array(z.object({ sku: z.string(), count: z.number().prefault(1) })),
          }),
          responses: {
            200: z.object({
              at: z.codec(z.date(), z.iso.datetime(), {
                decode: (at) => at.toISOString(),
                encode: (text) => new Date(text),
              }),
              total: z.number().default(2),
              size: z
                .string()
                .transform((text) => text.length)
                .pipe(z.number()),
            }),
          },
        },
        (req, res) => {
          expectTypeOf(req.params).toEqualTypeOf<{ id: number }>()
          expectTypeOf(req.query).toEqualTypeOf<{
            page: number
            since: Date
            on: boolean
            tags: string[]
          }>()
          expectTypeOf(req.headers['x-count']).toEqualTypeOf<number>()
          expectTypeOf(req.headers['x-mode']).toEqualTypeOf<string>()
          expectTypeOf(req.cookies).toEqualTypeOf<{ n: number; theme: 'dark' | 'light' }>()
          expectTypeOf(req.body).toEqualTypeOf<{
            id: string & z.core.$brand<'Id'>
            at: Date
            total: number
            lines: { sku: string; count: number }[]
          }>()
          expectTypeOf(res.json).parameter(0).toEqualTypeOf<{
            at: Date
            total?: number | undefined
            size: string
          }>()
          const { params, query, cookies, body, headers } = req
          saw([params, query, headers['x-count'], headers['x-mode'], cookies, body])
          res.json({ at: req.body.at, size: 'abc' })
        },
      ),
    )
  }, request)
  expect(seen).toEqual([
    { id: 7 },
    { page: 1, since: date, on: true, tags: ['1', '2'] },
    3,
    'a',
    { n: 4, theme: 'dark' },
    { id: 'i', at: date, total: 0, lines: [{ sku: 's', count: 1 }] },
  ])
  expect([status, answer]).toEqual([200, { at: day, total: 2, size: 3 }])
})

it('Valibot', async () => {
  const toDate = v.transform((text: string) => new Date(text))
  const { seen, status, answer } = await call((app, saw) => {
    app.post(
      '/things/:id',
      operation(
        {
          params: v.object({ id: v.pipe(v.string(), v.transform(Number)) }),
          query: v.object({
            page: v.optional(v.pipe(v.string(), v.transform(Number)), '1'),
            since: v.pipe(v.string(), v.isoTimestamp(), toDate),
            on: v.boolean(),
            tags: v.array(v.number()),
          }),
          headers: v.object({ 'x-count': v.number(), 'x-mode': v.optional(v.string(), 'a') }),
          cookies: v.object({ n: v.number(), theme: v.picklist(['dark', 'light']) }),
          body: v.object({
            id: v.pipe(v.string(), v.brand('Id')),
            at: v.pipe(v.string(), v.isoTimestamp(), toDate),
            total: v.optional(v.number(), 0),
            lines: v.array(v.object({ sku: v.string(), count: v.optional(v.number(), 1) })),
          }),
          responses: {
            200: v.object({
              at: v.pipe(
                v.date(),
                v.transform((at) => at.toISOString()),
                v.string(),
              ),
              total: v.optional(v.number(), 2),
              size: v.pipe(
                v.string(),
                v.transform((text) => text.length),
                v.number(),
              ),
            }),
          },
        },
        (req, res) => {
          expectTypeOf(req.params).toEqualTypeOf<{ id: number }>()
          expectTypeOf(req.query).toEqualTypeOf<{
            page: number
            since: Date
            on: boolean
            tags: number[]
          }>()
          expectTypeOf(req.headers['x-count']).toEqualTypeOf<number>()
          expectTypeOf(req.headers['x-mode']).toEqualTypeOf<string>()
          expectTypeOf(req.cookies).toEqualTypeOf<{ n: number; theme: 'dark' | 'light' }>()
          expectTypeOf(req.body).toEqualTypeOf<{
            id: string & v.Brand<'Id'>
            at: Date
            total: number
            lines: { sku: string; count: number }[]
          }>()
          expectTypeOf(res.json).parameter(0).toEqualTypeOf<{
            at: Date
            total?: number | undefined
            size: string
          }>()
          const { params, query, cookies, body, headers } = req
          saw([params, query, headers['x-count'], headers['x-mode'], cookies, body])
          res.json({ at: req.body.at, size: 'abc' })
        },
      ),
    )
  }, request)
  expect(seen).toEqual([
    { id: 7 },
    { page: 1, since: date, on: true, tags: [1, 2] },
    3,
    'a',
    { n: 4, theme: 'dark' },
    { id: 'i', at: date, total: 0, lines: [{ sku: 's', count: 1 }] },
  ])
  expect([status, answer]).toEqual([200, { at: day, total: 2, size: 3 }])
})

it('ArkType', async () => {
  const { seen, status, answer } = await call((app, saw) => {
    app.post(
      '/things/:id',
      operation(
        {
          params: type({ id: 'string.integer.parse' }),
          query: type({
            page: 'number = 1',
            since: 'string.date.iso.parse',
            on: 'boolean',
            tags: 'number[]',
          }),
          headers: type({ 'x-count': 'number', 'x-mode': "string = 'a'" }),
          cookies: type({ n: 'string.numeric.parse', theme: "'dark' | 'light'" }),
          body: type({
            id: 'string#Id',
            at: 'string.date.iso.parse',
            total: 'number = 0',
            lines: type({ sku: 'string', count: 'number = 1' }).array(),
          }),
          responses: {
            200: type({
              at: type('Date')
                .pipe((at) => at.toISOString())
                .to('string'),
              total: 'number = 2',
              size: type('string')
                .pipe((text) => text.length)
                .to('number'),
            }),
          },
        },
        (req, res) => {
          expectTypeOf(req.params).toEqualTypeOf<{ id: number }>()
          expectTypeOf(req.query).toEqualTypeOf<{
            page: number
            since: Date
            on: boolean
            tags: number[]
          }>()
          expectTypeOf(req.headers['x-count']).toEqualTypeOf<number>()
          expectTypeOf(req.headers['x-mode']).toEqualTypeOf<string>()
          expectTypeOf(req.cookies).toEqualTypeOf<{ n: number; theme: 'dark' | 'light' }>()
          const { at, id, total, lines } = req.body
          expectTypeOf(at).toEqualTypeOf<Date>()
          expectTypeOf(id).toExtend<string>()
          expectTypeOf<string>().not.toExtend<typeof id>()
          expectTypeOf(total).toEqualTypeOf<number>()
          expectTypeOf(lines).toEqualTypeOf<{ sku: string; count: number }[]>()
          expectTypeOf(res.json).parameter(0).toEqualTypeOf<{
            at: Date
            total?: number
            size: string
          }>()
          const { params, query, cookies, body, headers } = req
          saw([params, query, headers['x-count'], headers['x-mode'], cookies, body])
          res.json({ at, size: 'abc' })
        },
      ),
    )
  }, request)
  expect(seen).toEqual([
    { id: 7 },
    { page: 1, since: date, on: true, tags: [1, 2] },
    3,
    'a',
    { n: 4, theme: 'dark' },
    { id: 'i', at: date, total: 0, lines: [{ sku: 's', count: 1 }] },
  ])
  expect([status, answer]).toEqual([200, { at: day, total: 2, size: 3 }])
})

it('JSON Schema', async () => {
  const { seen, status, answer } = await call((app, saw) => {
    app.post(
      '/things/:id',
      operation(
        {
          params: { type: 'object', properties: { id: { type: 'integer' } }, required: ['id'] },
          query: {
            type: 'object',
            properties: {
              page: { type: 'integer', default: 1 },
              since: { type: 'string', format: 'date-time' },
              on: { type: 'boolean' },
              tags: { type: 'array', items: { type: 'number' } },
              q: { type: 'string' },
            },
            required: ['since', 'on', 'tags'],
          },
          headers: {
            type: 'object',
            properties: {
              'x-count': { type: 'integer' },
              'x-mode': { type: 'string', default: 'a' },
            },
            required: ['x-count'],
          },
          cookies: {
            type: 'object',
            properties: { n: { type: 'number' }, theme: { enum: ['dark', 'light'] } },
            required: ['n', 'theme'],
          },
          body: {
            type: 'object',
            properties: {
              id: { type: 'string' },
              at: { type: 'string', format: 'date-time' },
              total: { type: 'number', default: 0 },
              options: {
                type: 'object',
                properties: { dry: { type: 'boolean', default: true } },
                default: {},
              },
              lines: {
                type: 'array',
                items: {
                  type: 'object',
                  properties: { sku: { type: 'string' }, count: { type: 'integer', default: 1 } },
                  required: ['sku'],
                },
              },
            },
            required: ['id', 'at', 'lines'],
          },
          responses: {
            200: {
              type: 'object',
              properties: { at: { type: 'string' }, total: { type: 'number', default: 2 } },
              required: ['at', 'total'],
            },
          },
        },
        (req, res) => {
          expectTypeOf(req.params).toEqualTypeOf<{ id: number }>()
          expectTypeOf(req.query).toEqualTypeOf<{
            page: number
            since: string
            on: boolean
            tags: number[]
            q?: string
          }>()
          expectTypeOf(req.headers['x-count']).toEqualTypeOf<number>()
          expectTypeOf(req.headers['x-mode']).toEqualTypeOf<string>()
          expectTypeOf(req.cookies).toEqualTypeOf<{ n: number; theme: 'dark' | 'light' }>()
          expectTypeOf(req.body).toEqualTypeOf<{
            id: string
            at: string
            total: number
            options: { dry: boolean }
            lines: { sku: string; count: number }[]
          }>()
          expectTypeOf(res.json).parameter(0).toEqualTypeOf<{ at: string; total?: number }>()
          const { params, query, cookies, body, headers } = req
          saw([params, query, headers['x-count'], headers['x-mode'], cookies, body])
          res.json({ at: req.body.at })
        },
      ),
    )
  }, request)
  expect(seen).toEqual([
    { id: 7 },
    { page: 1, since: day, on: true, tags: [1, 2] },
    3,
    'a',
    { n: 4, theme: 'dark' },
    { id: 'i', at: day, total: 0, options: { dry: true }, lines: [{ sku: 's', count: 1 }] },
  ])
  expect([status, answer]).toEqual([200, { at: day, total: 2 }])
})

it('TypeBox', async () => {
  const { seen, status, answer } = await call((app, saw) => {
    app.post(
      '/things/:id',
      operation(
        {
          params: Type.Object({ id: Type.Integer() }),
          query: Type.Object({
            page: Type.Integer({ default: 1 }),
            since: Type.String({ format: 'date-time' }),
            on: Type.Boolean(),
            tags: Type.Array(Type.Number()),
          }),
          headers: Type.Object({
            'x-count': Type.Integer(),
            'x-mode': Type.String({ default: 'a' }),
          }),
          cookies: Type.Object({
            n: Type.Number(),
            theme: Type.Union([Type.Literal('dark'), Type.Literal('light')]),
          }),
          body: Type.Object({
            id: Type.String(),
            // JSON Schema has the text alone, and so has the handler.
            at: Type.Codec(Type.String())
              .Decode((text) => new Date(text))
              .Encode((at) => at.toISOString()),
            total: Type.Optional(Type.Number({ default: 0 })),
            lines: Type.Array(
              Type.Object({ sku: Type.String(), count: Type.Integer({ default: 1 }) }),
            ),
          }),
          responses: {
            200: Type.Object({
              at: Type.String(),
              total: Type.Optional(Type.Number({ default: 2 })),
            }),
          },
        },
        (req, res) => {
          expectTypeOf(req.params).toEqualTypeOf<{ id: number }>()
          expectTypeOf(req.query).toEqualTypeOf<{
            page: number
            since: string
            on: boolean
            tags: number[]
          }>()
          expectTypeOf(req.headers['x-count']).toEqualTypeOf<number>()
          expectTypeOf(req.headers['x-mode']).toEqualTypeOf<string>()
          expectTypeOf(req.cookies).toEqualTypeOf<{ n: number; theme: 'dark' | 'light' }>()
          expectTypeOf(req.body).toEqualTypeOf<{
            id: string
            at: string
            total?: number
            lines: { sku: string; count: number }[]
          }>()
          expectTypeOf(res.json).parameter(0).toEqualTypeOf<{ at: string; total?: number }>()
          const { params, query, cookies, body, headers } = req
          saw([params, query, headers['x-count'], headers['x-mode'], cookies, body])
          res.json({ at: req.body.at })
        },
      ),
    )
  }, request)
  expect(seen).toEqual([
    { id: 7 },
    { page: 1, since: day, on: true, tags: [1, 2] },
    3,
    'a',
    { n: 4, theme: 'dark' },
    { id: 'i', at: day, total: 0, lines: [{ sku: 's', count: 1 }] },
  ])
  expect([status, answer]).toEqual([200, { at: day, total: 2 }])
})
