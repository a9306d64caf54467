/** Rows of what FastAPI documents that show when a response is sent: 59, 67 and 68. */
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { invalidRequest } from '../document/request-problem.ts'
import { declare, operationOf } from './document.ts'
import { ask, json, ok, problemType, serve } from './served-app.ts'

describe('what FastAPI says of computed fields', () => {
  const Net = z.object({ net: z.number() })
  const Sums = z.object({ net: z.number(), gross: z.number() })
  const Total = Net.transform(({ net }) => ({ net, gross: net * 1.5 })).pipe(Sums)
  const Day = z.codec(z.iso.date(), z.number(), {
    decode: (day) => Date.parse(day),
    encode: (time) => new Date(time).toISOString().slice(0, 10),
  })

  it('59: they are in the document of a response and not in that of a body', () => {
    const definition = { body: z.object({ total: Total, day: Day }), responses: { 200: Total } }
    const built = operationOf('post', '/', (app) => app.post('/', declare(definition)))
    const number = { type: 'number' }
    const day = { type: 'string', format: 'date', pattern: expect.any(String) as string }
    expect(built).toEqual({
      operationId: 'post',
      requestBody: {
        required: true,
        content: {
          'application/json': {
            schema: {
              type: 'object',
              properties: {
                total: { type: 'object', properties: { net: number }, required: ['net'] },
                day,
              },
              required: ['total', 'day'],
            },
          },
        },
      },
      responses: {
        200: {
          description: 'Successful Response',
          content: {
            'application/json': {
              schema: {
                type: 'object',
                properties: { net: number, gross: number },
                required: ['net', 'gross'],
              },
            },
          },
        },
        422: invalidRequest,
      },
    })
  })

  it('59: they are computed of what a handler answers, and of what it reads', async () => {
    const url = await serve((app) => {
      app.get(
        '/',
        declare({ responses: { 200: Total } }, (_req, res) => void res.json({ net: 2, cost: 1 })),
      )
      app.post(
        '/',
        declare({ body: z.object({ total: Total, day: Day }) }, (req, res) => {
          res.json(req.body)
        }),
      )
    })
    expect(await ask(url)).toEqual(ok({ net: 2, gross: 3 }))
    expect(await ask(url, json({ total: { net: 4 }, day: '1970-01-02' }))).toEqual(
      ok({ total: { net: 4, gross: 6 }, day: 86_400_000 }),
    )
  })
})

describe('what FastAPI says of responses, as they are sent', () => {
  it('67: nothing leaves that is not declared, at any depth', async () => {
    const User = z.object({ name: z.string(), home: z.object({ town: z.string() }).optional() })
    const List = z.object({ users: z.array(User), byName: z.record(z.string(), User) })
    const ann = { name: 'Ann', password: 'x', home: { town: 'Rome', code: 1 } }
    const url = await serve((app) => {
      app.get(
        '/users',
        declare({ responses: { 200: List } }, (_req, res) => {
          res.json({ users: [ann, { name: 'Bob', password: 'y' }], byName: { ann }, secret: 1 })
        }),
      )
      app.get(
        '/user',
        declare({ responses: { 200: User, 404: z.object({ title: z.string() }) } }, (_req, res) => {
          res.status(404).json({ title: 'None', sql: 'select' })
        }),
      )
      app.get(
        '/any',
        declare({}, (_req, res) => void res.json(ann)),
      )
    })
    const shown = { name: 'Ann', home: { town: 'Rome' } }
    expect(await ask(`${url}/users`)).toEqual(
      ok({ users: [shown, { name: 'Bob' }], byName: { ann: shown } }),
    )
    expect(await ask(`${url}/user`)).toEqual({ ...ok({ title: 'None' }), status: 404 })
    expect(await ask(`${url}/any`)).toEqual(ok(ann))
  })

  it('68: a response that is not as declared is a 500, which tells the client nothing', async () => {
    const told: unknown[] = []
    const Item = z.object({ price: z.number() })
    const url = await serve(
      (app) =>
        app.get(
          '/items',
          declare({ responses: { 200: Item } }, (_req, res) => {
            res.json({ price: 'high', secret: 'x' })
          }),
        ),
      {
        onResponseError: (error, req) => {
          told.push([error.code, (error as { errors?: unknown }).errors, req.url])
        },
      },
    )
    expect(await ask(`${url}/items`)).toEqual({
      status: 500,
      type: problemType,
      body: { type: 'about:blank', title: 'Internal Server Error', status: 500 },
    })
    const message = 'Invalid input: expected number, received string'
    const fault = { in: 'body', path: '/price', message, code: 'invalid_type' }
    expect(told).toEqual([['ERR_RESPONSE_INVALID', [fault], '/items']])
  })
})
