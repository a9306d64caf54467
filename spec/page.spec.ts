import express from 'express'
import swaggerUi from 'swagger-ui-express'
import { describe, expect, it } from 'vitest'
import { openapi } from '../lib/index.ts'
import { listen } from './live-app.ts'

const quiet = { onProblem: (): void => {} }

async function read(url: string): Promise<string> {
  return (await fetch(url)).text()
}

describe('the title of the page', () => {
  it.each([
    ["dollars: $& $` $' $$ $1", "dollars: $&amp; $` $' $$ $1"],
    ['</title></script><img src=x>', '&lt;/title&gt;&lt;/script&gt;&lt;img src=x&gt;'],
    ['Fish & "Chips"', 'Fish &amp; &quot;Chips&quot;'],
  ])('shows %s', async (title, shown) => {
    const app = express()
    app.use(openapi({ info: { title, version: '1' }, ...quiet }))
    const origin = await listen(app)
    const html = await read(`${origin}/docs/`)
    expect(/<title>(.*?)<\/title>/s.exec(html)?.[1]).toBe(shown)
    expect(html.match(/<\/?script\b/g)).toHaveLength(6)
    expect(await read(`${origin}/docs/swagger-ui-init.js`)).not.toContain(title)
  })
})

describe("Swagger UI's options", () => {
  it('reach its script as they are, save the address of the document', async () => {
    const app = express()
    const swagger = { docExpansion: 'none', note: '$& $` $$', list: ['$&'], url: '/mine.json' }
    app.use(openapi({ info: { title: 'Options', version: '1' }, swagger, ...quiet }))
    const script = await read(`${await listen(app)}/docs/swagger-ui-init.js`)
    const options = /options = (\{.*?\n\});/s.exec(script)?.[1] ?? ''
    expect((JSON.parse(options) as { customOptions: unknown }).customOptions).toEqual({
      showExtensions: true,
      showCommonExtensions: true,
      validatorUrl: null,
      docExpansion: 'none',
      note: '$& $` $$',
      list: ['$&'],
      url: '../openapi.json',
    })
  })
})

describe('two documentations of one app', () => {
  it('have a page, a script and a document each', async () => {
    const app = express()
    const info = { title: 'Public', version: '1' }
    app.use(openapi({ info, ...quiet }))
    app.use(
      openapi({ info: { ...info, title: 'Ours' }, ui: '/ours', document: '/o.json', ...quiet }),
    )
    app.use('/v2', openapi({ info: { ...info, title: 'Second' }, ...quiet }))
    const origin = await listen(app)
    const pages = ['/docs', '/ours', '/v2/docs'].map(async (path) => {
      const html = await read(`${origin}${path}/`)
      const script = await read(`${origin}${path}/swagger-ui-init.js`)
      const url = String(/"url": "([^"]*)"/.exec(script)?.[1])
      const document = await read(new URL(url, `${origin}${path}/`).href)
      return [
        /<title>(.*?)<\/title>/.exec(html)?.[1],
        url,
        (JSON.parse(document) as { info: { title: string } }).info.title,
      ]
    })
    expect(await Promise.all(pages)).toEqual([
      ['Public', '../openapi.json', 'Public'],
      ['Ours', '../o.json', 'Ours'],
      ['Second', '../openapi.json', 'Second'],
    ])
  })
})

describe('swagger-ui-express in an app that has it already', () => {
  const document = { openapi: '3.1.0', info: { title: 'Older', version: '1' }, paths: {} }

  it.each(['before', 'after'])('keeps its page, mounted %s ours', async (order) => {
    const app = express()
    const mountOlder = (): unknown =>
      app.use('/older', swaggerUi.serve, swaggerUi.setup(document, { customSiteTitle: 'Older' }))
    const mountOurs = (): unknown =>
      app.use(openapi({ info: { title: 'Ours', version: '1' }, ...quiet }))
    for (const mount of order === 'before' ? [mountOlder, mountOurs] : [mountOurs, mountOlder]) {
      mount()
    }
    const origin = await listen(app)
    // each page once, and each again after the other
    for (const path of ['/older', '/docs', '/older', '/docs']) {
      const title = path === '/older' ? 'Older' : 'Ours'
      expect(await read(`${origin}${path}/`)).toContain(`<title>${title}</title>`)
      const script = await read(`${origin}${path}/swagger-ui-init.js`)
      expect(script.includes('"title": "Older"')).toBe(path === '/older')
      expect(script.includes('"../openapi.json"')).toBe(path === '/docs')
    }
  })
})
