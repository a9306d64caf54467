/** Mistakes in controllers, each on a line of its own; what the compiler says is in `decorators.spec.ts`. */
import type { NextFunction, Request, Response } from 'express'
import { controller, controllerRouter, get, post } from 'ringback/decorators'
import type { RequestOf, ResponseOf } from 'ringback/decorators'
import { z } from 'zod'

const Invoice = z.object({ id: z.string(), total: z.number().default(0) })
const Receipt = z.object({ id: z.string() })
const create = { body: Invoice, responses: { 201: Receipt } }
const list = { query: z.object({ limit: z.coerce.number() }), responses: { 200: z.array(Invoice) } }
const show = { responses: { 200: Invoice } }

@controller('/invoices')
class Invoices {
  @post('/body', create)
  body(_req: Request<object, unknown, { name: string }>): void {}

  @get('/query', list)
  query(_req: { query: { limit: string } }): void {}

  @get('/:id', show)
  parameter(_req: RequestOf<typeof show, '/:number'>): void {}

  @get('/response', show)
  response(_req: Request, _res: Response<{ id: number }>): void {}

  @post('/read', create)
  read(req: RequestOf<typeof create>, res: ResponseOf<typeof create>): void {
    void req.body.totals
    res.status(201).json({ id: req.body.total })
  }

  @get('/misspelt', { summry: 'Misspelt' })
  misspelt(): void {}

  @get('/slot', { query: z.string() })
  slot(): void {}

  @get('/middleware', show, 'requireUser')
  middleware(): void {}

  @get('/errors', show)
  errors(_error: Error, _req: Request, _res: Response, _next: NextFunction): void {}

  @get('/static', show)
  static ofTheClass(): void {}

  @get('/private', show)
  #hidden(): void {}

  @get('/field', show)
  field = (): void => this.#hidden()
}

controllerRouter(Invoices)
