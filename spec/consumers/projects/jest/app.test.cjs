const request = require('supertest')

const url = 'https://shop.example/'

/** Each test in modules of its own: ringback, and Express with it. */
let orders
beforeEach(() => {
  jest.resetModules()
  orders = require('./app.cjs')
})

test('answers', async () => {
  const { app } = orders
  const order = { id: 'a', callback_url: url }
  await request(app).post('/orders').send(order).expect(201, order)
  await request(app)
    .post('/orders')
    .send({ ...order, id: 'none' })
    .expect(404, { title: 'None' })
  await request(app).get('/shop/hours').expect(200, { title: '9 to 5' })
  await request(app).get('/failing').expect(500, { own: 'failed' })
})

test('refuses', async () => {
  const { app } = orders
  const refused = await request(app).post('/orders').send({ id: 1 }).expect(422)
  expect(refused.body.errors.map(({ path }) => path)).toEqual(['/id', '/callback_url'])
  const malformed = await request(app).post('/orders').type('json').send('{').expect(400)
  expect(malformed.type).toBe('application/problem+json')
})

test('is documented', async () => {
  const { app, documentation, problems } = orders
  const document = documentation.document(app)
  expect(Object.keys(document.paths)).toStrictEqual(['/shop/hours', '/orders', '/failing'])
  expect(document.info).toStrictEqual({ title: 'Orders', version: '1.0.0' })
  expect(documentation.problems(app)).toStrictEqual([])
  const served = await request(app).get('/openapi.json').expect(200)
  expect(served.body).toEqual(document)
  await request(app).get('/openapi.yaml').expect(200).expect('Content-Type', 'application/yaml')
  await request(app).get('/docs/').expect(200).expect('Content-Type', /html/)
  await request(app).get('/docs/swagger-ui-bundle.js').expect(200)
  expect(problems).toStrictEqual([])
})

test('is served by createServer()', async () => {
  const { app, createServer } = orders
  await request(createServer(app)).get('/shop/hours').expect(200, { title: '9 to 5' })
})

test('is documented by another copy of the modules', () => {
  const first = orders
  jest.resetModules()
  const second = require('./app.cjs')
  expect(second.operation).not.toBe(first.operation)
  const labels = [first, second].map(({ documentation }) =>
    [first, second].map(({ app }) => documentation.document(app).paths['/shop/hours'].get.summary),
  )
  expect(labels).toEqual([
    [first.label, second.label],
    [first.label, second.label],
  ])
})
