import express from 'express'
import { describe, expect, it } from 'vitest'
import { openapi } from '../../lib/index.ts'
import { listen } from '../live-app.ts'

const name = 'Content-Security-Policy'

interface Setting {
  readonly policy: string | string[]
  readonly header?: string
  /** As a proxy says that it was asked by https. */
  readonly isSecure?: boolean
}

/** What becomes of the policy that an app sends with the page. */
async function policyOf({ policy, header = name, isSecure = false }: Setting) {
  const app = express()
  app.set('trust proxy', true)
  app.use((_req, res, next) => {
    res.setHeader(header, policy)
    next()
  })
  app.use(openapi({ info: { title: 'Policies', version: '1' }, onProblem: () => {} }))
  app.get('/other', (_req, res) => void res.end())
  const origin = await listen(app)
  const headers = { 'x-forwarded-proto': isSecure ? 'https' : 'http' }
  const [page, redirect, other] = await Promise.all(
    ['/docs/', '/docs/oauth2-redirect.html', '/other'].map(async (path) =>
      (await fetch(origin + path, { headers })).headers.get(header),
    ),
  )
  expect(redirect).toBe(page)
  expect(other).toBe([policy].flat().join(', '))
  return page
}

describe("the app's Content-Security-Policy", () => {
  it.each<[string, Setting, string | null]>([
    [
      'loses upgrade-insecure-requests where the page came by http',
      { policy: "default-src 'self';upgrade-insecure-requests" },
      "default-src 'self'",
    ],
    [
      'loses it in any case, wherever it stands',
      { policy: "Upgrade-Insecure-Requests ; default-src 'self'; img-src data:" },
      "default-src 'self'; img-src data:",
    ],
    ['goes where it says nothing else', { policy: 'upgrade-insecure-requests;' }, null],
    [
      'is one of several',
      { policy: ["default-src 'self'", 'upgrade-insecure-requests', "img-src 'self'"] },
      "default-src 'self', img-src 'self'",
    ],
    [
      'keeps it where the page came by https',
      { policy: "default-src 'self';upgrade-insecure-requests", isSecure: true },
      "default-src 'self';upgrade-insecure-requests",
    ],
    [
      'stays as it is where it has none',
      { policy: "default-src 'self'; report-uri /upgrade-insecure-requests" },
      "default-src 'self'; report-uri /upgrade-insecure-requests",
    ],
  ])('%s', async (_what, setting, expected) => {
    expect(await policyOf(setting)).toBe(expected)
  })
})
