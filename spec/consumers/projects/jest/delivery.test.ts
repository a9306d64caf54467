import express from 'express'
import { createSecret, createSender } from 'ringback/delivery'
import { receiver, testReceiver } from 'ringback/receiver'
import request from 'supertest'
import { orderEvents } from './app.cjs'

const shipped = { at: '2026-11-30T09:00:00Z' }

test('a callback is delivered to a test receiver', async () => {
  const secret = createSecret()
  const other = await testReceiver({ callbacks: orderEvents, secret })
  const sender = createSender({ callbacks: [orderEvents], secret, allow: other.allow })
  await sender.deliver(orderEvents.operations.orderShipped, `${other.url}/orders`, shipped)
  const arrival = await other.next('orderShipped')
  expect([arrival.faults, arrival.payload]).toEqual([[], shipped])
  await sender.close()
  await other.close()
})

test('a callback is taken by a receiver, and one that nobody has signed is not', async () => {
  const secret = createSecret()
  const receive = receiver({ callbacks: orderEvents, secret })
  const arrived: unknown[] = []
  const app = express()
  app.post(
    '/orders',
    receive('orderShipped', (req, res) => {
      arrived.push(req.body)
      res.json({})
    }),
  )
  const server = app.listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as { port: number }
  const allow = { http: true, ports: [port], networks: ['127.0.0.1/32'] }
  const sender = createSender({ callbacks: [orderEvents], secret, allow })
  const url = `http://127.0.0.1:${port}/orders`
  await sender.deliver(orderEvents.operations.orderShipped, url, shipped)
  await request(server).post('/orders').send(shipped).expect(401)
  expect(arrived).toEqual([shipped])
  await sender.close()
  await new Promise((resolve) => server.close(resolve))
})
