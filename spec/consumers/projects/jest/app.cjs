const { randomUUID } = require('node:crypto')
const express = require('express')
const { callbackRouter, createServer, openapi, operation } = require('ringback')
const { z } = require('zod')

const Order = z.object({ id: z.string(), callback_url: z.url() })
const Shipped = z.object({ at: z.iso.datetime() })
const Problem = {
  type: 'object',
  properties: { title: { type: 'string' } },
  required: ['title'],
  additionalProperties: false,
}

/** Of these modules, however often they are loaded: it is the summary of an operation. */
const label = randomUUID()

const orderEvents = callbackRouter().post('{$request.body#/callback_url}/orders', {
  operationId: 'orderShipped',
  summary: 'The order was shipped',
  body: Shipped,
})

const shop = express()
shop.get(
  '/hours',
  operation({ summary: label, responses: { 200: Problem } }, async (_req, res) => {
    res.json({ title: '9 to 5', secret: 1 })
  }),
)

const app = express()
app.use(express.json())
app.use('/shop', shop)
app.post(
  '/orders',
  operation(
    { body: Order, responses: { 201: Order, 404: Problem }, callbacks: { orderEvents } },
    (req, res) => {
      if (req.body.id === 'none') res.status(404).json({ title: 'None' })
      else res.status(201).json({ ...req.body, secret: 1 })
    },
  ),
)
app.get(
  '/failing',
  operation({}, async () => {
    throw new Error('failed')
  }),
)
const problems = []
const documentation = openapi({
  info: { title: 'Orders', version: '1.0.0' },
  onProblem: (problem) => problems.push(problem),
})
app.use(documentation)
app.use((error, _req, res, _next) => {
  res.status(500).json({ own: error.message })
})

module.exports = { app, createServer, documentation, label, operation, orderEvents, problems }
