/** The quick start of the README, followed to the letter in an empty folder: its commands, and its code. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { invalidRequest, RequestProblem } from '../document/request-problem.ts'
import { packInto, root, run } from './pack.ts'

const folder = mkdtempSync(join(realpathSync(tmpdir()), 'ringback-quick-start-'))
const project = join(folder, 'project')

const readme = readFileSync(join(root, 'README.md'), 'utf8')
const [, quickStart = ''] = /^## Quick start\n(.*?)^## /ms.exec(readme) ?? []
const [address = 'no address'] = /(?<=Open <)[^>]+(?=>)/.exec(quickStart) ?? []

beforeAll(async () => {
  await packInto(folder)
  mkdirSync(project)
  // Nobody is told of it, and what was downloaded once is taken from there.
  const options = {
    prefer_offline: true,
    ignore_scripts: true,
    audit: false,
    update_notifier: false,
  }
  for (const [name, value] of Object.entries(options)) {
    vi.stubEnv(`npm_config_${name}`, String(value))
  }
  for (const command of readCommands(/^/)) await follow(command)
})

afterAll(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true, force: true })
})

it('runs in JavaScript', async () => {
  write(readFile(/Save this as `([^`]+)`/), readBlock('ts', /Save this as/))
  const commands = readCommands(/Save this as/)
  expect(commands).toHaveLength(1)
  expect(await visit(commands.join())).toEqual(expected)
})

it('compiles and runs in TypeScript', async () => {
  write(readFile(/TypeScript: save it as `([^`]+)`/), readBlock('ts', /Save this as/))
  const commands = readCommands(/TypeScript: save it as/)
  const start = commands.pop() ?? 'no command'
  for (const command of commands) await follow(command)
  expect(await visit(start)).toEqual(expected)
})

it('runs in CommonJS', async () => {
  const [, rest = ''] = readBlock('ts', /Save this as/).split(/^(?:import .*\n)+/)
  const file = readFile(/In CommonJS \(`([^`]+)`\)/)
  write(file, readBlock('js', /In CommonJS/) + rest)
  expect(await visit(`node ${file}`)).toEqual(expected)
})

/** What an app of the quick start answers, and prints. */
interface Visit {
  readonly answers: readonly Answer[]
  readonly printed: string
}

interface Answer {
  readonly status: number
  readonly type: string | null
  readonly body: unknown
}

/** Start the app, ask it, and end it. */
async function visit(command: string): Promise<Visit> {
  const port = await findFreePort()
  const [name = '', ...input] = command.split(' ')
  const isWindows = process.platform === 'win32'
  const child = spawn(name, input, {
    cwd: project,
    env: { ...readShell(), PORT: String(port) },
    stdio: ['ignore', 'pipe', 'pipe'],
    // a group of its own: npx starts what starts the app
    detached: !isWindows,
    shell: isWindows,
  })
  const closed = once(child, 'close')
  let printed = ''
  for (const output of [child.stdout, child.stderr])
    output.setEncoding('utf8').on('data', (text: string) => (printed += text))
  try {
    const page = address.replace('3000', String(port))
    const isUp = await waitFor(page, () => child.exitCode === null)
    if (!isUp) throw new Error(`${command}: no answer from ${page}\n${printed}`)
    return { answers: await askAll(page), printed }
  } finally {
    if (isWindows) child.kill()
    else if (child.exitCode === null) process.kill(-Number(child.pid))
    await closed
  }
}

/** The document, the page, a request as it is declared, and one that is not. */
function askAll(page: string): Promise<Answer[]> {
  const invoices = new URL('/invoices/', page).href
  return Promise.all([
    ask(new URL('/openapi.json', page).href),
    ask(page),
    ask(`${invoices}?callback_url=https://example.com`, { id: '42', customer: 'Ada', total: 10 }),
    ask(`${invoices}?callback_url=nowhere`, { id: 42, customer: 'Ada' }),
  ])
}

async function ask(url: string, payload?: object): Promise<Answer> {
  const headers = { 'Content-Type': 'application/json' }
  const init = payload ? { method: 'POST', headers, body: JSON.stringify(payload) } : {}
  const answer = await fetch(url, init)
  const type = answer.headers.get('Content-Type')
  const text = await answer.text()
  return { status: answer.status, type, body: type?.includes('json') ? JSON.parse(text) : text }
}

/** Whether it answers before the app has ended, or half a minute has passed. */
async function waitFor(url: string, isRunning: () => boolean): Promise<boolean> {
  for (let attempt = 0; attempt < 300 && isRunning(); attempt += 1) {
    if (await fetch(url).catch(() => undefined)) return true
    await wait(100)
  }
  return false
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** What a shell has that knows nothing of these tests. */
function readShell(): NodeJS.ProcessEnv {
  const { PATH, HOME, TMPDIR } = process.env
  return { PATH, HOME, TMPDIR, NO_COLOR: '1' }
}

/** Run a command of the README in the folder, with the package as it is packed for that of the registry. */
function follow(command: string): Promise<string> {
  const [name = '', ...input] = command.split(' ')
  const given = input.map((word) => (word === 'ringback' ? join('..', 'ringback.tgz') : word))
  return run(name, given, project)
}

/** The name of a file that the quick start says. */
function readFile(sentence: RegExp): string {
  return sentence.exec(quickStart)?.[1] ?? 'nothing.txt'
}

/** The next commands behind some words. */
function readCommands(after: RegExp): string[] {
  return readBlock('sh', after).trimEnd().split('\n')
}

/** The next block in a language behind some words. */
function readBlock(language: string, after: RegExp): string {
  const rest = quickStart.slice(quickStart.search(after))
  return new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, 'ms').exec(rest)?.[1] ?? 'nothing'
}

function write(file: string, text: string): void {
  writeFileSync(join(project, file), text)
}

const json = 'application/json; charset=utf-8'
const problemJSON = 'application/problem+json; charset=utf-8'

const page = `<!doctype html>
<html lang="en" data-theme="system" data-served-at="/docs/" data-yaml="../openapi.yaml" data-servers="implied">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <title>Invoices</title>
  <link rel="icon" href="./favicon-32x32.png">
  <link rel="icon" href="./favicon-16x16.png">
  <link rel="stylesheet" href="./swagger-ui.css">
  <link rel="stylesheet" href="./ringback.css">
  <script src="./ringback-theme.js"></script>
</head>
<body>
  <div id="swagger-ui"></div>
  <noscript>This page needs JavaScript. The document is at <a href="../openapi.json">../openapi.json</a>.</noscript>
  <script src="./swagger-ui-bundle.js"></script>
  <script src="./swagger-ui-standalone-preset.js"></script>
  <script src="./ringback.js"></script>
  <script src="./swagger-ui-init.js"></script>
</body>
</html>
`

const document = {
  openapi: '3.1.0',
  info: { title: 'Invoices', version: '1.0.0' },
  paths: {
    '/invoices/': {
      post: {
        summary: 'Create an invoice',
        operationId: 'postInvoices',
        parameters: [
          { name: 'callback_url', in: 'query', schema: { type: 'string', format: 'uri' } },
        ],
        requestBody: { required: true, content: contentOf(refer('Invoice')) },
        responses: {
          200: {
            description: 'Successful Response',
            content: contentOf(objectOf({ msg: { type: 'string' } })),
          },
          422: invalidRequest,
        },
        callbacks: {
          invoiceEvents: {
            '{$request.query.callback_url}/invoices/{$request.body#/id}': {
              post: {
                summary: 'Invoice notification',
                operationId: 'invoiceNotification',
                security: [],
                requestBody: { required: true, content: contentOf(refer('InvoiceEvent')) },
                responses: {
                  200: {
                    description: 'Successful Response',
                    content: contentOf(refer('InvoiceEventReceived')),
                  },
                },
              },
            },
          },
        },
      },
    },
  },
  components: {
    schemas: {
      Invoice: objectOf({
        id: { type: 'string' },
        customer: { type: 'string' },
        total: { type: 'number' },
      }),
      InvoiceEvent: objectOf({ description: { type: 'string' }, paid: { type: 'boolean' } }),
      InvoiceEventReceived: objectOf({ ok: { type: 'boolean' } }),
      RequestProblem,
    },
  },
}

// in words of Zod's own
const message = expect.any(String) as string

const problem = {
  type: 'about:blank',
  title: 'Unprocessable Content',
  status: 422,
  detail: 'The request is not as declared: 3 faults.',
  errors: [
    { in: 'query', path: '/callback_url', message, code: 'invalid_format' },
    { in: 'body', path: '/id', message, code: 'invalid_type' },
    { in: 'body', path: '/total', message, code: 'invalid_type' },
  ],
}

const expected: Visit = {
  answers: [
    { status: 200, type: json, body: document },
    { status: 200, type: 'text/html; charset=utf-8', body: page },
    { status: 200, type: json, body: { msg: 'Invoice 42 received' } },
    { status: 422, type: problemJSON, body: problem },
  ],
  printed: `ringback: WARN_CALLBACK_OPTIONAL There is no call where the query parameter "callback_url" is left out: "{$request.query.callback_url}" has no value then.
  at POST /invoices/ > callbacks.invoiceEvents > POST {$request.query.callback_url}/invoices/{$request.body#/id}
  Require it, or keep it so where a caller may do without the callback.
`,
}

function contentOf(schema: object): object {
  return { 'application/json': { schema } }
}

function refer(name: string): object {
  return { $ref: `#/components/schemas/${name}` }
}

function objectOf(properties: object): object {
  return { type: 'object', properties, required: Object.keys(properties) }
}
