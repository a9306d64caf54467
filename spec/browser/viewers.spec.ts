/** The pages of ReDoc and Scalar, of the packages as they are published. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import type { RequestListener } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import express, { type Express } from 'express'
import type { BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest'
import {
  callbackRouter,
  openapi,
  operation,
  webhookRouter,
  type OpenAPIOptions,
} from '../../lib/index.ts'
import { run } from '../consumers/pack.ts'
import { listen } from '../live-app.ts'
import { helmetPolicy } from './helmet.ts'
import { expectQuiet, openAnyTab, openTab, openWindow, textOf, type Visit } from './visit.ts'

const expression = '{$request.query.callback_url}/invoices/{$request.body#/id}'

/** An image that fails to load, among what is to be shown. */
const hostile = '*Paid* <img src="/x" onerror="window.hacked = 1">'

const elsewhere = 'https://elsewhere.example/x.json'

/** Megabytes of script, drawn several times. */
const slow = { timeout: 90_000 }

describe('ReDoc, in Chromium', slow, () => {
  it("10: shows the document beside Swagger UI, under helmet's policy, at a host that is not this one", async (context) => {
    const app = createApp({ policy: helmetPolicy })
    const window = await openWindowOf(context, app)
    const visit = await open(window, 'http://app.example/redoc')
    await expectRedoc(visit.page)
    await takePicture(visit.page, 'redoc')
    await expectQuietAtLast(visit)

    const beside = await openTab(window, 'http://app.example/docs')
    expect(await textOf(beside.page.locator('.info .title'))).toContain('Invoices')
    expectQuiet(beside)
  })

  it('runs nothing that a description holds, and reads no other document, without a policy', async (context) => {
    const app = createApp({ description: hostile })
    const window = await openWindowOf(context, app)
    const query = `?url=${elsewhere}&spec-url=${elsewhere}`
    const visit = await open(window, `${await listen(app)}/redoc${query}`)
    await expectRedoc(visit.page)
    expect(await readHostile(visit.page)).toEqual({ image: 'failed', hacked: 'undefined' })
    await expectQuietAtLast(visit)
  })
})

describe('Scalar, in Chromium', slow, () => {
  it("shows the document, dark where the system is, under helmet's policy, at a host that is not this one", async (context) => {
    const window = await openWindowOf(context, createApp({ policy: helmetPolicy }), {
      colorScheme: 'dark',
    })
    const visit = await open(window, 'http://app.example/scalar')
    await expectScalar(visit.page)
    expect(await isDark(visit.page)).toBe(true)
    expect(await switchOf(visit.page).count()).toBe(1)
    await visit.page.emulateMedia({ colorScheme: 'light' })
    await expect.poll(() => isDark(visit.page)).toBe(false)
    await takePicture(visit.page, 'scalar')
    await expectQuietAtLast(visit)
  })

  it('runs nothing that a description holds, and reads no other document, without a policy', async (context) => {
    const app = createApp({ description: hostile })
    const window = await openWindowOf(context, app)
    const query = `?url=${elsewhere}&api=${elsewhere}`
    const visit = await open(window, `${await listen(app)}/scalar${query}`)
    await expectScalar(visit.page)
    expect(await isDark(visit.page)).toBe(false)
    expect(await readHostile(visit.page)).toEqual({ image: 'failed', hacked: 'undefined' })
    await expectQuietAtLast(visit)
  })

  it('is dark for everybody, where the theme is', async (context) => {
    const window = await openWindowOf(context, createApp({ policy: helmetPolicy }), {
      colorScheme: 'light',
    })
    const visit = await open(window, 'http://app.example/dark')
    await visit.page.getByRole('heading', { name: 'Invoices' }).waitFor()
    expect(await isDark(visit.page)).toBe(true)
    expect(await switchOf(visit.page).count()).toBe(0)
    await expectQuietAtLast(visit)
  })
})

/** Waits until the page has nothing more to do, so that what it asks for late is seen too. */
async function expectQuietAtLast(visit: Visit): Promise<void> {
  await visit.page.evaluate('document.fonts.ready.then(() => new Promise(requestIdleCallback))')
  expectQuiet(visit)
}

async function expectRedoc(page: Page): Promise<void> {
  expect(await page.title()).toBe('Invoices')
  expect(await textOf(page.locator('h1').first())).toBe('Invoices (1)')
  await page.getByRole('heading', { name: 'Create an invoice' }).waitFor()
  await page.getByRole('heading', { name: 'Somebody subscribed' }).waitFor()
  await page.getByRole('button', { name: 'The invoice was paid' }).click()
  await page.getByText(expression).first().waitFor()
}

async function expectScalar(page: Page): Promise<void> {
  expect(await page.title()).toBe('Invoices')
  expect(await textOf(page.locator('h1').first())).toBe('Invoices')
  await page.getByRole('heading', { name: 'Create an invoice' }).waitFor()
  await page.getByText(expression).waitFor()
  await page.getByText('Somebody subscribed').first().waitFor()
}

/** What became of the image that a description holds, and of what it would run. */
async function readHostile(page: Page): Promise<unknown> {
  await page.locator(image).first().waitFor({ state: 'attached' })
  const decode = `document.querySelector('${image}').decode().then(() => 'loaded', () => 'failed')`
  return { image: await page.evaluate(decode), hacked: await page.evaluate('typeof window.hacked') }
}

const image = 'img[src$="/x"]'

async function isDark(page: Page): Promise<boolean> {
  const color = await page.evaluate<string>('getComputedStyle(document.body).backgroundColor')
  const [red = 255] = (color.match(/\d+/g) ?? []).map(Number)
  return red < 64
}

/** By which the reader goes from light to dark. */
function switchOf(page: Page): Locator {
  return page.getByRole('button', { name: /dark|light/i })
}

async function open(window: BrowserContext, url: string): Promise<Visit> {
  const visit = await openAnyTab(window, url)
  await visit.page.locator('h1').first().waitFor()
  return visit
}

/** Whatever host a page in it asks for but this one, the app answers, and nothing leaves this machine. */
async function openWindowOf(
  context: TestContext,
  app: RequestListener,
  options: BrowserContextOptions = {},
): Promise<BrowserContext> {
  const answerAnyHost: RequestListener = (req, res) => {
    const { pathname, search } = new URL(req.url ?? '')
    req.url = pathname + search
    app(req, res)
  }
  return openWindow(context, { ...options, proxy: { server: await listen(answerAnyHost) } })
}

function createApp({ policy = '', description = '*Paid*' }): Express {
  const app = express()
  app.use((_req, res, next) => {
    if (policy !== '') res.set('Content-Security-Policy', policy)
    next()
  })
  app.get(
    '/x',
    operation({ hidden: true }, (_req, res) => void res.status(204).end()),
  )
  app.post('/invoices', createInvoice(description))
  app.use(
    call(openapi, {
      info: { title: 'Invoices', version: '1', description },
      webhooks: webhookRouter().post('subscribed', { summary: 'Somebody subscribed', body: {} }),
      ui: [
        '/docs',
        { path: '/redoc', viewer: 'redoc' },
        { path: '/scalar', viewer: 'scalar' },
        { path: '/dark', viewer: 'scalar', theme: 'dark' },
      ],
    }),
  )
  return app
}

function createInvoice(description: string) {
  const text = { type: 'string' } as const
  const invoiceEvents = callbackRouter().post(expression, {
    summary: 'The invoice was paid',
    body: { type: 'object', properties: { paid: { type: 'boolean' } } },
  })
  return operation(
    {
      ...{ summary: 'Create an invoice', description },
      query: { type: 'object', properties: { callback_url: text }, required: ['callback_url'] },
      body: { type: 'object', properties: { id: text }, required: ['id'] },
      callbacks: { invoiceEvents },
    },
    (_req, res) => void res.end(),
  )
}

async function takePicture(page: Page, name: string): Promise<void> {
  const path = fileURLToPath(new URL(`output/${name}.png`, import.meta.url))
  await page.screenshot({ path, fullPage: true, animations: 'disabled' })
}

/** Calls `openapi()` from a file that has the packages beside it, as an app that has installed them. */
let call: (documented: typeof openapi, options: OpenAPIOptions) => ReturnType<typeof openapi>

const folder = mkdtempSync(join(realpathSync(tmpdir()), 'ringback-viewers-'))

beforeAll(async () => {
  await unpack('redoc', '2.5.4')
  await unpack('@scalar/api-reference', '1.46.4')
  const file = join(folder, 'call.mjs')
  writeFileSync(file, 'export const call = (openapi, options) => openapi(options)\n')
  ;({ call } = (await import(/* @vite-ignore */ pathToFileURL(file).href)) as { call: typeof call })
}, 240_000)

afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** The package alone: what it depends on is within its bundle. */
async function unpack(name: string, version: string): Promise<void> {
  const packed = await run('npm', ['pack', `${name}@${version}`, '--prefer-offline'], folder)
  const into = join(folder, 'node_modules', name)
  mkdirSync(into, { recursive: true })
  await run('tar', ['-xzf', packed.trim(), '-C', into, '--strip-components=1'], folder)
}
