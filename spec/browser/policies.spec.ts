/** The page under Content-Security-Policies that refuse what is inline, and over plain http. */
import type { RequestListener } from 'node:http'
import express, { type Express } from 'express'
import { describe, expect, it } from 'vitest'
import { openapi, operation, webhookRouter } from '../../lib/index.ts'
import { listen } from '../live-app.ts'
import { helmetPolicy } from './helmet.ts'
import { serveHost } from './proxy.ts'
import { expectQuiet, openPage, openWindow, textOf, tryOut } from './visit.ts'

const strictPolicy = [
  "default-src 'self'",
  "img-src 'self' data:",
  "style-src 'self'",
  "script-src 'self'",
].join(';')

const answer = { status: '200', body: ['All things'] }

describe('a page under a Content-Security-Policy, in Chromium', () => {
  it("works without 'unsafe-inline'", async (context) => {
    const origin = await listen(createApp(strictPolicy))
    const visit = await openPage(context, `${origin}/docs`)
    const { page } = visit
    expect(await tryOut(page, 'All things')).toEqual({ url: `${origin}/things`, ...answer })
    await page.getByRole('button', { name: 'Dark' }).click()
    await page.locator('.webhooks .opblock-summary-control').click()
    await page.locator('.webhooks .responses-wrapper').waitFor()
    await page.getByRole('button', { name: 'Authorize', exact: true }).click()
    await page.locator('.modal-ux').waitFor()
    expect(await page.evaluate('document.documentElement.className')).toBe('dark-mode')
    expectQuiet(visit)
  })

  it("works under helmet's, over http at a host that is not this one", async (context) => {
    const visit = await openPage(context, 'http://app.test/docs', {
      proxy: await serveHost(createApp(helmetPolicy)),
    })
    expect(await visit.page.evaluate('isSecureContext')).toBe(false)
    expect(await tryOut(visit.page, 'All things')).toEqual({
      url: 'http://app.test/things',
      ...answer,
    })
    expectQuiet(visit)
  })

  it('would be blank there with upgrade-insecure-requests, which the page takes out', async (context) => {
    const app = createApp(helmetPolicy)
    const answerAsHelmetDoes: RequestListener = (req, res) => {
      const { writeHead } = res
      res.writeHead = (...args: unknown[]) => {
        res.setHeader('Content-Security-Policy', helmetPolicy)
        return Reflect.apply(writeHead, res, args) as typeof res
      }
      app(req, res)
    }
    const window = await openWindow(context, { proxy: await serveHost(answerAsHelmetDoes) })
    const page = await window.newPage()
    const failed: string[] = []
    page.on('requestfailed', (made) => failed.push(made.url()))
    await page.goto('http://app.test/docs')
    expect(failed).toContain('https://app.test/docs/swagger-ui-bundle.js')
    expect(await textOf(page.locator('body'))).toBe('')
  })
})

function createApp(policy: string): Express {
  const app = express()
  app.use((_req, res, next) => {
    res.set('Content-Security-Policy', policy)
    next()
  })
  app.get(
    '/things',
    operation({ summary: 'All things' }, (_req, res) => void res.json(['All things'])),
  )
  app.use(
    openapi({
      info: {
        title: 'Strict',
        version: '1',
        description: 'A *list*, `code` and a\n\n| table |\n|-|\n| x |',
      },
      webhooks: webhookRouter().post('paid', { body: { type: 'object' } }),
      components: { securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-Key' } } },
    }),
  )
  return app
}
