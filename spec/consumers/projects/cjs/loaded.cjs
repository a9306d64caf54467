/** Tells by steps which files of ringback, and which packages, an app loads beyond those of Express. */
const { once } = require('node:events')
const { sep } = require('node:path')
const express = require('express')

/** Node's own, which are loaded when they are first asked for. */
const listBuiltins = () => process.moduleLoadList.filter((name) => name.startsWith('NativeModule '))

const ofExpress = new Set([...Object.keys(require.cache), ...listBuiltins()])
const seen = new Set()
const steps = {}

function nameOf(file) {
  const [, name = ''] = file.split(`${sep}node_modules${sep}`).slice(-2)
  const inner = file.split(`${sep}ringback${sep}dist${sep}`)[1]
  if (inner === undefined) return name.split(sep)[0]
  return inner.replaceAll(sep, '/')
}

function note(step) {
  const loaded = Object.keys(require.cache).filter(
    (file) => !ofExpress.has(file) && file !== __filename,
  )
  const names = new Set(loaded.map(nameOf).filter((name) => !seen.has(name)))
  for (const name of names) seen.add(name)
  steps[step] = [...names].toSorted()
}

async function main() {
  const { callbackRouter, openapi, operation } = require('ringback')
  const app = express()
  app.use(express.json())
  const Invoice = { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] }
  app.post(
    '/invoices/:id',
    operation({ body: Invoice, responses: { 200: Invoice } }, (req, res) => res.json(req.body)),
  )
  const documentation = openapi({ info: { title: 'Invoices', version: '1.0.0' } })
  app.use(documentation)
  note('is declared')
  steps['is declared, of Node'] = listBuiltins().filter((name) => !ofExpress.has(name))

  const server = app.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const origin = `http://127.0.0.1:${server.address().port}`
  const body = JSON.stringify({ id: '42' })
  const headers = { 'content-type': 'application/json' }
  await (await fetch(`${origin}/invoices/42`, { method: 'POST', headers, body })).text()
  documentation.document(app)
  note('answers, and is documented')

  await (await fetch(`${origin}/docs/`)).text()
  note('shows its page')
  await (await fetch(`${origin}/docs/ringback.js`)).text()
  await (await fetch(`${origin}/docs/swagger-ui.css`)).text()
  note('serves the files of its page')
  await (await fetch(`${origin}/openapi.yaml`)).text()
  note('writes YAML')

  const events = callbackRouter().post('{$request.query.url}', { body: Invoice })
  note('makes a callback router')
  const query = { type: 'object', properties: { url: { type: 'string', format: 'uri' } } }
  operation({ query, callbacks: { events } })
  note('declares a callback')
  try {
    callbackRouter().post('{$request.querry.url}', { body: Invoice })
  } catch ({ code }) {
    note(`refuses an expression with ${code}`)
  }
  app.get(
    /^\/files\/(.*)$/,
    operation({ summary: 'A file' }, (req, res) => res.end()),
  )
  documentation.document(app)
  note('documents a path that is a pattern')
  openapi({ info: { title: 'Invoices', version: '1.0.0' }, cors: true })
  note('lets other origins read its document')

  console.log(JSON.stringify(steps))
  server.closeAllConnections()
  server.close()
}

main()
