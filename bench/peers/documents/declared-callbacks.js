// @ts-check
import createApp from 'express'
import { callbackRouter, openapi, operation } from 'ringback'
import { callbackKey } from './callback-object.js'

/**
 * @param {any} schemas those of the requests, and `event` and `eventReceived`
 * @returns {(count: number) => () => object}
 */
export const prepareDeclared = (schemas) => (count) => {
  const app = createApp()
  for (let index = 0; index < count; index += 1) {
    const paid = callbackRouter().post(/** @type {any} */ (callbackKey), {
      summary: 'The invoice was paid',
      body: schemas.event(),
      responses: { 200: schemas.eventReceived() },
    })
    const definition = {
      summary: `Create an invoice of kind ${index}`,
      query: schemas.invoiceQuery(),
      body: schemas.invoice(),
      responses: { 200: schemas.invoiceAnswer() },
      callbacks: { paid },
    }
    app.post(
      `/invoices-${index}`,
      operation(/** @type {any} */ (definition), (_req, res) => void res.json({ msg: 'Received' })),
    )
  }
  // An optional source of a callback's URL is a warning, which is not what is measured.
  const documentation = openapi({ info: { title: 'Bench', version: '1.0.0' } })
  return () => documentation.document(app)
}
