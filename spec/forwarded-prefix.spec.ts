import express from 'express'
import { describe, expect, it } from 'vitest'
import { openapi } from '../lib/index.ts'
import { listen } from './live-app.ts'

const info = { title: 'Proxied', version: '1.0.0' }

interface Asked {
  readonly prefix?: string
  readonly forwardedFor?: string
  readonly trust?: unknown
}

/** The server of the document and the page's own path, as who asks by way of proxies is told. */
async function ask({ prefix, forwardedFor, trust }: Asked) {
  const app = express()
  if (trust !== undefined) app.set('trust proxy', trust)
  app.use(openapi({ info, onProblem: () => {} }))
  const origin = await listen(app)
  const headers: Record<string, string> = {}
  if (prefix !== undefined) headers['X-Forwarded-Prefix'] = prefix
  if (forwardedFor !== undefined) headers['X-Forwarded-For'] = forwardedFor
  const answer = await fetch(`${origin}/openapi.json`, { headers })
  const { servers } = (await answer.json()) as { servers?: { url: string }[] }
  const html = await (await fetch(`${origin}/docs/`, { headers })).text()
  return {
    server: servers?.[0]?.url,
    page: /data-served-at="([^"]*)"/.exec(html)?.[1],
    isVarying: answer.headers.get('vary')?.includes('X-Forwarded-Prefix') ?? false,
  }
}

describe('X-Forwarded-Prefix', () => {
  it.each<[string, Asked, string | undefined]>([
    ['is believed where the proxy is trusted', { prefix: '/gw', trust: true }, '/gw'],
    ['loses its slashes at the end', { prefix: '/gw//', trust: true }, '/gw'],
    ['may be percent-encoded', { prefix: '/g%20w', trust: true }, '/g%20w'],
    [
      'may be of two proxies',
      { prefix: '/outer, /inner', trust: true, forwardedFor: '10.0.0.1' },
      '/outer/inner',
    ],
    [
      'is none of what stands before the trusted ones',
      { prefix: '/evil, /gw', trust: 1, forwardedFor: '10.0.0.1' },
      '/gw',
    ],
    ['is believed by address', { prefix: '/gw', trust: 'loopback' }, '/gw'],
  ])('%s', async (_what, asked, server) => {
    expect(await ask(asked)).toEqual({ server, page: `${server}/docs/`, isVarying: true })
  })

  it.each([{ trust: undefined }, { trust: false }, { trust: '10.0.0.1' }])(
    'is not believed with %j',
    async ({ trust }) => {
      const told = await ask({ prefix: '/gw', trust })
      expect(told).toEqual({ server: undefined, page: '/docs/', isVarying: false })
    },
  )

  it.each([
    ...['//evil.example', 'https://evil.example', 'gw', '/a/../b', '/..', '/.', '/%2e%2E/a', '/a%'],
    ...['/a%zz', '/a b', '/"><script>', '/a?b', '/a#b', '/a;b', '/a\\b', `/${'a'.repeat(200)}`],
  ])('is no path that a proxy takes off: %s', async (prefix) => {
    const told = await ask({ prefix, trust: true })
    expect(told).toEqual({ server: undefined, page: '/docs/', isVarying: true })
  })
})
