/** The server that is fuzzed, in a process of its own: it lives on, or it does not. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import cookieParser from 'cookie-parser'
import express, { type NextFunction, type Request, type Response } from 'express'
import { openapi } from '../../../lib/index.ts'
import { addOperations, type Tally } from './operations.ts'
import type { Report } from './report.ts'

const prototypes = { Object, Array, String, Number, Boolean, Function, Map, Promise }
const known = listPrototypes()
const tally: Tally = { violations: [], accepted: {} }
const errors: string[] = []
const incidents: string[] = []

process.on('unhandledRejection', (reason) => incidents.push(`unhandled: ${String(reason)}`))
process.on('uncaughtException', (error) => incidents.push(`uncaught: ${error.stack}`))
process.on('warning', (warning) => incidents.push(`warning: ${warning.stack}`))

const app = express()
// The answers to requests that came together leave together: a write for each takes longer than the rest.
app.use((req, _res, next) => {
  req.socket.cork()
  setImmediate(() => req.socket.uncork())
  next()
})
app.use(express.json({ limit: '1mb', strict: false }))
app.use(express.urlencoded({ extended: true }))
app.use(express.text({ type: 'text/*' }))
app.use(cookieParser('a secret'))
app.get('/gained', (_req, res) => void res.json(listGained()))
addOperations(app, tally)
app.use(openapi({ info: { title: 'Fuzzed', version: '1.0.0' }, onProblem: () => {} }))
app.use((_req, res) => void res.status(404).json(null))
app.use(answerError)

const server = createServer({ maxHeaderSize: 2 ** 18 }, app)
server.listen(0, '127.0.0.1', () => process.send?.(report()))
process.on('message', () => void measure())
// Whoever has started it is gone.
process.on('disconnect', () => process.exit())

/** What a parser refuses has a status of its own, but for what multer says. */
function answerError(error: unknown, req: Request, res: Response, _next: NextFunction): void {
  const { status, name, stack } = error as Error & { status?: number }
  const isOfUpload = name === 'MulterError' || /busboy|append-field|multer/.test(stack ?? '')
  const answered = status ?? (isOfUpload ? 400 : 500)
  if (answered >= 500)
    errors.push(`${req.method} ${req.path} ${String(req.headers['x-fuzz'])}: ${stack}`)
  res.status(answered).json(null)
}

function listPrototypes(): string[] {
  return Object.entries(prototypes).flatMap(([name, { prototype }]) =>
    Reflect.ownKeys(prototype).map((key) => `${name}.${String(key)}`),
  )
}

function listGained(): string[] {
  return listPrototypes().filter((name) => !known.includes(name))
}

async function measure(): Promise<void> {
  for (let round = 0; round < 3; round++) {
    global.gc?.()
    await setTimeout(100)
  }
  process.send?.(report())
}

function report(): Report {
  const { heapUsed, rss } = process.memoryUsage()
  const { user, system } = process.cpuUsage()
  return {
    port: (server.address() as AddressInfo).port,
    express: 'lazyrouter' in express.application ? 'express-4' : 'express-5',
    violations: tally.violations.slice(0, 20),
    errors: errors.slice(0, 20),
    incidents: incidents.slice(0, 20),
    gained: listGained(),
    accepted: tally.accepted,
    seconds: Math.round((user + system) / 1_000_000),
    heapUsed,
    rss,
  }
}
