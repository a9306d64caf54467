/** The bar at the top of the page: the document's addresses, and light or dark. */
import express, { type Express } from 'express'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { openapi } from '../../lib/index.ts'
import { listen } from '../live-app.ts'
import { expectQuiet, openPage, openTab, openWindow, tabTo } from './visit.ts'

const light = { isDark: false, scheme: 'light' }
const dark = { isDark: true, scheme: 'dark' }

describe('the bar at the top of the page, in Chromium', () => {
  it('leads to the document, and offers no other', async (context) => {
    const origin = await listen(createApp({ document: '/api/v1', ui: '/help/docs' }))
    const visit = await openPage(context, `${origin}/help/docs`)
    const links = visit.page.getByRole('navigation', { name: 'Document' }).getByRole('link')
    const found = await Promise.all(
      (await links.all()).map(async (link) => {
        const url = new URL((await link.getAttribute('href'))!, visit.page.url())
        const { headers } = await fetch(url)
        return [await link.innerText(), url.pathname, headers.get('content-type')]
      }),
    )
    expect(found).toEqual([
      ['v1', '/api/v1', 'application/json; charset=utf-8'],
      ['v1.yaml', '/api/v1.yaml', 'application/yaml'],
    ])
    expect(await visit.page.locator('.topbar input, .topbar svg').count()).toBe(0)
    expectQuiet(visit)
  })

  it('switches between light and dark by keyboard, for later visits and other tabs too', async (context) => {
    const origin = await listen(createApp())
    const window = await openWindow(context, { colorScheme: 'light' })
    const visit = await openTab(window, `${origin}/docs`)
    const other = await openTab(window, `${origin}/docs`)
    const { page } = visit
    expect(await readTheme(page)).toEqual({ ...light, pressed: ['System'] })
    await page.emulateMedia({ colorScheme: 'dark' })
    await expect.poll(() => readTheme(page)).toEqual({ ...dark, pressed: ['System'] })

    await tabTo(page, page.getByRole('button', { name: 'Light' }))
    await page.keyboard.press('Enter')
    expect(await readTheme(page)).toEqual({ ...light, pressed: ['Light'] })
    await page.emulateMedia({ colorScheme: 'light' })
    await page.keyboard.press('Tab')
    await page.keyboard.press('Space')
    expect(await readTheme(page)).toEqual({ ...dark, pressed: ['Dark'] })
    await expect.poll(() => readTheme(other.page)).toEqual({ ...dark, pressed: ['Dark'] })

    await page.addInitScript(rememberFirst)
    await page.reload()
    await page.locator('.info .title').waitFor()
    expect(await page.evaluate('window.firstClass')).toBe('dark-mode')
    expect(await readTheme(page)).toEqual({ ...dark, pressed: ['Dark'] })
    await page.getByRole('button', { name: 'System' }).click()
    expect(await readTheme(page)).toEqual({ ...light, pressed: ['System'] })
    expectQuiet(visit)
    expectQuiet(other)
  })

  it('has no switch where the author has chosen', async (context) => {
    const chosen = createApp({ ui: { theme: 'dark' } }).use('/free', createApp())
    const origin = await listen(chosen)
    const window = await openWindow(context, { colorScheme: 'light' })
    const free = await openTab(window, `${origin}/free/docs`)
    await free.page.getByRole('button', { name: 'Light' }).click()
    const visit = await openTab(window, `${origin}/docs`)
    expect(await readTheme(visit.page)).toEqual({ ...dark, pressed: [] })
    expect(await visit.page.locator('.topbar button').count()).toBe(0)
    expectQuiet(visit)
  })

  it('works where the browser forbids storage', async (context) => {
    const app = createApp({ cors: true })
    app.get('/frame', (_req, res) => {
      res.type('html').send('<iframe sandbox="allow-scripts" src="/docs/"></iframe>')
    })
    const window = await openWindow(context, { colorScheme: 'light' })
    const page = await window.newPage()
    const complaints: string[] = []
    page.on('pageerror', (error) => complaints.push(error.message))
    await page.goto(`${await listen(app)}/frame`)
    const frame = page.frameLocator('iframe')
    await frame.getByRole('button', { name: 'Dark' }).click()
    expect(await frame.locator('html').getAttribute('class')).toBe('dark-mode')
    expect(complaints).toEqual([])
  })
})

function createApp(options = {}): Express {
  const app = express()
  app.get('/things', (_req, res) => void res.json([]))
  return app.use(openapi({ info: { title: 'Bar', version: '1' }, onProblem: () => {}, ...options }))
}

async function readTheme(page: Page) {
  const read = `({
    isDark: document.documentElement.classList.contains('dark-mode'),
    scheme: getComputedStyle(document.documentElement).colorScheme,
  })`
  const pressed = page.locator('.topbar [aria-pressed="true"]')
  return { ...(await page.evaluate<object>(read)), pressed: await pressed.allInnerTexts() }
}

/** The class of the root element at the moment when there is something to show. */
const rememberFirst = `new MutationObserver((_changes, observer) => {
  if (!document.body) return
  observer.disconnect()
  window.firstClass = document.documentElement.className
}).observe(document, { childList: true, subtree: true })`
