import express from 'express'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openapi, operation } from '../lib/index.ts'
import type { OpenAPIOptions, Problem } from '../lib/index.ts'
import { listen } from './live-app.ts'

const info = { title: 'Reports', version: '1.0.0' }

/** What is printed, by the method of the console that prints it. */
const printed: Record<'error' | 'warn' | 'info', unknown[][]> = { error: [], warn: [], info: [] }

beforeEach(() => {
  for (const method of ['error', 'warn', 'info'] as const) {
    const lines = vi.spyOn(console, method).mockImplementation(() => {})
    printed[method] = lines.mock.calls
  }
})
afterEach(() => void vi.restoreAllMocks())

/** What is looked at right after start-up is known at the next turn of the event loop. */
function startUp(): Promise<void> {
  return new Promise((resolve) => setImmediate(() => setImmediate(resolve)))
}

/** An app with an error, a warning and as many undeclared routes. */
function createApp(options: Partial<OpenAPIOptions>, undeclared: number): express.Express {
  const app = express()
  app.use(openapi({ info, ...options }))
  // after it, since the problems are looked for once all is mounted
  app.get(
    '/a',
    operation({ operationId: 'same' }, () => {}),
  )
  app.get(
    '/b',
    operation({ operationId: 'same' }, () => {}),
  )
  app.get(
    '/b',
    operation({}, () => {}),
  )
  for (let count = 1; count <= undeclared; count++) {
    app.get(`/open/${count}`, (_req, res) => void res.end())
  }
  return app
}

const error = `ringback: ERR_OPERATION_ID The operationId "same" is used twice: by GET /a and by GET /b.
  at GET /b
  Give one of them another operationId.`
const warning = `ringback: WARN_OPERATION_SHADOWED GET /b is routed twice; Express asks the first handler first, and that one is documented.
  at GET /b
  Remove one of them, or declare both handlers in one route.`

describe('right after start-up', () => {
  it.each([
    [0, []],
    [1, ['ringback: GET /open/1 has no declaration yet; listed as x-undocumented.']],
    [2, ['ringback: GET /open/1, GET /open/2 have no declaration yet; listed as x-undocumented.']],
    [
      9,
      [
        'ringback: GET /open/1, GET /open/2, GET /open/3 and 6 more have no declaration yet; listed as x-undocumented.',
      ],
    ],
  ])(
    'the console says what is wrong, and in one line that %i routes are undeclared',
    async (count, lines) => {
      createApp({}, count)
      await startUp()
      expect(printed).toEqual({
        error: [[error]],
        warn: [[warning]],
        info: lines.map((line) => [line]),
      })
    },
  )

  it('the console says nothing where nothing is wrong', async () => {
    const app = express()
    app.use(openapi({ info }))
    app.get(
      '/',
      operation({}, () => {}),
    )
    await startUp()
    expect(printed).toEqual({ error: [], warn: [], info: [] })
  })

  it('the console says nothing of undeclared routes that are left out', async () => {
    createApp({ undocumented: 'omit' }, 3)
    await startUp()
    expect(printed).toEqual({ error: [[error]], warn: [[warning]], info: [] })
  })

  it('onProblem is told of each problem once, in place of the console', async () => {
    const problems: Problem[] = []
    const app = createApp({ onProblem: (problem) => problems.push(problem) }, 2)
    await startUp()
    const url = `${await listen(app)}/openapi.json`
    await fetch(url)
    await fetch(url)
    await startUp()
    expect(problems.map(({ code, severity, where }) => [code, severity, where])).toEqual([
      ['WARN_OPERATION_SHADOWED', 'warning', 'GET /b'],
      ['NOTICE_UNDOCUMENTED', 'notice', 'GET /open/1'],
      ['NOTICE_UNDOCUMENTED', 'notice', 'GET /open/2'],
      ['ERR_OPERATION_ID', 'error', 'GET /b'],
    ])
    expect(printed).toEqual({ error: [], warn: [], info: [] })
  })

  it('is the first request where a Router holds the documentation', async () => {
    const problems: string[] = []
    const app = express()
    const onProblem = ({ where }: Problem): void => void problems.push(where)
    app.use(express.Router().use(openapi({ info, onProblem })))
    app.get('/open', (_req, res) => void res.end())
    await startUp()
    expect(problems).toEqual([])
    await fetch(`${await listen(app)}/openapi.json`)
    await startUp()
    expect(problems).toEqual(['GET /open'])
  })
})
