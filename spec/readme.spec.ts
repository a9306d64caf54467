import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { dirname, join, relative } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import express, { type Express, type RequestHandler } from 'express'
import Joi from 'joi'
import { callbackRouter, openapi, operation } from 'ringback'
import { afterEach, describe, expect, it, onTestFinished } from 'vitest'
import { z } from 'zod'
import { caught, listen } from './live-app.ts'
import { openReceiver, type Received } from './delivery/sending.ts'
import { app, createCalling, documentation } from './readme/snippets.ts'

const readme = readFileSync('README.md', 'utf8')
const Invoice = z.object({ id: z.string(), customer: z.string(), total: z.number() })
const quickStart = readFileSync('demo-app/quick-start.ts', 'utf8')

/** The README and what it leads to, by path; the guides have a spec of their own. */
const pages = new Map(
  ['README.md', ...readdirSync('docs').map((name) => `docs/${name}`)]
    .filter((path) => path.endsWith('.md') && !path.startsWith('docs/from-'))
    .map((path) => [path, readFileSync(path, 'utf8')]),
)

describe('README', () => {
  const started: ChildProcess[] = []
  afterEach(() => started.splice(0).forEach((child) => child.kill()))

  it('quotes the quick start as it is, before line 30', () => {
    const index = readme.indexOf(`\`\`\`ts\n${quickStart}\`\`\`\n`)
    expect(index).toBeGreaterThan(0)
    expect(readme.slice(0, index).split('\n').length).toBeLessThan(30)
  })

  it('has a quick start of at most 40 lines, of which the callback takes at most 7', () => {
    const lines = quickStart.trimEnd().split('\n')
    const first = lines.findIndex((line) => line.includes('= callbackRouter()'))
    const last = lines.findIndex((line, index) => index > first && line === '  })')
    expect(lines.length).toBeLessThanOrEqual(40)
    expect(lines.slice(first, last + 1).length).toBeLessThanOrEqual(7)
  })

  it('has a quick start that runs, answers and documents its callback', async () => {
    const port = await findFreePort()
    started.push(
      spawn(
        process.execPath,
        [
          'node_modules/tsx/dist/cli.mjs',
          '--tsconfig',
          'demo-app/tsconfig.json',
          'demo-app/quick-start.ts',
        ],
        { env: { ...process.env, PORT: String(port) }, stdio: 'inherit' },
      ),
    )
    const base = `http://127.0.0.1:${port}`
    const document = await fetchWhenUp(`${base}/openapi.json`)
    expect(Object.keys(readCallback(document))).toEqual([
      '{$request.query.callback_url}/invoices/{$request.body#/id}',
    ])
    const answer = await fetch(`${base}/invoices/`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ id: 'i-1', customer: 'c', total: 3 }),
    })
    expect(await answer.json()).toEqual({ msg: 'Invoice i-1 received' })
    expect((await fetch(`${base}/docs/`)).status).toBe(200)
  })

  it('shows the error that a wrong expression really gives', () => {
    const shown = /ERR_CALLBACK_EXPRESSION "\.id"[^`]*`[^`]*`\./.exec(readme)?.[0]
    expect(shown).toBe(
      messageOf(() =>
        // @ts-expect-error: the compiler refuses it before
        callbackRouter().post('{$request.query.callback_url}/invoices/{$request.body.id}', {}),
      ).replace(
        /at callbackRouter\(\)\.post\(\) at .*/,
        'at callbackRouter().post() at routes/invoices.ts:12',
      ),
    )
  })

  it('shows the error that a wrong pointer really gives', () => {
    const invoiceEvents = callbackRouter().post(
      '{$request.query.callback_url}/invoices/{$request.body#/idd}',
      {},
    )
    const declare = operation as unknown as (definition: object) => unknown
    const message = messageOf(() => declare({ body: Invoice, callbacks: { invoiceEvents } }))
    const lines = message.replace(/operation\(\) at .*, for POST declared at .*/, '')
    const shown = /ERR_CALLBACK_SOURCE The request[^`]*`[^`]*`\?/.exec(readme)?.[0]
    expect(shown?.replace(/operation\(\) at .*, for POST declared at .*/, '')).toBe(lines)
  })

  it('shows the answer to a wrong request that really comes', async () => {
    const schema = {
      type: 'object',
      properties: {
        lines: { type: 'array', items: { type: 'object', properties: {}, required: ['sku'] } },
      },
    } as const
    const query = { type: 'object', properties: { page: { type: 'integer' } } } as const
    const wrong = express()
    wrong.use(express.json())
    wrong.post(
      '/',
      operation({ query, body: schema }, (_req, res) => void res.end()),
    )
    const answer = await fetch(`${await listen(wrong)}/?page=x`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: '{"lines":[{}]}',
    })
    const [, shown = ''] = /```json\n(.*?)```/s.exec(readme) ?? []
    expect(JSON.parse(shown)).toEqual(await answer.json())
  })

  it('has no snippet that is not run, and nor have its further pages', () => {
    const snippets = readdirSync('spec/readme')
      .map((name) => readFileSync(`spec/readme/${name}`, 'utf8'))
      .join('')
    const blocks = [...pages.values()].flatMap((page) =>
      [...page.matchAll(/```ts\n(.*?)```/gs)].map(([, block = '']) => block),
    )
    expect(blocks.length).toBeGreaterThan(30)
    expect(blocks.filter((block) => block !== quickStart && !snippets.includes(block))).toEqual([])
    expect(documentation.problems(app).filter(({ severity }) => severity === 'error')).toEqual([])
    const { paths, webhooks } = documentation.document(app)
    expect(Object.keys(paths?.['/invoices']?.post?.callbacks ?? {})).toEqual(['invoiceEvents'])
    expect(Object.keys(webhooks ?? {})).toEqual(['newSubscription'])
  })

  it('has snippets that call back', async () => {
    const receiver = await openReceiver()
    const calling = createCalling(receiver.port)
    onTestFinished(calling.close)
    const base = await listen(calling.app)
    const init = {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ id: 'i-1', customer: 'c', total: 3 }),
    }
    await fetch(`${base}/invoices?callback_url=${receiver.origin}`, init)
    await expect.poll(() => receiver.received).toHaveLength(1)
    const [{ path, body, headers }] = receiver.received as [Received]
    expect({ path, body }).toEqual({
      path: '/invoices/i-1',
      body: '{"description":"Paid","paid":true}',
    })
    expect(headers['webhook-signature']).toMatch(/^v1,/)
    const uncalled = await fetch(`${base}/invoices`, init)
    expect([uncalled.status, await uncalled.text()]).toEqual([200, '{"msg":"Invoice received"}'])
    expect(receiver.received).toHaveLength(1)
    const kept = await fetch(`${base}/later?callback_url=${receiver.origin}`, init)
    const url = await kept.text()
    expect(url).toBe(`${receiver.origin}/invoices/i-1`)
    expect(await calling.callLater(url)).toBe(true)
    const ready = await fetch(`${base}/ready`)
    expect([ready.status, await ready.json()]).toEqual([200, { isReady: true }])
    expect((await calling.measure(url)).map(({ name }) => name)).toEqual([
      'http.client.request.duration',
      'ringback.delivery.duration',
    ])
  })

  it('has a sender that prints what fails', async () => {
    const receiver = await openReceiver(({ path }) => ({ status: path === '/gone' ? 410 : 503 }))
    const calling = createCalling(receiver.port)
    onTestFinished(calling.close)
    const printed = await calling.failTo(receiver.origin)
    const busy = { kind: 'answer', status: 503 }
    // which comes first is left to chance
    expect(new Map(printed.map(([method, ...values]) => [method, values]))).toEqual(
      new Map([
        ['error', [expect.stringMatching(/^gone is given up: \S/)]],
        ['warn', ['busy, attempt 1:', expect.objectContaining(busy)]],
      ]),
    )
  })

  it('has a mount whose parameter is there, and is not without `mergeParams`', async () => {
    const merging = await fetch(`${await listen(app)}/shops/s-1/items/i-1`)
    expect([merging.status, await merging.json()]).toEqual([200, { shop: 's-1', id: 'i-1' }])
    const plain = express()
    const shop = express.Router()
    shop.get(
      '/',
      operation({ params: z.object({ shop: z.string() }) }, (_req, res) => res.end()),
    )
    plain.use('/shops/:shop', shop)
    const { status } = await fetch(`${await listen(plain)}/shops/s-1`)
    expect(status).toBe(422)
  })

  it('says rightly what a schema of Joi does', async () => {
    const schema = Joi.object({ id: Joi.string().guid().required(), count: Joi.number().integer() })
    const taking = createTaking(operation({ body: schema }))
    const document = openapi({ info }).document(taking.app)
    expect(document.paths?.['/']?.post?.requestBody).toEqual({
      required: true,
      content: {
        'application/json': {
          schema: {
            type: 'object',
            properties: {
              id: { type: 'string', format: 'uuid', minLength: 1 },
              count: { type: 'integer' },
            },
            required: ['id'],
            additionalProperties: false,
          },
        },
      },
    })
    const id = '0190163d-8694-739b-aea5-966c26f8ad90'
    expect(await taking.send(JSON.stringify({ id, count: '2' }))).toBe(200)
    expect(taking.taken).toEqual([{ id, count: 2 }])
    expect(await taking.send('{"id":"x"}')).toBe(422)
  })

  it('says rightly what becomes of a form that is not declared', async () => {
    const schema = z.object({ id: z.string() })
    const json = createTaking(operation({ body: schema }))
    const content = { 'application/x-www-form-urlencoded': schema }
    const form = createTaking(operation({ body: { content } }))
    expect(await json.send(new URLSearchParams({ id: '1' }))).toBe(415)
    expect(await form.send(new URLSearchParams({ id: '1' }))).toBe(200)
    expect([json.taken, form.taken]).toEqual([[], [{ id: '1' }]])
  })

  it('says rightly how fields are heard of that are not declared', async () => {
    const told: string[] = []
    const sending = express()
    const value = { id: '1', secret: 's' }
    const open = operation({ responses: { 200: z.object({ id: z.string() }) } }, (_req, res) => {
      res.json(value)
    })
    const closed = operation(
      { responses: { 200: z.strictObject({ id: z.string() }) } },
      (_req, res) => void res.json(value),
    )
    sending.get('/open', open).get('/closed', closed)
    sending.use(openapi({ info, onResponseError: ({ message }) => told.push(message) }))
    const base = await listen(sending)
    expect(await (await fetch(`${base}/open`)).json()).toEqual({ id: '1' })
    expect(told).toEqual([])
    expect((await fetch(`${base}/closed`)).status).toBe(500)
    expect(told).toEqual([expect.stringContaining('/secret')])
  })

  it('says rightly what the message of an error has', () => {
    const error = caught(() => openapi({} as never))
    const { message, code, remedy } = error
    expect(message.startsWith(`${code} `)).toBe(true)
    expect(message.endsWith(`\n  ${remedy}`)).toBe(true)
    expect(remedy).not.toBe('')
  })

  it('leads to files and headings that there are, and so do its further pages', () => {
    expect([...pages].flatMap(([path, text]) => findBrokenLinks(path, text))).toEqual([])
  })

  it('has a table of contents with all its sections, in their order', () => {
    const [contents = ''] = readme.split('\n## ', 1)
    const sections = [...withoutCode(readme).matchAll(/^## (.*)$/gm)].map(([, title = '']) => title)
    const links = [...contents.matchAll(/\(#([^)]+)\)/g)].map(([, anchor]) => anchor)
    expect(links).toEqual(sections.map(anchorOf))
  })

  it('imports by names that there are', () => {
    const imports = [...pages.values()].flatMap((text) => [
      ...text.matchAll(/^(?:\/\/ )?import (?:type )?\{(.*?)\} from 'ringback(.*?)'/gm),
    ])
    expect(imports.length).toBeGreaterThan(10)
    const lost = imports.flatMap(([line, names = '', entry = '']) => {
      const exported = readFileSync(`lib${entry}/index.ts`, 'utf8')
      const wanted = names.split(',').map((name) => name.trim().replace(/^type /, ''))
      return wanted
        .filter((name) => !new RegExp(`\\b${name}\\b.*\\} from|^  ${name},$`, 'm').test(exported))
        .map((name) => `${line}: ${name}`)
    })
    expect(lost).toEqual([])
  })

  it('explains every code of an error or a problem', () => {
    const source = readFileSync('lib/errors.ts', 'utf8')
    const codes = source.match(/(?<=\| ')(?:ERR|WARN|NOTICE)_\w+/g) ?? []
    expect(codes.length).toBeGreaterThan(15)
    expect(codes.filter((code) => !readme.includes(`| \`${code}\``))).toEqual([])
  })
})

const info = { title: 'Invoices', version: '1.0.0' }

interface Taking {
  readonly app: Express
  /** The bodies that the handler was given. */
  readonly taken: unknown[]
  /** Sends a body, and gives the status of the answer. */
  readonly send: (body: string | URLSearchParams) => Promise<number>
}

/** An app of one operation, which takes JSON and forms. */
function createTaking(declared: RequestHandler): Taking {
  const app = express()
  const taken: unknown[] = []
  app.use(express.json(), express.urlencoded({ extended: false }))
  app.post('/', declared, (req, res) => {
    taken.push(req.body)
    res.end()
  })
  const headers = { 'Content-Type': 'application/json' }
  const send = async (body: string | URLSearchParams): Promise<number> => {
    const init = typeof body === 'string' ? { headers, body } : { body }
    return (await fetch(await listen(app), { method: 'POST', ...init })).status
  }
  return { app, taken, send }
}

function withoutCode(text: string): string {
  return text.replaceAll(/^```.*?^```$/gms, '')
}

/** Links within the repository that lead to no file, or to no heading of one. */
function findBrokenLinks(path: string, text: string): string[] {
  const prose = withoutCode(text).replaceAll(/`[^`\n]*`/g, '``')
  const links = [...prose.matchAll(/\]\(([^)\s]+)\)|^\[[^\]]+\]: (\S+)$/gm)]
    .map(([, inline, reference]) => inline ?? reference ?? '')
    .filter((link) => !link.startsWith('https://') && !link.startsWith('http://'))
  return links.filter((link) => !leadsSomewhere(path, link)).map((link) => `${path}: ${link}`)
}

function leadsSomewhere(path: string, link: string): boolean {
  const [file = '', anchor] = link.split('#')
  const target = file === '' ? path : relative('.', join(dirname(path), file))
  if (!existsSync(target)) return false
  if (anchor === undefined) return true
  const headings = withoutCode(readFileSync(target, 'utf8')).matchAll(/^#+ (.*)$/gm)
  return [...headings].some(([, heading = '']) => anchorOf(heading) === anchor)
}

/** As GitHub makes it. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\w\s-]/g, '')
    .replaceAll(' ', '-')
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

async function fetchWhenUp(url: string): Promise<unknown> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const answer = await fetch(url).catch(() => undefined)
    if (answer?.ok) return answer.json()
    await wait(100)
  }
  throw new Error(`${url} was not answered within ten seconds.`)
}

function readCallback(document: unknown): object {
  const { paths } = document as {
    paths: Record<string, { post: { callbacks: { invoiceEvents: object } } }>
  }
  return paths['/invoices/']!.post.callbacks.invoiceEvents
}

function messageOf(call: () => unknown): string {
  try {
    call()
  } catch (error) {
    return (error as Error).message
  }
  throw new Error('Nothing was thrown.')
}
