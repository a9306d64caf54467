import express from 'express'
import swaggerUi from 'swagger-ui-express'
import { describe, expect, it } from 'vitest'
import { openapi } from '../../lib/index.ts'
import { caught, listen, summary } from '../live-app.ts'

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
    expect(html.match(/<\/?script\b/g)).toHaveLength(10)
    expect(await read(`${origin}/docs/swagger-ui-init.js`)).not.toContain(title)
  })
})

const circular: Record<string, unknown> = {}
circular['self'] = circular

describe("Swagger UI's options", () => {
  it('reach its script as they are, functions by their text, beside the address of the document', async () => {
    const app = express()
    const swagger = {
      docExpansion: 'none',
      note: '$& $` $$',
      list: ['$&'],
      requestInterceptor: () => '$& $` $$',
      responseInterceptor(answer: string) {
        return `${answer}!`
      },
      plugins: [{ fn: { $$: '$$', ['__proto__']: 'a name' } }],
      validatorUrl: undefined,
    }
    app.use(openapi({ info: { title: 'Options', version: '1' }, swagger, ...quiet }))
    const script = await read(`${await listen(app)}/docs/swagger-ui-init.js`)
    const options = run(script)
    expect(options).toEqual({
      dom_id: '#swagger-ui',
      deepLinking: true,
      presets: ['apis', 'standalone'],
      layout: 'StandaloneLayout',
      showExtensions: true,
      showCommonExtensions: true,
      validatorUrl: null,
      docExpansion: 'none',
      note: '$& $` $$',
      list: ['$&'],
      url: '../openapi.json',
      requestInterceptor: expect.any(Function) as unknown,
      responseInterceptor: expect.any(Function) as unknown,
      onComplete: expect.any(Function) as unknown,
      plugins: ['ours', 'its own', { fn: { $$: '$$', ['__proto__']: 'a name' } }],
    })
    expect((options['requestInterceptor'] as () => string)()).toBe('$& $` $$')
    expect((options['responseInterceptor'] as (answer: string) => string)('a')).toBe('a!')
  })

  it.each<[string, Record<string, unknown>, string]>([
    ['bigint', { note: 1n }, 'swagger.note is the bigint 1.'],
    ['a date', { a: { at: new Date() } }, 'swagger.a.at is an instance of a class.'],
    ['a bound function', { onComplete: ignore.bind(null) }, functionWithoutText('onComplete')],
    ['a function of the engine', { plugins: [Math.max] }, functionWithoutText('plugins.0')],
    ['itself', circular, 'swagger.self.self is a reference to itself.'],
  ])('are refused where the browser cannot be told: %s', (_what, swagger, message) => {
    expect(summary(caught(() => openapi({ info: { title: 'A', version: '1' }, swagger })))).toEqual(
      {
        code: 'ERR_OPENAPI_OPTION',
        message,
        where: 'openapi()',
        remedy: 'Give plain values and functions, whose text is sent to the browser.',
      },
    )
  })

  it('are refused where they are misspelt, and kept where no name is like them', () => {
    const declare = (swagger: Record<string, unknown>) =>
      openapi({ info: { title: 'A', version: '1' }, swagger })
    const { message, remedy } = caught(() => declare({ docExpantion: 'none' }))
    expect(message).toContain('Swagger UI has no option "docExpantion".')
    expect(remedy).toContain('Did you mean docExpansion?')
    expect(declare({ myPlugin: { colour: 'red' } })).toBeTypeOf('function')
  })

  it('are not those of `req.swaggerDoc`, nor of the query', async () => {
    const app = express()
    app.use((req, _res, next) => {
      Object.assign(req, { swaggerDoc: { info: { title: 'Foreign' } } })
      next()
    })
    app.use(openapi({ info: { title: 'Ours', version: '1' }, ...quiet }))
    const script = await read(`${await listen(app)}/docs/swagger-ui-init.js?url=%`)
    expect(script).not.toContain('Foreign')
    expect(run(script)).toMatchObject({ url: '../openapi.json' })
  })
})

function ignore(): void {}

function functionWithoutText(path: string): string {
  return `swagger.${path} is a function that has no text of its own.`
}

/** What the start script hands to Swagger UI. */
function run(script: string): Record<string, unknown> {
  let given: Record<string, unknown> = {}
  const SwaggerUIBundle = Object.assign(
    (options: Record<string, unknown>) => {
      given = options
    },
    { presets: { apis: 'apis' }, plugins: { DownloadUrl: 'its own' } },
  )
  const window = { ringback: { plugin: 'ours' }, onload: ignore }
  // oxlint-disable-next-line no-implied-eval, no-new-func -- as the browser runs it
  new Function('window', 'SwaggerUIBundle', 'SwaggerUIStandalonePreset', script)(
    window,
    SwaggerUIBundle,
    'standalone',
  )
  window.onload()
  return given
}

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
