// @ts-check
import createApp from 'express'
import { openapi, operation } from 'ringback'
import * as schemas from './json-schemas.js'
import { manyPaths } from './routes.js'

/** An app with 1,000 operations behind their document, and the document. */
export function documentedApp() {
  const app = createApp()
  const documentation = openapi({ info: { title: 'Bench', version: '1.0.0' } })
  app.use(documentation)
  for (const path of manyPaths()) {
    const definition = {
      summary: `Create ${path}`,
      query: schemas.invoiceQuery(),
      body: schemas.invoice(),
      responses: { 200: schemas.invoiceAnswer() },
    }
    app.post(
      path,
      operation(definition, (_req, res) => void res.json({ msg: path })),
    )
  }
  return { app, document: documentation.document(app) }
}
