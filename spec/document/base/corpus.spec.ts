import express from 'express'
import { describe, expect, it } from 'vitest'
import { upgradeTo31 } from '../../../lib/document/versions/upgrade-3.1.ts'
import { openapi, operation } from '../../../lib/index.ts'
import { readCorpus } from '../../callbacks/corpus/published-document.ts'

/** A folder of published OpenAPI documents, where it is given. */
const folder = process.env['RINGBACK_CORPUS']
const methods = ['get', 'put', 'post', 'delete', 'patch'] as const

type Members = Readonly<Record<string, unknown>>

/** An app with a handler for each operation of a document, and a declaration before it or none. */
function createApp(
  { paths = {} }: Members,
  declare: () => express.RequestHandler[],
): express.Express {
  const app = express()
  for (const [path, item] of Object.entries(paths as Members)) {
    let count = 0
    const route = path.replaceAll(/\{[^}]*\}/g, () => `:p${(count += 1)}`)
    for (const method of methods) {
      if (!Object.hasOwn(item as object, method)) continue
      app[method](route, ...declare(), (_req, res) => void res.end())
    }
  }
  return app
}

describe('published documents as the base of their app', () => {
  const published = folder === undefined ? [] : readCorpus(folder)
  const documents = published.map(({ file, document }): [string, Members] => [file, document])

  it('were given, where RINGBACK_CORPUS is set', () => {
    expect(documents.length > 0).toBe(folder !== undefined)
  })

  for (const [file, document] of documents) {
    const { paths = {} } = document
    const isOld = String(document['openapi']).startsWith('3.0')
    const same = isOld ? upgradeTo31(document) : document

    it(`are as they were where nothing is declared: ${file}`, () => {
      const docs = openapi({ base: document })
      const app = createApp(document, () => [])
      const problems = docs.problems(app).filter(({ severity }) => severity === 'error')
      expect(problems).toEqual([])
      const built = docs.document(app)
      expect(built).toEqual({ ...same, paths: (same as { paths?: object }).paths ?? {} })
    })

    it(`keep all that they say where next to nothing is declared: ${file}`, () => {
      const docs = openapi({ base: document })
      const app = createApp(document, () => [
        operation({ 'x-moved': true }) as express.RequestHandler,
      ])
      const built = docs.document(app) as unknown as {
        paths: Record<string, Record<string, Members>>
      }
      const before = same as { paths?: Record<string, Record<string, Members>> }
      for (const path of Object.keys(paths as object)) {
        for (const method of methods) {
          const operationBefore = before.paths?.[path]?.[method]
          if (!operationBefore) continue
          const { parameters = [], ...others } = operationBefore
          const merged = built.paths[path]?.[method]
          expect(merged).toMatchObject({ ...others, 'x-moved': true })
          expect((merged?.['parameters'] ?? []) as unknown[]).toEqual(
            expect.arrayContaining(parameters as unknown[]),
          )
        }
      }
    })
  }
})
