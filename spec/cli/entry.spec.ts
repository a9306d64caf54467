/** What the command takes for the app of a module, as a process. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createProject, installCommand, runCommand, uninstallCommand } from './command.ts'
import type { Ended } from './command.ts'

let modules = ''
beforeAll(async () => {
  modules = await installCommand()
}, 60_000)
afterAll(() => uninstallCommand(modules))

interface Project {
  readonly files: Readonly<Record<string, string>>
  readonly argv?: readonly string[]
  readonly type?: 'module' | 'commonjs'
  readonly tsx?: boolean
}

/** `ringback check` of the first file; the paths of the app are what is printed of it. */
async function check({ files, argv = [], ...project }: Project): Promise<Ended> {
  const cwd = createProject(modules, files, project)
  const [entry = ''] = Object.keys(files)
  return runCommand(modules, ['check', entry, ...argv], { cwd })
}

const esm = `import express from 'express'
const app = express()
app.get('/found', (req, res) => res.end())
`
const cjs = esm.replace(/import.*/, `const express = require('express')`)

/** Each makes an app with one route, /found. */
const forms: Record<string, Project> = {
  'a default export': { files: { 'app.js': `${esm}export default app` } },
  'a named export': { files: { 'app.js': `${esm}export { app as api }` } },
  'module.exports': { files: { 'app.js': `${cjs}module.exports = app` }, type: 'commonjs' },
  'a property of module.exports': {
    files: { 'app.js': `${cjs}module.exports = Object.assign({ port: 1 }, { app })` },
    type: 'commonjs',
  },
  'a promise': { files: { 'app.js': `${esm}export default Promise.resolve(app)` } },
  'a server': {
    files: {
      'app.js': `import { createServer } from 'node:http'\n${esm}export default createServer(app)`,
    },
  },
  'a function': { files: { 'app.js': `${esm}export default () => app` } },
  'an async function by its only export': {
    files: {
      'app.js': `${esm}export const port = 3000\nexport async function createApp() { return app }`,
    },
  },
  'the function that is asked for': {
    files: { 'app.js': `${esm}export const one = () => {}\nexport const two = async () => app` },
    argv: ['--export', 'two'],
  },
  'the export that is asked for': {
    files: { 'app.js': `${esm}export const other = express()\nexport { app }` },
    argv: ['--export', 'app'],
  },
  'nothing but app.listen()': { files: { 'app.js': `${esm}app.listen(3000)` } },
  'app.listen() in CommonJS': { files: { 'app.cjs': `${cjs}app.listen(3000)` } },
  'app.listen() in an hour, of an exported app': {
    files: { 'app.js': `${esm}setTimeout(() => app.listen(3000), 3_600_000)\nexport default app` },
  },
  'app.listen() of a module that is started itself': {
    files: {
      'app.js': `import { fileURLToPath } from 'node:url'
${esm}if (process.argv[1] === fileURLToPath(import.meta.url)) app.listen(3000)`,
    },
  },
  'createServer(app).listen()': {
    files: {
      'app.js': `import { createServer } from 'node:http'\n${esm}createServer(app).listen(3000)`,
    },
  },
  'app.listen() after something that it waits for': {
    files: {
      'app.js': `${esm}async function main() {
  await new Promise((resolve) => setTimeout(resolve, 50))
  app.listen(3000)
}
void main()`,
    },
  },
  'a function that lets the app listen': {
    files: { 'app.js': `${esm}export default async function main() { app.listen(3000) }` },
  },
  'routes that are added once it listens': {
    files: {
      'app.js': `import express from 'express'
const app = express()
app.listen(3000, () => {})
app.get('/found', (req, res) => res.end())`,
    },
  },
  'an app that waits for its server, and reads its port': {
    files: {
      'app.js': `import { once } from 'node:events'
${esm}const server = app.listen({ port: 3000 })
await once(server, 'listening')
if (server.address().port !== 3000 || !server.listening) throw new Error('no port')`,
    },
  },
  'a module that waits for ever after it listens': {
    files: { 'app.js': `${esm}app.listen(3000)\nawait new Promise(() => {})` },
  },
  'the one of two that has documentation': {
    files: {
      'app.js': `import { openapi } from 'ringback'
${esm}app.use(openapi({ info: { title: 'One', version: '1' } }))
express().listen(3000)
app.listen(3001)`,
    },
  },
}

describe('the app of an entry is', () => {
  it.each(Object.entries(forms))('%s', async (_form, project) => {
    const { code, stdout, stderr, hasLeftProcess } = await check(project)
    expect({ code, stderr, hasLeftProcess }).toEqual({ code: 0, stderr: '', hasLeftProcess: false })
    expect(stdout).toContain('  GET /found\n')
  })
})

const types = `import express, { type Express } from 'express'
import { z } from 'zod'
import { openapi, operation } from 'ringback'
import { Colour } from './colour.js'
import { path } from '@own/path'
import data from './data.json' with { type: 'json' }

await Promise.resolve()
const app: Express = express()
app.get(path satisfies string, operation({ query: z.object({ colour: z.enum(Colour) }) }, (req, res) => {
  res.json(req.query.colour)
}))
app.use(openapi({ info: { title: data.title, version: '1' } }))
export default app
`
const typed = {
  'app.ts': types,
  'colour.ts': `export enum Colour { Red = 'red' }`,
  'own/path.ts': `export class Path { constructor(private readonly path: string) {} get() { return this.path } }
export const path: string = new Path('/found').get()`,
  'data.json': `{ "title": "Typed" }`,
  'tsconfig.json': JSON.stringify({ compilerOptions: { paths: { '@own/*': ['./own/*'] } } }),
}

describe('TypeScript without a build step', () => {
  it.each([
    ['by what comes with the command', false],
    ["by the project's own tsx", true],
  ])('%s', async (_by, tsx) => {
    const { code, stdout, stderr, hasLeftProcess } = await check({ files: typed, tsx })
    expect({ code, stderr, hasLeftProcess }).toEqual({ code: 0, stderr: '', hasLeftProcess: false })
    expect(stdout).toBe('0 errors, 0 warnings, 0 notices; 1 of 1 route documented (100 %).\n')
  })

  it('knows standard decorators where the project has tsx', async () => {
    const files = {
      'app.ts': `import express from 'express'
function named(method: unknown, { name }: ClassMethodDecoratorContext) { paths.push(String(name)) }
const paths: string[] = []
class Controller { @named found() {} }
const app = express()
for (const path of paths) app.get('/' + path, (_req, res) => void res.end(new Controller()))
export default app`,
    }
    expect((await check({ files, tsx: true })).stdout).toContain('  GET /found\n')
  })

  it('and CommonJS', async () => {
    const files = {
      'app.ts': `import express = require('express')
const app: express.Express = express()
app.get('/found', (_req, res) => void res.end())
export = app`,
    }
    expect((await check({ files, type: 'commonjs' })).stdout).toContain('  GET /found\n')
  })

  it('names the line that a declaration is at', async () => {
    const files = {
      'app.ts': `import express from 'express'
import { openapi, operation } from 'ringback'
type Unused = { a: number }

const app = express()
app.get('/a', operation({ operationId: 'one' }, (_req, res) => void res.end()))
app.get('/b', operation({ operationId: 'one' }, (_req, res) => void res.end()))
app.use(openapi({ info: { title: 'Lines', version: '1' } }))
export default app`,
    }
    const { stdout } = await check({ files })
    expect(stdout).toContain('app.ts\n  error  line 7, GET /b\n')
  })
})

interface Refusal {
  readonly project: Project
  readonly message: string
  readonly where?: string
}

const refusals: Record<string, Refusal> = {
  'no such file': {
    project: { files: { 'app.js': esm }, argv: ['--export', 'x'] },
    message: 'app.js has no export "x".',
  },
  'a syntax error in JavaScript': {
    project: { files: { 'app.js': `${esm}const a = ;` } },
    message: "app.js cannot be read: Unexpected token ';'",
    where: 'app.js:4',
  },
  'a syntax error in TypeScript': {
    project: { files: { 'app.ts': `const a: = 1` } },
    message: 'app.ts cannot be read: ',
    where: 'app.ts:1',
  },
  'a syntax error in TypeScript that tsx reads': {
    project: { files: { 'app.ts': `const a: = 1` }, tsx: true },
    message: 'app.ts cannot be read: ',
    where: 'app.ts:1',
  },
  'a module that throws': {
    project: { files: { 'app.js': `${esm}\nthrow new TypeError('No database')` } },
    message: 'app.js threw as it was loaded: TypeError: No database',
    where: 'app.js:5',
  },
  'a module that throws after a while': {
    project: { files: { 'app.js': `setTimeout(() => { throw new Error('Late') }, 20)` } },
    message: 'app.js threw as it was loaded: Error: Late',
    where: 'app.js:1',
  },
  'a promise that nobody catches': {
    project: {
      files: { 'app.js': `setInterval(() => {}, 1000)\nvoid Promise.reject(new Error('Lost'))` },
    },
    message: 'app.js threw as it was loaded: Error: Lost',
    where: 'app.js:2',
  },
  'a function that throws': {
    project: { files: { 'app.js': `export default () => { throw new Error('Not made') }` } },
    message: 'app.js threw as it was loaded: Error: Not made',
    where: 'app.js:1',
  },
  'what is thrown and no error': {
    project: { files: { 'app.js': `throw 'a string'` } },
    message: 'app.js threw as it was loaded: Error: a string',
  },
  'a module that is missing': {
    project: { files: { 'app.ts': `import './missing.js'` } },
    message: 'app.ts threw as it was loaded: Error: Cannot find module',
    where: 'app.ts:1',
  },
  'a module that ends the process': {
    project: { files: { 'app.js': `console.error('No PORT'); process.exit(3)` } },
    message: 'app.js ended the process, by process.exit(3), before it had an app.',
  },
  'a module that waits for ever': {
    project: { files: { 'app.js': `${esm}await new Promise(() => {})\nexport default app` } },
    message: 'app.js never finishes: it waits for what cannot happen.',
  },
  'a module without an app': {
    project: { files: { 'app.js': `export const port = 3000` } },
    message: 'app.js has no app: it exports port, and starts no server.',
  },
  'a router': {
    project: {
      files: { 'app.js': `import { Router } from 'express'\nexport const router = Router()` },
    },
    message: 'app.js has no app: it exports router, and starts no server.',
  },
  'an export that is none': {
    project: { files: { 'app.js': `export const port = 3000` }, argv: ['--export', 'port'] },
    message: 'The export "port" of app.js is the number 3000, and no Express app.',
  },
  'two apps': {
    project: {
      files: {
        'app.js': `import express from 'express'\nexport const [a, b] = [express(), express()]`,
      },
    },
    message: 'The entry exports 2 apps: a, b.\n  Say which by --export NAME.',
  },
  'two apps that listen': {
    project: {
      files: {
        'app.js': `import express from 'express'\nexpress().listen(1)\nexpress().listen(2)`,
      },
    },
    message: 'The entry starts 2 apps: on port 1, on port 2.',
  },
  'a server of something else': {
    project: {
      files: {
        'app.js': `import { createServer } from 'node:http'\ncreateServer(() => {}).listen(1)`,
      },
    },
    message: 'The entry starts a server, and no Express app is its handler.',
  },
  'a document': {
    project: { files: { 'openapi.json': '{}' } },
    message: '"openapi.json" is no module.',
  },
}

/** What is waited for in vain. */
const lateRefusals: Record<string, Refusal> = {
  'a module that waits too long': {
    project: {
      files: { 'app.js': `await new Promise((resolve) => setTimeout(resolve, 3_600_000))` },
      argv: ['--timeout', '0.5'],
    },
    message: 'app.js is not loaded after 0.5 seconds.',
  },
  'a function that waits too long': {
    project: {
      files: {
        'app.js': `setInterval(() => {}, 1000)\nexport default () => new Promise(() => {})`,
      },
      argv: ['--timeout', '1'],
    },
    message: 'The function that app.js exports has made no app after 1 second.',
  },
  'a server that never starts': {
    project: { files: { 'app.js': `setInterval(() => {}, 1000)` }, argv: ['--timeout', '0.5'] },
    message: 'app.js exports no app, and has started no server after 0.5 seconds.',
  },
}

async function expectRefusal({ project, message, where }: Refusal): Promise<Ended> {
  const ended = await check(project)
  const { stderr } = ended
  expect(stderr).toContain(`ringback: ERR_COMMAND_ENTRY ${message}`)
  expect(stderr).toContain(where === undefined ? '' : `\n  at ${where}\n`)
  expect(stderr.trimEnd().split('\n').at(-1)).toMatch(/^ {2}[A-Z].*(?:\.|default app)\.?$/)
  expect(stderr).not.toMatch(/^ +at .*\(/m)
  return ended
}

const refused = { code: 2, stdout: '', hasLeftProcess: false }

describe.concurrent('an entry that takes too long is refused', () => {
  it.each(Object.entries(lateRefusals))('%s', async (_what, refusal) => {
    expect(await expectRefusal(refusal)).toMatchObject(refused)
  })

  it('a loop that never ends, by killing the process', async () => {
    const { code, stderr, hasLeftProcess } = await check({
      files: { 'app.js': `for (;;) {}` },
      argv: ['--timeout', '0.5'],
    })
    expect({ code, hasLeftProcess }).toEqual({ code: null, hasLeftProcess: false })
    expect(stderr).toContain('app.js is not loaded after 0.5 seconds.')
  })
})

describe('an entry is refused, with one sentence and a remedy', () => {
  it.each(Object.entries(refusals))('%s', async (_what, refusal) => {
    expect(await expectRefusal(refusal)).toMatchObject(refused)
  })

  it('a file that is not there, with what was meant', async () => {
    const cwd = createProject(modules, { 'src/server.ts': '' })
    const { code, stderr } = await runCommand(modules, ['check', 'src/sever.ts'], { cwd })
    expect(code).toBe(2)
    expect(stderr).toContain('There is no file "src/sever.ts".\n  Did you mean src/server.ts?')
    const folder = await runCommand(modules, ['check', 'src'], { cwd })
    expect(folder).toMatchObject({ code: 2, stdout: '' })
    expect(folder.stderr).toContain('"src" is a directory.\n  Give the path of the module')
  })

  it('with its stack, where that is asked for', async () => {
    const { stderr } = await check({
      files: { 'app.js': `function start() { throw new Error('No') }\nstart()` },
      argv: ['--verbose'],
    })
    expect(stderr).toMatch(/at start \(.*app\.js:1:/)
  })
})

describe('what an entry begins', () => {
  it('opens no port, and ends with the command', async () => {
    const running = check({
      files: {
        'app.js': `import { connect } from 'node:net'
import { spawn } from 'node:child_process'
${esm}setInterval(() => {}, 1000)
app.listen(38_417)
const socket = connect(38_417, '127.0.0.1')
await new Promise((done) => socket.on('error', ({ code }) => { console.log(code); done() }))`,
      },
    })
    const { code, stderr, tookMs } = await running
    expect({ code, stderr }).toEqual({ code: 0, stderr: 'ECONNREFUSED\n' })
    expect(tookMs).toBeLessThan(20_000)
  })

  it('prints to stderr, since stdout is the command’s', async () => {
    const { stdout, stderr } = await check({
      files: {
        'app.js': `import { writeSync } from 'node:fs'
import { openapi } from 'ringback'
${esm}console.log('Started')
process.stdout.write('Written\\n')
writeSync(process.stdout.fd, 'Logged\\n')
app.use(openapi({ info: { title: 'Quiet', version: '1' } }))
export default app`,
      },
      argv: ['--json'],
    })
    expect(stderr).toBe('Started\nWritten\nLogged\n')
    expect(JSON.parse(stdout)).toMatchObject({ ok: true })
  })

  it('and goes wrong beside the app, is told, and does not matter', async () => {
    const { code, stdout, stderr } = await check({
      files: {
        'app.js': `${esm}app.listen(3000)
void Promise.reject(new Error('No database'))
await new Promise((resolve) => setTimeout(resolve, 20))
export default app`,
      },
    })
    expect(code).toBe(0)
    expect(stdout).toContain('GET /found')
    expect(stderr).toContain('Error: No database')
    expect(stderr).toContain('The app is there, and is looked at all the same.')
  })

  it('has no say in the exit code', async () => {
    const { code, stderr } = await check({
      files: {
        'app.js': `${esm}process.exitCode = 7
process.on('exit', () => { process.exitCode = 9; console.log('Closed') })
export default app`,
      },
    })
    expect({ code, stderr }).toEqual({ code: 0, stderr: 'Closed\n' })
  })

  it('is left where the command is interrupted', async () => {
    const cwd = createProject(modules, {
      'app.js': `console.log('waiting'); await new Promise(() => setInterval(() => {}, 1000))`,
    })
    const run = { cwd, interruptAt: 'waiting' }
    const { code, hasLeftProcess } = await runCommand(modules, ['check', 'app.js'], run)
    expect({ code, hasLeftProcess }).toEqual({ code: 130, hasLeftProcess: false })
  })
})
