/** Rows 12, 13 and 76 of what FastAPI documents: the Authorize button, and what it sends. */
import { createHash } from 'node:crypto'
import { request } from 'node:http'
import express, { type Express } from 'express'
import type { Locator, Page } from 'playwright-core'
import { describe, expect, it, type TestContext } from 'vitest'
import { createInvoicesApi } from '../../demo-app/invoices-api.ts'
import { openapi } from '../../lib/index.ts'
import { listen } from '../live-app.ts'
import { browserOrSkip, skipTransitions } from './chromium.ts'
import { helmetPolicy } from './helmet.ts'

const whose = 'Show whose account this is'
const sum = 'Sum up what you are owed'
const cancel = 'Cancel an invoice'

const unauthorized = failed(401, 'Unauthorized')
const refused = { status: '401', body: { title: 'Say who you are', status: 401 } }
const welcomed = { status: '200', body: { username: 'demo' } }

/** A scheme, or a flow of OAuth2, by its heading in the dialog. */
const headings = {
  key: 'apiKey (apiKey)',
  basic: 'basic (http, Basic)',
  bearer: 'bearer (http, Bearer)',
  password: 'oauth (OAuth2, password)',
  code: 'oauth (OAuth2, authorizationCode with PKCE)',
}

describe('the Authorize button of the demo, in Chromium', () => {
  it('76: sends an API key, a name and a password, and a bearer token', async (context) => {
    const visit = await openPage(context, createInvoicesApi())
    const { origin, page } = visit
    const headers = { Authorization: `Basic ${btoa('demo:demo')}` }
    const { key } = await post(`${origin}/account/keys`, { headers })
    const fields = { grant_type: 'password', username: 'demo', password: 'demo' }
    const { access_token: token } = await post(`${origin}/oauth/token`, {
      body: new URLSearchParams(fields),
    })
    const filled: [heading: string, texts: Record<string, unknown>][] = [
      [headings.key, { api_key_value: key }],
      [headings.basic, { 'auth-basic-username': 'demo', 'auth-basic-password': 'demo' }],
      [headings.bearer, { 'auth-bearer-value': token }],
    ]
    const account = await tryOut(page, whose)
    for (const [heading, texts] of filled) {
      const answers = await comeAndGo(page, account, heading, async (form) => {
        for (const [id, text] of Object.entries(texts))
          await form.locator(`#${id}`).fill(String(text))
        await apply(form)
      })
      expect([heading, ...answers]).toEqual([heading, refused, welcomed, refused])
    }
    expectQuiet(visit, [origin], Array<string>(6).fill(unauthorized))
  })

  it.for([
    ["OAuth2's password flow", 'password', givePassword],
    ['an authorization code', 'code', signIn],
  ] as const)('76: gets the scopes that are ticked, by %s', async ([, flow, give], context) => {
    const visit = await openPage(context, createInvoicesApi())
    const { origin, page } = visit
    await post(`${origin}/invoices`, {
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ id: 'inv-1', customer: 'ACME', total: 12.5 }),
    })
    const summing = await tryOut(page, sum)
    const cancelling = await tryOut(page, cancel)
    await cancelling.locator('[data-param-name="id"] input').fill('inv-1')
    expect(await execute(summing)).toEqual(refused)

    const form = await openForm(page, headings[flow])
    expect(await listScopes(form)).toEqual({ 'invoices:read': true, 'invoices:write': false })
    await give(form)
    await close(form)
    expect(await execute(summing)).toEqual({ status: '200', body: { count: 1, total: 12.5 } })
    expect(await execute(cancelling)).toEqual({
      status: '403',
      body: { title: 'This takes the scope invoices:write', status: 403 },
    })

    await logOut(page, headings[flow])
    const again = await openForm(page, headings[flow])
    await again.locator('label[for^="invoices:write"]').click()
    await give(again)
    await close(again)
    expect(await execute(cancelling)).toEqual({ status: '204', body: undefined })
    expect(await execute(summing)).toEqual({ status: '200', body: { count: 0, total: 0 } })
    expectQuiet(visit, [origin], [unauthorized, failed(403, 'Forbidden')])
  })

  it('76: tells of a wrong password', async (context) => {
    const visit = await openPage(context, createInvoicesApi())
    const form = await openForm(visit.page, headings.password)
    await form.locator('#oauth_username').fill('demo')
    await form.locator('#oauth_password').fill('wrong')
    await apply(form)
    expect(await textOf(form.locator('.errors span'))).toBe(
      'Error: Bad Request, error: invalid_grant',
    )
    expectQuiet(visit, [visit.origin], [failed(400, 'Bad Request')])
  })

  it('13: has the client, its scopes and PKCE from swagger.oauth', async (context) => {
    const visit = await openPage(context, createInvoicesApi())
    const form = await openForm(visit.page, headings.code)
    expect(await form.locator('#client_id_authorizationCode').inputValue()).toBe('docs')
    const [window] = await Promise.all([visit.page.waitForEvent('popup'), apply(form)])
    await window.getByRole('button', { name: 'Allow' }).waitFor()
    const { origin, pathname, searchParams } = new URL(window.url())
    expect([origin, pathname]).toEqual([visit.origin, '/oauth/authorize'])
    expect(Object.fromEntries(searchParams)).toEqual({
      response_type: 'code',
      client_id: 'docs',
      redirect_uri: `${visit.origin}/docs/oauth2-redirect.html`,
      scope: 'invoices:read',
      state: expect.stringMatching(/./) as string,
      code_challenge: expect.stringMatching(/^[\w-]{43}$/) as string,
      code_challenge_method: 'S256',
    })
    expectQuiet(visit, [visit.origin])
  })
})

describe("the demo's authorization server", () => {
  it('76: gives a code once, to who has asked for it', async () => {
    const origin = await listen(createInvoicesApi())
    const verifier = 'v'.repeat(43)
    const wrong = await redeem(origin, await giveCode(origin, verifier), `${verifier}w`)
    const code = await giveCode(origin, verifier)
    const token = await redeem(origin, code, verifier)
    expect([wrong, token, await redeem(origin, code, verifier)]).toEqual([
      { error: 'invalid_grant' },
      {
        access_token: expect.stringMatching(/^[\w-]{43}$/) as string,
        token_type: 'bearer',
        expires_in: 900,
        scope: 'invoices:read',
      },
      { error: 'invalid_grant' },
    ])
  })

  it.each([
    ['https://other.test/docs/oauth2-redirect.html', 400],
    ['//other.test', 422],
    ['ORIGIN/docs/elsewhere', 400],
  ])('76: sends no code to %s', async (target, status) => {
    const origin = await listen(createInvoicesApi())
    const answer = await allow(origin, 'v', target.replace('ORIGIN', origin))
    expect([answer.status, answer.headers.get('location')]).toEqual([status, null])
  })
})

describe('the redirect page, under all that helmet sends, in Chromium', () => {
  it('12: takes the code from an authorization page of the same app', async (context) => {
    const app = guarded(createInvoicesApi())
    const visit = await openPage(context, app)
    const account = await tryOut(visit.page, whose)
    const answers = await comeAndGo(visit.page, account, headings.code, signIn)
    expect(answers).toEqual([refused, welcomed, refused])
    expectQuiet(visit, [visit.origin], [unauthorized, unauthorized])
  })

  it('12: takes a token from an OAuth2 server of another origin', async (context) => {
    const server = await listen(createGenerousServer())
    const visit = await openPage(context, guarded(createSignInApp(`${server}/authorize`)))
    const form = await openForm(visit.page, 'signIn (OAuth2, implicit)')
    await apply(form)
    expect(await textOf(form.locator('h6'))).toBe('Authorized')
    expectQuiet(visit, [visit.origin, server])
  })

  it.each([
    ['sends nobody elsewhere', '/authorize', {}],
    ['sends to its own host', 'https://api.test/authorize', { host: 'api.test' }],
    [
      'sends to its host before a proxy',
      'https://api.test/authorize',
      { 'x-forwarded-host': 'api.test' },
    ],
  ])("12: leaves helmet's policy of windows where it %s", async (_case, url, headers) => {
    const origin = await listen(guarded(createSignInApp(url)))
    expect(await readPolicies(origin, headers)).toEqual(['same-origin', 'same-origin'])
  })

  it('12: sends no policy of windows where the app sends none', async () => {
    const origin = await listen(createSignInApp('https://other.test/authorize'))
    expect(await readPolicies(origin, {})).toEqual([undefined, undefined])
  })
})

/** What the demo answers before `give` types something in, after it, and after "Logout". */
async function comeAndGo(
  page: Page,
  account: Locator,
  heading: string,
  give: (form: Locator) => Promise<void>,
): Promise<Answer[]> {
  const before = await execute(account)
  const form = await openForm(page, heading)
  await give(form)
  await close(form)
  const within = await execute(account)
  await logOut(page, heading)
  return [before, within, await execute(account)]
}

async function givePassword(form: Locator): Promise<void> {
  await form.locator('#oauth_username').fill('demo')
  await form.locator('#oauth_password').fill('demo')
  await apply(form)
}

/** In the window that opens, which must close by itself. */
async function signIn(form: Locator): Promise<void> {
  const [window] = await Promise.all([form.page().waitForEvent('popup'), apply(form)])
  await window.getByLabel('User').fill('demo')
  await window.getByLabel('Password').fill('demo')
  const allow = window.getByRole('button', { name: 'Allow' })
  await Promise.all([window.waitForEvent('close'), allow.click()])
}

async function openForm(page: Page, heading: string): Promise<Locator> {
  await page.getByRole('button', { name: 'Authorize', exact: true }).click()
  return page.locator('.modal-ux .auth-container', { hasText: heading })
}

/** Press "Authorize" in the form. */
async function apply(form: Locator): Promise<void> {
  await form.getByRole('button', { name: 'Apply' }).click()
}

/** Once something is authorized. */
async function close(form: Locator): Promise<void> {
  await form.getByRole('button', { name: 'Remove authorization' }).waitFor()
  await form.getByRole('button', { name: 'Close' }).click()
  await form.waitFor({ state: 'detached' })
}

async function logOut(page: Page, heading: string): Promise<void> {
  const form = await openForm(page, heading)
  await form.getByRole('button', { name: 'Remove authorization' }).click()
  await form.getByRole('button', { name: 'Close' }).click()
  await form.waitFor({ state: 'detached' })
}

async function listScopes(form: Locator): Promise<Record<string, boolean>> {
  const boxes = await form.locator('.scopes input').all()
  const entries = boxes.map(async (box) => [
    await box.getAttribute('data-value'),
    await box.isChecked(),
  ])
  return Object.fromEntries(await Promise.all(entries)) as Record<string, boolean>
}

async function tryOut(page: Page, summary: string): Promise<Locator> {
  const shown = page.locator('.opblock', { hasText: summary })
  await shown.locator('.opblock-summary-control').click()
  await shown.getByRole('button', { name: 'Try it out' }).click()
  return shown
}

interface Answer {
  readonly status: string
  readonly body: unknown
}

/** Press "Execute", and read what the page shows of the answer. */
async function execute(operation: Locator): Promise<Answer> {
  await operation.getByRole('button', { name: 'Execute' }).click()
  const answer = operation.locator('.live-responses-table .response')
  const status = await textOf(answer.locator('.response-col_status'))
  const body = answer.locator('.highlight-code code')
  const shown = (await body.count()) === 0 ? undefined : (JSON.parse(await textOf(body)) as unknown)
  // so that the next answer is not taken for this one
  await operation.getByRole('button', { name: 'Clear' }).click()
  await answer.waitFor({ state: 'detached' })
  return { status, body: shown }
}

async function textOf(locator: Locator): Promise<string> {
  return (await locator.innerText()).trim()
}

async function post(url: string, init: RequestInit): Promise<Record<string, unknown>> {
  const answer = await fetch(url, { method: 'POST', ...init })
  expect(answer.ok).toBe(true)
  return (await answer.json()) as Record<string, unknown>
}

/** Post the form of the authorization page. */
function allow(origin: string, verifier: string, target: string): Promise<Response> {
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: 'docs',
    redirect_uri: target,
    scope: 'invoices:read',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  })
  const body = new URLSearchParams({ username: 'demo', password: 'demo' })
  const url = `${origin}/oauth/authorize?${query.toString()}`
  return fetch(url, { method: 'POST', body, redirect: 'manual' })
}

async function giveCode(origin: string, verifier: string): Promise<string> {
  const answer = await allow(origin, verifier, `${origin}/docs/oauth2-redirect.html`)
  return new URL(String(answer.headers.get('location'))).searchParams.get('code') ?? ''
}

async function redeem(origin: string, code: string, verifier: string): Promise<unknown> {
  const body = new URLSearchParams({
    grant_type: 'authorization_code',
    client_id: 'docs',
    code,
    redirect_uri: `${origin}/docs/oauth2-redirect.html`,
    code_verifier: verifier,
  })
  return (await fetch(`${origin}/oauth/token`, { method: 'POST', body })).json()
}

/** An OAuth2 server that asks nobody and grants at once. */
function createGenerousServer(): Express {
  const app = express()
  app.get('/authorize', (req, res) => {
    const { redirect_uri: target, state } = req.query as Record<string, string>
    const token = new URLSearchParams({ access_token: 'a', token_type: 'bearer', state: state! })
    res.redirect(`${target}#${token.toString()}`)
  })
  return app
}

function createSignInApp(authorizationUrl: string): Express {
  const flows = { implicit: { authorizationUrl, scopes: {} } }
  const securitySchemes = { signIn: { type: 'oauth2' as const, flows } }
  const app = express()
  app.use(openapi({ info: { title: 'Guarded', version: '1' }, components: { securitySchemes } }))
  return app
}

function guarded(inner: Express): Express {
  const app = express()
  app.use((_req, res, next) => {
    res.set(helmetHeaders)
    next()
  })
  app.use(inner)
  return app
}

/** What helmet 8 sends where it is given no options. */
const helmetHeaders = {
  'Content-Security-Policy': helmetPolicy,
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Origin-Agent-Cluster': '?1',
  'Referrer-Policy': 'no-referrer',
  'Strict-Transport-Security': 'max-age=31536000; includeSubDomains',
  'X-Content-Type-Options': 'nosniff',
  'X-DNS-Prefetch-Control': 'off',
  'X-Download-Options': 'noopen',
  'X-Frame-Options': 'SAMEORIGIN',
  'X-Permitted-Cross-Domain-Policies': 'none',
  'X-XSS-Protection': '0',
}

/** `Cross-Origin-Opener-Policy` of the page and of the redirect page. By `request`, since fetch sets `host`. */
function readPolicies(origin: string, headers: Record<string, string>): Promise<unknown[]> {
  const read = (path: string): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const asked = request(origin + path, { headers }, (answer) => {
        answer.resume()
        resolve(answer.headers['cross-origin-opener-policy'])
      })
      asked.on('error', reject).end()
    })
  return Promise.all(['/docs/', '/docs/oauth2-redirect.html'].map(read))
}

/** What Chromium itself says of an answer that is no success. */
function failed(status: number, reason: string): string {
  return `Failed to load resource: the server responded with a status of ${status} (${reason})`
}

/** Nothing to complain of but this, and every request at these origins. */
function expectQuiet(visit: Visit, origins: string[], complaints: string[] = []): void {
  const { complaints: heard, origins: asked } = visit
  expect({ complaints: heard, origins: [...asked] }).toEqual({ complaints, origins })
}

interface Visit {
  readonly origin: string
  readonly page: Page
  /** Errors and warnings on the console, and errors that nothing caught; of windows it opens too. */
  readonly complaints: string[]
  readonly origins: Set<string>
}

async function openPage(context: TestContext, app: Express): Promise<Visit> {
  const origin = await listen(app)
  const browser = await browserOrSkip(context)
  const page = await browser.newPage({ viewport: { width: 1200, height: 1100 } })
  const visit: Visit = { origin, page, complaints: [], origins: new Set() }
  const windows = page.context()
  // of the windows that it opens too
  windows.setDefaultTimeout(60_000)
  windows.on('request', (made) => visit.origins.add(new URL(made.url()).origin))
  windows.on('weberror', (thrown) => visit.complaints.push(thrown.error().message))
  windows.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) visit.complaints.push(message.text())
  })
  await skipTransitions(page)
  await page.goto(`${origin}/docs`)
  await page.locator('.info .title').waitFor()
  return visit
}
