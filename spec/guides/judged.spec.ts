import { describe, expect, it } from 'vitest'
import { acceptedByAll, danglingRefs, judge } from '../judges.ts'
import { moved } from './moved.ts'

describe.each(Object.entries(moved))('the guide from %s', (_name, { apps }) => {
  it.each(Object.entries(apps))(
    'documents by OpenAPI: %s',
    { timeout: 60_000 },
    async (_stage, { app, docs }) => {
      const document = docs.document(app)
      expect(danglingRefs(document)).toEqual([])
      expect(await judge(document)).toEqual(acceptedByAll)
    },
  )
})
