/** Callbacks that are really sent: from Try it out to the other side, and the page that shows them. */
import express from 'express'
import type { Page } from 'playwright-core'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { createExternalDeveloper } from '../../demo-app/external-developer.ts'
import { createInvoicesApi } from '../../demo-app/invoices-api.ts'
import { createSender, deliveriesRouter } from '../../lib/delivery/index.ts'
import { callbackRouter } from '../../lib/index.ts'
import { listen } from '../live-app.ts'
import { findFaintParts } from './contrast.ts'
import { helmetPolicy } from './helmet.ts'
import { createProxy, serveHost, stripPrefix } from './proxy.ts'
import { expandOperation, expectQuiet, openAnyTab, openTab, openWindow, textOf } from './visit.ts'

describe('a callback of the demo in Chromium', () => {
  it('arrives signed and checked, is tried again where it failed, and is sent again', async (context) => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => {})
    onTestFinished(() => log.mockRestore())
    const origin = await listen(createInvoicesApi())
    const developerOrigin = await listen(createExternalDeveloper())
    const httpCredentials = { username: 'demo', password: 'demo' }
    const window = await openWindow(context, { httpCredentials })
    const docs = await openTab(window, `${origin}/docs`)
    const { page: developer } = await openAnyTab(window, developerOrigin)

    const createInvoice = await tryOutInvoice(docs.page, developerOrigin)
    await createInvoice('taken at once')
    await waitForRow(developer, ['taken at once', 'signed and checked', '200'])

    await developer.getByRole('button', { name: 'Fail the next 2' }).click()
    await developer.getByText('Calls that will fail: 2').waitFor()
    await createInvoice('taken in the end')
    await waitForRow(developer, ['taken in the end', 'signed and checked', '503'])

    const deliveries = await openAnyTab(window, `${origin}/deliveries`)
    const { page } = deliveries
    await page.locator('tbody tr').nth(1).waitFor()
    await page.locator('tbody a').first().click()
    await expect.poll(() => reloadAndRead(page), { timeout: 20_000 }).toEqual(['503', '503', '200'])
    expect(await textOf(page.locator('dd.delivered'))).toBe('delivered')
    expect(await textOf(page.locator('main'))).toContain(`${developerOrigin}/invoices/taken`)

    await sendAgain(page)
    const all = ['503', '503', '200', '200']
    await expect.poll(() => reloadAndRead(page), { timeout: 20_000 }).toEqual(all)
    const calls = developer.getByRole('row', { name: 'taken in the end' })
    await expect.poll(() => calls.count(), { timeout: 20_000 }).toBe(4)
    expectQuiet(deliveries)
    expectQuiet(docs)
  })
})

describe('deliveriesRouter() in Chromium', () => {
  it("needs no script, under helmet's headers, behind a prefix, in the dark and on a phone", async (context) => {
    const { app, id } = await createHostileDelivery()
    const window = await openWindow(context, {
      viewport: { width: 360, height: 800 },
      javaScriptEnabled: false,
      proxy: await serveHost(createProxy(await listen(app), stripPrefix('/api'))),
    })
    const visit = await openAnyTab(window, 'http://app.test/api/deliveries')
    const { page } = visit
    await expectReadable(page, 'list')
    await page.getByRole('link', { name: 'dead' }).click()
    await page.getByRole('link', { name: id }).click()
    await page.locator('summary').click()
    expect(await textOf(page.getByLabel('Body', { exact: true }).last())).toBe(hostile)
    await expectReadable(page, 'one')
    await sendAgain(page)
    await expect.poll(() => reloadAndRead(page)).toEqual(['400', '400'])
    expect(page.url()).toBe(`http://app.test/api/deliveries/${id}`)
    expectQuiet(visit)
  })
})

/** Opens the operation; what is returned creates an invoice of this id. */
async function tryOutInvoice(page: Page, callbackUrl: string) {
  const operation = await expandOperation(page, 'Create an invoice')
  await operation.getByRole('button', { name: 'Try it out' }).click()
  await operation.locator('[data-param-name="callback_url"] input').fill(callbackUrl)
  return async (id: string): Promise<void> => {
    const body = JSON.stringify({ id, customer: 'ACME', total: 12.5 })
    await operation.locator('textarea.body-param__text').fill(body)
    await operation.getByRole('button', { name: 'Execute' }).click()
  }
}

async function waitForRow(page: Page, cells: readonly string[]): Promise<void> {
  const rows = cells.reduce((found, cell) => found.filter({ hasText: cell }), page.locator('tr'))
  await rows.first().waitFor()
}

async function sendAgain(page: Page): Promise<void> {
  const answered = page.waitForResponse((response) => response.request().method() === 'POST')
  await page.getByRole('button', { name: 'Send again' }).click()
  await answered
}

/** The answers of all attempts, as the page of a delivery has them now. */
async function reloadAndRead(page: Page): Promise<string[]> {
  await page.reload()
  return page.locator('td > .taken, td > .failed').allInnerTexts()
}

async function expectReadable(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    const path = `spec/browser/output/deliveries-${name}-${colorScheme}.png`
    await page.screenshot({ path, fullPage: true })
    expect(await findFaintParts(page, 'body')).toEqual([])
  }
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360)
}

const hostile = `</pre></details><img src=x onerror=window.hacked=1> ' " &amp;`

/** An app that sends what helmet does, and a delivery of it that was answered with hostile text. */
async function createHostileDelivery() {
  const receiver = await listen(
    express().use((_req, res) => void res.status(400).set('X-Odd', hostile).send(hostile)),
  )
  const events = callbackRouter().post('{$request.query.url}', { operationId: hostile, body: {} })
  const sender = createSender({
    callbacks: [events],
    secret: false,
    allow: { http: true, ports: [Number(new URL(receiver).port)], networks: ['127.0.0.1/32'] },
  })
  onTestFinished(() => sender.close({ drainMs: 0 }))
  void sender.run()
  const { id } = await sender.send(events.operations[hostile], receiver, { paid: true })
  await expect.poll(async () => (await sender.deliveries.get(id))?.state).toBe('dead')

  const app = express()
  app.use((_req, res, next) => {
    res.set({ 'Content-Security-Policy': helmetPolicy, 'Referrer-Policy': 'no-referrer' })
    next()
  })
  app.use('/deliveries', deliveriesRouter(sender))
  return { app, id }
}
