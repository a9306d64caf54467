import type { Locator, Page } from 'playwright-core'
import { describe, expect, it, type TestContext } from 'vitest'
import { createLargeApp } from '../large/large-app.ts'
import { listen } from '../live-app.ts'
import { browserOrSkip } from './chromium.ts'

/**
 * Tags are opened one by one, since the page draws all that is open anew at each step. Colours and the
 * list of models are what takes it longest.
 */
const closed = { docExpansion: 'none', defaultModelsExpandDepth: -1, syntaxHighlight: false }

describe.each(['3.0', '3.1', '3.2'] as const)('the large document in OpenAPI %s', (version) => {
  it('is shown, each operation of each tag, without a complaint', async (context) => {
    const { app, documentation } = createLargeApp(version, closed)
    const { page, complaints } = await openPage(context, `${await listen(app)}/docs`)
    const byTag = listByTag(documentation.document(app))
    const shown: Record<string, string[]> = {}
    const callbacks: string[] = []
    for (const [tag, operations] of Object.entries(byTag)) {
      shown[tag] = await openTag(page, tag, operations.length)
      callbacks.push(...(await openCallbacks(tagOf(page, tag))))
      expect(await listErrors(page)).toEqual([])
      await tagOf(page, tag).locator('.opblock-tag').click()
    }
    expect(shown).toEqual(byTag)
    expect(callbacks).toEqual(callbacksOf[version])
    expect(complaints).toEqual([])
  }, 240_000)
})

const events = [
  'POST {$request.body#/callbackUrl}/orders/{$response.body#/id}',
  'PUT {$request.body#/callbackUrl}/orders/{$response.body#/id}',
  'DELETE {$request.body#/callbackUrl}/orders/{$response.body#/id}',
  'POST {$request.body#/callbackUrl}/stock',
]
const checks = ['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PATCH'].map(
  (method) => `${method} {$request.query.hook}/health`,
)
const audits = Array<string>(2).fill('POST {$request.query.audit}/{$method}')
const without32 = [...events, ...checks, ...events, ...audits]
const callbacksOf = {
  '3.0': without32,
  '3.1': without32,
  '3.2': [...events, ...checks, 'QUERY {$request.query.hook}/health', ...events, ...audits],
}

async function openPage(context: TestContext, url: string) {
  const browser = await browserOrSkip(context)
  const page = await browser.newPage({ viewport: { width: 1200, height: 1100 } })
  page.setDefaultTimeout(60_000)
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
  })
  await page.goto(url)
  await page.locator('.info .title').waitFor()
  return { page, complaints }
}

/** Every operation of a tag, opened, as `GET /invoices`. */
async function openTag(page: Page, tag: string, count: number): Promise<string[]> {
  const section = tagOf(page, tag)
  await section.locator('.opblock-tag').click()
  const operations = section.locator('.operation-tag-content > span > .opblock')
  await expect.poll(() => operations.count(), patience).toBe(count)
  await click(operations.locator('> .opblock-summary > .opblock-summary-control'))
  await expect
    .poll(() => operations.locator('.opblock-body .responses-inner').count(), patience)
    .toBe(count)
  return readOperations(operations)
}

const patience = { timeout: 60_000, interval: 250 }

/** What the Callbacks tabs of a section have. */
async function openCallbacks(section: Locator): Promise<string[]> {
  const tabs = section.locator('.opblock-section-header .tab-item', { hasText: 'Callbacks' })
  await click(tabs)
  const containers = section.locator('.callbacks-container')
  await expect.poll(() => containers.count(), patience).toBe(await tabs.count())
  return readOperations(containers.locator('.opblock'))
}

async function readOperations(operations: Locator): Promise<string[]> {
  const lines = operations.locator('> .opblock-summary')
  const methods = await lines.locator('.opblock-summary-method').allTextContents()
  const paths = await lines.locator('[data-path]').allTextContents()
  return methods.map((method, index) => `${method} ${paths[index]}`)
}

/** All at once, which is quicker than one by one. */
async function click(buttons: Locator): Promise<void> {
  await buttons.evaluateAll((all) => {
    for (const button of all) (button as unknown as { click(): void }).click()
  })
}

function tagOf(page: Page, tag: string): Locator {
  return page.locator('.opblock-tag-section', { has: page.locator(`[data-tag="${tag}"]`) })
}

function listErrors(page: Page): Promise<string[]> {
  const places = ['.errors-wrapper', '.error-wrapper', '.fallback', '.loading-container']
  return page.locator(places.join(', ')).allInnerTexts()
}

interface Operation {
  readonly tags?: readonly string[]
}

type PathItem = Record<string, Operation> & {
  readonly additionalOperations?: Record<string, Operation>
}

function listByTag(document: object): Record<string, string[]> {
  const byTag: Record<string, string[]> = {}
  for (const [path, item] of Object.entries((document as { paths: object }).paths)) {
    const { additionalOperations = {}, ...methods } = item as PathItem
    for (const [method, operation] of Object.entries({ ...methods, ...additionalOperations })) {
      const [tag = 'default'] = operation.tags ?? []
      const names = (byTag[tag] ??= [])
      names.push(`${method.toUpperCase()} ${path}`)
    }
  }
  return byTag
}
