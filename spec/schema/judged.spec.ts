import express from 'express'
import { describe, expect, it } from 'vitest'
import { openapi, operation } from '../../lib/index.ts'
import { acceptedByAll, danglingRefs, judge } from '../judges.ts'
import { kinds, modelNames } from './models.ts'

/** Spectral wants `items` beside `type: array`, and takes `false` for none. */
const falseAlarms = ['requestBody', 'responses/200'].map(
  (part) =>
    `#/paths/~1tuple/post/${part}/content/application~1json/schema/items: Schemas with "type: array", require a sibling "items" field (array-items)`,
)

describe('the document of the twelve models', () => {
  it.each(Object.entries(kinds))(
    'is accepted by every judge: %s',
    { timeout: 60_000 },
    async (_kind, { models, schemas }) => {
      const app = express()
      for (const name of modelNames) {
        const definition = { body: models[name], responses: { 200: models[name] } }
        app.post(
          `/${name}`,
          operation(definition, (_req, res) => void res.end()),
        )
      }
      const document = openapi({ info: { title: 'Models', version: '1' }, schemas }).document(app)
      expect(danglingRefs(document)).toEqual([])
      expect(await judge(document)).toEqual({ ...acceptedByAll, spectral: falseAlarms })
    },
  )
})
