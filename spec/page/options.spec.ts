import express from 'express'
import { describe, expect, it } from 'vitest'
import { openapi } from '../../lib/index.ts'
import type { OpenAPIOptions, RingbackError } from '../../lib/index.ts'
import { caught, listen, summary } from '../live-app.ts'

const info = { title: 'Things', version: '1.0.0' }

const beginWithSlash =
  'Give a path that begins with "/", such as "/docs", without spaces, "?" and "#".'

/** As JavaScript sees it, which has no types to refuse a mistake. */
const untyped = openapi as unknown as (options: unknown) => unknown

async function serve(options: Partial<OpenAPIOptions> = {}): Promise<string> {
  const app = express()
  app.use(openapi({ info, onProblem: () => {}, ...options }))
  return listen(app)
}

async function read(url: string): Promise<string> {
  return (await fetch(url)).text()
}

describe('the options of the page', () => {
  it('stand in its HTML, and nothing else does', async () => {
    const origin = await serve({
      ui: {
        path: '/help',
        title: 'Help & "more"',
        lang: 'pt-BR',
        favicon: '/icons/a"b.svg',
        stylesheets: ['/styles/house.css'],
        scripts: ['/scripts/<plugin>.js'],
        css: 'body { color: red } /* </style> */',
        theme: 'dark',
      },
      servers: [{ url: '/v1' }],
    })
    expect(await read(`${origin}/help/`)).toBe(`<!doctype html>
<html lang="pt-BR" data-theme="dark" data-served-at="/help/" data-yaml="../openapi.yaml">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <title>Help &amp; &quot;more&quot;</title>
  <link rel="icon" href="/icons/a&quot;b.svg">
  <link rel="stylesheet" href="./swagger-ui.css">
  <link rel="stylesheet" href="./ringback.css">
  <link rel="stylesheet" href="/styles/house.css">
  <link rel="stylesheet" href="./custom.css">
  <script src="./ringback-theme.js"></script>
</head>
<body>
  <div id="swagger-ui"></div>
  <noscript>This page needs JavaScript. The document is at <a href="../openapi.json">../openapi.json</a>.</noscript>
  <script src="./swagger-ui-bundle.js"></script>
  <script src="./swagger-ui-standalone-preset.js"></script>
  <script src="./ringback.js"></script>
  <script src="/scripts/&lt;plugin&gt;.js"></script>
  <script src="./swagger-ui-init.js"></script>
</body>
</html>
`)
    const css = await fetch(`${origin}/help/custom.css`)
    expect(css.headers.get('content-type')).toBe('text/css; charset=utf-8')
    expect(await css.text()).toBe('body { color: red } /* </style> */')
  })

  it('have defaults: the title of info, English, the theme of the system, the icons of Swagger', async () => {
    const html = await read(`${await serve()}/docs/?url=/other.json`)
    expect(html).toContain(
      '<html lang="en" data-theme="system" data-served-at="/docs/" data-yaml="../openapi.yaml" data-servers="implied">',
    )
    expect(html).toContain('<title>Things</title>')
    expect(html).toContain('href="./favicon-32x32.png"')
    expect(html).not.toContain('custom.css')
    expect(html).not.toContain('other.json')
  })

  it('can be given for several pages of one document', async () => {
    const origin = await serve({ ui: ['/docs', { path: '/dark', theme: 'dark', title: 'Dark' }] })
    expect(await read(`${origin}/docs/`)).toContain('<title>Things</title>')
    expect(await read(`${origin}/dark/`)).toContain('<title>Dark</title>')
    expect(await read(`${origin}/dark/swagger-ui-init.js`)).toContain('"url": "../openapi.json"')
  })

  it('find a path as browsers ask for it', async () => {
    const origin = await serve({ ui: '/dócs"a"/', document: '/ü<b>.json' })
    expect(await read(`${origin}/dócs"a"/`)).toContain('href="../%C3%BC%3Cb%3E.json"')
    expect(await read(`${origin}/ü<b>.json`)).toContain('"openapi"')
  })

  it('never show an address of the page that is no text', async () => {
    const app = express()
    app.use('/:tenant', openapi({ info, onProblem: () => {} }))
    const origin = await listen(app)
    const html = await read(`${origin}/%22%3E%3Cscript%3E'&/docs/`)
    expect(html).toContain(`data-served-at="/%22%3E%3Cscript%3E'&amp;/docs/"`)
  })

  it.each<[string, object, string, string]>([
    [
      'an unknown one',
      { ui: { them: 'dark' } },
      'ui has no option "them".',
      "Did you mean theme? Its options are path, viewer, viewerOptions, title, lang, favicon, css, stylesheets, scripts, theme; Swagger UI's own go into the option swagger.",
    ],
    [
      'a theme that is none',
      { ui: { theme: 'blue' } },
      'ui.theme is "blue".',
      "Give 'system', 'light' or 'dark'.",
    ],
    [
      'a viewer that is none',
      { ui: { viewer: 'rapidoc' } },
      'ui.viewer is "rapidoc".',
      "Give 'swagger-ui', 'redoc' or 'scalar'.",
    ],
    [
      'options of the viewer for Swagger UI',
      { ui: { viewerOptions: { docExpansion: 'none' } } },
      'ui.viewerOptions is for ReDoc and Scalar.',
      "Give Swagger UI's own options by the option swagger.",
    ],
    [
      'a word for the options of the viewer',
      { ui: { viewer: 'scalar', viewerOptions: 'none' } },
      'ui.viewerOptions is "none".',
      "Give an object of the viewer's options.",
    ],
    [
      'a function among the options of the viewer',
      { ui: { viewer: 'scalar', viewerOptions: { a: { onLoaded: () => {} } } } },
      'ui.viewerOptions.a.onLoaded is a function, and the options are sent as JSON.',
      'What needs a function goes into a script of your own, by ui.scripts.',
    ],
    [
      'a viewer that is not installed',
      { ui: { viewer: 'redoc' } },
      'ui.viewer is \'redoc\', and "redoc/bundles/redoc.standalone.js" is not installed.',
      'Run npm install redoc@2, or leave ui.viewer out.',
    ],
    [
      'a dark ReDoc',
      { ui: { viewer: 'redoc', theme: 'dark' } },
      "ui.theme is 'dark', and ReDoc has no dark theme.",
      "Leave ui.theme out, or use the viewer 'scalar'.",
    ],
    [
      'a title that is no string',
      { ui: { title: 1 } },
      'ui.title is the number 1.',
      'Give a string.',
    ],
    [
      'a script that is no list',
      { ui: { scripts: '/a.js' } },
      'ui.scripts is "/a.js".',
      'Give a list of URLs.',
    ],
    ['a path that is none', { ui: ['docs'] }, 'ui is "docs".', beginWithSlash],
    [
      'two pages at one path',
      { ui: ['/docs', '/docs/'] },
      'Two pages of ui have the path "/docs".',
      'Give each page a path of its own.',
    ],
    [
      'the page where the document is',
      { ui: '/a.yaml', document: '/a.json' },
      'The page and the document are both at "/a.yaml".',
      'Give ui and document a path of their own each.',
    ],
    [
      'a word for the options of Swagger UI',
      { swagger: 'none' },
      'swagger is "none".',
      "Give an object of Swagger UI's options, such as { docExpansion: 'none' }.",
    ],
    [
      'plugins that are none',
      { swagger: { plugins: ['MyPlugin'] } },
      'swagger.plugins is an array.',
      'Give a list of functions or objects, as Swagger UI takes them; the text of a function is sent to the browser.',
    ],
    ...['url', 'urls', 'spec', 'configUrl', 'queryConfigEnabled', 'dom_id', 'domNode'].map(
      (name): [string, object, string, string] => [
        `swagger.${name}`,
        { swagger: { [name]: '/mine.json' } },
        `swagger.${name} cannot be set: the page shows the document of this openapi() and no other.`,
        'Leave it out. For another document, mount another openapi(), with a page of its own.',
      ],
    ),
  ])('are refused where they are mistaken: %s', (_what, options, message, remedy) => {
    const error: RingbackError = caught(() => untyped({ info, ...options }))
    expect(summary(error)).toEqual({
      code: 'ERR_OPENAPI_OPTION',
      message,
      where: 'openapi()',
      remedy,
    })
  })
})
