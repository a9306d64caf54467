// @ts-check
import { createRoute, OpenAPIHono } from '@hono/zod-openapi'
import * as schemas from '../zod-schemas.js'
import { callbacks } from './callback-object.js'

/** @type {import('../builder.d.ts').Builder} */
export const builder = {
  title: '@hono/zod-openapi, Zod',
  prepare: (count) => {
    const app = new OpenAPIHono()
    for (let index = 0; index < count; index += 1) app.openapi(createInvoices(index), answer)
    const info = { title: 'Bench', version: '1.0.0' }
    return () => app.getOpenAPI31Document({ openapi: '3.1.0', info })
  },
}

/** @param {number} index */
const createInvoices = (index) =>
  createRoute({
    method: 'post',
    path: `/invoices-${index}`,
    summary: `Create an invoice of kind ${index}`,
    request: {
      query: schemas.invoiceQuery(),
      body: { required: true, content: { 'application/json': { schema: schemas.invoice() } } },
    },
    responses: {
      200: {
        description: 'Answered',
        content: { 'application/json': { schema: schemas.invoiceAnswer() } },
      },
    },
    callbacks: /** @type {any} */ (callbacks()),
  })

/** @param {any} c */
const answer = (c) => c.json({ msg: 'Received' })
