import express from 'express'
import type { Express, RequestHandler, Router, RouterOptions } from 'express'
import { openapi } from '../../lib/index.ts'
import { listen } from '../live-app.ts'
import { declare } from './construct.ts'

/** What an app with guards is built with. */
export interface GuardTools {
  readonly app: Express
  /** A guard that gives operations its label as a tag, and notes on each request that it ran. */
  guard(label: string): RequestHandler
  /** A decorated handler that answers with the labels of the guards that ran. */
  hit(): RequestHandler
  router(options?: RouterOptions): Router
}

/** The guards that an operation shows, and those that ran in a request to it. */
export interface Guarded {
  readonly shown: readonly string[]
  readonly ran: readonly string[]
}

interface Guards {
  guards?: string[]
}

export const tools: Omit<GuardTools, 'app'> = {
  guard: (label) =>
    declare({ tags: [label] }, (req, _res, next) => {
      const noted = req as Guards
      noted.guards = [...(noted.guards ?? []), label]
      next()
    }),
  hit: () =>
    declare({}, (req, res) => {
      res.set('x-guards', JSON.stringify((req as Guards).guards ?? [])).end()
    }),
  router: (options) => express.Router(options),
}

const documentation = openapi({ info: { title: 'Guards', version: '1.0.0' } })

/** What the document shows of each operation of an app, and what a request to it runs. */
export async function compareGuards(
  build: (tools: GuardTools) => void,
): Promise<Record<string, Guarded>> {
  const app = express()
  build({ app, ...tools })
  const origin = await listen(app)
  const paths = documentation.document(app).paths as Record<string, Record<string, object>>
  const guarded: Record<string, Guarded> = {}
  for (const [path, item] of Object.entries(paths)) {
    for (const [method, each] of Object.entries(item)) {
      const { tags: shown = [] } = each as { tags?: string[] }
      const filled = origin + path.replaceAll(/\{(\w+)\}/g, 'v-$1')
      const response = await fetch(filled, { method: method.toUpperCase() })
      const ran = JSON.parse(response.headers.get('x-guards') ?? '["not reached"]') as string[]
      guarded[`${method.toUpperCase()} ${path}`] = { shown, ran }
    }
  }
  return guarded
}
