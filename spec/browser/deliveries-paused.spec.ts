/** The endpoints that are paused, on the page of deliveries: read and resumed in a browser. */
import express from 'express'
import type { Page } from 'playwright-core'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createSender, deliveriesRouter } from '../../lib/delivery/index.ts'
import { webhookRouter } from '../../lib/index.ts'
import { listen } from '../live-app.ts'
import { findFaintParts } from './contrast.ts'
import { helmetPolicy } from './helmet.ts'
import { createProxy, serveHost, stripPrefix } from './proxy.ts'
import { expectQuiet, openAnyTab, openWindow } from './visit.ts'

describe('an endpoint that is paused', () => {
  it("is resumed without script, under helmet's headers, behind a prefix, in the dark and on a phone", async (context) => {
    const { app, sender } = await createPaused()
    const window = await openWindow(context, {
      viewport: { width: 360, height: 800 },
      javaScriptEnabled: false,
      proxy: await serveHost(createProxy(await listen(app), stripPrefix('/api'))),
    })
    const visit = await openAnyTab(window, 'http://app.test/api/deliveries')
    const { page } = visit
    const section = page.getByRole('region', { name: 'Paused endpoints' }).first()
    expect(await section.locator('code').innerText()).toBe(endpoint)
    await expectReadable(page)

    const answered = page.waitForResponse((response) => response.request().method() === 'POST')
    await section.getByRole('button', { name: `Resume ${endpoint}` }).click()
    expect((await answered).status()).toBe(303)
    await page.waitForURL('http://app.test/api/deliveries/')
    expect(await page.getByRole('heading', { name: 'Paused endpoints' }).count()).toBe(0)
    await expect.poll(() => sender.paused()).toEqual([])
    await expect
      .poll(async () => (await sender.deliveries.list()).map(({ state }) => state))
      .toEqual(['delivered'])
    expectQuiet(visit)
  })
})

async function expectReadable(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    const path = `spec/browser/output/deliveries-paused-${colorScheme}.png`
    await page.screenshot({ path, fullPage: true })
    expect(await findFaintParts(page, 'body')).toEqual([])
  }
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360)
}

const endpoint = `https://shop.test/'"&=+%<img src=x onerror=window.hacked=1>/${'x'.repeat(60)}`

/** An app that sends what helmet does, and whose only endpoint has failed once. */
async function createPaused() {
  let answers = 0
  const receiver = await listen(
    express().use((_req, res) => void res.status(answers++ === 0 ? 503 : 200).end()),
  )
  const events = webhookRouter().post('paid', { operationId: 'paid' })
  const sender = createSender({
    webhooks: [events],
    secret: false,
    allow: { http: true, ports: 'any', networks: ['127.0.0.1/32'] },
    endpoints: { key: () => endpoint, pauseAfterFailures: 1 },
  })
  onTestFinished(() => sender.close({ drainMs: 0 }))
  void sender.run()
  await sender.send(events.operations.paid, receiver)
  await expect.poll(() => sender.paused()).toHaveLength(1)

  const app = express()
  app.use((_req, res, next) => {
    res.set({ 'Content-Security-Policy': helmetPolicy, 'Referrer-Policy': 'no-referrer' })
    next()
  })
  app.use('/deliveries', deliveriesRouter(sender))
  return { app, sender }
}
