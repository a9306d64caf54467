import type { Express } from 'express'
import request from 'supertest'
import { expect, it, vi } from 'vitest'
import type { Document } from '../../../lib/openapi-types.ts'
import * as first from './shop.ts'

/** What a test of an app does with it, in each file once. */
export function tryShop(): void {
  it('answers', async () => {
    expect(await answersOf(first.app)).toEqual(answered)
  })

  it('is documented', () => {
    expect(Object.keys(first.documentation.document(first.app).paths ?? {})).toEqual(paths)
    expect([first.documentation.problems(first.app), first.problems]).toEqual([[], []])
  })

  it('does so in another copy of the modules, beside the first', async () => {
    vi.resetModules()
    const second = await import('./shop.ts')
    expect(second.copy).not.toBe(first.copy)
    expect(await answersOf(second.app)).toEqual(answered)
    expect(await answersOf(first.app)).toEqual(answered)
    const summaries = [first, second].map(({ documentation }) => [
      summariesOf(documentation.document(first.app)),
      summariesOf(documentation.document(second.app)),
    ])
    expect(summaries).toEqual([
      [[first.label], [second.label]],
      [[first.label], [second.label]],
    ])
    expect(second.documentation.problems(second.app)).toEqual([])
  })

  it('mounts the router of one copy in an app of the other', async () => {
    vi.resetModules()
    const second = await import('./shop.ts')
    const app = second.createApp(second.router, first.router)
    expect(await answersOf(app, '/shop-0')).toEqual(answered)
    expect(await answersOf(app, '/shop-1')).toEqual(answered)
    const document = second.documentation.document(app)
    const others = paths.map((path) => path.replace('shop-0', 'shop-1'))
    expect(Object.keys(document.paths ?? {})).toEqual([...paths, ...others])
    expect(summariesOf(document)).toEqual([second.label, first.label])
  })
}

const paths = ['/shop-0/orders', '/shop-0/plain', '/shop-0/failing']
function summariesOf({ paths: items = {} }: Document): unknown[] {
  return Object.values(items).flatMap((item) => item?.post?.summary ?? [])
}

const order = { id: 'a', url: 'https://shop.example/' }

async function answersOf(app: Express, mount = '/shop-0'): Promise<string[]> {
  const answers = await Promise.all([
    request(app).post(`${mount}/orders`).send(order),
    request(app).post(`${mount}/orders`).send({ id: 1 }),
    request(app).post(`${mount}/plain`).send({ id: 'a', b: 1 }),
    request(app).post(`${mount}/plain`).send({ id: 1 }),
    request(app).post(`${mount}/plain`).type('json').send('{'),
    request(app).get(`${mount}/failing`),
    request(app).get('/openapi.json'),
    request(app).get('/docs/'),
  ])
  return answers.map(({ status, type, text }) => `${status} ${text.length > 60 ? type : text}`)
}

const answered = [
  `201 ${JSON.stringify(order)}`,
  '422 application/problem+json',
  '200 {"id":"a"}',
  '422 application/problem+json',
  '400 application/problem+json',
  '500 {"own":"failed"}',
  '200 application/json',
  '200 text/html',
]
