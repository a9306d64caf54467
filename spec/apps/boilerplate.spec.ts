import { beforeEach, describe, expect, it, vi } from 'vitest'
import { listen } from '../live-app.ts'
import { listAnswers } from './answers.ts'
import type { Insertion } from './app-require.ts'
import { loadBoilerplate, loadUntouched, mountDocumentation, tokenOf } from './boilerplate-app.ts'
import { answered, candidates, type Answered } from './boilerplate-requests.ts'
import { session, unreadable } from './boilerplate-session.ts'
import { listOperations, listPlaces } from './listed-operations.ts'
import { watchConsole } from './watch-console.ts'

const oneLine = mountDocumentation("{ info: { title: 'Boilerplate', version: '1.0.0' } }")

const listed = [
  'OPTIONS /{0} optionsBy0 path:0 200',
  'POST /v1/auth/register postV1AuthRegister 200',
  'POST /v1/auth/login postV1AuthLogin 200',
  'POST /v1/auth/logout postV1AuthLogout 200',
  'POST /v1/auth/refresh-tokens postV1AuthRefreshTokens 200',
  'POST /v1/auth/forgot-password postV1AuthForgotPassword 200',
  'POST /v1/auth/reset-password postV1AuthResetPassword 200',
  'POST /v1/auth/verify-email postV1AuthVerifyEmail 200',
  'POST /v1/users postV1Users 200',
  'GET /v1/users getV1Users 200',
  'GET /v1/users/{userId} getV1UsersByUserId path:userId 200',
  'PATCH /v1/users/{userId} patchV1UsersByUserId path:userId 200',
  'DELETE /v1/users/{userId} deleteV1UsersByUserId path:userId 200',
  'GET /v1/users/{userId}/invoices getV1UsersByUserIdInvoices path:userId 200',
  'GET /v1/invoices/{invoiceId}/lines getV1InvoicesByInvoiceIdLines path:invoiceId 200',
  'POST /v1/invoices/{invoiceId}/lines postV1InvoicesByInvoiceIdLines path:invoiceId 200',
  'DELETE /v1/invoices/{invoiceId}/lines/{lineId} deleteV1InvoicesByInvoiceIdLinesByLineId path:invoiceId path:lineId 200',
  'GET /v1/invoices getV1Invoices 200',
  'POST /v1/invoices postV1Invoices 200',
  'GET /v1/invoices/{invoiceId} getV1InvoicesByInvoiceId path:invoiceId 200',
  'PUT /v1/invoices/{invoiceId} putV1InvoicesByInvoiceId path:invoiceId 200',
  'DELETE /v1/invoices/{invoiceId} deleteV1InvoicesByInvoiceId path:invoiceId 200',
  'GET /v1/health getV1Health 200',
  'GET /v1/docs getV1Docs 200',
]
const places = listed.map((line) => line.split(' ', 2).join(' '))
const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']
const authorization = `Bearer ${tokenOf('1')}`

let printed: unknown[]

beforeEach(() => {
  printed = watchConsole()
})

async function request(
  origin: string,
  method: string,
  url: string,
  body?: unknown,
): Promise<Response> {
  return fetch(origin + url, {
    method,
    headers: {
      authorization,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
}

function statusOf(answer: string): number {
  return Number(answer.split(' ', 2)[1])
}

/** The paths of the untouched app that answer, as `GET /v1/users/{userId}`. */
async function probe(): Promise<string[]> {
  const found: string[] = []
  for (const [path, url] of candidates) {
    const origin = await listen(loadUntouched())
    for (const method of methods) {
      const { status } = await request(origin, method, url)
      if (status !== 404 && status !== 405) found.push(`${method} ${path}`)
    }
  }
  return found
}

describe('the boilerplate, with one line more', () => {
  it('serves a document that lists each of its routes, as nobody has declared it', async () => {
    const origin = await listen(loadBoilerplate(oneLine).app)
    const document = await (await fetch(`${origin}/openapi.json`)).json()
    expect(listOperations(document as never)).toEqual(listed)
    expect((await fetch(`${origin}/docs/`)).status).toBe(200)
  })

  it('has requests for all that it lists', () => {
    expect(answered.map(({ route }) => route)).toEqual(places)
  })

  it.each(answered.map((each) => [each.route, each] as const))(
    'answers %s by the handler that is there',
    async (route, { url, body, status, answer }: Answered) => {
      const origin = await listen(loadBoilerplate(oneLine).app)
      const response = await request(origin, route.split(' ')[0] as string, url, body)
      const text = await response.text()
      const isJson = response.headers.get('content-type')?.includes('json')
      expect([response.status, isJson ? JSON.parse(text) : text]).toEqual([status, answer])
    },
  )

  it('leaves out no route that answers', async () => {
    // cors() answers every OPTIONS, whatever the path
    const others = places.filter((place) => place !== 'OPTIONS /{0}')
    expect((await probe()).toSorted()).toEqual(others.toSorted())
  })

  it('reports that nobody has declared them, in one line of the console', async () => {
    const { app, documentation } = loadBoilerplate(oneLine)
    await listen(app)
    await new Promise(setImmediate)
    expect(documentation.problems(app)).toEqual(
      places.map((place) => ({
        code: 'NOTICE_UNDOCUMENTED',
        severity: 'notice',
        where: place,
        message: `${place} has no declaration.`,
        remedy:
          'Put operation({ … }) before its handler, or operation({ hidden: true }) to leave it out.',
      })),
    )
    expect(printed).toEqual([
      'ringback: OPTIONS /{0}, POST /v1/auth/register, POST /v1/auth/login and 21 more have no declaration yet; listed as x-undocumented.',
    ])
  })

  it('answers all else byte for byte as without it', async () => {
    const exchanges = [...session, ...unreadable]
    const before = await listAnswers(loadUntouched(), exchanges)
    expect(before.map(statusOf)).toEqual(exchanges.map(({ status }) => status))
    expect(await listAnswers(loadBoilerplate(oneLine).app, exchanges)).toEqual(before)
  })

  it('is told where the line stands behind its 404, once somebody has asked for the page', async () => {
    const [name, line] = oneLine as [Insertion, Insertion]
    const atTheEnd = [name, { ...line, before: 'module.exports = app' }]
    const { app, documentation } = loadBoilerplate(atTheEnd)
    const origin = await listen(app)
    await new Promise(setImmediate)
    expect((await fetch(`${origin}/docs`)).status).toBe(404)
    const warnings = documentation.problems(app).filter(({ severity }) => severity === 'warning')
    expect(warnings).toEqual([
      {
        code: 'WARN_PAGE_HIDDEN',
        severity: 'warning',
        where: 'GET /docs',
        message:
          'The page at /docs is never reached: something that stands before it answers in its place.',
        remedy:
          'Move app.use(openapi(…)) before it; routes that are added later are documented all the same.',
      },
    ])
    expect(printed).toEqual([
      expect.stringContaining('have no declaration yet'),
      expect.stringContaining('ringback: WARN_PAGE_HIDDEN'),
    ])
  })

  it('lists nothing of itself in production, nor says anything', async () => {
    vi.stubEnv('NODE_ENV', 'production')
    const { app, documentation } = loadBoilerplate(oneLine)
    await new Promise(setImmediate)
    vi.unstubAllEnvs()
    expect(listPlaces(documentation.document(app))).toEqual([])
    expect(printed).toEqual([])
  })
})
