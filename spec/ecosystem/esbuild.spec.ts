import { cp, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { BuildOptions } from 'esbuild'
import { describe, expect, it } from 'vitest'
import { run } from '../consumers/pack.ts'
import { bundle, root } from './bundle.ts'

/** Visits itself, and prints what has come back. */
const app = `
import express from 'express'
import { createServer, openapi, operation } from 'ringback'
import { z } from 'zod'

const Order = z.object({ n: z.number() })
const orders = express.Router()
orders.use(operation({ tags: ['orders'] }))
orders.post('/', operation({ summary: 'Order', body: Order, responses: { 200: Order } }, (req, res) => {
  res.json({ n: req.body.n, secret: 1 } as z.infer<typeof Order>)
}))
orders.get('/broken', operation({ summary: 'Break', responses: { 200: Order } }, (_req, res) => {
  res.json({ n: 'x' } as never)
}))
const shop = express()
shop.get('/hours', operation({ summary: 'Hours' }, (_req, res) => void res.send('9 to 5')))

const app = express()
app.use(express.json())
app.use('/orders', orders)
app.use('/shop', shop)
const told: unknown[] = []
const documentation = openapi({
  info: { title: 'Orders', version: '1' },
  ui: process.env['UI'] === 'none' ? false : '/docs',
  onProblem: ({ code }) => void told.push(code),
  onResponseError: ({ code, name }) => void told.push(code + ' ' + name),
})
app.use(documentation)
app.use((error, _req, res, _next) => void res.status(500).send(error.message))

const server = createServer(app).listen(0, '127.0.0.1', async () => {
  const visit = async (path, body) => {
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body }
    const answer = await fetch('http://127.0.0.1:' + server.address().port + path, body && init)
    const text = await answer.text()
    return [answer.status, text.length > 400 ? 'long' : text]
  }
  const answers = {
    good: await visit('/orders', '{"n":1}'),
    invalid: (await visit('/orders', '{"n":"x"}'))[0],
    malformed: (await visit('/orders', '{'))[0],
    broken: (await visit('/orders/broken'))[0],
    hours: await visit('/shop/hours'),
    json: await visit('/openapi.json'),
    yaml: await visit('/openapi.yaml'),
    script: await visit('/docs/ringback.js'),
    swagger: await visit('/docs/swagger-ui-bundle.js'),
  }
  server.close()
  const { paths } = documentation.document(app)
  const documented = Object.entries(paths).map(([path, item]) =>
    [path, ...Object.entries(item).map(([method, { tags = [], summary }]) => [method, summary, ...tags].join(' '))])
  const problems = documentation.problems(app).map(({ message }) => message)
  console.log(JSON.stringify({ answers, documented, problems, told }))
})
`

const visited = {
  answers: {
    good: [200, '{"n":1}'],
    invalid: 422,
    malformed: 400,
    broken: 500,
    hours: [200, '9 to 5'],
    json: [200, 'long'],
    yaml: [200, 'long'],
    script: [200, 'long'],
    swagger: [200, 'long'],
  },
  documented: [
    ['/orders', 'post Order orders'],
    ['/orders/broken', 'get Break orders'],
    ['/shop/hours', 'get Hours'],
  ],
  problems: [],
  told: ['ERR_RESPONSE_INVALID RingbackError'],
}

/** For whatever CommonJS has in a bundle of ES modules: Express, first of all. */
const banner = {
  js: `import { createRequire } from 'node:module'
const require = createRequire(import.meta.url)
const __filename = import.meta.filename
const __dirname = import.meta.dirname`,
}

/** As it is most often written: swagger-ui-express, which asks for its folder, cannot be loaded then. */
const shortBanner = { js: banner.js.split('\n').slice(0, 2).join('\n') }

type Install = (folder: string) => Promise<unknown>

const installNothing: Install = () => Promise.resolve()

const install: Install = (folder) =>
  symlink(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction')

/** What the page needs, in a folder that begins with a dot. */
const installByPnpm: Install = async (folder) => {
  const installed = join(folder, 'node_modules')
  const store = join(installed, '.pnpm')
  for (const file of ['package.json', 'swagger-ui-bundle.js']) {
    const path = join('swagger-ui-dist', file)
    await cp(join(root, 'node_modules', path), join(store, path))
  }
  await symlink(join(store, 'swagger-ui-dist'), join(installed, 'swagger-ui-dist'), 'junction')
}

/** What an app prints that is bundled, and started where these packages are. */
async function visit(options: BuildOptions, prepare: Install): Promise<unknown> {
  const { folder, file } = await bundle(app, options)
  await prepare(folder)
  return JSON.parse(await run('node', [file], folder))
}

describe('an app that esbuild has put into one file, packages and all', () => {
  it.each<[string, BuildOptions, Install]>([
    ['of CommonJS', { format: 'cjs' }, install],
    ['of ES modules', { format: 'esm', banner }, install],
    ['of ES modules that have no __dirname', { format: 'esm', banner: shortBanner }, install],
    ['minified, with keepNames', { minify: true, keepNames: true }, installByPnpm],
    ['minified', { minify: true }, install],
  ])(
    '%s works, and finds the files of its page where they are installed',
    async (_, options, prepare) => {
      expect(await visit(options, prepare)).toEqual(visited)
    },
  )

  it('says what to do where the files of its page are not installed', async () => {
    const { answers } = visited
    const message =
      'ERR_OPENAPI_OPTION "swagger-ui-dist/swagger-ui-bundle.js" is not installed: this app is a bundle, and it runs where Swagger UI\'s files are not.\n' +
      '  at openapi()\n' +
      '  Leave the packages out of the bundle (esbuild --packages=external), run npm install swagger-ui-dist@5 where it runs, or do without the page: ui: false.'
    expect(await visit({}, installNothing)).toEqual({
      ...visited,
      answers: { ...answers, swagger: [500, message] },
    })
  })

  it('takes nothing with it that it does not use', async () => {
    const { inputs } = await bundle(app)
    const others = Object.keys(inputs).filter((file) =>
      /^lib\/(delivery|receiver|cli|decorators)\/|node_modules\/(undici|jiti|commander|pg-boss|bullmq)\//.test(
        file,
      ),
    )
    expect(others).toEqual([])
  })
})

describe('an app that esbuild bundles with --packages=external', () => {
  it('works, page and all', async () => {
    expect(await visit({ packages: 'external' }, install)).toEqual(visited)
  })
})
