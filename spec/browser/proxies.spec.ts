/** The page calls the API where it is open: at the app's own address, and behind proxies. */
import express, { type Express } from 'express'
import type { Page } from 'playwright-core'
import { describe, expect, it, type TestContext } from 'vitest'
import { openapi, operation } from '../../lib/index.ts'
import { moveDocument } from '../../lib/page/browser/moved-document.ts'
import { listen } from '../live-app.ts'
import { createProxy, stripPrefix } from './proxy.ts'
import { expectQuiet, openPage, openTab, openWindow, textOf, tryOut } from './visit.ts'

describe('two documents in one app, in Chromium', () => {
  it('are each at their own page, one after the other and at once', async (context) => {
    const origin = await listen(createTwoDocuments())
    expect(await readBothPages(context, origin)).toEqual(bothPages(origin))
  })

  it('are behind a proxy that strips a prefix', async (context) => {
    const origin = await listen(createTwoDocuments())
    const gateway = await listen(createProxy(origin, stripPrefix('/gw')))
    expect(await readBothPages(context, `${gateway}/gw`)).toEqual(bothPages(`${gateway}/gw`))
  })

  it('are behind one that says what it has stripped, to an app that trusts it', async (context) => {
    const app = createTwoDocuments()
    app.set('trust proxy', 'loopback')
    const origin = await listen(app)
    const headers = { 'X-Forwarded-Prefix': '/gw' }
    const gateway = await listen(createProxy(origin, stripPrefix('/gw'), headers))
    expect(await readBothPages(context, `${gateway}/gw`)).toEqual(bothPages(`${gateway}/gw`))
  })

  it('are behind a proxy that adds a prefix', async (context) => {
    const origin = await listen(createTwoDocuments('/v1'))
    const gateway = await listen(createProxy(origin, (path) => `/v1${path}`))
    expect(await readBothPages(context, gateway)).toEqual(bothPages(gateway))
  })
})

describe('a page behind a proxy, in Chromium', () => {
  it('may be at the root of the app, below a prefix that is percent-encoded', async (context) => {
    const app = createThings()
    app.use(openapi({ info: { title: 'Root', version: '1' }, ui: '/' }))
    const prefix = '/caf%C3%A9%20%26'
    const gateway = await listen(createProxy(await listen(app), stripPrefix(prefix)))
    const visit = await openPage(context, `${gateway}${prefix}/`)
    expect(await tryOut(visit.page, 'All things')).toEqual({
      url: `${gateway}${prefix}/things`,
      status: '200',
      body: ['All things'],
    })
    expectQuiet(visit)
  })

  it('leaves servers that the author names alone', async (context) => {
    const app = createThings()
    app.use(openapi({ info: { title: 'Named', version: '1' }, servers: [{ url: '/gw/../gw' }] }))
    const gateway = await listen(createProxy(await listen(app), stripPrefix('/gw')))
    const visit = await openPage(context, `${gateway}/gw/docs`)
    expect(await visit.page.locator('.servers option').allTextContents()).toEqual(['/gw/../gw'])
    expectQuiet(visit)
  })
})

const things = { '/things': { get: {} } }
const below = { '/v1/things': { get: {} }, '/v1': {}, '/v1beta': {}, '/health': {} }

describe('moveDocument()', () => {
  it.each([
    // served, shown, document, moved
    ['as it is', '/docs/', '/docs/', { paths: things }, { paths: things }],
    ['stripped', '/docs/', '/gw/docs/', { paths: things }, { ...server('/gw'), paths: things }],
    ['stripped twice', '/docs/', '/a/b/docs/', {}, server('/a/b')],
    ['stripped, without the last slash', '/docs', '/gw/docs/', {}, server('/gw')],
    ['stripped, page at the root', '/', '/gw/', {}, server('/gw')],
    ['stripped, sub-app', '/in/docs/', '/gw/in/docs/', server('/in'), server('/gw/in')],
    ['stripped, server of one slash', '/docs/', '/gw/docs/', server('/'), server('/gw')],
    ['stripped, and the app knows', '/docs/', '/gw/docs/', server('/gw'), server('/gw')],
    [
      'stripped, and it knows, sub-app',
      '/in/docs/',
      '/gw/in/docs/',
      server('/gw/in'),
      server('/gw/in'),
    ],
    [
      'stripped, the name of a sub-app begins alike',
      '/gwen/docs/',
      '/gw/gwen/docs/',
      server('/gwen'),
      server('/gw/gwen'),
    ],
    [
      'stripped, percent-encoded by one of them',
      '/%7Ea/docs/',
      '/gw/~a/docs/',
      server('/%7Ea'),
      server('/gw/%7Ea'),
    ],
    ['stripped, percent-encoded wrongly', '/%/docs/', '/gw/%/docs/', {}, server('/gw')],
    [
      'added',
      '/v1/docs/',
      '/docs/',
      { paths: below },
      { paths: { '/things': { get: {} }, '/': {}, '/v1beta': {}, '/health': {} } },
    ],
    [
      'added, page at the root',
      '/v1/',
      '/',
      { paths: below },
      { paths: { '/things': { get: {} }, '/': {}, '/v1beta': {}, '/health': {} } },
    ],
    [
      'added, sub-app',
      '/v1/in/docs/',
      '/in/docs/',
      { ...server('/v1/in'), paths: below },
      { ...server('/in'), paths: below },
    ],
    [
      'added, sub-app at the prefix',
      '/v1/docs/',
      '/docs/',
      { ...server('/v1'), paths: things },
      { paths: things },
    ],
    [
      'added, below a sub-app',
      '/api/v1/docs/',
      '/docs/',
      { ...server('/api'), paths: below },
      { paths: { '/things': { get: {} }, '/': {}, '/v1beta': {}, '/health': {} } },
    ],
    [
      'added, the server is elsewhere',
      '/v1/docs/',
      '/docs/',
      { ...server('/x'), paths: below },
      { ...server('/x'), paths: below },
    ],
    [
      'added, over a path that is there already',
      '/v1/docs/',
      '/docs/',
      { paths: { '/a': 'hidden', '/v1/a': 'reached' } },
      { paths: { '/a': 'reached' } },
    ],
    ['replaced', '/v1/docs/', '/gw/docs/', { paths: below }, { paths: below }],
    ['ends alike, and is not below', '/docs/', '/mydocs/', {}, {}],
    ['a server elsewhere', '/docs/', '/gw/docs/', server('//host/in'), server('//host/in')],
    ['a server of variables', '/docs/', '/gw/docs/', server('/{tenant}'), server('/{tenant}')],
    [
      'several servers',
      '/docs/',
      '/gw/docs/',
      { servers: [{ url: '/a' }, { url: '/b' }] },
      { servers: [{ url: '/a' }, { url: '/b' }] },
    ],
    ['no list of servers', '/docs/', '/gw/docs/', { servers: 'none' }, { servers: 'none' }],
    ['no paths', '/v1/docs/', '/docs/', { paths: null }, { paths: null }],
  ])('%s: %s is shown at %s', (_case, served, shown, document, moved) => {
    const before = JSON.stringify(document)
    expect(moveDocument(document, { served, shown })).toEqual(moved)
    expect(JSON.stringify(document)).toBe(before)
  })

  it('keeps a path and a field of the name __proto__', () => {
    const text = '{"__proto__":{"x":1},"paths":{"__proto__":{"y":1},"/v1/a":{}}}'
    const moved = moveDocument(JSON.parse(text) as object, { served: '/v1/docs', shown: '/docs' })
    expect(JSON.stringify(moved)).toBe(text.replace('/v1', ''))
  })
})

function server(url: string) {
  return { servers: [{ url }] }
}

const outerThings = 'Things of the outer app'
const innerThings = 'Things of the inner app'

/** An app and a sub-app that have a document each, below a path. */
function createTwoDocuments(path = ''): Express {
  const inner = express()
  inner.get('/things', answerThings(innerThings))
  inner.use(openapi({ info: { title: 'Inner', version: '1' }, onProblem: ignore }))
  const outer = express.Router()
  outer.get('/things', answerThings(outerThings))
  outer.use(openapi({ info: { title: 'Outer', version: '1' }, onProblem: ignore }))
  return express().use(`${path}/inner`, inner).use(`${path}/`, outer)
}

function createThings(): Express {
  return express().get('/things', answerThings('All things'))
}

function answerThings(summary: string) {
  return operation({ summary }, (_req, res) => void res.json([summary]))
}

function ignore(): void {}

/** What both pages below `base` show: open at once in two tabs, then one after the other in one. */
async function readBothPages(context: TestContext, base: string) {
  const window = await openWindow(context)
  const outer = await openTab(window, `${base}/docs`)
  const inner = await openTab(window, `${base}/inner/docs/`)
  const atOnce = [
    { ...(await readTitles(outer.page)), answer: await tryOut(outer.page, outerThings) },
    { ...(await readTitles(inner.page)), answer: await tryOut(inner.page, innerThings) },
  ]
  await outer.page.goto(`${base}/inner/docs/`)
  const afterwards = await readTitles(outer.page)
  expectQuiet(outer)
  expectQuiet(inner)
  return { atOnce, afterwards }
}

async function readTitles(page: Page) {
  const [title] = (await textOf(page.locator('.info .title'))).split(/\s/)
  return { tab: await page.title(), title }
}

function bothPages(base: string) {
  const outer = { url: `${base}/things`, status: '200', body: [outerThings] }
  const inner = { url: `${base}/inner/things`, status: '200', body: [innerThings] }
  const ofInner = { tab: 'Inner', title: 'Inner' }
  return {
    atOnce: [
      { tab: 'Outer', title: 'Outer', answer: outer },
      { ...ofInner, answer: inner },
    ],
    afterwards: ofInner,
  }
}
