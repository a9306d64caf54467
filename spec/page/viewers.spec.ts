/** ReDoc and Scalar: where their packages are found, and what they are started with. */
import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { runInNewContext } from 'node:vm'
import express from 'express'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { openapi, type OpenAPIOptions } from '../../lib/index.ts'
import { caught, listen, summary } from '../live-app.ts'

const info = { title: 'Things', version: '1' }
const redoc = { ui: { path: '/redoc', viewer: 'redoc' } } as const
const scalar = { ui: { path: '/scalar', viewer: 'scalar' } } as const

describe("a viewer's package", () => {
  it('is found from the file that calls openapi()', async () => {
    const folder = createFolder()
    installRedoc(folder, '2.5.4')
    const origin = await serve(folder, redoc)
    expect(await read(`${origin}/redoc/redoc.js`)).toBe(`redoc = '2.5.4'; logo = 'data:,'`)
  })

  it('is found above that file, though it exports nothing but itself', async () => {
    const folder = createFolder()
    installScalar(folder, '1.76.0')
    const origin = await serve(join(folder, 'routes', 'v1'), scalar)
    expect(await read(`${origin}/scalar/scalar.js`)).toBe(`scalar = '1.76.0'`)
  })

  it('is found in the directory that the process runs in, where that file has none', async () => {
    const [working, calling] = [createFolder(), createFolder()]
    installRedoc(working, '2.5.4')
    installScalar(working, '1.46.4')
    installScalar(calling, '1.76.0')
    expect(await runIn(working, calling)).toEqual({
      '/redoc/redoc.js': `redoc = '2.5.4'; logo = 'data:,'`,
      '/scalar/scalar.js': `scalar = '1.76.0'`,
    })
  })

  it('is taken in whatever version, where it is installed under the name of another', async () => {
    const folder = createFolder()
    installRedoc(folder, '7.0.0', 'house-redoc')
    const origin = await serve(folder, redoc)
    expect(await read(`${origin}/redoc/redoc.js`)).toContain('7.0.0')
  })

  it('is refused where there is none', async () => {
    const folder = createFolder()
    expect(await refusal(folder, scalar)).toEqual({
      message: 'ui.viewer is \'scalar\', and "@scalar/api-reference" is not installed.',
      remedy: 'Run npm install @scalar/api-reference@1, or leave ui.viewer out.',
    })
  })

  it.each([
    ['3.0.1', installRedoc, redoc, 'redoc', 'redoc@2'],
    ['1.22.3', installRedoc, redoc, 'redoc', 'redoc@2'],
    ['2.0.0', installScalar, scalar, '@scalar/api-reference', '@scalar/api-reference@1'],
  ])(
    'is refused in a version that starts otherwise: %s',
    async (version, install, options, name, remedy) => {
      const folder = createFolder()
      install(folder, version)
      expect(await refusal(folder, options)).toEqual({
        message: `ui.viewer is '${options.ui.viewer}', and version ${version} of ${name} is installed.`,
        remedy: `Run npm install ${remedy}, or leave ui.viewer out.`,
      })
    },
  )

  it('is refused where it has no bundle', async () => {
    const folder = createFolder()
    installScalar(folder, '1.99.0')
    rmSync(join(folder, 'node_modules/@scalar/api-reference/dist/browser'), { recursive: true })
    expect(await refusal(folder, scalar)).toEqual({
      message:
        'ui.viewer is \'scalar\', and the installed @scalar/api-reference has no "browser/standalone.js".',
      remedy: 'Run npm install @scalar/api-reference@1.46.4, or leave ui.viewer out.',
    })
  })

  it('is not needed in production, where nothing is published there', async () => {
    const options = { ...redoc, publish: 'development' } as const
    const folder = createFolder()
    expect(await refusal(folder, options)).toMatchObject({
      message: 'ui.viewer is \'redoc\', and "redoc/bundles/redoc.standalone.js" is not installed.',
    })
    vi.stubEnv('NODE_ENV', 'production')
    onTestFinished(() => void vi.unstubAllEnvs())
    const origin = await serve(folder, options)
    expect((await fetch(`${origin}/redoc/`)).status).toBe(404)
  })
})

describe('the options of a viewer', () => {
  it('go over the defaults of ReDoc, which is given the URL of the document before them', async () => {
    const folder = createFolder()
    installRedoc(folder, '2.5.4')
    const viewerOptions = {
      disableSearch: false,
      specUrl: '/other.json',
      note: '</script>\u2028$&',
    }
    const origin = await serve(folder, { ui: ['/docs', { ...redoc.ui, viewerOptions }] })
    expect(await readCall(`${origin}/redoc/redoc-init.js`)).toEqual([
      '../openapi.json',
      { ...viewerOptions, sanitize: true },
      'the element #redoc',
    ])
  })

  it('go over the defaults of Scalar, and leave the rest of them', async () => {
    const folder = createFolder()
    installScalar(folder, '1.46.4')
    const viewerOptions = { telemetry: true, layout: 'classic' }
    const ui = { ...scalar.ui, theme: 'light', viewerOptions } as const
    const origin = await serve(folder, { ui, document: '/v1/api.json' })
    expect(await readCall(`${origin}/scalar/scalar-init.js`)).toEqual([
      '#scalar',
      {
        url: '../v1/api.json',
        withDefaultFonts: false,
        agent: { disabled: true },
        mcp: { disabled: true },
        hideClientButton: true,
        showDeveloperTools: 'never',
        telemetry: true,
        forceDarkModeState: 'light',
        hideDarkModeToggle: true,
        layout: 'classic',
      },
    ])
  })

  it.each(['url', 'content', 'sources', 'spec'])('cannot give another document: %s', (name) => {
    const ui = { ...scalar.ui, viewerOptions: { [name]: '/other.json' } }
    const { message, remedy } = summary(caught(() => openapi({ info, ui })))
    expect(message).toBe(
      `ui.viewerOptions.${name} cannot be set: the page shows the document of this openapi() and no other.`,
    )
    expect(remedy).toBe(
      'Leave it out. For another document, mount another openapi(), with a page of its own.',
    )
  })
})

function createFolder(): string {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'ringback-viewers-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}

/** As ReDoc 2 is laid out, save what a folder of it may hold besides: a package.json that names nothing. */
function installRedoc(folder: string, version: string, name = 'redoc'): void {
  const logo = 'https://cdn.redoc.ly/redoc/logo-mini.svg'
  writeFiles(join(folder, 'node_modules', 'redoc'), {
    'package.json': JSON.stringify({ name, version }),
    'bundles/package.json': '{ "type": "module" }',
    'bundles/redoc.standalone.js': `redoc = '${version}'; logo = '${logo}'`,
  })
}

/** As Scalar is since 1.60, which exports neither its bundle nor its package.json. */
function installScalar(folder: string, version: string): void {
  const name = '@scalar/api-reference'
  writeFiles(join(folder, 'node_modules', name), {
    'package.json': JSON.stringify({ name, version, exports: { '.': './dist/index.js' } }),
    'dist/index.js': 'throw new Error("nobody loads it")',
    'dist/browser/standalone.js': `scalar = '${version}'`,
  })
}

function writeFiles(folder: string, files: Record<string, string>): void {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), text)
  }
}

type Call = (documented: typeof openapi, options: OpenAPIOptions) => ReturnType<typeof openapi>

/** A function of a file in that folder, by which that file is the one that calls `openapi()`. */
async function createCaller(folder: string): Promise<Call> {
  const text = 'export const call = (openapi, options) => openapi(options)\n'
  writeFiles(folder, { 'call.mjs': text })
  const url = pathToFileURL(join(folder, 'call.mjs')).href
  const { call } = (await import(/* @vite-ignore */ url)) as { call: Call }
  return call
}

async function serve(folder: string, options: Partial<OpenAPIOptions>): Promise<string> {
  const call = await createCaller(folder)
  const app = express()
  app.use(call(openapi, { info, ...options }))
  return listen(app)
}

async function refusal(
  folder: string,
  options: Partial<OpenAPIOptions>,
): Promise<Record<string, unknown>> {
  const call = await createCaller(folder)
  const { code, where, ...rest } = summary(caught(() => call(openapi, { info, ...options })))
  expect({ code, where }).toEqual({ code: 'ERR_OPENAPI_OPTION', where: 'openapi()' })
  return rest
}

/** The bundles that a process serves which runs in one folder, and whose file is in another. */
async function runIn(working: string, calling: string): Promise<unknown> {
  writeFiles(calling, { 'serve.mjs': program })
  const flags = ['--import', import.meta.resolve('tsx'), join(calling, 'serve.mjs')]
  const { stdout } = await promisify(execFile)(process.execPath, flags, { cwd: working })
  return JSON.parse(stdout)
}

const program = `
import express from '${import.meta.resolve('express')}'
import { openapi } from '${import.meta.resolve('../../lib/index.ts')}'

const app = express()
const ui = [{ path: '/redoc', viewer: 'redoc' }, { path: '/scalar', viewer: 'scalar' }]
app.use(openapi({ info: { title: 'Things', version: '1' }, ui }))
const server = app.listen(0, '127.0.0.1', async () => {
  const bundles = {}
  for (const path of ['/redoc/redoc.js', '/scalar/scalar.js']) {
    const answer = await fetch('http://127.0.0.1:' + server.address().port + path)
    bundles[path] = await answer.text()
  }
  process.stdout.write(JSON.stringify(bundles))
  server.close()
  server.closeAllConnections()
})
`

async function read(url: string): Promise<string> {
  return (await fetch(url)).text()
}

/** What the start script hands to the viewer. */
async function readCall(url: string): Promise<unknown> {
  let given = ''
  const start = (...values: unknown[]): void => {
    given = JSON.stringify(values)
  }
  runInNewContext(await read(url), {
    Redoc: { init: start },
    Scalar: { createApiReference: start },
    document: { getElementById: (id: string) => `the element #${id}` },
  })
  return JSON.parse(given)
}
