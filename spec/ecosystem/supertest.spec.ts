import express, { type Express } from 'express'
import session from 'express-session'
import { createServer, openapi, operation } from 'ringback'
import request from 'supertest'
import { describe, expect, it, onTestFinished } from 'vitest'
import { z } from 'zod'
import { run } from '../consumers/pack.ts'
import { bundle } from './bundle.ts'

declare module 'express-session' {
  interface SessionData {
    count?: number
  }
}

const Order = z.object({ id: z.string(), count: z.number().default(1) })

function createApp(): Express {
  const app = express()
  app.use(session({ secret: 'secret', resave: false, saveUninitialized: false }))
  app.use(express.json())
  app.post(
    '/orders',
    operation({ body: Order, responses: { 201: Order } }, (req, res) => {
      req.session.count = (req.session.count ?? 0) + 1
      res.status(201).json({ ...req.body, secret: 1 } as z.infer<typeof Order>)
    }),
  )
  app.get(
    '/count',
    operation({ responses: { 200: z.object({ count: z.number() }) } }, (req, res) => {
      res.json({ count: req.session.count ?? 0 })
    }),
  )
  app.use(openapi({ info: { title: 'Orders', version: '1' }, onProblem: () => {} }))
  return app
}

describe('request(app)', () => {
  it('sends to declared routes, and expects of their answers', async () => {
    const app = createApp()
    await request(app)
      .post('/orders')
      .send({ id: 'a' })
      .expect('Content-Type', 'application/json; charset=utf-8')
      .expect(201, { id: 'a', count: 1 })
    const refused = await request(app).post('/orders').send({ id: 1 }).expect(422)
    expect(refused.type).toBe('application/problem+json')
    expect(refused.body).toMatchObject({ errors: [{ in: 'body', path: '/id' }] })
  })

  it('is answered for a body that cannot be parsed, from the first request on', async () => {
    const answer = await request(createApp()).post('/orders').type('json').send('{').expect(400)
    expect(answer.body).toMatchObject({ status: 400, errors: [{ code: 'malformed' }] })
  })

  it('gets the document and the page', async () => {
    const app = createApp()
    const { body } = await request(app).get('/openapi.json').expect(200)
    expect(Object.keys((body as { paths: object }).paths)).toEqual(['/orders', '/count'])
    const page = await request(app)
      .get('/docs')
      .redirects(1)
      .expect(200)
      .expect('Content-Type', /html/)
    expect(page.text).toContain('<title>Orders</title>')
  })

  it('may be many at once', async () => {
    const app = createApp()
    const answers = await Promise.all(
      Array.from({ length: 20 }, async (_, index) =>
        request(app)
          .post('/orders')
          .send({ id: String(index) }),
      ),
    )
    const ids = answers.map(({ body }) => (body as { id: string }).id)
    expect(ids).toEqual(Array.from({ length: 20 }, (_, index) => String(index)))
  })
})

describe('request.agent(app)', () => {
  it('keeps the cookies of filtered answers', async () => {
    const agent = request.agent(createApp())
    await agent.post('/orders').send({ id: 'a' }).expect(201)
    await agent.post('/orders').send({ id: 1 }).expect(422)
    await agent.post('/orders').send({ id: 'b' }).expect(201)
    const { body } = await agent.get('/count').expect(200)
    expect(body).toEqual({ count: 2 })
  })
})

describe('request(createServer(app))', () => {
  it('starts the server, and leaves it closed', async () => {
    const server = createServer(createApp())
    await request(server).post('/orders').send({ id: 'a' }).expect(201, { id: 'a', count: 1 })
    await request(server).get('/count').expect(200, { count: 0 })
    expect(server.listening).toBe(false)
  })

  it('takes a server that listens as it is', async () => {
    const server = createServer(createApp()).listen(0)
    onTestFinished(() => void server.close())
    const agent = request.agent(server)
    await agent.post('/orders').send({ id: 'a' }).expect(201)
    await agent.get('/count').expect(200, { count: 1 })
    expect(server.listening).toBe(true)
  })
})

/** Prints the statuses of what it has asked, and what keeps it from ending. */
const script = `
import express from 'express'
import { createServer, openapi, operation } from 'ringback'
import request from 'supertest'

const app = express()
app.use(express.json())
const body = { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] }
const answer = (req, res) => void res.json(req.body)
app.post('/orders', operation({ body, responses: { 200: body } }, answer))
app.use(openapi({ info: { title: 'Orders', version: '1' } }))

async function visit(target) {
  const statuses = []
  for (const id of ['a', 1]) statuses.push((await request(target).post('/orders').send({ id })).status)
  for (const path of ['/openapi.json', '/openapi.yaml', '/docs/', '/docs/ringback.js']) {
    statuses.push((await request(target).get(path)).status)
  }
  return statuses
}

void (async () => {
  const statuses = [await visit(app), await visit(createServer(app))]
  const left = process.getActiveResourcesInfo()
  console.log(JSON.stringify({ statuses, left }))
})()
`

describe('a process that has asked by supertest', () => {
  it('ends by itself', async () => {
    const { file, folder } = await bundle(script)
    const { statuses, left } = JSON.parse(await run('node', [file], folder)) as {
      statuses: number[][]
      left: string[]
    }
    const expected = [200, 422, 200, 200, 200, 200]
    expect(statuses).toEqual([expected, expected])
    // supertest is still closing its last server
    expect(left.filter((name) => !/^(?:PipeWrap|TTYWrap|TCP)/.test(name))).toEqual([])
  })
})
