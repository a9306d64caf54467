import type { BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core'
import { expect, type TestContext } from 'vitest'
import { browserOrSkip, skipTransitions } from './chromium.ts'

/** A page of documentation, and what happened while it was open. */
export interface Visit {
  readonly page: Page
  /** Errors and warnings on the console, what the policy refused, and errors that nothing caught. */
  readonly complaints: string[]
  readonly origins: Set<string>
}

/** A window with cookies and storage of its own, in which pages open as tabs. */
export async function openWindow(
  context: TestContext,
  options: BrowserContextOptions = {},
): Promise<BrowserContext> {
  const browser = await browserOrSkip(context)
  const opened = await browser.newContext({
    viewport: { width: 1200, height: 1000 },
    ...options,
  })
  opened.setDefaultTimeout(60_000)
  return opened
}

/** Opens a tab at a page of documentation, and waits until the document is shown. */
export async function openTab(window: BrowserContext, url: string): Promise<Visit> {
  const visit = await openAnyTab(window, url)
  await visit.page.locator('.info .title').waitFor()
  return visit
}

/** Opens a tab at any page. */
export async function openAnyTab(window: BrowserContext, url: string): Promise<Visit> {
  const page = await window.newPage()
  await skipTransitions(page)
  const visit: Visit = { page, complaints: [], origins: new Set() }
  page.on('request', (made) => visit.origins.add(new URL(made.url()).origin))
  page.on('pageerror', (error) => visit.complaints.push(error.message))
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) visit.complaints.push(message.text())
  })
  await page.goto(url)
  return visit
}

export async function openPage(
  context: TestContext,
  url: string,
  options?: BrowserContextOptions,
): Promise<Visit> {
  return openTab(await openWindow(context, options), url)
}

/** Nothing to complain of, and every request at the page's own origin. */
export function expectQuiet({ page, complaints, origins }: Visit): void {
  const { origin } = new URL(page.url())
  expect({ complaints, origins: [...origins] }).toEqual({ complaints: [], origins: [origin] })
}

/** An operation that the API itself serves, opened, by its summary. */
export async function expandOperation(page: Page, summary: string): Promise<Locator> {
  const operation = page
    .locator('.operation-tag-content > span > .opblock')
    .filter({ has: page.getByText(summary, { exact: true }) })
  await operation.locator('.opblock-summary-control').click()
  await operation.locator('.opblock-body').waitFor()
  return operation
}

export interface Answer {
  readonly url: string
  readonly status: string
  readonly body: unknown
}

/** What Try it out shows of an operation that needs no input: where it called, and the answer. */
export async function tryOut(page: Page, summary: string): Promise<Answer> {
  const operation = await expandOperation(page, summary)
  await operation.getByRole('button', { name: 'Try it out' }).click()
  await operation.getByRole('button', { name: 'Execute' }).click()
  const row = operation.locator('.live-responses-table tbody tr.response')
  return {
    url: await textOf(operation.locator('.request-url pre')),
    status: await textOf(row.locator('.response-col_status')),
    body: JSON.parse(await textOf(row.locator('code').first())) as unknown,
  }
}

export async function textOf(locator: Locator): Promise<string> {
  return (await locator.innerText()).trim()
}

/** Moves the focus as a reader does who has no mouse. */
export async function tabTo(page: Page, control: Locator): Promise<void> {
  const isFocused = () => control.evaluate((element) => element.matches(':focus-visible'))
  for (let tabs = 0; tabs < 50; tabs++) {
    await page.keyboard.press('Tab')
    if (await isFocused()) return
  }
  throw new Error('Tab does not reach it')
}
