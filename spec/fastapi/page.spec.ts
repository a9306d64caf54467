/** Rows 14 to 16, and 20, of what FastAPI documents: the page. */
import { runInNewContext } from 'node:vm'
import express from 'express'
import { describe, expect, it } from 'vitest'
import { openapi, type OpenAPIOptions } from '../../lib/index.ts'
import { listen } from '../live-app.ts'
import { declare, handler, info } from './document.ts'

async function read(url: string): Promise<string> {
  return (await fetch(url)).text()
}

async function readPage(options: Partial<OpenAPIOptions>): Promise<string> {
  const app = express()
  app.use(openapi({ info, ...options }))
  return read(`${await listen(app)}/docs/`)
}

/** What the page's own script hands to Swagger UI. */
async function readOptions(swagger: Record<string, unknown>): Promise<Record<string, unknown>> {
  const app = express()
  app.use(openapi({ info, swagger }))
  const script = await read(`${await listen(app)}/docs/swagger-ui-init.js`)
  let given = ''
  const SwaggerUIBundle = Object.assign(
    (options: object) => {
      given = JSON.stringify(options)
      return {}
    },
    { presets: { apis: 'apis' }, plugins: { DownloadUrl: 'download' } },
  )
  const window = { location: { search: '', origin: 'https://a.test' }, onload: (): void => {} }
  runInNewContext(script, { window, SwaggerUIBundle, SwaggerUIStandalonePreset: 'standalone' })
  window.onload()
  return JSON.parse(given) as Record<string, unknown>
}

describe('what FastAPI says of the page', () => {
  it("14: Swagger UI's options go over the defaults", async () => {
    const defaults = await readOptions({})
    expect(defaults).toMatchObject({
      dom_id: '#swagger-ui',
      layout: 'StandaloneLayout',
      deepLinking: true,
      url: '../openapi.json',
    })
    const swagger = { deepLinking: false, docExpansion: 'none', syntaxHighlight: { theme: 'nord' } }
    expect(await readOptions(swagger)).toEqual({ ...defaults, ...swagger })
  })

  it("14: the page shows x-… and the constraints of parameters, as FastAPI's does", async () => {
    expect(await readOptions({})).toMatchObject({
      showExtensions: true,
      showCommonExtensions: true,
    })
  })

  it('15: all that the page loads is beside it, on the server of the app', async () => {
    const app = express()
    app.use('/api', openapi({ info }))
    const page = `${await listen(app)}/api/docs/`
    const urls = [...(await read(page)).matchAll(/\b(?:href|src)="([^"]*)"/g)].map(([, url]) => url)
    const found = urls.map(async (url) => [url, (await fetch(new URL(String(url), page))).status])
    expect(Object.fromEntries(await Promise.all(found))).toEqual({
      './swagger-ui.css': 200,
      './ringback.css': 200,
      './ringback-theme.js': 200,
      './ringback.js': 200,
      './favicon-32x32.png': 200,
      './favicon-16x16.png': 200,
      './swagger-ui-bundle.js': 200,
      './swagger-ui-standalone-preset.js': 200,
      './swagger-ui-init.js': 200,
      '../openapi.json': 200,
    })
    for (const file of ['swagger-ui.css', 'ringback.css']) {
      const style = await read(page + file)
      expect(style.match(/@import|url\((?!['"]?data:)/g)).toBeNull()
    }
  })

  it('15: the page sends the address of the document to no validator elsewhere', async () => {
    // Unset, Swagger UI asks validator.swagger.io from every host but localhost and 127.0.0.1.
    expect(await readOptions({})).toMatchObject({ validatorUrl: null })
    const validatorUrl = 'https://validator.test'
    expect(await readOptions({ validatorUrl })).toMatchObject({ validatorUrl })
  })

  it('16: the page and the document stand behind a guard of the app', async () => {
    const credentials = `Basic ${Buffer.from('ann:secret').toString('base64')}`
    const app = express()
    const guard: express.RequestHandler = (req, res, next) => {
      if (req.headers.authorization === credentials) next()
      else res.status(401).set('WWW-Authenticate', 'Basic').end()
    }
    app.use('/internal', guard, openapi({ info }))
    app.get('/items', declare({}, handler))
    const url = await listen(app)
    const paths = ['docs', 'docs/', 'docs/swagger-ui-init.js', 'docs/swagger-ui.css']
    const ask = (headers: Record<string, string>): Promise<number[]> =>
      Promise.all(
        [...paths, 'openapi.json'].map(async (path) => {
          const response = await fetch(`${url}/internal/${path}`, { headers })
          return response.status
        }),
      )
    expect(await ask({})).toEqual([401, 401, 401, 401, 401])
    expect(await ask({ authorization: 'Basic bm8=' })).toEqual([401, 401, 401, 401, 401])
    expect(await ask({ authorization: credentials })).toEqual([200, 200, 200, 200, 200])
    expect((await fetch(`${url}/items`)).status).toBe(200)
  })

  it('20: a hostile title is text', async () => {
    const title = "</title></script><b a='1'>\"Fish\" & 'chips' $& $1 $`"
    const html = await readPage({ info: { ...info, title } })
    const shown = /<title>(.*?)<\/title>/s.exec(html)?.[1] ?? ''
    const entities: Record<string, string> = { lt: '<', gt: '>', quot: '"', amp: '&' }
    expect(shown).not.toMatch(/[<>"]/)
    expect(shown.replaceAll(/&(\w+);/g, (_, name: string) => entities[name] ?? '?')).toBe(title)
    expect(html.replace(shown, '')).toBe((await readPage({})).replace(info.title, ''))
  })

  it('20: the page fits small screens', async () => {
    expect(await readPage({})).toMatch(
      /<meta name="viewport" content="width=device-width, initial-scale=1(\.0)?"\s*\/?>/,
    )
  })
})
