/** The examples of the docstrings in lib/decorators, each as it stands there: they compile. */
// oxlint-disable no-unused-vars -- an example says what is given, and does nothing with it
import express, { type Express, type Request, type RequestHandler, type Response } from 'express'
import { operation } from 'ringback'
import {
  controller,
  controllerRouter,
  get,
  type RequestOf,
  type ResponseOf,
} from 'ringback/decorators'
import { z } from 'zod'

const app: Express = express()
const Invoice = z.object({ id: z.string(), total: z.number() })
const requireUser: RequestHandler = (_req, _res, next) => next()

// prettier-ignore
export @controller('/invoices', operation({ security: [{ bearer: [] }] }, requireUser)) class Invoices {}

app.use(controllerRouter(new Invoices()))

export function decorate(): unknown {
  // prettier-ignore
  class Invoices { @get('/:id', { responses: { 200: Invoice } }) show(req: Request, res: Response) {} }
  return Invoices
}

type Stored = new (store: object) => object

export function mount(Invoices: Stored, Customers: Stored, store: object): void {
  app.use(controllerRouter(new Invoices(store), new Customers(store)))
}

export function separate(): unknown {
  const show = { responses: { 200: Invoice } }

  // prettier-ignore
  function read(req: RequestOf<typeof show, '/:id'>, res: ResponseOf<typeof show>) {}
  return read
}
