// @ts-check
import { createConfig, defaultEndpointsFactory, Documentation } from 'express-zod-api'
import * as schemas from '../zod-schemas.js'

const config = createConfig({ cors: false, inputSources: { post: ['query', 'body'] } })

/** @type {import('../builder.d.ts').Builder} */
export const builder = {
  title: 'express-zod-api 27, Zod, which has no callbacks',
  prepare: (count) => {
    /** @type {import('express-zod-api').Routing} */
    const routing = {}
    for (let index = 0; index < count; index += 1) routing[`invoices-${index}`] = build(index)
    return () =>
      new Documentation({
        routing,
        config,
        title: 'Bench',
        version: '1.0.0',
        serverUrl: 'https://api.example',
      }).getSpec()
  },
}

/** @param {number} index */
const build = (index) =>
  defaultEndpointsFactory.build({
    method: 'post',
    shortDescription: `Create an invoice of kind ${index}`,
    input: schemas.invoiceQuery().extend(schemas.invoice().shape),
    output: schemas.invoiceAnswer(),
    handler: async () => ({ msg: 'Received' }),
  })
