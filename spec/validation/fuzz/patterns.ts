/** A server of one route for texts of each format that ringback ships, and of routes with patterns. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import express, { type RequestHandler } from 'express'
import { openapi, operation, type OpenAPIOptions } from '../../../lib/index.ts'
import { formats } from './formats.ts'
import { bare, linear } from './linear.ts'

const engines: Readonly<Record<string, OpenAPIOptions['validation']>> = {
  RegExp: {},
  linear: { regExp: linear },
  bare: { regExp: bare },
}

const declare = operation as unknown as (
  definition: object,
  handler: RequestHandler,
) => RequestHandler

const accept: RequestHandler = (_req, res) => void res.json('accepted')

const app = express()
app.use(express.json({ limit: '1mb', strict: false }))
for (const format of Object.keys(formats)) {
  const body = { type: 'array', items: { type: 'string', format } }
  app.post(`/formats/${format}`, declare({ body }, accept))
}
app.post('/nested', declare({ body: { type: 'string', pattern: '^(a+)+$' } }, accept))
app.post(
  '/several',
  declare(
    {
      body: {
        type: 'object',
        properties: {
          digits: { type: 'string', pattern: '^\\d+$' },
          letters: { type: 'string', pattern: '^\\p{L}+$' },
        },
        patternProperties: { '^x-': { type: 'integer' } },
        propertyNames: { pattern: '^[a-z-]+$' },
      },
    },
    accept,
  ),
)
const validation = engines[process.env['ENGINE'] ?? 'RegExp']
app.use(
  openapi({
    info: { title: 'Patterns', version: '1.0.0' },
    onProblem: () => {},
    ...(validation ? { validation } : {}),
  }),
)

const server = createServer(app)
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port))
process.on('disconnect', () => process.exit())
