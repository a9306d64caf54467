import express from 'express'
import type { Express, RequestHandler } from 'express'
import { describe, expect, it } from 'vitest'
import { openapi } from '../../lib/index.ts'
import { declare, examine, predictFindings, isExpress4 } from './construct.ts'
import type { Construct } from './construct.ts'
import { mountConstructs } from './constructs-mounts.ts'
import { oddConstructs } from './constructs-odd.ts'
import { pathConstructs } from './constructs-paths.ts'
import { routeConstructs } from './constructs-routes.ts'

const major = isExpress4 ? 4 : 5
const isHere = ({ on = major, where = true }: Construct): boolean => on === major && where

describe.each([
  ['paths', pathConstructs],
  ['routes', routeConstructs],
  ['mounts', mountConstructs],
  ['odd', oddConstructs],
])('.document() lists what Express answers: %s', (_kind, constructs) => {
  it.each(constructs.filter(isHere).map((each) => [each.name, each] as const))(
    '%s',
    async (_name, construct) => {
      const findings = await examine(construct)
      expect(findings).toEqual(predictFindings(construct, findings.missed))
    },
  )
})

const documentation = openapi({ info: { title: 'Matrix', version: '1.0.0' }, undocumented: 'list' })
const answer: RequestHandler = (_req, res) => void res.end()

function operationsOf(app: Express): Record<string, Record<string, unknown>> {
  return documentation.document(app).paths as never
}

describe('an operation that is listed', () => {
  it('has an id of its own at each mount of its router', () => {
    const app = express()
    const inner = express.Router()
    inner.get('/leaf', declare({ operationId: 'leaf' }, answer))
    inner.post('/leaf', declare({}, answer))
    app.use('/v1', inner)
    app.use('/v2', inner)
    expect(operationsOf(app)).toMatchObject({
      '/v1/leaf': { get: { operationId: 'leaf' }, post: { operationId: 'postV1Leaf' } },
      '/v2/leaf': { get: { operationId: 'leaf_2' }, post: { operationId: 'postV2Leaf' } },
    })
  })

  it('has its own schema for a parameter that the path names otherwise', () => {
    const app = express()
    const id = { type: 'object', properties: { id: { type: 'integer' } } } as const
    const token = { type: 'object', properties: { token: { type: 'string', format: 'uuid' } } }
    app.get('/t/:id', declare({ params: id }, answer))
    app.post('/t/:token', declare({ params: token }, answer))
    const inPath = { name: 'id', in: 'path', required: true }
    expect(operationsOf(app)).toMatchObject({
      '/t/{id}': {
        get: { parameters: [{ ...inPath, schema: { type: 'integer' } }] },
        post: { parameters: [{ ...inPath, schema: { type: 'string', format: 'uuid' } }] },
      },
    })
  })

  it('says so where nobody declared it', () => {
    const app = express()
    app.get('/open/:id', answer)
    expect(operationsOf(app)).toEqual({
      '/open/{id}': {
        get: {
          'x-undocumented': true,
          operationId: 'getOpenById',
          parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
          responses: { 200: { description: 'Successful Response' } },
        },
      },
    })
  })
})
