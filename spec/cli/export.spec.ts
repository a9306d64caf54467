/** `ringback export`, as a process: what it writes is what the app serves. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import express from 'express'
import { load } from 'js-yaml'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { createInvoicesApi } from '../../demo-app/invoices-api.ts'
import { sender } from '../../demo-app/sender.ts'
import { listen } from '../live-app.ts'
import { callCommand } from './called-command.ts'
import { createProject, installCommand, runCommand, uninstallCommand } from './command.ts'

let modules = ''
beforeAll(async () => {
  modules = await installCommand()
}, 60_000)
afterAll(() => uninstallCommand(modules))

const demo = fileURLToPath(new URL('../../demo-app', import.meta.url))

describe('the document of the demo', () => {
  it.each([
    ['of what it exports', 'invoices-api.ts'],
    ['of what listens', 'start.ts'],
  ])('%s is what the running demo serves', async (_what, entry) => {
    const { code, stdout, hasLeftProcess } = await exportDemo(entry)
    expect({ code, hasLeftProcess }).toEqual({ code: 0, hasLeftProcess: false })
    for (const method of ['log', 'warn'] as const) {
      const printed = vi.spyOn(console, method).mockImplementation(() => {})
      onTestFinished(() => printed.mockRestore())
    }
    onTestFinished(() => sender.close({ drainMs: 0 }))
    const origin = await listen(createInvoicesApi())
    expect(stdout).toBe(`${await (await fetch(`${origin}/openapi.json`)).text()}\n`)
  })

  it('of its quick start is that of the app which listens', async () => {
    const { code, stdout } = await exportDemo('quick-start.ts')
    expect(code).toBe(0)
    expect(Object.keys((JSON.parse(stdout) as Exported).paths)).toEqual(['/invoices/'])
  })
})

function exportDemo(entry: string): ReturnType<typeof runCommand> {
  const env = { DELIVERIES_FILE: ':memory:' }
  return runCommand(modules, ['export', entry], { cwd: demo, env })
}

const app = `import express from 'express'
import { callbackRouter, openapi, operation } from 'ringback'
const text = { type: 'string' }
const body = { type: 'object', properties: { id: text, note: { type: ['string', 'null'] } }, required: ['id'] }
const query = { type: 'object', properties: { url: text }, required: ['url'] }
const events = callbackRouter().post('{$request.query.url}/orders/{$request.body#/id}', { operationId: 'orderPaid', body })
const app = express()
app.use(express.json())
app.post('/orders', operation({ operationId: 'createOrder', query, body, callbacks: { events } }, (req, res) => res.end()))
app.use(openapi({ info: { title: 'Orders', version: '1' } }))
export default app
`

function project(files: Readonly<Record<string, string>> = {}): string {
  return createProject(modules, { 'app.js': app, ...files })
}

async function exportFrom(cwd: string, ...argv: string[]): ReturnType<typeof runCommand> {
  return runCommand(modules, ['export', 'app.js', ...argv], { cwd })
}

const exported = new Map<string, Promise<string>>()

/** What the app is exported as: always the same. */
function exportText(...argv: string[]): Promise<string> {
  const key = argv.join(' ')
  const text = exported.get(key) ?? exportFrom(project(), ...argv).then(({ stdout }) => stdout)
  exported.set(key, text)
  return text
}

interface Exported {
  openapi: string
  paths: Record<string, object>
}

describe('ringback export', () => {
  it.each([
    [[], '3.1.0', { type: ['string', 'null'] }],
    [['--version', '3.0'], '3.0.4', { type: 'string', nullable: true }],
    [['--version', '3.2'], '3.2.0', { type: ['string', 'null'] }],
  ])('writes the version that is asked for: %j', async (argv, version, note) => {
    const { code, stdout, stderr } = await exportFrom(project(), ...argv)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const document = JSON.parse(stdout) as Exported
    expect(document.openapi).toBe(version)
    expect(document).toHaveProperty(
      [
        'paths',
        '/orders',
        'post',
        'requestBody',
        'content',
        'application/json',
        'schema',
        'properties',
        'note',
      ],
      note,
    )
  })

  it.each([
    ['by the name of the file', 'openapi.yaml', []],
    ['where that is asked for', 'openapi.txt', ['--yaml']],
  ])('writes YAML %s', async (_what, file, argv) => {
    const cwd = project()
    const { code, stdout, stderr } = await exportFrom(cwd, '-o', file, ...argv)
    expect({ code, stdout, stderr }).toEqual({
      code: 0,
      stdout: '',
      stderr: `Wrote ${file}: OpenAPI 3.1.0, 1 path.\n`,
    })
    const written = readFileSync(join(cwd, file), 'utf8')
    expect(written).toMatch(/^openapi: 3\.1\.0\n/)
    expect(load(written)).toEqual(JSON.parse(await exportText()))
  })

  it('leaves nothing half written', async () => {
    const cwd = project()
    mkdirSync(join(cwd, 'folder'))
    const { code, stderr } = await exportFrom(cwd, '-o', 'folder')
    expect(code).toBe(2)
    expect(stderr).toContain('--output "folder" cannot be written: EISDIR.')
    expect(readdirSync(cwd).toSorted()).toEqual(['app.js', 'folder', 'package.json'])
    expect((await exportFrom(cwd, '-o', 'none/openapi.json')).stderr).toContain('ENOENT')
  })

  it('does not export a document with errors, and prints them', async () => {
    const twice = app.replace("'orderPaid'", "'createOrder'")
    const cwd = project({ 'app.js': twice, 'openapi.json': 'as it was' })
    const { code, stdout, stderr } = await exportFrom(cwd, '-o', 'openapi.json')
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toContain('ERR_OPERATION_ID The operationId "createOrder" is used twice')
    expect(stderr).toContain('The document has 1 error, and is not exported.\n')
    expect(readFileSync(join(cwd, 'openapi.json'), 'utf8')).toBe('as it was')
  })

  it('exports none where a declaration is refused as its module loads', async () => {
    const cwd = project({ 'app.js': app.replace('{$request.query.url}', '{$url.x}') })
    const { code, stdout, stderr } = await exportFrom(cwd)
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toContain('ERR_CALLBACK_EXPRESSION')
    expect(stderr).toContain('The document has 1 error, and is not exported.')
  })

  it('asks for openapi() where there is none', async () => {
    const cwd = project({ 'app.js': app.replace(/app\.use\(openapi.*/, '') })
    const { code, stderr } = await exportFrom(cwd)
    expect(code).toBe(2)
    expect(stderr).toContain(
      'The app has no openapi(), and so no document.\n  at ringback export\n  Mount it: app.use(openapi({ info: { title, version } })).',
    )
  })

  it('asks which of several documents is meant', async () => {
    const second = `app.use('/v2', openapi({ info: { title: 'Second', version: '2' }, ui: false }))`
    const cwd = project({ 'app.js': `${app}${second}` })
    const { code, stderr } = await exportFrom(cwd)
    expect(code).toBe(2)
    expect(stderr).toContain('The app has 2 documents.')
    expect(stderr).toContain('Say which by --at, with one of /openapi.json, /v2/openapi.json.')
    const chosen = await exportFrom(cwd, '--at', '/v2/openapi.json')
    expect(JSON.parse(chosen.stdout)).toMatchObject({ info: { title: 'Second' } })
    expect((await exportFrom(cwd, '--at', '/v3')).stderr).toContain(
      'No document of the app is served at "/v3".',
    )
  })

  it('prefers the document of the app to that of a sub-app', async () => {
    const sub = `const sub = express()
sub.use(openapi({ info: { title: 'Sub', version: '1' } }))
app.use('/sub', sub)`
    const { stdout } = await exportFrom(project({ 'app.js': `${app}${sub}` }))
    expect(JSON.parse(stdout)).toMatchObject({ info: { title: 'Orders' } })
  })
})

describe('ringback export --check', () => {
  async function committed(
    change: (document: string) => string,
    file = 'openapi.json',
    ...argv: string[]
  ): Promise<string> {
    return project({ [file]: change(await exportText(...argv)) })
  }

  it('passes what was written', async () => {
    const cwd = await committed((text) => text)
    const { code, stdout, stderr } = await exportFrom(cwd, '--check', 'openapi.json')
    expect({ code, stdout, stderr }).toEqual({
      code: 0,
      stdout: '',
      stderr: 'openapi.json is what the app serves.\n',
    })
  })

  it('fails where it differs, and prints how', async () => {
    const cwd = await committed((text) =>
      JSON.stringify(turnRound(JSON.parse(text.replace('"createOrder"', '"makeOrder"')))),
    )
    const { code, stdout, stderr } = await exportFrom(cwd, '--check', 'openapi.json')
    expect(code).toBe(1)
    expect(stdout).toBe(`--- openapi.json
+++ the app
@@ -7,7 +7,7 @@
   "paths": {
     "/orders": {
       "post": {
-        "operationId": "makeOrder",
+        "operationId": "createOrder",
         "parameters": [
           {
             "name": "url",
`)
    expect(stderr).toBe(
      'openapi.json differs from what the app serves.\n  Write it anew: ringback export ENTRY -o openapi.json\n',
    )
  })

  it('knows the version', async () => {
    const cwd = await committed((text) => text, 'openapi.json', '--version', '3.0')
    const check = ['--check', 'openapi.json']
    const ended = [exportFrom(cwd, ...check), exportFrom(cwd, ...check, '--version', '3.0')]
    expect((await Promise.all(ended)).map(({ code }) => code)).toEqual([1, 0])
  })

  it('and --output contradict each other', async () => {
    const { code, stderr } = await exportFrom(project(), '--check', 'a.json', '-o', 'a.json')
    expect(code).toBe(2)
    expect(stderr).toContain('--check writes no document, and --output asks for one.')
  })

  describe('of a receiver document', () => {
    interface Wanted {
      readonly change: (document: string) => string
      readonly file?: string
      readonly yaml?: boolean
    }

    /** Compares what a published document is exported as with what was made of that. */
    async function check({ change, file = 'own.json', yaml = false }: Wanted) {
      const cwd = project({ 'openapi.json': await exportText() })
      const argv = ['export', join(cwd, 'openapi.json'), '--receiver']
      const { stdout } = await callCommand(...argv, ...(yaml ? ['--yaml'] : []))
      writeFileSync(join(cwd, file), change(stdout))
      return callCommand(...argv, '--check', join(cwd, file))
    }

    it.each<[string, Wanted]>([
      ['on one line', { change: (text) => JSON.stringify(JSON.parse(text)) }],
      [
        'with its keys in another order',
        { change: (text) => JSON.stringify(turnRound(JSON.parse(text))) },
      ],
      ['in YAML', { change: (text) => `# by hand\n${text}`, file: 'own.yaml', yaml: true }],
      ['with line ends of Windows', { change: (text) => text.replaceAll('\n', '\r\n') }],
      [
        'in YAML with line ends of Windows',
        { change: (text) => text.replaceAll('\n', '\r\n'), file: 'own.yaml', yaml: true },
      ],
    ])('passes one %s', async (_how, wanted) => {
      const { code, stdout, stderr } = await check(wanted)
      expect({ code, stdout }).toEqual({ code: 0, stdout: '' })
      expect(stderr).toContain('is what the app serves.\n')
    })

    it('prints what is different in YAML, in YAML', async () => {
      const change = (text: string): string => text.replace('orderPaid', 'orderMade')
      const { stdout } = await check({ change, file: 'own.yaml', yaml: true })
      expect(stdout).toContain('-      operationId: orderMade\n+      operationId: orderPaid\n')
    })

    it('prints no more than a reader looks at', async () => {
      const many = Object.fromEntries(
        Array.from({ length: 3000 }, (_, index) => [`x-${index}`, index]),
      )
      const change = (text: string): string => JSON.stringify({ ...JSON.parse(text), ...many })
      const { code, stdout } = await check({ change })
      expect(code).toBe(1)
      expect(stdout.split('\n').length).toBeLessThan(210)
      expect(stdout).toMatch(/\n… and \d+ more lines\.\n$/)
    })

    it.each<[string, Wanted, string]>([
      ['is no JSON', { change: () => '{ "a": }' }, 'own.json cannot be read as JSON'],
      ['is empty', { change: () => '' }, 'own.json is empty.'],
    ])('refuses a file that %s', async (_what, wanted, message) => {
      const { code, stderr } = await check(wanted)
      expect(code).toBe(2)
      expect(stderr).toContain(message)
    })
  })

  it('refuses a file that is not there', async () => {
    const { code, stderr } = await exportFrom(project(), '--check', 'openapi.json')
    expect(code).toBe(2)
    expect(stderr).toContain('--check "openapi.json" cannot be read: ENOENT.')
  })
})

/** The same with the members of each object in the opposite order. */
function turnRound(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turnRound)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([key, member]) => [key, turnRound(member)] as const)
  return Object.fromEntries(entries.toReversed())
}

describe('ringback export --receiver', () => {
  it('writes what the other side implements, of an app as of its published document', async () => {
    const cwd = project()
    const { code, stdout } = await exportFrom(cwd, '--receiver')
    expect(code).toBe(0)
    const receiver = JSON.parse(stdout) as Exported
    expect(Object.keys(receiver.paths)).toEqual(['/orders/{id}'])
    writeFileSync(join(cwd, 'openapi.json'), await exportText())
    const published = ['export', 'openapi.json', '--receiver']
    expect(JSON.parse((await runCommand(modules, published, { cwd })).stdout)).toEqual(receiver)

    const served = express().get('/openapi.json', (_req, res) =>
      res.sendFile(join(cwd, 'openapi.json')),
    )
    const url = `${await listen(served)}/openapi.json`
    const fetched = await runCommand(modules, ['export', url, '--receiver'], { cwd })
    expect(JSON.parse(fetched.stdout)).toEqual(receiver)
  })

  it('writes 3.0', async () => {
    const { stdout } = await exportFrom(project(), '--receiver', '--version', '3.0', '--yaml')
    expect(load(stdout)).toMatchObject({ openapi: '3.0.4', info: { title: 'Orders (receiver)' } })
  })

  it('says so where there is nothing to implement', async () => {
    const cwd = project({ 'app.js': app.replace(', callbacks: { events }', '') })
    const { code, stdout, stderr } = await exportFrom(cwd, '--receiver')
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ paths: {} })
    expect(stderr).toContain('The document has no callbacks and no webhooks')
  })

  it('takes no document without it', async () => {
    const cwd = project({ 'openapi.json': '{}' })
    const { code, stderr } = await runCommand(modules, ['export', 'openapi.json'], { cwd })
    expect(code).toBe(2)
    expect(stderr).toContain('"openapi.json" is a document already.')
  })
})
