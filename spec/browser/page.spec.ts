import { copyFileSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import express5 from 'express'
import type { Locator, Page } from 'playwright-core'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { createExternalDeveloper } from '../../demo-app/external-developer.ts'
import { createInvoicesApi } from '../../demo-app/invoices-api.ts'
import { callbackRouter, openapi, operation, type Problem } from '../../lib/index.ts'
import { listen } from '../live-app.ts'
import { helmetPolicy } from './helmet.ts'
import { createProxy, stripPrefix } from './proxy.ts'
import { expandOperation, expectQuiet, openPage, textOf } from './visit.ts'

const express4 = createRequire(import.meta.url)('express4') as typeof express5

describe('openapi() in Chromium', () => {
  it('shows an operation, and in its Callbacks tab the expression, the signature and both schemas', async (context) => {
    const origin = await listen(createInvoicesApi())
    const visit = await openPage(context, `${origin}/docs`)
    const invoice = await expandOperation(visit.page, 'Create an invoice')
    const callback = await expandCallback(invoice, 'invoiceEvents')

    expect(await visit.page.title()).toBe('Invoices')
    expect(await textOf(callback.locator('.opblock-summary-path'))).toBe(
      '{$request.query.callback_url}/invoices/{$request.body#/id}',
    )
    expect(await textOf(callback.locator('.opblock-summary-description'))).toBe(
      'The invoice was paid',
    )
    expect(await textOf(callback.locator('.opblock-description'))).toBe(
      'Sent once the money is there. Answer with any 2xx within 15 seconds.',
    )
    await expect
      .poll(() => readParameters(callback))
      .toEqual(['webhook-id (header)', 'webhook-timestamp (header)', 'webhook-signature (header)'])
    expect(await readExample(requestOf(callback))).toEqual({ description: 'string', paid: true })
    expect(await readExample(responsesOf(callback))).toEqual({ ok: true })
    expect(await readProperties(requestOf(callback))).toEqual(['description', 'paid'])
    expect(await readProperties(responsesOf(callback))).toEqual(['ok'])
    expectQuiet(visit)
  })

  it('opens the operation that a deep link names', async (context) => {
    const origin = await listen(createInvoicesApi())
    const visit = await openPage(context, `${origin}/docs#/default/createInvoice`)
    const open = visit.page.locator('.opblock.is-open .opblock-summary-description')
    await open.first().waitFor()
    expect(await open.allTextContents()).toEqual(['Create an invoice'])
    expectQuiet(visit)
  })

  it('tries an operation out: the answer is shown, and the callback arrives', async (context) => {
    const log = silenceLog()
    const origin = await listen(createInvoicesApi())
    const developer = await listen(createExternalDeveloper())
    const visit = await openPage(context, `${origin}/docs`)

    const invoice = await expandOperation(visit.page, 'Create an invoice')
    await invoice.getByRole('button', { name: 'Try it out' }).click()
    await invoice.locator('[data-param-name="callback_url"] input').fill(developer)
    const body = { id: 'inv 1/2', customer: 'ACME', total: 12.5 }
    await invoice.locator('textarea.body-param__text').fill(JSON.stringify(body))
    await invoice.getByRole('button', { name: 'Execute' }).click()

    const answer = invoice.locator('.live-responses-table .response')
    expect(await textOf(answer.locator('.response-col_status'))).toBe('200')
    expect(JSON.parse(await textOf(answer.locator('code').first()))).toEqual({
      msg: 'Invoice received',
    })
    const url = `${developer}/invoices/inv%201%2F2`
    await expect
      .poll(() => log.mock.calls)
      .toEqual([[`invoiceNotification to ${url}, attempt 1: answered 200`]])
    const received = await fetch(`${developer}/received`)
    expect(await received.json()).toEqual([
      {
        at: expect.any(String) as string,
        invoice: 'inv 1/2',
        event: { description: 'Invoice paid', paid: true },
        signature: 'signed and checked',
        answered: 200,
      },
    ])
    expectQuiet(visit)
  })

  it('comes back from an OAuth2 server with the token', async (context) => {
    const origin = await listen(createGuardedApp())
    const visit = await openPage(context, `${origin}/docs`)
    await visit.page.getByRole('button', { name: 'Authorize', exact: true }).click()
    const dialog = visit.page.locator('.modal-ux')
    await dialog.locator('#client_id_implicit').fill('the-page')
    await dialog.getByRole('button', { name: 'Apply' }).click()
    expect(await textOf(dialog.locator('h6'))).toBe('Authorized')
    expectQuiet(visit)
  })

  it('shows odd and hostile text as it is, and runs none of it', async (context) => {
    const odd = "$` $& $' $$ </script><img src=x onerror=window.hacked=1> \u2028 & &amp; end"
    // in Markdown, runs of white space are one space
    const oddInMarkdown = odd.replaceAll(/\s+/g, ' ')
    const app = express5()
    app.post('/odd', createOddOperation(odd))
    app.use(openapi({ info: { title: odd, version: odd, description: `\`\` ${odd} \`\`` } }))
    const origin = await listen(app)
    const visit = await openPage(context, `${origin}/docs`)
    const { page } = visit

    expect(await page.title()).toBe(odd)
    const title = page.locator('.info .title')
    expect((await textOf(title)).startsWith(odd)).toBe(true)
    expect(await textOf(title.locator('.version').first())).toBe(odd)
    expect(await textOf(page.locator('.info .description code'))).toBe(oddInMarkdown)
    expect(await textOf(page.locator('.opblock-tag a'))).toBe(odd)

    const shown = await expandOperation(page, odd)
    expect(await textOf(shown.locator('.opblock-description code'))).toBe(oddInMarkdown)
    const callback = await expandCallback(shown, odd)
    expect(await textOf(callback.locator('.opblock-summary-description'))).toBe(odd)
    expect(await readExample(requestOf(callback))).toEqual({ [odd]: odd })
    expect(await page.evaluate('typeof window.hacked')).toBe('undefined')
    expectQuiet(visit)
  })

  it('lists the routes of an app that declares nothing', async (context) => {
    const app = express5()
    app.get('/shops/:shop/things', (_req, res) => void res.json([]))
    app.use(openapi({ info: { title: 'Plain', version: '1' }, onProblem: ignore }))
    app.delete('/things/:id', (_req, res) => void res.json({}))
    const origin = await listen(app)
    const visit = await openPage(context, `${origin}/docs`)
    expect(await listOperations(visit.page)).toEqual([
      'GET /shops/{shop}/things',
      'DELETE /things/{id}',
    ])
    expectQuiet(visit)
  })

  it('shows each of two documents in one app at its own page', async (context) => {
    const problems: Problem[] = []
    const document = (title: string) =>
      openapi({ info: { title, version: '1' }, onProblem: (problem) => problems.push(problem) })
    const inner = express5()
    inner.get('/users', operation({ summary: 'List all users' }, answerNothing))
    inner.use(document('Inner'))
    const app = express5()
    app.get('/things', operation({ summary: 'List all things' }, answerNothing))
    app.use('/inner', inner)
    app.use(document('Outer'))
    const origin = await listen(app)
    const ofOuter = {
      tab: 'Outer',
      title: 'Outer',
      operations: ['GET /things', 'GET /inner/users'],
    }
    const ofInner = { tab: 'Inner', title: 'Inner', operations: ['GET /users'] }

    const visit = await openPage(context, `${origin}/docs`)
    expect(await readPage(visit.page)).toEqual(ofOuter)
    await visit.page.goto(`${origin}/inner/docs`)
    expect(await readPage(visit.page)).toEqual(ofInner)
    expectQuiet(visit)
    expect(problems).toEqual([])
  })

  it("runs under helmet's default Content-Security-Policy", async (context) => {
    const app = express5()
    app.use((_req, res, next) => {
      res.set('Content-Security-Policy', helmetPolicy)
      next()
    })
    app.get('/things', operation({ summary: 'List all things' }, answerNothing))
    app.use(openapi({ info: { title: 'Guarded', version: '1' } }))
    const origin = await listen(app)
    const visit = await openPage(context, `${origin}/docs`)
    expect(await visit.page.title()).toBe('Guarded')
    await expandOperation(visit.page, 'List all things')
    expectQuiet(visit)
  })

  it('looks like the picture in the README', async (context) => {
    const origin = await listen(createInvoicesApi())
    const { page } = await openPage(context, `${origin}/docs`)
    const invoice = await expandOperation(page, 'Create an invoice')
    const callback = await expandCallback(invoice, 'invoiceEvents')
    await takePicture(page, callback)

    if (process.env['UPDATE_SCREENSHOT']) copyFileSync(pictures.taken, pictures.checkedIn)
    expect(readWidth(pictures.taken)).toBe(1200)
    expect(readWidth(pictures.checkedIn)).toBe(1200)
  })
})

// what is served is tried on both over HTTP: spec/serve.spec.ts, spec/page/page.spec.ts
describe.each([
  ['Express 5', express5],
  ['Express 4', express4],
])('openapi() on %s, in Chromium', (_version, express) => {
  it('serves a working page below a mount path, and behind a proxy that strips a prefix', async (context) => {
    const app = express()
    app.get('/things', operation({ summary: 'List all things' }, answerNothing))
    app.use('/api', openapi({ info: { title: 'Mounted', version: '1' } }))
    const origin = await listen(app)
    const gateway = await listen(createProxy(origin, stripPrefix('/gw')))
    const mounted = { tab: 'Mounted', title: 'Mounted', operations: ['GET /things'] }

    const direct = await openPage(context, `${origin}/api/docs`)
    expect(await readPage(direct.page)).toEqual(mounted)
    expectQuiet(direct)

    const proxied = await openPage(context, `${gateway}/gw/api/docs`)
    expect(proxied.page.url()).toBe(`${gateway}/gw/api/docs/`)
    expect(await readPage(proxied.page)).toEqual(mounted)
    expectQuiet(proxied)
  })
})

async function expandCallback(parent: Locator, name: string): Promise<Locator> {
  await parent.locator('.tab-item', { hasText: 'Callbacks' }).click()
  expect(await textOf(parent.locator('.callbacks-container h2'))).toBe(name)
  const callback = parent.locator('.callbacks-container .opblock')
  await expand(callback)
  return callback
}

async function expand(block: Locator): Promise<void> {
  await block.locator('.opblock-summary-control').click()
  await block.locator('.opblock-body').waitFor()
}

/** The operations that the API itself serves, and not its callbacks. */
function operationsOf(page: Page): Locator {
  return page.locator('.operation-tag-content > span > .opblock')
}

async function listOperations(page: Page): Promise<string[]> {
  await operationsOf(page).first().waitFor()
  const lines = operationsOf(page).locator('.opblock-summary')
  const methods = await lines.locator('.opblock-summary-method').allTextContents()
  const paths = await lines.locator('.opblock-summary-path').allTextContents()
  return methods.map((method, index) => `${method} ${paths[index]}`)
}

async function readPage(page: Page) {
  const operations = await listOperations(page)
  const [title = ''] = (await textOf(page.locator('.info .title'))).split('\n')
  return { tab: await page.title(), title: title.trim(), operations }
}

function requestOf(block: Locator): Locator {
  return block.locator('.opblock-section-request-body')
}

function responsesOf(block: Locator): Locator {
  return block.locator('.responses-wrapper')
}

async function readExample(section: Locator): Promise<unknown> {
  return JSON.parse(await textOf(section.locator('.highlight-code code')))
}

/** The names of the parameters, and where each stands. */
function readParameters(block: Locator): Promise<string[]> {
  return block
    .locator('[data-param-name]')
    .evaluateAll((all) =>
      all.map(
        (row) => `${row.getAttribute('data-param-name')} (${row.getAttribute('data-param-in')})`,
      ),
    )
}

/** The names of the properties in the Schema tab. */
async function readProperties(section: Locator): Promise<string[]> {
  await section.getByRole('tab', { name: 'Schema' }).click()
  const names = section.locator('.json-schema-2020-12-property .json-schema-2020-12__title')
  await names.first().waitFor()
  return names.allTextContents()
}

function silenceLog() {
  const log = vi.spyOn(console, 'log').mockImplementation(ignore)
  onTestFinished(() => log.mockRestore())
  return log
}

function ignore(): void {}

function answerNothing(_req: unknown, res: { end(): unknown }): void {
  res.end()
}

function createOddOperation(odd: string) {
  const notification = callbackRouter().post('{$request.query.url}', {
    summary: odd,
    description: odd,
    body: { type: 'object', properties: { [odd]: { const: odd } } },
  })
  return operation({
    summary: odd,
    description: `\`\` ${odd} \`\``,
    tags: [odd],
    query: { type: 'object', properties: { url: { type: 'string' } }, required: ['url'] },
    callbacks: { [odd]: notification },
  })
}

/** An API with its OAuth2 server, which asks nobody and grants at once. */
function createGuardedApp() {
  const app = express5()
  app.get('/authorize', operation({ hidden: true }), (req, res) => {
    const { redirect_uri: target, state } = req.query as Record<string, string>
    const token = new URLSearchParams({ access_token: 'a', token_type: 'bearer', state: state! })
    res.redirect(`${target}#${token.toString()}`)
  })
  const flows = { implicit: { authorizationUrl: '/authorize', scopes: {} } }
  const components = { securitySchemes: { signIn: { type: 'oauth2' as const, flows } } }
  app.use(openapi({ info: { title: 'Guarded', version: '1' }, components }))
  return app
}

const pictures = {
  taken: fileURLToPath(new URL('output/swagger-ui.png', import.meta.url)),
  checkedIn: fileURLToPath(new URL('../../demo-app/screenshot.png', import.meta.url)),
}

/** White space that a reader of the README need not scroll through. */
const tightLayout = `
  .swagger-ui .topbar { display: none !important }
  .swagger-ui .info { margin: 28px 0 16px !important }
  .swagger-ui .opblock-description-wrapper { margin: 0 !important; padding: 10px 20px !important }
  .swagger-ui .opblock-description-wrapper .renderedMarkdown p { margin: 0.4em 0 !important }
  .swagger-ui .execute-wrapper { display: none !important }
  .swagger-ui .opblock-section .model-example { margin: 0 !important }
  .swagger-ui .opblock-section pre { margin: 0 !important }
  .swagger-ui .responses-inner { padding: 8px 20px !important }
`

/** From the title of the page to the end of the callback. */
async function takePicture(page: Page, callback: Locator): Promise<void> {
  await page.addStyleTag({ content: tightLayout })
  await callback.locator('.opblock-summary-control').blur()
  await page.mouse.move(0, 0)
  const box = await callback.boundingBox()
  const height = Math.ceil(box!.y + box!.height + 12)
  const clip = { x: 0, y: 0, width: 1200, height }
  await page.screenshot({ path: pictures.taken, fullPage: true, clip, animations: 'disabled' })
}

/** "The first eight bytes of a PNG datastream", then IHDR: length, type, width. */
function readWidth(path: string): number {
  const bytes = readFileSync(path)
  expect(bytes.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n')
  return bytes.readUInt32BE(16)
}
