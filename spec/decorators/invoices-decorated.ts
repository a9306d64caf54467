/** The API of `invoices-plain.ts`, as a controller. Compiled by each compiler before it runs. */
import type { NextFunction } from 'express'
import {
  controller,
  controllerRouter,
  del,
  get,
  post,
  type RequestOf,
  type ResponseOf,
} from 'ringback/decorators'
import {
  create,
  createApi,
  guard,
  list,
  remove,
  requireWriter,
  show,
} from './invoice-definitions.ts'
import type { Api, Kept } from './invoice-definitions.ts'

@controller('/invoices', guard)
class Invoices {
  readonly #kept = new Map<string, Kept>()

  @post('/', create)
  create(req: RequestOf<typeof create>, res: ResponseOf<typeof create>): void {
    this.#kept.set(req.body.id, req.body)
    res.status(201).json(req.body)
  }

  @get('/', list)
  async list(req: RequestOf<typeof list>, res: ResponseOf<typeof list>): Promise<void> {
    await Promise.resolve()
    res.json([...this.#kept.values()].slice(0, req.query.limit))
  }

  @get('/:id', show)
  show(req: RequestOf<typeof show, '/:id'>, res: ResponseOf<typeof show>): void {
    const invoice = this.#kept.get(req.params.id)
    if (invoice) res.json(invoice)
    else res.status(404).json({ title: 'No such invoice' })
  }

  @del('/:id', remove, requireWriter)
  async remove(
    req: RequestOf<typeof remove, '/:id'>,
    res: ResponseOf<typeof remove>,
    _next: NextFunction,
  ): Promise<void> {
    if (!this.#kept.delete(req.params.id)) throw new Error('There is nothing to remove.')
    res.status(204).end()
  }
}

export const api: Api = createApi(controllerRouter(new Invoices()))
