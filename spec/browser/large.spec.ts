import type { Locator, Page } from 'playwright-core'
import { describe, expect, it, type TestContext } from 'vitest'
import { createLargeApp, type LargeVersion } from '../large/large-app.ts'
import { listen } from '../live-app.ts'
import { browserOrSkip, skipTransitions } from './chromium.ts'

/**
 * Tags are opened one by one, since the page draws all that is open anew at each step. Colours and the
 * list of models are what takes it longest.
 */
const closed = { docExpansion: 'none', defaultModelsExpandDepth: -1, syntaxHighlight: false }

describe.each(['3.0', '3.1', '3.2'] as const)('the large document in OpenAPI %s', (version) => {
  it('is shown, each operation of each tag, without a complaint', async (context) => {
    const { app, documentation } = createLargeApp(version, closed)
    const { page, complaints } = await openPage(context, `${await listen(app)}/docs`)
    const document = documentation.document(app) as LargeDocument
    const names = mapByTag(document, ({ name }) => name)
    const opened = mapByTag(document, isOpened(version))
    const shown: Record<string, string[]> = {}
    const callbacks: string[] = []
    for (const tag of Object.keys(names)) {
      shown[tag] = await openTag(page, tag, opened[tag] ?? [])
      callbacks.push(...(await openCallbacks(tagOf(page, tag))))
      expect(await listErrors(page)).toEqual([])
      await tagOf(page, tag).locator('.opblock-tag').click()
    }
    expect(shown).toEqual(names)
    expect(callbacks).toEqual(callbacksOf[version])
    expect(complaints).toEqual([])
  }, 240_000)
})

/**
 * Whether an operation is opened: in 3.2, only where it, or what it refers to, is not as in 3.1. The page
 * draws both in the same way, and takes a second to open each.
 */
function isOpened(version: LargeVersion): (operation: NamedOperation) => boolean {
  if (version !== '3.2') return () => true
  const { app, documentation } = createLargeApp('3.1')
  const known = mapByTag(documentation.document(app) as LargeDocument, ({ whole }) => whole)
  const texts = new Set(Object.values(known).flat())
  return ({ whole }) => !texts.has(whole)
}

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
const all = [...events, ...checks, ...events, ...audits]
/** Those of the operations that are opened. */
const callbacksOf = {
  '3.0': all,
  '3.1': all,
  '3.2': [...events, ...checks, 'QUERY {$request.query.hook}/health'],
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
  await skipTransitions(page)
  await page.goto(url)
  await page.locator('.info .title').waitFor()
  return { page, complaints }
}

/** Every operation of a tag, as `GET /invoices`; opens those that are to be. */
async function openTag(page: Page, tag: string, opened: readonly boolean[]): Promise<string[]> {
  const section = tagOf(page, tag)
  await section.locator('.opblock-tag').click()
  const operations = section.locator('.operation-tag-content > span > .opblock')
  await expect.poll(() => operations.count(), patience).toBe(opened.length)
  await click(operations.locator('> .opblock-summary > .opblock-summary-control'), opened)
  await expect
    .poll(() => operations.locator('.opblock-body .responses-inner').count(), patience)
    .toBe(opened.filter(Boolean).length)
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

/** All at once, which is quicker than one by one; but those that are not chosen. */
async function click(buttons: Locator, chosen: readonly boolean[] = []): Promise<void> {
  await buttons.evaluateAll((all, wanted) => {
    for (const [index, button] of all.entries()) {
      if (wanted[index] ?? true) (button as unknown as { click(): void }).click()
    }
  }, chosen)
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

interface LargeDocument {
  readonly paths: Readonly<Record<string, PathItem>>
  readonly components: Readonly<Record<string, Readonly<Record<string, object>>>>
}

interface NamedOperation {
  /** Such as `GET /invoices`. */
  readonly name: string
  /** Its text, and that of all that it refers to. */
  readonly whole: string
}

/** Something of each operation, in the order of the page. */
function mapByTag<Result>(
  document: LargeDocument,
  map: (operation: NamedOperation) => Result,
): Record<string, Result[]> {
  const byTag: Record<string, Result[]> = {}
  for (const [path, item] of Object.entries(document.paths)) {
    const { additionalOperations = {}, ...methods } = item
    for (const [method, operation] of Object.entries({ ...methods, ...additionalOperations })) {
      const [tag = 'default'] = operation.tags ?? []
      const results = (byTag[tag] ??= [])
      const whole = writeWhole(operation, document)
      results.push(map({ name: `${method.toUpperCase()} ${path}`, whole }))
    }
  }
  return byTag
}

function writeWhole(operation: Operation, { components }: LargeDocument): string {
  const texts = new Map([['', JSON.stringify(operation)]])
  // what is added while it runs comes up, too
  for (const text of texts.values()) {
    for (const [, kind = '', name = ''] of text.matchAll(/"#\/components\/(\w+)\/([^"/]+)"/g)) {
      const pointer = `${kind}/${name}`
      if (!texts.has(pointer)) texts.set(pointer, JSON.stringify(components[kind]?.[name]))
    }
  }
  return [...texts].join('\n')
}
