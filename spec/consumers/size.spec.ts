import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { packInto, root, run } from './pack.ts'
import { startApp } from './started-app.ts'

const folder = mkdtempSync(join(realpathSync(tmpdir()), 'ringback-size-'))
const project = join(folder, 'project')

/** What an app with Express has installed, without ringback and with it. */
let before: Installed
let after: Installed

beforeAll(async () => {
  await packInto(folder)
  mkdirSync(project)
  write('package.json', JSON.stringify({ name: 'size', private: true, type: 'module' }))
  await install('express@5.3.0')
  before = look()
  await install('../ringback.tgz')
  after = look()
  for (const name of ['zod', 'valibot']) link(name)
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('what npm adds to an app that has Express', () => {
  it('takes at most 27 MB, with the page', () => {
    expect(after.size - before.size).toBeLessThanOrEqual(27_000_000)
  })

  it('is these packages', () => {
    const added = [...after.packages.keys()].filter((path) => !before.packages.has(path))
    expect(added).toEqual([
      '@scarf/scarf',
      'ajv',
      'ajv-formats',
      'argparse',
      'commander',
      'cors',
      'fast-deep-equal',
      'fast-uri',
      'jiti',
      'js-yaml',
      'json-schema-traverse',
      'object-assign',
      'openapi-types',
      'require-from-string',
      'ringback',
      'ringback/node_modules/ipaddr.js',
      'swagger-ui-dist',
      'swagger-ui-express',
      'undici',
    ])
  })

  it('runs no script as it is installed, but for the one that the README names', () => {
    const running = [...after.packages].filter(([, path]) => runsAtInstall(path))
    const readme = readFileSync(join(root, 'README.md'), 'utf8')
    const [, named] = /depends on `(\S+)`, whose install\s+script/.exec(readme) ?? []
    expect(running.map(([name]) => name)).toEqual([named])
  })

  it('holds the licence of each package that is taken into its files', () => {
    const licences = readFileSync(installed('ringback', 'dist', 'LICENSES.txt'), 'utf8')
    const parts = licences.split(/^(.+)\n-+\n/m).slice(1)
    const names = parts.filter((_part, index) => index % 2 === 0)
    const texts = parts.filter((_part, index) => index % 2 === 1)
    expect(names).toEqual(['@valibot/to-json-schema', 'foreach', 'json-pointer', 'openapi-sampler'])
    expect(texts.filter((text) => !/copyright \(c\)[^]+permission is hereby/i.test(text))).toEqual(
      [],
    )
  })
})

describe('the quick start, as it is installed', () => {
  it('starts, answers and shows its page without a connection to anywhere', async () => {
    write('quick-start.js', readFileSync(join(root, 'demo-app', 'quick-start.ts'), 'utf8'))
    const noNetwork = fileURLToPath(new URL('../agents/app/no-network.cjs', import.meta.url))
    const app = await startApp(project, 'quick-start.js', [noNetwork])
    const invoice = { id: '42', customer: 'Ada', total: 10 }
    const answers = [
      await fetch(`${app.origin}/openapi.json`),
      await fetch(`${app.origin}/docs/`),
      await fetch(`${app.origin}/docs/swagger-ui-bundle.js`),
      await fetch(`${app.origin}/invoices/?callback_url=https://example.com`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(invoice),
      }),
    ]
    const errors = app.stderr()
    await app.stop()
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200])
    // Each attempt would be a line of that.
    expect(errors.split('\n').filter((line) => line.startsWith('OUTSIDE'))).toEqual([])
  })
})

describe.each(['import', 'require'])('what is taken into the files for %s', (kind) => {
  const packages = ['ringback', 'ringback/delivery', 'ringback/receiver', 'valibot']

  it('converts the schemas of Valibot, and makes samples of them', async () => {
    const load = (name: string): string =>
      kind === 'import' ? `await import('${name}')` : `createRequire(import.meta.url)('${name}')`
    const loaded = packages.map(load).join(', ')
    write(`${kind}.js`, `const loaded = [${loaded}]\n${callBack}`)
    expect(JSON.parse(await run('node', [`${kind}.js`], project))).toEqual({
      body: {
        type: 'object',
        properties: { id: { type: 'string', format: 'uuid' } },
        required: ['id'],
      },
      answer: { note: 'stringstring' },
    })
  })
})

/** The receiver answers with a sample of what it is declared to answer. */
const callBack = `
import { createRequire } from 'node:module'
const [{ callbackRouter, webhookRouter, openapi }, { createSender }, { testReceiver }, v] = loaded
const definition = {
  operationId: 'invoicePaid',
  body: v.object({ id: v.pipe(v.string(), v.uuid()) }),
  responses: { 200: v.object({ note: v.pipe(v.string(), v.minLength(12)) }) },
}
const events = callbackRouter().post('{$request.query.callback_url}/paid', definition)
const other = await testReceiver({ callbacks: events })
const sender = createSender({ callbacks: [events], secret: false, allow: other.allow })
const id = '0190163d-8694-739b-aea5-966c26f8ad90'
const sent = await sender.deliver(events.operations.invoicePaid, other.url + '/paid', { id })
await sender.close()
await other.close()

const { default: express } = await import('express')
const webhooks = webhookRouter().post('paid', definition)
const { document } = openapi({ info: { title: 'Taken in', version: '1' }, webhooks })
const { post } = document(express()).webhooks.paid
const body = post.requestBody.content['application/json'].schema
console.log(JSON.stringify({ body, answer: sent.body }))
`

interface Installed {
  /** In bytes, as `du` counts: a file takes whole blocks, a folder one. */
  readonly size: number
  /** The folders of packages by their path in node_modules, in order. */
  readonly packages: ReadonlyMap<string, string>
}

function look(): Installed {
  const paths = readdirSync(installed(), { recursive: true, encoding: 'utf8' })
  const sizes = ['', ...paths].map((path) => sizeOnDisk(installed(path)))
  const names = paths
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => /(?:^|\/node_modules\/)(?:@[^/]+\/)?[^/@.][^/]*$/.test(path))
    .filter((path) => existsSync(installed(path, 'package.json')))
  return {
    size: sizes.reduce((sum, size) => sum + size, 0),
    packages: new Map(names.toSorted().map((name) => [name, installed(name)])),
  }
}

const blockSize = 4096

function sizeOnDisk(path: string): number {
  const stats = lstatSync(path)
  return stats.isFile() ? Math.ceil(stats.size / blockSize) * blockSize : blockSize
}

/** npm compiles what has a binding.gyp without being told to. */
function runsAtInstall(path: string): boolean {
  const manifest = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')) as {
    scripts?: object
  }
  const scripts = Object.keys(manifest.scripts ?? {})
  const isRun = (name: string): boolean => ['preinstall', 'install', 'postinstall'].includes(name)
  return scripts.some(isRun) || existsSync(join(path, 'binding.gyp'))
}

function installed(...path: string[]): string {
  return join(project, 'node_modules', ...path)
}

function write(file: string, text: string): void {
  writeFileSync(join(project, file), text)
}

/** What the app has besides, and needs nothing else. */
function link(name: string): void {
  symlinkSync(join(root, 'node_modules', name), installed(name), 'junction')
}

async function install(...packages: string[]): Promise<void> {
  const flags = ['--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts']
  await run('npm', ['install', ...flags, ...packages], project)
}
