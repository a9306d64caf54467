/** The receiver document is valid, of whatever document it is made. */
import { describe, expect, it } from 'vitest'
import { createReceiverDocument } from '../../../lib/document/receiver-document.ts'
import { readCorpus } from '../../callbacks/corpus/published-document.ts'
import { createOrdersApp } from '../../clients/orders-app.ts'
import { acceptedByAll, danglingRefs, judge, judgeByOfficialSchema } from '../../judges.ts'
import { createLargeApp } from '../../large/large-app.ts'
import { createInvoicesApp } from '../sample-apps.ts'

const versions = ['3.0', '3.1', '3.2'] as const
const apps = { invoices: createInvoicesApp, orders: createOrdersApp }

describe.each(versions)('a receiver document in OpenAPI %s', (version) => {
  it.each(Object.entries(apps))(
    'of the %s app is accepted by all judges',
    async (_name, create) => {
      const { app, documentation } = create(version)
      const receiver = documentation.receiverDocument(app, version)
      expect(Object.keys(receiver.paths ?? {})).not.toEqual([])
      expect(danglingRefs(receiver)).toEqual([])
      const { swaggerParser, ...others } = await judge(receiver)
      // the parser refuses every document of 3.2
      const ofParser = version === '3.2' ? [] : swaggerParser
      expect({ ...others, swaggerParser: ofParser }).toEqual(acceptedByAll)
    },
  )

  it('of an app with everything in it is as valid as that of the app', async () => {
    const { app, documentation } = createLargeApp(version)
    const receiver = documentation.receiverDocument(app)
    expect(Object.keys(receiver.paths ?? {}).length).toBeGreaterThan(3)
    expect(danglingRefs(receiver)).toEqual([])
    expect(await judgeByOfficialSchema(receiver)).toEqual([])
  })
})

const folder = process.env['RINGBACK_CORPUS']
const corpus = folder === undefined ? [] : readCorpus(folder)

describe('the receiver document of a published one', () => {
  it('is made of each, where they are given', () => {
    expect(corpus.length > 0).toBe(folder !== undefined)
  })

  it.each(corpus.map(({ file, document }) => [file, document] as const))(
    'has no fault of its own: %s',
    async (_file, document) => {
      const receiver = createReceiverDocument(document)
      expect(Object.keys(receiver.paths ?? {})).not.toEqual([])
      expect(danglingRefs(receiver)).toEqual([])
      expect(await judgeByOfficialSchema(receiver)).toEqual([])
    },
  )
})
