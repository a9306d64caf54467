/** `ringback check`, as a process: what it prints, and by which code it ends. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createProject, installCommand, runCommand, uninstallCommand } from './command.ts'
import type { Ended } from './command.ts'

let modules = ''
beforeAll(async () => {
  modules = await installCommand('beside')
}, 60_000)
afterAll(() => uninstallCommand(modules))

const files = {
  'app.js': `import express from 'express'
import { openapi, operation } from 'ringback'
import { orders } from './routes/orders.js'

const app = express()
app.use('/orders', orders)
app.get('/health', (req, res) => res.end())
app.get('/internal', operation({ hidden: true }, (req, res) => res.end()))
app.get('/', operation({ operationId: 'showOrder', responses: { 200: null } }, (req, res) => res.end()))
app.use(openapi({ info: { title: 'Shop', version: '1' } }))
export default app
`,
  'routes/orders.js': `import { Router } from 'express'
import { callbackRouter, operation } from 'ringback'

const events = callbackRouter().post('{$request.query.url}', { operationId: 'paid' })
const query = { type: 'object', properties: { url: { type: 'string' } } }

export const orders = Router()
orders.get('/:id', operation({ operationId: 'showOrder' }, (req, res) => res.end()))
orders.post('/', operation({ query, callbacks: { events } }, (req, res) => res.end()))
`,
}

const sound = {
  'app.js': files['app.js']
    .replace("operationId: 'showOrder', ", '')
    .replace(/app\.get\('\/health.*\n/, ''),
  'routes/orders.js': files['routes/orders.js'].replace(
    'properties',
    "required: ['url'], properties",
  ),
}

/** A warning, and 3 of 4 routes. */
const warned = { ...files, 'app.js': files['app.js'].replace("operationId: 'showOrder', ", '') }

function check(
  project: Readonly<Record<string, string>>,
  argv: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  return runCommand(modules, ['check', 'app.js', ...argv], {
    cwd: createProject(modules, project),
    env,
  })
}

const problems = `app.js
  error  line 9, GET /
    The operationId "showOrder" is used twice: by GET /orders/{id} and by GET /. ERR_OPERATION_ID
    Give one of them another operationId.

routes/orders.js
  warning  line 9, POST /orders > callbacks.events > POST {$request.query.url}
`

const undocumented = `Routes without a declaration: 1 of 4
  GET /health
  Put operation({ … }) before their handlers, or operation({ hidden: true }) to leave them out.

1 error, 1 warning, 0 notices; 3 of 4 routes documented (75 %).
Fails: 1 error.
`

describe('ringback check', () => {
  it('groups what is wrong by file, with its remedy, and lists undocumented routes', async () => {
    const { code, stdout, stderr, hasLeftProcess } = await check(files)
    expect({ code, stderr, hasLeftProcess }).toEqual({ code: 1, stderr: '', hasLeftProcess: false })
    expect(stdout.startsWith(problems)).toBe(true)
    expect(stdout.endsWith(`\n\n${undocumented}`)).toBe(true)
    expect(stdout.match(/ERR_|WARN_|NOTICE_/g)).toEqual(['ERR_', 'WARN_'])
  })

  it('is content with an app that has nothing to mend', async () => {
    const { code, stdout } = await check(sound, ['--strict', '--coverage', '100'])
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: '0 errors, 0 warnings, 0 notices; 3 of 3 routes documented (100 %).\n',
    })
  })

  it.each([
    ['a warning', [], 0, undefined],
    ['a warning, strictly', ['--strict'], 1, 'Fails: 1 warning (--strict).'],
    ['as many routes as are asked for', ['--coverage', '75'], 0, undefined],
    [
      ...['fewer routes than are asked for', ['--coverage', '75.5']],
      ...[1, 'Fails: 75 % of the routes are documented, and 75.5 % are asked for.'],
    ],
  ] as [string, string[], number, string | undefined][])(
    'judges %s',
    async (_what, argv, code, last) => {
      const ended = await check(warned, argv)
      expect(ended.code).toBe(code)
      const expected = last ?? '0 errors, 1 warning, 0 notices; 3 of 4 routes documented (75 %).'
      expect(ended.stdout.trimEnd().split('\n').at(-1)).toBe(expected)
    },
  )

  it('prints JSON for programs', async () => {
    const { code, stdout } = await check(files, ['--json', '--coverage', '90'])
    expect(code).toBe(1)
    const { problems, ...others } = JSON.parse(stdout) as { problems: object[] }
    expect(others).toEqual({
      entry: 'app.js',
      ok: false,
      faults: ['1 error', '75 % of the routes are documented, and 90 % are asked for'],
      hasDocumentation: true,
      counts: { errors: 1, warnings: 1, notices: 0 },
      coverage: 75,
      routes: { total: 4, documented: 3, undocumented: ['GET /health'] },
    })
    expect(problems).toEqual([
      expect.objectContaining({ severity: 'warning', file: 'routes/orders.js', line: 9 }),
      {
        code: 'ERR_OPERATION_ID',
        severity: 'error',
        where: 'GET /',
        message: 'The operationId "showOrder" is used twice: by GET /orders/{id} and by GET /.',
        remedy: 'Give one of them another operationId.',
        file: 'app.js',
        line: 9,
      },
    ])
  })

  it('checks an app that has no openapi() all the same', async () => {
    const bare = { ...files, 'app.js': files['app.js'].replace(/app\.use\(openapi.*\n/, '') }
    const { code, stdout } = await check(bare)
    expect(code).toBe(1)
    expect(stdout).toContain(`The app has no openapi() yet, and is checked all the same.
Mount it: app.use(openapi({ info })).

${problems}`)
    expect(stdout.endsWith(undocumented)).toBe(true)
  })

  it('checks an app that knows nothing of ringback', async () => {
    const bare = `const express = require('express')
const app = express()
app.get('/', (req, res) => res.end())
app.listen(3000)`
    const { code, stdout } = await check({ 'app.js': bare, 'package.json': '{}' }, [
      '--coverage',
      '50',
    ])
    expect(code).toBe(1)
    expect(stdout).toContain('Routes without a declaration: 1 of 1\n  GET /\n')
    expect(stdout).toContain('Fails: 0 % of the routes are documented, and 50 % are asked for.')
  })

  it('finds what is refused as a module loads', async () => {
    const mistaken = files['routes/orders.js'].replace('{$request.query.url}', '{$callback_url}')
    const project = { ...files, 'routes/orders.js': mistaken }
    const { code, stdout, stderr } = await check(project)
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' })
    expect(stdout).toMatch(/^routes\/orders\.js\n {2}error {2}line 4, /)
    expect(stdout).toContain('\n      {$callback_url}\n')
    expect(stdout).toContain('Did you mean `{$request.query.callback_url}`?')
    expect(stdout).toMatch(/ERR_CALLBACK_EXPRESSION/)
    const { problems } = JSON.parse((await check(project, ['--json'])).stdout) as {
      problems: object[]
    }
    expect(problems).toEqual([
      expect.objectContaining({
        code: 'ERR_CALLBACK_EXPRESSION',
        file: 'routes/orders.js',
        line: 4,
      }),
    ])
  })

  it('checks the documents of sub-apps too', async () => {
    const app = `import express from 'express'
import { openapi, operation } from 'ringback'
const [app, admin] = [express(), express()]
for (const path of ['/a', '/b']) admin.get(path, operation({ operationId: 'one' }, () => {}))
for (const path of ['/c', '/d']) admin.get(path, operation({ operationId: 'two' }, () => {}))
admin.use(openapi({ info: { title: 'Admin', version: '1' } }))
app.use('/admin', admin)
export default app`
    const { code, stdout } = await check({ 'app.js': app }, ['--json'])
    expect(code).toBe(1)
    const { problems, routes } = JSON.parse(stdout) as {
      problems: { where: string }[]
      routes: { total: number }
    }
    expect(problems.map(({ where }) => where)).toContain('GET /d')
    expect(problems.map(({ where }) => where)).toContain('GET /admin/d')
    expect(routes.total).toBe(4)
  })

  it('lists undocumented routes in production, where no document does', async () => {
    const { stdout } = await check(files, [], { NODE_ENV: 'production' })
    expect(stdout).toContain('Routes without a declaration: 1 of 4\n  GET /health\n')
  })

  it.each([
    ['asked for', { FORCE_COLOR: '1' }, true],
    ['asked for and refused', { FORCE_COLOR: '1', NO_COLOR: '1' }, false],
    ['neither', {}, false],
  ])('has colours where they are %s, since stdout is a pipe', async (_what, env, isColoured) => {
    const { stdout } = await check(files, [], env)
    expect(stdout.includes('\u001b[31merror\u001b[39m')).toBe(isColoured)
  })

  it('tells the terminal nothing that a name could say to it', async () => {
    const entries = Object.entries(files).map(([name, text]) => [
      name,
      text.replaceAll('showOrder', 'show\\u0007Order\\u001b[2J'),
    ])
    const { stdout } = await check(Object.fromEntries(entries) as typeof files)
    expect(stdout).toContain('The operationId "show�Order" is used twice')
  })
})

describe('a mistaken call', () => {
  it.each([
    [['check'], "error: missing required argument 'entry'"],
    [['chekc', 'app.js'], "error: unknown command 'chekc'\n(Did you mean check?)"],
    [
      ['check', 'app.js', '--strickt'],
      "error: unknown option '--strickt'\n(Did you mean --strict?)",
    ],
    [['check', 'app.js', '--coverage', '101'], 'Give a number from 0 to 100, such as 90.'],
    [['check', 'app.js', '--timeout', '0'], 'Give a number of seconds, such as 30.'],
    [[], 'Usage: ringback [options] [command]'],
  ])('%j is told, by code 2', async (argv, message) => {
    const { code, stdout, stderr } = await runCommand(modules, argv, {
      cwd: createProject(modules, {}),
    })
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(message)
  })
})

describe('the command', () => {
  it('tells its version', async () => {
    const cwd = createProject(modules, {})
    const { code, stdout } = await runCommand(modules, ['--version'], { cwd })
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    })
  })

  it.each(['check', 'export', 'diff', 'trigger', 'receive'])('helps with %s', async (name) => {
    const cwd = createProject(modules, {})
    const { code, stdout } = await runCommand(modules, [name, '--help'], { cwd })
    expect(code).toBe(0)
    expect(stdout).toContain(`Usage: ringback ${name} [options] <`)
    expect(stdout).toMatch(new RegExp(`\\nExamples:\\n {2}\\$ ringback ${name} `))
  })
})
