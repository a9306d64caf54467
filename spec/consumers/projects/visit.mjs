/**
 * Starts the app in the file that is given, visits it as its users do, and prints as JSON what came
 * back, and what its documentation says without a server.
 */
import { once } from 'node:events'
import { createServer } from 'node:http'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

const { app, documentation, callBack } = await import(pathToFileURL(resolve(process.argv[2])).href)
const server = app.listen(0, '127.0.0.1')
await once(server, 'listening')

async function visit(path, init) {
  const response = await fetch(new URL(path, `http://127.0.0.1:${server.address().port}`), init)
  return { status: response.status, text: await response.text() }
}

const document = await visit('/openapi.json')
const page = await visit('/docs/')
const script = await visit('/docs/swagger-ui-bundle.js')
const created = await visit('/invoices/', {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({ id: '42', customer: 'Ada', total: 10 }),
})
server.close()

const calls = []
const receiver = createServer((req, res) => {
  calls.push(
    `${req.method} ${req.url}, signed ${String(req.headers['webhook-signature']).slice(0, 3)}`,
  )
  res.setHeader('Content-Type', 'application/json').end('{"ok":true}')
}).listen(0, '127.0.0.1')
await once(receiver, 'listening')
const isTaken = await callBack(`http://127.0.0.1:${receiver.address().port}/invoices/42`)
receiver.close()

console.log(
  JSON.stringify({
    served: document.text,
    created: created.text,
    document: JSON.stringify(documentation.document(app), undefined, 2),
    problems: documentation.problems(app),
    calledBack: { calls, isTaken },
    title: /<title>(.*?)<\/title>/.exec(page.text)?.[1],
    statuses: {
      document: document.status,
      page: page.status,
      script: script.status,
      created: created.status,
    },
  }),
)
