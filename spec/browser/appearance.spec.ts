/** What the page looks like on a phone and on a desktop, light and dark. */
import { fileURLToPath } from 'node:url'
import type { Locator, Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { createInvoicesApi } from '../../demo-app/invoices-api.ts'
import { listen } from '../live-app.ts'
import { findFaintParts } from './contrast.ts'
import { expectQuiet, openPage } from './visit.ts'

describe('the page of the demo with every operation open, in Chromium', () => {
  it.for([
    { device: 'phone', viewport: { width: 360, height: 740 } },
    { device: 'desktop', viewport: { width: 1200, height: 1000 } },
  ])('is in order on a $device, light and dark', async ({ device, viewport }, context) => {
    const origin = await listen(createInvoicesApi())
    const visit = await openPage(context, `${origin}/docs`, { viewport })
    const { page } = visit
    await openEverything(page)
    for (const theme of ['Light', 'Dark'] as const) {
      await page.getByRole('button', { name: theme }).click()
      await takePicture(page, `${device}-${theme.toLowerCase()}`)
      expect(await readPage(page)).toEqual({
        title: 'Invoices',
        lang: 'en',
        width: viewport.width,
        background: backgrounds[theme],
      })
      expect(await findFaintParts(page, '[class*="ringback-"]:not(:has(.opblock))')).toEqual([])
    }
    expect(await page.locator('.ringback-topbar :is(h1, h2, h3, h4, h5, h6)').count()).toBe(0)
    expectQuiet(visit)
  })
})

const backgrounds = { Light: 'rgb(250, 250, 250)', Dark: 'rgb(28, 32, 34)' }

async function takePicture(page: Page, name: string): Promise<void> {
  const path = fileURLToPath(new URL(`output/demo-${name}.png`, import.meta.url))
  await page.screenshot({ path, fullPage: true, animations: 'disabled' })
}

/** The operations, then their callbacks; in each, the schemas in place of the examples. */
async function openEverything(page: Page): Promise<void> {
  await page.locator('.opblock').first().waitFor()
  await clickAll(page.locator('.operation-tag-content > span > .opblock .opblock-summary-control'))
  await clickAll(page.locator('.tab-item', { hasText: 'Callbacks' }))
  await clickAll(page.locator('.callbacks-container .opblock-summary-control'))
  await clickAll(page.locator('.try-out__btn'))
  await clickAll(page.getByRole('tab', { name: 'Schema' }))
  await expect.poll(() => page.locator('.opblock-loading-animation').count()).toBe(0)
  const bodies = page.locator('.opblock-body')
  expect(await bodies.count()).toBe(await page.locator('.opblock').count())
}

async function clickAll(controls: Locator): Promise<void> {
  await controls.first().waitFor()
  await controls.evaluateAll((elements: { click(): void }[]) => {
    for (const element of elements) element.click()
  })
}

function readPage(page: Page): Promise<unknown> {
  return page.evaluate(`({
    title: document.title,
    lang: document.documentElement.lang,
    width: document.documentElement.scrollWidth,
    background: getComputedStyle(document.body).backgroundColor,
  })`)
}
