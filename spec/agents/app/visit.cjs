/**
 * Visits the app as its clients do, with what the first argument names around it, and prints as JSON
 * what came back. A second argument is a path to visit besides.
 */
const { once } = require('node:events')
const http = require('node:http')
const { setTimeout: wait } = require('node:timers/promises')
const [, , name, ...paths] = process.argv
const { takeSpans = () => [], captured = [], ...library } = require(`./${name}.cjs`)
const { createApp } = require('./app.cjs')

async function main() {
  const { app, documentation, built, errors } = createApp(library)
  const before = readSpans(0)
  const document = documentation.document(app)
  const problems = documentation.problems(app)
  const server = http.createServer(app).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  const origin = `http://127.0.0.1:${port}`

  async function visit(method, path, { body, headers } = {}) {
    const json = body && JSON.stringify(body)
    const type = json && { 'content-type': 'application/json', 'content-length': json.length }
    const options = { port, method, path, agent: false, headers: { ...type, ...headers } }
    const req = http.request({ host: '127.0.0.1', ...options }).end(json)
    const [res] = await once(req, 'response')
    res.setEncoding('utf8')
    let text = ''
    for await (const part of res) text += part
    return `${res.statusCode} ${text}`
  }

  async function trace(...input) {
    readSpans(port)
    await visit(...input)
    await wait(100)
    return readSpans(port)
  }

  const invoice = { id: 'a', total: 2 }
  const invoices = `/shops/7/invoices?callback_url=${origin}`
  const mistaken = { body: { id: 'a', total: 'two' } }
  const answers = [
    await visit('GET', '/shops/7/invoices'),
    await visit('POST', invoices, { body: invoice }),
    await visit('POST', invoices, mistaken),
    await visit('DELETE', '/shops/7/invoices/a'),
    await visit('GET', '/staff'),
    await visit('GET', '/owners/rota/days/monday'),
    await visit('GET', '/health'),
    await visit('GET', '/failures/within'),
  ]
  for (const path of paths) answers.push(await visit('GET', path))
  const served = (await visit('GET', '/openapi.json')).slice('200 '.length)
  await wait(100)
  const spans = {
    before,
    nested: await trace('GET', '/shops/7/invoices'),
    idle: await trace('GET', '/build'),
    building: await trace('GET', '/build', { headers: { 'x-build': 'yes' } }),
    after: await trace('GET', '/shops/7/invoices'),
    refused: await trace('POST', invoices, mistaken),
  }
  server.close()
  const documents = { document, served: JSON.parse(served), built }
  const text = JSON.stringify({ ...documents, problems, answers, errors, captured, spans })
  // an agent may have timers that keep the process
  process.stdout.write(`${text}\n`, () => process.exit())
}

/** Without what differs from request to request. */
function readSpans(port) {
  const json = JSON.stringify(takeSpans(), (key, value) => {
    if (
      /sentry-trace|baggage|x-build|port$|tid$|_id$|duration|runtime-id|sample_rate|^_dd|^time$/.test(
        key,
      )
    )
      return undefined
    return typeof value === 'string' ? value.replaceAll(`:${port}`, ':PORT') : value
  })
  return JSON.parse(json)
}

void main()
