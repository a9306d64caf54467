import express from 'express'
import { openapi, operation } from 'ringback'
import request from 'supertest'
import orders from './app.cjs'

const info = { title: 'Orders', version: '1.0.0' }
const Order = { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] }

test('an app of ES modules answers and is documented', async () => {
  const app = express()
  app.use(express.json())
  app.post(
    '/orders',
    operation({ body: Order, responses: { 200: Order } }, (req, res) => {
      res.json({ ...req.body, secret: 1 })
    }),
  )
  app.use(openapi({ info }))
  await request(app).post('/orders').send({ id: 'a' }).expect(200, { id: 'a' })
  await request(app).post('/orders').send({ id: 1 }).expect(422)
  await request(app).get('/openapi.yaml').expect(200)
  const { body } = await request(app).get('/openapi.json').expect(200)
  expect(Object.keys(body.paths)).toEqual(['/orders'])
})

test('an app of CommonJS is documented by ES modules', () => {
  expect(orders.operation).toBe(operation)
  expect(openapi({ info }).document(orders.app)).toEqual(orders.documentation.document(orders.app))
})
