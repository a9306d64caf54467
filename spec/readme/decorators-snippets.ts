/** The snippets of README.md, "Decorators", each as it stands there, in an app that runs. */
import express, { type Express, type RequestHandler } from 'express'
import { openapi, operation, type OpenAPIMiddleware } from 'ringback'
import { controller, controllerRouter, del, get, post } from 'ringback/decorators'
import type { RequestOf, ResponseOf } from 'ringback/decorators'
import { z } from 'zod'

const Invoice = z.object({ id: z.string(), customer: z.string(), total: z.number() })
const Receipt = z.object({ id: z.string() })
const Problem = z.object({ title: z.string() })

/** In place of a login: whoever has the token passes. */
const requireUser: RequestHandler = (req, res, next) => {
  if (req.get('Authorization') === 'Bearer t') next()
  else res.status(401).json({ title: 'Who are you?' })
}
const requireWriter: RequestHandler = (req, res, next) => {
  if (req.get('X-Role') === 'writer') next()
  else res.status(403).json({ title: 'You may not write.' })
}

const removed: string[] = []
export const app: Express = express()
app.use(express.json())

// import { controller, controllerRouter, get, post, type RequestOf, type ResponseOf } from 'ringback/decorators'
const create = { summary: 'Create an invoice', body: Invoice, responses: { 201: Receipt } }
const show = { responses: { 200: Invoice, 404: Problem } }

@controller('/invoices')
class Invoices {
  #kept = new Map<string, z.infer<typeof Invoice>>()

  @post('/', create)
  create(req: RequestOf<typeof create>, res: ResponseOf<typeof create>) {
    this.#kept.set(req.body.id, req.body)
    res.status(201).json({ id: req.body.id })
  }

  @get('/:id', show)
  show(req: RequestOf<typeof show, '/:id'>, res: ResponseOf<typeof show>) {
    const invoice = this.#kept.get(req.params.id)
    if (invoice) res.json(invoice)
    else res.status(404).json({ title: 'No such invoice' })
  }
}

app.use(controllerRouter(new Invoices()))

export { Invoices }

const remove = { responses: { 204: null, 403: Problem } }
const guard = operation({ security: [{ bearer: [] }], responses: { 401: Problem } }, requireUser)

@controller('/drafts', guard)
class Drafts extends Invoices {
  @del('/:id', remove, requireWriter)
  remove(req: RequestOf<typeof remove, '/:id'>, res: ResponseOf<typeof remove>) {
    removed.push(req.params.id)
    res.status(204).end()
  }
}

app.use(controllerRouter(new Drafts()))

export const documentation: OpenAPIMiddleware = openapi({
  info: { title: 'Invoices', version: '1.0.0' },
  components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
  onProblem: () => {},
})
app.use(documentation)
