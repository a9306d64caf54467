import express from 'express'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openapi, operation } from '../../lib/index.ts'
import { danglingRefs, judgeByOfficialSchema } from '../judges.ts'
import { declarations, given, type Declaration } from './random-declarations.ts'

const declare = operation as unknown as (definition: object) => express.RequestHandler
const document = openapi as unknown as (options: object) => ReturnType<typeof openapi>
const handler: express.RequestHandler = (_req, res) => void res.end()
const info = { title: 'Random', version: '1.0.0' }

/** Many in one app: what they share, and what of them could meet, is tried too. */
const perDocument = 50
const numRuns = Math.ceil(Number(process.env['DECLARATION_RUNS'] ?? 500) / perDocument)
const seed = Number(process.env['DECLARATION_SEED'] ?? Date.now() % 2 ** 31)

function createApp(all: readonly Declaration[]): express.Express {
  const app = express()
  app.get('/target/:id', declare({ operationId: 'target' }), handler)
  for (const [index, { method, path, definition }] of all.entries()) {
    const { [method]: route } = app as unknown as Record<string, (...given: unknown[]) => unknown>
    route?.call(app, `/${index}${path}`, declare(definition), handler)
  }
  return app
}

describe('any declaration', () => {
  it(`has a valid document in each version (seed ${seed})`, { timeout: 240_000 }, async () => {
    const documents = fc.array(declarations, { minLength: perDocument, maxLength: perDocument })
    const check = async (all: readonly Declaration[]): Promise<void> => {
      const app = createApp(all)
      for (const version of ['3.0', '3.1', '3.2'] as const) {
        const built = document({ info, ...given, openapi: version }).document(app)
        expect([version, await judgeByOfficialSchema(built)]).toEqual([version, []])
        expect(danglingRefs(built)).toEqual([])
      }
    }
    await fc.assert(fc.asyncProperty(documents, check), { numRuns, seed, endOnFailure: true })
  })

  it(
    `is documented beside an equal one as it is by itself (seed ${seed})`,
    { timeout: 240_000 },
    () => {
      const other = { method: 'get', path: '', definition: {} }
      fc.assert(
        fc.property(declarations, (declaration) => {
          const alike = withoutCallbacks(declaration)
          expect(describeSecond([withoutCallbacks(declaration), alike])).toEqual(
            describeSecond([other, alike]),
          )
        }),
        { numRuns: numRuns * perDocument, seed, endOnFailure: true },
      )
    },
  )
})

/** Made anew: a router that is used twice is a component. */
function withoutCallbacks({ definition, ...declaration }: Declaration): Declaration {
  const { callbacks: _, ...fields } = definition
  return { ...declaration, definition: structuredClone(fields) }
}

/** What there is of the second declaration, and what is wrong with it. */
function describeSecond(all: readonly Declaration[]): object {
  const app = createApp(all)
  const documentation = document({ info, ...given })
  const isSecond = (text: string): boolean => /\/1(?![\w])/.test(text)
  const { paths = {} } = documentation.document(app)
  return {
    paths: Object.entries(paths).filter(([path]) => isSecond(path)),
    problems: documentation.problems(app).filter(({ where }) => isSecond(where)),
  }
}
