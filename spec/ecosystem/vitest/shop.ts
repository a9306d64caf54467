import { randomUUID } from 'node:crypto'
import express, { Router, type ErrorRequestHandler, type Express } from 'express'
import { callbackRouter, openapi, operation } from 'ringback'
import { z } from 'zod'

const Order = z.object({ id: z.string(), url: z.url() })
const body = { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] } as const

export const events = callbackRouter().post('{$request.body#/url}', {
  summary: 'Ordered',
})

/** Of these modules, however often they are loaded: it is the summary of an operation. */
export const label: string = randomUUID()

export const router: Router = Router()
router.post(
  '/orders',
  operation(
    { summary: label, body: Order, responses: { 201: Order }, callbacks: { events } },
    (req, res) => {
      res.status(201).json({ ...req.body, secret: 1 } as z.infer<typeof Order>)
    },
  ),
)
router.post(
  '/plain',
  operation({ body, responses: { 200: body } }, (req, res) => {
    res.json(req.body)
  }),
)
router.get(
  '/failing',
  operation({ responses: { 200: body } }, async () => {
    throw new Error('failed')
  }),
)

export const problems: string[] = []
export const documentation = openapi({
  info: { title: 'Shop', version: '1' },
  onProblem: ({ code }) => void problems.push(code),
})

export function createApp(...routers: Router[]): Express {
  const app = express()
  app.use(express.json())
  for (const [index, mounted] of routers.entries()) app.use(`/shop-${index}`, mounted)
  app.use(documentation)
  const answerError: ErrorRequestHandler = (error: Error, _req, res, _next) => {
    res.status(500).json({ own: error.message })
  }
  app.use(answerError)
  return app
}

export const app: Express = createApp(router)

/** Which copy of ringback this is. */
export const copy: unknown = operation
