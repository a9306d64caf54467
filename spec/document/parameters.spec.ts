import express from 'express'
import { describe, expect, it } from 'vitest'
import { openapi, operation } from '../../lib/index.ts'

const info = { title: 'Parameters', version: '1.0.0' }

function filter(): object {
  const properties = { since: { type: 'string' }, limit: { type: 'integer' } }
  return { type: 'object', properties, style: 'deepObject', explode: true }
}

describe('a query parameter', () => {
  it('is written as it is declared, where its schema has a name', () => {
    const app = express()
    const Filter = filter()
    const query = {
      type: 'object',
      properties: {
        same: Filter,
        copied: filter(),
        other: { type: 'array', style: 'pipeDelimited' },
      },
    }
    const declare = operation as unknown as (definition: object) => express.RequestHandler
    app.get('/things', declare({ query }), (_req, res) => void res.end())
    const schemas = { Filter } as never
    const { paths } = openapi({ info, schemas }).document(app)
    const $ref = '#/components/schemas/Filter'
    const written = { in: 'query', style: 'deepObject', explode: true, schema: { $ref } }
    expect(paths?.['/things']?.get?.parameters).toEqual([
      { name: 'same', ...written },
      { name: 'copied', ...written },
      { name: 'other', in: 'query', style: 'pipeDelimited', schema: { type: 'array' } },
    ])
  })
})
