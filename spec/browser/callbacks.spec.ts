/** Callbacks on the page: seen, opened and linked to each by itself, explained, and copied. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import express from 'express'
import type { Locator, Page } from 'playwright-core'
import { describe, expect, it, vi } from 'vitest'
import { createExternalDeveloper } from '../../demo-app/external-developer.ts'
import { createInvoicesApi } from '../../demo-app/invoices-api.ts'
import { openapi } from '../../lib/index.ts'
import { listen } from '../live-app.ts'
import { findFaintParts } from './contrast.ts'
import { helmetPolicy } from './helmet.ts'
import { expandOperation, expectQuiet, openPage, openTab, textOf } from './visit.ts'

describe('the callback of the demo in Chromium', () => {
  it('is counted on the closed operation, opens from there, and is explained', async (context) => {
    const origin = await listen(createInvoicesApi())
    const visit = await openPage(context, `${origin}/docs`)
    const { page } = visit
    const badge = page.getByRole('button', { name: '1 callback of POST /invoices' })
    expect(await badge.innerText()).toBe('1 callback')
    expect(await page.locator('.ringback-badge').count()).toBe(1)
    await badge.focus()
    await page.keyboard.press('Enter')
    expect(await textOf(page.locator('.callbacks-container h2'))).toBe('invoiceEvents')
    expect(await page.locator('.ringback-expression').count()).toBe(0)

    await open(callbackOf(page, 'The invoice was paid'))
    expect(await readParts(page)).toEqual([
      '{$request.query.callback_url}: the query parameter callback_url of this request' +
        ' – string (uri), optional: where it is not sent, no call is made',
      '/invoices/: as it is',
      '{$request.body#/id}: id in the body of this request – string, required',
    ])
    expect(await readUrl(page)).toBe(
      'URL {$request.query.callback_url}/invoices/{$request.body#/id} needs callback_url and id',
    )
    expectQuiet(visit)

    const again = await openTab(page.context(), page.url())
    await callbackOf(again.page, 'The invoice was paid').locator('.opblock-body').waitFor()
    expect(again.page.url()).toBe(page.url())
    expectQuiet(again)
  })

  it('shows in Try it out where it will be sent, and is sent there', async (context) => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => {})
    const developer = await listen(createExternalDeveloper())
    const visit = await openPage(context, `${await listen(createInvoicesApi())}/docs`)
    const { page } = visit
    const invoice = await expandOperation(page, 'Create an invoice')
    await invoice.getByRole('button', { name: 'Try it out' }).click()
    const url = invoice.locator('.ringback-urls .ringback-url')
    await invoice.locator('.tab-item', { hasText: 'Callbacks' }).click()
    await url.waitFor({ state: 'detached' })
    await invoice.locator('.tab-item', { hasText: 'Parameters' }).click()
    expect(await url.getAttribute('aria-live')).toBe('polite')
    // an example that stands in the editor by itself is not typed
    expect(await textOf(url)).toContain('needs callback_url and id')
    await invoice.locator('[data-param-name="callback_url"] input').fill(developer)
    await expect
      .poll(() => textOf(url))
      .toBe(`URL ${developer}/invoices/{$request.body#/id} needs id`)
    const editor = invoice.locator('textarea.body-param__text')
    await editor.fill('{"id": ".."')
    expect(await textOf(url)).toContain('needs id')
    await editor.fill('{"id": ".."}')
    await expect.poll(() => textOf(url)).toContain('id is “.” or “..”')
    await editor.fill('{"id": {"toString": 1}}')
    await expect.poll(() => textOf(url)).toContain('id is not a single value')
    await editor.fill('{"id": "inv 1/2", "customer": "ACME", "total": 1}')
    await expect.poll(() => textOf(url)).toBe(`URL ${developer}/invoices/inv%201%2F2`)

    await invoice.getByRole('button', { name: 'Execute' }).click()
    await invoice.locator('.live-responses-table').waitFor()
    await invoice.locator('.tab-item', { hasText: 'Callbacks' }).click()
    await open(callbackOf(page, 'The invoice was paid'))
    expect(await readUrl(page)).toBe(`URL ${developer}/invoices/inv%201%2F2`)
    await expect
      .poll(async () => (await (await fetch(`${developer}/received`)).json()) as unknown)
      .toMatchObject([{ invoice: 'inv 1/2' }])
    expectQuiet(visit)
    log.mockRestore()
  })

  it('can be read in both schemes, on a narrow screen too', async (context) => {
    const origin = await listen(createInvoicesApi())
    const visit = await openPage(context, `${origin}/docs`, {
      viewport: { width: 360, height: 800 },
    })
    const { page } = visit
    const invoice = await expandOperation(page, 'Create an invoice')
    await invoice.getByRole('button', { name: 'Try it out' }).click()
    await expectNoFaintParts(page, '.ringback-badge, .ringback-urls', 'typed')
    await page.locator('.ringback-badge').click()
    await open(callbackOf(page, 'The invoice was paid'))
    const parts = '.ringback-callbacks h2, .ringback-expression, .ringback-copy'
    await expectNoFaintParts(page, parts, 'open')
    const right = await page
      .locator('[class^="ringback-"], .ringback-copy-button')
      .evaluateAll((all) => Math.max(...all.map((one) => one.getBoundingClientRect().right)))
    expect(right).toBeLessThanOrEqual(360)
    expectQuiet(visit)
  })
})

async function expectNoFaintParts(page: Page, parts: string, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    const path = `spec/browser/output/callbacks-${name}-${colorScheme}.png`
    await page.screenshot({ path, fullPage: true })
    expect(await findFaintParts(page, parts)).toEqual([])
  }
}

const odd = "</script><img src=x onerror=window.hacked=1> $& ' \u2028 `end`"

/** Each property goes one way only, to the API's own clients. */
const user = {
  type: 'object',
  required: ['id', 'password', 'name'],
  properties: {
    id: { type: 'string', readOnly: true, example: 'the-id' },
    password: { type: 'string', writeOnly: true, example: 'the-password' },
    name: { type: 'string', example: "O'Hara" },
  },
}
const content = { 'application/json': { schema: { $ref: '#/components/schemas/User' } } }
const told = {
  requestBody: { content },
  responses: { 200: { description: 'Received', content } },
}

/** A document that an author has, in which callbacks are alike in all but their names. */
const base = {
  openapi: '3.1.0',
  info: { title: 'Base', version: '1' },
  paths: {
    '/orders': {
      post: {
        operationId: 'createOrder',
        summary: 'Create an order',
        tags: ['orders', 'sales'],
        parameters: [
          {
            ...{ name: 'url', in: 'query', required: true, description: 'Yours.' },
            schema: { type: 'string', format: 'uri' },
          },
        ],
        requestBody: {
          content: {
            'application/json': {
              schema: { type: 'object', properties: { n: { type: 'integer' } } },
            },
          },
        },
        responses: {
          201: {
            description: 'Created',
            headers: { Location: { required: true, schema: { type: 'string' } } },
            content,
          },
        },
        callbacks: {
          paid: { '{$request.query.url}': { post: { summary: 'Paid', ...told } } },
          refused: { '{$request.query.url}': { post: { summary: 'Refused', ...told } } },
          mistaken: { '{$request.body.id}': { post: { summary: 'Mistaken', ...told } } },
          followed: {
            '{$response.header.location}/{$request.header.x-none}/{$request.body#/none}': {
              put: { summary: 'Followed', responses: told.responses },
            },
          },
          shared: { $ref: '#/components/callbacks/shared' },
          [odd]: { '{$request.body#/n}': { post: { summary: 'Odd', ...told } } },
        },
      },
    },
    '/returns': {
      post: {
        operationId: 'createReturn',
        summary: 'Create a return',
        responses: told.responses,
        callbacks: { shared: { $ref: '#/components/callbacks/shared' } },
      },
    },
  },
  webhooks: {
    again: { $ref: '#/components/pathItems/Again' },
    joined: {
      post: {
        operationId: 'joined',
        summary: 'Somebody joined',
        parameters: [
          {
            name: 'X-Signature',
            in: 'header',
            required: true,
            schema: { type: 'string' },
            example: "it's",
          },
          { name: 'X-Other', in: 'header', schema: { type: 'string' } },
        ],
        ...told,
      },
    },
  },
  components: {
    pathItems: { Again: { post: { summary: 'Again', ...told } } },
    schemas: { User: user },
    callbacks: {
      shared: {
        '{$request.query.url}/shared': {
          post: {
            operationId: 'sharedEvent',
            summary: 'Shared',
            ...told,
            callbacks: {
              inner: {
                '{$request.body#/id}/{$response.body#/name}': {
                  post: { operationId: 'innerEvent', summary: 'Inner', ...told },
                },
              },
            },
          },
        },
      },
    },
  },
}

describe('callbacks of a document that an author has, in Chromium', () => {
  it('open and close each by itself, and have HTML ids and addresses of their own', async (context) => {
    const visit = await openPage(context, `${await serve(base)}/docs`)
    const { page } = visit
    await page.getByRole('button', { name: '6 callbacks of POST /orders' }).first().click()
    await page.getByRole('button', { name: '1 callback of POST /returns' }).click()
    await open(callbackOf(page, 'Paid').first())
    expect(await listOpen(page)).toEqual(['Create an order', 'Paid', 'Create a return'])
    await open(callbackOf(page, 'Refused').first())
    const address = page.url()
    await open(callbackOf(page, 'Shared').last())
    await page.locator('.ringback-badge', { hasText: '1 callback' }).last().click()
    await open(callbackOf(page, 'Inner'))
    const nested = page.url()
    expect(await listOpen(page)).toEqual([
      ...['Create an order', 'Paid', 'Refused', 'Create a return', 'Shared', 'Inner'],
    ])
    // the same operation, under its other tag
    await page.getByRole('button', { name: '6 callbacks of POST /orders' }).last().click()
    expect(await listOpen(page)).toEqual([
      ...[
        'Create an order',
        'Paid',
        'Refused',
        'Create an order',
        'Create a return',
        'Shared',
        'Inner',
      ],
    ])
    await open(callbackOf(page, 'Paid').last())
    expect(await readTwinIds(page)).toEqual([])
    await callbackOf(page, 'Paid').last().locator('.opblock-summary-control').click()
    expect(page.url()).toMatch(/#\/sales\/createOrder$/)
    expectQuiet(visit)

    const linked = await openTab(page.context(), address)
    await callbackOf(linked.page, 'Refused').locator('.opblock-body').waitFor()
    expect(await listOpen(linked.page)).toEqual(['Create an order', 'Refused'])
    await expect.poll(() => isAtTop(callbackOf(linked.page, 'Refused'))).toBe(true)
    expect(linked.page.url()).toBe(address)
    expectQuiet(linked)

    const deep = await openTab(page.context(), nested)
    await callbackOf(deep.page, 'Inner').locator('.opblock-body').waitFor()
    expect(await listOpen(deep.page)).toEqual(['Create a return', 'Shared', 'Inner'])
    expectQuiet(deep)

    const plain = address.slice(0, address.indexOf('#'))
    const old = await openTab(page.context(), `${plain}#/callbacks/innerEvent`)
    await callbackOf(old.page, 'Inner').locator('.opblock-body').waitFor()
    expect(await listOpen(old.page)).toEqual(['Create an order', 'Shared', 'Inner'])
    expectQuiet(old)
  })

  it('show what the API sends and reads, and not its clients', async (context) => {
    const visit = await openPage(context, `${await serve(base)}/docs`)
    const { page } = visit
    await page.locator('.ringback-badge').first().click()
    const order = page.locator('.opblock').filter({ hasText: 'Create an order' }).first()
    // what answers the API's own client is as ever
    expect(await readExample(order.locator('> * .responses-table').last())).toEqual({
      id: 'the-id',
      name: "O'Hara",
    })
    const callback = callbackOf(page, 'Paid').first()
    await open(callback)
    const webhooks = page.locator('.webhooks .opblock')
    await open(webhooks.first())
    await open(webhooks.last())
    for (const shown of [callback, webhooks.first(), webhooks.last()]) {
      const request = shown.locator('.opblock-section-request-body')
      const response = shown.locator('.responses-table')
      await expectDirection(shown)
      expect(await readProperties(request)).toEqual(['id', 'name'])
      expect(await readProperties(response)).toEqual(['password', 'name'])
      expect(await shown.getByText(/read-only|write-only/i).count()).toBe(0)
    }
    expectQuiet(visit)
  })

  it('show the same in OpenAPI 3.0', async (context) => {
    const { webhooks: _, ...rest } = base
    const example = { id: 'the-id', password: 'the-password', name: "O'Hara" }
    const components = { ...base.components, schemas: { User: { ...user, example } } }
    const document = { ...rest, openapi: '3.0.4', components }
    const visit = await openPage(context, `${await serve(document)}/docs`)
    const { page } = visit
    await page.locator('.ringback-badge').first().click()
    const callback = callbackOf(page, 'Paid').first()
    await open(callback)
    await expectDirection(callback)
    for (const [section, names] of [
      ['.opblock-section-request-body', ['id*', 'name*']],
      ['.responses-table', ['password*', 'name*']],
    ] as const) {
      const shown = callback.locator(section)
      await shown.getByRole('tab', { name: 'Schema' }).click()
      const cells = shown.locator('.model tr.property-row td:first-child')
      expect(await cells.allInnerTexts()).toEqual(names)
      expect(await shown.getByText(/readOnly|writeOnly/i).count()).toBe(0)
    }
    await open(callbackOf(page, 'Refused').first())
    expect(await readTwinIds(page, 4)).toEqual([])
    expectQuiet(visit)
  })

  it('may be of any method in OpenAPI 3.2', async (context) => {
    const callbacks = {
      told: {
        '{$request.query.url}': {
          query: { summary: 'Queried', ...told },
          additionalOperations: { NOTIFY: { summary: 'Notified', ...told } },
        },
      },
    }
    const additionalOperations = {
      LINK: { summary: 'Link', responses: told.responses, callbacks },
    }
    const paths = { '/links': { additionalOperations } }
    const document = { ...base, openapi: '3.2.0', paths }
    const visit = await openPage(context, `${await serve(document)}/docs`)
    const { page } = visit
    await page.getByRole('button', { name: '2 callbacks of LINK /links' }).click()
    await open(callbackOf(page, 'Notified'))
    expect(await listOpen(page)).toEqual(['Link', 'Notified'])
    await expectDirection(callbackOf(page, 'Notified'))
    expect(await readUrl(page)).toBe('URL {$request.query.url} needs url')
    const again = await openTab(page.context(), page.url())
    await callbackOf(again.page, 'Notified').locator('.opblock-body').waitFor()
    expect(await listOpen(again.page)).toEqual(['Link', 'Notified'])
    expectQuiet(visit)
    expectQuiet(again)
  })

  it('are found among a thousand operations', async (context) => {
    const origin = await serve({ ...base, paths: createPaths(1_000) })
    const visit = await openPage(context, `${origin}/docs/${addressOfShared(990)}`)
    const { page } = visit
    await callbackOf(page, 'Shared').locator('.opblock-body').waitFor()
    expect(await listOpen(page)).toEqual(['Create 990', 'Shared'])
    await expect.poll(() => isAtTop(callbackOf(page, 'Shared'))).toBe(true)
    expectQuiet(visit)
  })

  it('give way to the others where the one of an address is gone', async (context) => {
    const origin = await serve({ ...base, paths: createPaths(60) })
    const address = addressOfShared(30).replace('shared/post', 'gone/post')
    const visit = await openPage(context, `${origin}/docs/${address}`)
    const { page } = visit
    await callbackOf(page, 'Shared').waitFor()
    expect(await listOpen(page)).toEqual(['Create 30'])
    await expect.poll(() => isAtTop(page.locator('.callbacks-container'))).toBe(true)
    expectQuiet(visit)
  })

  it('are explained by what the operation declares, and resolved by what it answers', async (context) => {
    const visit = await openPage(context, `${await serve(base)}/docs`)
    const { page } = visit
    await page.locator('.ringback-badge').first().click()
    await open(callbackOf(page, 'Followed'))
    const followed = callbackOf(page, 'Followed')
    expect(await readParts(followed)).toEqual([
      '{$response.header.location}: the header location of the response – string, required',
      '/: as it is',
      '{$request.header.x-none}: the header x-none of this request – this operation declares no header x-none',
      '/: as it is',
      '{$request.body#/none}: none in the body of this request – the request body of this operation declares no none',
    ])
    await open(callbackOf(page, 'Mistaken'))
    expect(await textOf(callbackOf(page, 'Mistaken').locator('.ringback-expression'))).toMatch(
      /^No URL can be read from this key: .*\{\$request\.body#\/id\}/,
    )
    await open(callbackOf(page, 'Odd'))
    const oddOne = callbackOf(page, 'Odd')
    expect(await readUrl(oddOne)).toBe('URL {$request.body#/n} needs n')
    expect(await page.locator('.callbacks-container h2').last().textContent()).toBe(odd)
    await open(callbackOf(page, 'Paid'))
    expect(await readParts(callbackOf(page, 'Paid'))).toEqual([
      '{$request.query.url}: the query parameter url of this request – string (uri), required. Yours.',
    ])

    await page.getByRole('button', { name: 'Try it out' }).first().click()
    await page.locator('.tab-item', { hasText: 'Parameters' }).first().click()
    await page.locator('[data-param-name="url"] input').first().fill('https://shop.test/in?a=b')
    await page.locator('textarea.body-param__text').first().fill('{"none": "x", "n": 7}')
    await page.getByRole('button', { name: 'Execute' }).first().click()
    await page.locator('.live-responses-table').first().waitFor()
    await page.locator('.tab-item', { hasText: 'Callbacks' }).first().click()
    expect(await readUrl(callbackOf(page, 'Paid'))).toBe('URL https://shop.test/in?a=b')
    expect(await readUrl(followed)).toBe(
      'URL https://api.test/orders/1/{$request.header.x-none}/x needs x-none',
    )
    expect(await readUrl(oddOne)).toBe('URL {$request.body#/n} n is not an absolute http(s) URL')
    expect(await page.evaluate('typeof window.hacked')).toBe('undefined')
    expectQuiet(visit)
  })

  it('take what is typed into any field, and defaults once they are sent', async (context) => {
    const text = { type: 'string' }
    const key =
      'https://shop.test/{$request.path.id}/{$request.header.x-key}/{$request.body#/n}' +
      '?q={$request.query.q}&a={$response.body#/a}&s={$statusCode}&m={$method}'
    const operation = {
      summary: 'Add a line',
      parameters: [
        { name: 'id', in: 'path', required: true, schema: text },
        { name: 'X-Key', in: 'header', schema: text },
        { name: 'q', in: 'query', schema: { ...text, default: 'the default' } },
      ],
      requestBody: {
        content: {
          'application/x-www-form-urlencoded': {
            schema: { type: 'object', properties: { n: text } },
          },
        },
      },
      responses: { 202: { description: 'Accepted' } },
      callbacks: { added: { [key]: { post: { summary: 'Added', ...told } } } },
    }
    const paths = { '/orders/{id}': { post: operation } }
    const visit = await openPage(context, `${await serve({ ...base, paths })}/docs`)
    const { page } = visit
    const shown = await expandOperation(page, 'Add a line')
    await shown.getByRole('button', { name: 'Try it out' }).click()
    const url = shown.locator('.ringback-urls .ringback-url')
    await shown.locator('[data-param-name="id"] input').fill('a/b')
    await shown.locator('[data-param-name="X-Key"] input').fill('k&k')
    await shown.locator('[data-property-name="n"] input').first().fill('7 8')
    const typed = 'https://shop.test/a%2Fb/k%26k/7%208'
    await expect
      .poll(() => textOf(url))
      .toBe(
        `URL ${typed}?q={$request.query.q}&a={$response.body#/a}&s={$statusCode}&m=POST` +
          ' needs q, a in the body of the response and the status code of the response',
      )
    await shown.getByRole('button', { name: 'Execute' }).click()
    await expect
      .poll(() => textOf(url))
      .toBe(`URL ${typed}?q=the%20default&a=an%20answer&s=202&m=POST`)
    await shown.locator('[data-param-name="q"] input').fill('other')
    await expect.poll(() => textOf(url)).toContain('?q=other&a=an%20answer')
    await shown.getByRole('button', { name: 'Clear' }).click()
    await expect.poll(() => textOf(url)).toContain('?q=other&a={$response.body#/a}')
    expectQuiet(visit)
  })

  it('are copied as text where they are not JSON', async (context) => {
    const form = { type: 'object', properties: { a: { type: 'string', example: "x y&z='" } } }
    const requestBody = {
      content: {
        'text/plain': { example: "it's\n$paid" },
        'application/x-www-form-urlencoded': { schema: form },
        'application/octet-stream': { schema: { type: 'string', format: 'binary' } },
      },
    }
    const texts = { put: { summary: 'Texts', ...told, requestBody } }
    const visit = await openPage(context, `${await serve({ ...base, webhooks: { texts } })}/docs`)
    const { page } = visit
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    const webhook = page.locator('.webhooks .opblock')
    await open(webhook)
    expect(await copy(webhook, 'Copy text')).toBe("it's\n$paid")
    expect(await copy(webhook, 'Copy curl')).toContain("--data-raw 'it'\\''s\n$paid'")
    const types = webhook.getByLabel('Request content type')
    await types.selectOption('application/x-www-form-urlencoded')
    expect(await copy(webhook, 'Copy text')).toBe('a=x+y%26z%3D%27')
    await types.selectOption('application/octet-stream')
    await webhook.locator('.ringback-copy').waitFor({ state: 'detached' })
    expectQuiet(visit)
  })

  it('are copied as JSON and as a curl command that a shell takes as it is meant', async (context) => {
    const received: unknown[] = []
    const receiver = express()
    receiver.use(express.json())
    receiver.use((req, res) => {
      received.push([req.method, req.url, req.headers['x-signature'], req.body])
      res.end()
    })
    const target = await listen(receiver)
    const visit = await openPage(context, `${await serve(base)}/docs`)
    const { page } = visit
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    const webhook = page.locator('.webhooks .opblock').last()
    await open(webhook)
    const payload = { id: 'the-id', name: "O'Hara" }
    expect(JSON.parse(await copy(webhook, 'Copy JSON'))).toEqual(payload)
    const command = await copy(webhook, 'Copy curl')
    await run(command.replace('http://localhost:3000', target))
    expect(received).toEqual([['POST', '/', "it's", payload]])

    await page.locator('.ringback-badge').first().click()
    const shared = callbackOf(page, 'Shared').first()
    await open(shared)
    await open(callbackOf(page, 'Paid').first())
    await run((await copy(shared, 'Copy curl')).replace('http://localhost:3000', target))
    expect(received[1]).toEqual(['POST', '/shared', undefined, payload])

    await page.getByRole('button', { name: 'Try it out' }).first().click()
    await page.locator('.tab-item', { hasText: 'Parameters' }).first().click()
    const url = `${target}/in?a='$(id)'&b=[1-2]`
    await page.locator('[data-param-name="url"] input').first().fill(url)
    await page.locator('.tab-item', { hasText: 'Callbacks' }).first().click()
    await run(await copy(callbackOf(page, 'Paid').first(), 'Copy curl'))
    expect(received[2]).toEqual(['POST', "/in?a='$(id)'&b=[1-2]", undefined, payload])
    expectQuiet(visit)
  })

  it('are copied on a plain http host, where browsers have no clipboard', async (context) => {
    const origin = await serve(base)
    const visit = await openPage(context, `${origin}/docs`)
    const { page } = visit
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    const webhook = page.locator('.webhooks .opblock').last()
    await open(webhook)
    await webhook.getByRole('button', { name: 'Copy JSON' }).click()
    await webhook.getByRole('button', { name: 'Copied' }).waitFor()
    expect(await page.locator('.ringback-clipboard').count()).toBe(0)
    const other = await openTab(page.context(), `${origin}/docs`)
    const text = await other.page.evaluate('navigator.clipboard.readText()')
    expect(JSON.parse(text as string)).toEqual({ id: 'the-id', name: "O'Hara" })
    expectQuiet(visit)
  })
})

/** An API that serves the document's operations, under helmet's own policy. */
async function serve(document: object): Promise<string> {
  const { openapi: version } = document as typeof base
  const app = express()
  app.use((_req, res, next) => {
    res.set('Content-Security-Policy', helmetPolicy)
    next()
  })
  app.use(express.json())
  app.post('/orders', (_req, res) => {
    res.status(201).set('Location', 'https://api.test/orders/1').json({ id: '1', name: 'x' })
  })
  app.post('/orders/:id', (_req, res) => void res.status(202).json({ a: 'an answer' }))
  app.post('/returns', (_req, res) => void res.json({}))
  app.use(openapi({ base: document, openapi: version, onProblem: () => {} } as never))
  return listen(app)
}

/** So many operations, each with the callback `shared`. */
function createPaths(count: number): object {
  const { responses, callbacks } = base.paths['/returns'].post
  const paths = Array.from({ length: count }, (_, index) => {
    const post = { operationId: `create${index}`, summary: `Create ${index}`, responses, callbacks }
    return [`/things/${index}`, { post }] as const
  })
  return Object.fromEntries(paths)
}

function addressOfShared(index: number): string {
  const step = 'shared/post/%7B%24request.query.url%7D%2Fshared'
  return `#/default/create${index}/callbacks/${step}`
}

/** By the summary in its line. */
function callbackOf(page: Page, summary: string): Locator {
  const line = page
    .locator(':scope > .opblock-summary .opblock-summary-description')
    .getByText(summary, { exact: true })
  return page.locator('.callbacks-container .opblock').filter({ has: line })
}

async function open(block: Locator): Promise<void> {
  await block.locator('.opblock-summary-control').first().click()
  await block.locator('.opblock-body').first().waitFor()
}

/** The examples of what the API sends, and of what it reads. */
async function expectDirection(shown: Locator): Promise<void> {
  const request = shown.locator('.opblock-section-request-body')
  expect(await readExample(request)).toEqual({ id: 'the-id', name: "O'Hara" })
  const response = shown.locator('.responses-table')
  expect(await readExample(response)).toEqual({ password: 'the-password', name: "O'Hara" })
}

async function listOpen(page: Page): Promise<string[]> {
  return page
    .locator('.opblock.is-open > .opblock-summary .opblock-summary-description')
    .allInnerTexts()
}

/** Of operations, and of the tables within callbacks; a label and its select are twins in Swagger UI itself. */
async function readTwinIds(page: Page, least = 9): Promise<string[]> {
  const all = page.locator('.opblock, .callbacks-container .opblock .responses-table')
  const ids = await all.evaluateAll((found) => found.map(({ id }) => id))
  expect(ids.length).toBeGreaterThanOrEqual(least)
  return ids.filter((id, index) => ids.indexOf(id) !== index)
}

function isAtTop(element: Locator): Promise<boolean> {
  return element.evaluate((one) => Math.abs(one.getBoundingClientRect().top) < 100)
}

function readParts(scope: Page | Locator): Promise<string[]> {
  return scope.locator('.ringback-expression li').allInnerTexts()
}

function readUrl(scope: Page | Locator): Promise<string> {
  return textOf(scope.locator('.ringback-expression .ringback-url'))
}

async function readExample(section: Locator): Promise<unknown> {
  return JSON.parse(await textOf(section.locator('.highlight-code code').first()))
}

/** The names of the properties in the Schema tab. */
async function readProperties(section: Locator): Promise<string[]> {
  await section.getByRole('tab', { name: 'Schema' }).click()
  const names = section.locator('.json-schema-2020-12-property .json-schema-2020-12__title')
  await names.first().waitFor()
  return names.allInnerTexts()
}

async function copy(scope: Locator, name: string): Promise<string> {
  await scope.getByRole('button', { name }).first().click()
  await scope.getByRole('button', { name: 'Copied' }).first().waitFor()
  const text = await scope.page().evaluate('navigator.clipboard.readText()')
  await scope.getByRole('button', { name }).first().waitFor()
  return text as string
}

function run(command: string): Promise<unknown> {
  return promisify(execFile)('sh', ['-c', command])
}
