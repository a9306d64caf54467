import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { describe, expect, it, onTestFinished } from 'vitest'
import { listen } from '../live-app.ts'
import { firstOnExpress4, importCompiled, isExpress4 } from './compile.ts'
import type { Api } from './invoice-definitions.ts'
import { createPlainApi } from './invoices-plain.ts'

const compilers = firstOnExpress4(
  ...(['esbuild', 'TypeScript 7', 'TypeScript 5.9', 'swc, 2022-03', 'swc, 2023-11'] as const),
)

const token = { Authorization: 'Bearer t' }
const writer = { ...token, 'X-Role': 'writer' }

/** Requests of a client, and the status that each is answered with. */
const requests: readonly [status: number, request: string, headers: object, body?: object][] = [
  [401, 'GET /invoices', {}],
  [401, 'POST /invoices?callback_url=http://shop.test', {}, { id: 'i-1' }],
  [422, 'POST /invoices?callback_url=shop', token, { total: '1' }],
  [201, 'POST /invoices?callback_url=http://shop.test', token, { id: 'i-1' }],
  [201, 'POST /invoices/?callback_url=http://shop.test', token, { id: 'i-2', total: 2 }],
  [200, 'GET /invoices/i-1', token],
  [404, 'GET /invoices/i-3', token],
  [200, 'GET /invoices?limit=1', token],
  [422, 'GET /invoices?limit=one', token],
  [403, 'DELETE /invoices/i-1', token],
  [204, 'DELETE /invoices/i-1', writer],
  [500, 'DELETE /invoices/i-1', writer],
  [200, 'GET /invoices', token],
  [200, 'HEAD /invoices/i-2', token],
  [404, 'GET /elsewhere', {}],
]

/** The answers to all of the requests, as a client sees them. */
async function visit(
  origin: string,
): Promise<{ status: number; type: string | null; text: string }[]> {
  const answers = []
  for (const [, request, headers, body] of requests) {
    const [method = '', path = ''] = request.split(' ')
    const answer = await fetch(origin + path, {
      method,
      headers: { ...headers, 'Content-Type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    })
    // a stack has the lines of its own file
    const text = (await answer.text()).replaceAll(/<br>.*/g, '')
    answers.push({ status: answer.status, type: answer.headers.get('Content-Type'), text })
  }
  return answers
}

describe.each(compilers)('a controller compiled by %s', (compiler) => {
  it('documents and answers as operation() does', async () => {
    const plain = createPlainApi()
    const { api } = await importCompiled<{ api: Api }>('invoices-decorated.ts', compiler)
    expect(api.document).toEqual(plain.document)
    const answers = await visit(await listen(api.app))
    expect(answers.map(({ status }) => status)).toEqual(requests.map(([status]) => status))
    expect(answers).toEqual(await visit(await listen(plain.app)))
  })
})

describe('a controller that tsx runs', () => {
  it.skipIf(isExpress4)(
    'documents and answers as operation() does, and names the line of a decorator',
    async () => {
      const plain = createPlainApi()
      const { port, document, refusedAt } = await serveByTsx()
      expect(document).toEqual(JSON.parse(JSON.stringify(plain.document)))
      expect(await visit(`http://127.0.0.1:${port}`)).toEqual(await visit(await listen(plain.app)))
      const mistakes = readFileSync('spec/decorators/mistakes.ts', 'utf8').split('\n')
      const line = mistakes.findIndex((text) => text.includes('static list()'))
      // the decorator stands in the line above, and lines are counted from 1
      expect(refusedAt).toBe(`@get() at spec/decorators/mistakes.ts:${line}`)
    },
  )
})

interface Served {
  readonly port: number
  readonly document: unknown
  readonly refusedAt: string
}

async function serveByTsx(): Promise<Served> {
  const tsx = ['node_modules/tsx/dist/cli.mjs', '--tsconfig', 'spec/tsconfig.json']
  const child = spawn(process.execPath, [...tsx, 'spec/decorators/serve-invoices.ts'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.stdin.end())
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string]
  return JSON.parse(line) as Served
}
