import type express from 'express'
import { describe, expect, it } from 'vitest'
import { upgradeTo31 } from '../../../lib/document/versions/upgrade-3.1.ts'
import { openapi, operation } from '../../../lib/index.ts'
import type { OpenAPIOptions, OpenAPIVersion } from '../../../lib/index.ts'
import { acceptedByAll, danglingRefs, judge } from '../../judges.ts'
import {
  createPetShop,
  petShop,
  petShopDeclarations,
  petShopWebhooks,
  type PetShopRoute,
} from './pet-shop.ts'

const in31 = upgradeTo31(petShop)
const bases = {
  '3.0': petShop,
  '3.1': in31,
  '3.2': {
    ...in31,
    openapi: '3.2.0',
    tags: [
      { name: 'pets', summary: 'Pets' },
      { name: 'orders', parent: 'pets' },
    ],
  },
}

/** Of the six, three are declared, one of them otherwise than the base has it. */
function createApp(): ReturnType<typeof createPetShop> {
  const declare = (route: PetShopRoute): express.RequestHandler =>
    petShopDeclarations[route]() as express.RequestHandler
  const app = createPetShop({
    'GET /pets': declare('GET /pets'),
    'POST /orders': declare('POST /orders'),
    'GET /orders/:orderId': operation({ summary: 'Code' }),
  })
  app.get('/stock/:pet', operation({ operationId: 'showStock', security: [] }))
  return app
}

describe('a merged document', () => {
  const versions: OpenAPIVersion[] = ['3.0', '3.1', '3.2']
  const all = versions.flatMap((from) => versions.map((to) => [from, to] as const))

  it.each(all)(
    'is accepted by every judge: %s in %s',
    { timeout: 60_000 },
    async (from, version) => {
      const options: OpenAPIOptions = {
        base: bases[from as keyof typeof bases],
        openapi: version,
        webhooks: petShopWebhooks,
      }
      const document = openapi(options).document(createApp())
      expect(danglingRefs(document)).toEqual([])
      const { swaggerParser, ...verdict } = await judge(document)
      const { swaggerParser: _, ...accepted } = acceptedByAll
      expect(verdict).toEqual(accepted)
      const isUnread = version === '3.2' && swaggerParser.join().includes('Unsupported')
      expect(isUnread ? [] : swaggerParser).toEqual([])
    },
  )
})
