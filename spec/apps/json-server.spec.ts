import { createRequire } from 'node:module'
import type { Express, RequestHandler, Router } from 'express'
import { beforeEach, describe, expect, it } from 'vitest'
import { openapi, type Problem } from '../../lib/index.ts'
import { acceptedByAll, judge } from '../judges.ts'
import { listen } from '../live-app.ts'
import { listAnswers } from './answers.ts'
import { ask, type Exchange } from './exchange.ts'
import { listOperations } from './listed-operations.ts'
import { watchConsole } from './watch-console.ts'

/** As far as an app of json-server makes use of it; it brings an Express 4 of its own. */
interface JsonServer {
  create(): Express
  defaults(options: { logger: boolean }): RequestHandler[]
  rewriter(rules: Readonly<Record<string, string>>): Router
  router(data: object): Router
}

const jsonServer = createRequire(import.meta.url)('json-server') as JsonServer

const posts = [
  { id: 1, title: 'json-server', author: 'typicode' },
  { id: 2, title: 'ringback', author: 'ada' },
]
const comments = [
  { id: 1, body: 'some comment', postId: 1 },
  { id: 2, body: 'another', postId: 1 },
]
const profile = { name: 'typicode' }
const rules = { '/api/*': '/$1', '/article?id=:id': '/posts/:id' }

const documentation = openapi({ info: { title: 'Posts', version: '1.0.0' } })

/** What the handbook of json-server has a server consist of. */
const parts = {
  defaults: () => jsonServer.defaults({ logger: false }),
  documentation: () => documentation,
  rewriter: () => jsonServer.rewriter(rules),
  router: () => jsonServer.router(structuredClone({ posts, comments, profile })),
}

function build(...names: (keyof typeof parts)[]): Express {
  const server = jsonServer.create()
  for (const name of names) server.use(parts[name]())
  return server
}

const buildUntouched = (): Express => build('defaults', 'rewriter', 'router')
const buildDocumented = (): Express => build('defaults', 'documentation', 'rewriter', 'router')

const nested = 'path:resource path:id path:nested'
const listed = [
  'GET /__rules getRules 200',
  'GET /db getDb 200',
  `GET /{resource}/{id}/{nested} getByResourceByIdByNested ${nested} 200`,
  `POST /{resource}/{id}/{nested} postByResourceByIdByNested ${nested} 200`,
  'GET /posts getPosts 200',
  'POST /posts postPosts 200',
  'GET /posts/{id} getPostsById path:id 200',
  'PUT /posts/{id} putPostsById path:id 200',
  'PATCH /posts/{id} patchPostsById path:id 200',
  'DELETE /posts/{id} deletePostsById path:id 200',
  'GET /comments getComments 200',
  'POST /comments postComments 200',
  'GET /comments/{id} getCommentsById path:id 200',
  'PUT /comments/{id} putCommentsById path:id 200',
  'PATCH /comments/{id} patchCommentsById path:id 200',
  'DELETE /comments/{id} deleteCommentsById path:id 200',
  'GET /profile getProfile 200',
  'POST /profile postProfile 200',
  'PUT /profile putProfile 200',
  'PATCH /profile patchProfile 200',
]
const places = listed.map((line) => line.split(' ', 2).join(' '))

type Answered = readonly [place: string, url: string, answer: unknown, body?: object]

/** A request for each route, and what its handler answers in a server that has just been started. */
const answered: readonly Answered[] = [
  ['GET /__rules', '/__rules', rules],
  ['GET /db', '/db', { posts, comments, profile }],
  ['GET /{resource}/{id}/{nested}', '/posts/1/comments', comments],
  [
    'POST /{resource}/{id}/{nested}',
    '/posts/2/comments',
    { body: 'first', postId: '2', id: 3 },
    { body: 'first' },
  ],
  ['GET /posts', '/posts?author=ada', [posts[1]]],
  ['POST /posts', '/posts', { title: 'new', id: 3 }, { title: 'new' }],
  ['GET /posts/{id}', '/posts/1?_embed=comments', { ...posts[0], comments }],
  ['PUT /posts/{id}', '/posts/1', { title: 'put', id: 1 }, { title: 'put' }],
  ['PATCH /posts/{id}', '/posts/1', { ...posts[0], title: 'patched' }, { title: 'patched' }],
  ['DELETE /posts/{id}', '/posts/1', {}],
  ['GET /comments', '/comments?_sort=id&_order=desc', comments.toReversed()],
  ['POST /comments', '/comments', { body: 'new', id: 3 }, { body: 'new' }],
  ['GET /comments/{id}', '/comments/2', comments[1]],
  ['PUT /comments/{id}', '/comments/2', { body: 'put', id: 2 }, { body: 'put' }],
  ['PATCH /comments/{id}', '/comments/2', { ...comments[1], body: 'p' }, { body: 'p' }],
  ['DELETE /comments/{id}', '/comments/2', {}],
  ['GET /profile', '/profile', profile],
  ['POST /profile', '/profile', { name: 'posted' }, { name: 'posted' }],
  ['PUT /profile', '/profile', { name: 'put' }, { name: 'put' }],
  ['PATCH /profile', '/profile', { ...profile, age: 7 }, { age: 7 }],
]

/** Paths that its handbook and its sources make one think of, each as the document would name it. */
const candidates: readonly (readonly [path: string, url: string])[] = [
  ['/__rules', '/__rules'],
  ['/__rules/{id}', '/__rules/1'],
  ['/db', '/db'],
  ['/db/{id}', '/db/1'],
  ['/posts', '/posts'],
  ['/posts/{id}', '/posts/1'],
  ['/{resource}/{id}/{nested}', '/posts/1/comments'],
  ['/{resource}/{id}/{nested}/{nestedId}', '/posts/1/comments/1'],
  ['/comments', '/comments'],
  ['/comments/{id}', '/comments/1'],
  ['/profile', '/profile'],
  ['/profile/{id}', '/profile/name'],
  ['/{resource}', '/unknown'],
  ['/{resource}/{id}', '/unknown/1'],
]
const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']

const json = 'Content-Type: application/json'
const session: readonly Exchange[] = [
  ask(200, 'GET /'),
  ask(200, 'GET /db'),
  ask(200, 'HEAD /posts'),
  ask(204, 'OPTIONS /posts', ['Origin: http://elsewhere.example']),
  ask(200, 'GET /posts?_page=1&_limit=1'),
  ask(200, 'GET /posts?callback=show'),
  ask(200, 'GET /comments?_expand=post', ['Accept-Encoding: gzip']),
  ask(201, 'POST /posts', [json], '{"title":"new"}'),
  ask(200, 'POST /posts', ['X-HTTP-Method-Override: GET', json], '{"title":"newer"}'),
  ask(500, 'POST /posts', [json], '{"id":1}'),
  ask(500, 'POST /posts', [json], '{"title":'),
  ask(201, 'POST /posts/3/comments', ['Content-Type: application/x-www-form-urlencoded'], 'body=b'),
  ask(200, 'GET /posts/3/comments'),
  ask(200, 'DELETE /posts/3'),
  ask(404, 'DELETE /posts/3'),
  ask(200, 'GET /comments'),
  ask(200, 'GET /api/posts/1'),
  ask(200, 'GET /article?id=2'),
  ask(200, 'PATCH /profile', [json], '{"age":7}'),
  ask(404, 'DELETE /profile'),
  ask(404, 'GET /unknown'),
]

let printed: unknown[]

beforeEach(() => {
  printed = watchConsole()
})

describe('json-server, with one line more', () => {
  it('serves a document that lists each of its routes', async () => {
    const origin = await listen(buildDocumented())
    const document = await (await fetch(`${origin}/openapi.json`)).json()
    expect(listOperations(document as never)).toEqual(listed)
    expect((await fetch(`${origin}/docs/`)).status).toBe(200)
    expect(await judge(document)).toEqual(acceptedByAll)
  })

  it('has requests for all that it lists', () => {
    expect(answered.map(([place]) => place)).toEqual(places)
  })

  it.each(answered.map((each) => [each[0], each] as const))(
    'answers %s by the handler that is there',
    async (_place, [place, url, answer, body]) => {
      const origin = await listen(buildDocumented())
      const response = await fetch(origin + url, {
        method: place.split(' ')[0] as string,
        ...(body && {
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        }),
      })
      const status = place.startsWith('POST') ? 201 : 200
      expect([response.status, await response.json()]).toEqual([status, answer])
    },
  )

  it('leaves out no route that answers', async () => {
    const found: string[] = []
    for (const [path, url] of candidates) {
      const origin = await listen(buildUntouched())
      for (const method of methods) {
        const { status } = await fetch(origin + url, { method })
        if (status !== 404 && status !== 405) found.push(`${method} ${path}`)
      }
    }
    expect(found.toSorted()).toEqual(places.toSorted())
  })

  it('lists no path that is rewritten, nor files: these are answered by middleware', async () => {
    const origin = await listen(buildDocumented())
    const urls = ['/api/posts/1', '/article?id=1', '/style.css']
    const answers = await Promise.all(urls.map((url) => fetch(origin + url)))
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
  })

  it('reports that nobody has declared them, in one line of the console', async () => {
    const server = buildDocumented()
    await new Promise(setImmediate)
    expect(documentation.problems(server).map(({ code, where }) => `${code} ${where}`)).toEqual(
      places.map((place) => `NOTICE_UNDOCUMENTED ${place}`),
    )
    expect(printed).toEqual([
      'ringback: GET /__rules, GET /db, GET /{resource}/{id}/{nested} and 17 more have no declaration yet; listed as x-undocumented.',
    ])
  })

  it('answers all else byte for byte as without it', async () => {
    const before = await listAnswers(buildUntouched(), session)
    expect(before.map((answer) => Number(answer.split(' ', 2)[1]))).toEqual(
      session.map(({ status }) => status),
    )
    expect(await listAnswers(buildDocumented(), session)).toEqual(before)
  })

  it('says where its page cannot be reached: the router of json-server answers everything', async () => {
    const server = build('defaults', 'rewriter', 'router', 'documentation')
    const origin = await listen(server)
    expect((await fetch(`${origin}/docs`)).status).toBe(404)
    expect(listOperations(documentation.document(server))).toEqual(listed)
    const isWarning = ({ severity }: Problem): boolean => severity === 'warning'
    expect(documentation.problems(server).filter(isWarning)).toEqual([
      {
        code: 'WARN_PAGE_HIDDEN',
        severity: 'warning',
        where: 'GET /docs',
        message:
          'The page at /docs is never reached: use(<anonymous>), which stands before it, answers in its place.',
        remedy:
          'Move app.use(openapi(…)) before it; routes that are added later are documented all the same.',
      },
    ])
  })
})
