/** The API of `invoices-decorated.ts`, by `operation()`. */
import { Router } from 'express'
import { operation } from 'ringback'
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

export function createPlainApi(): Api {
  const kept = new Map<string, Kept>()
  const router = Router()

  router.post(
    '/',
    operation(create, (req, res) => {
      kept.set(req.body.id, req.body)
      res.status(201).json(req.body)
    }),
  )
  router.get(
    '/',
    operation(list, (req, res) => {
      res.json([...kept.values()].slice(0, req.query.limit))
    }),
  )
  router.get(
    '/:id',
    operation(show, (req, res) => {
      const invoice = kept.get(req.params.id)
      if (invoice) res.json(invoice)
      else res.status(404).json({ title: 'No such invoice' })
    }),
  )
  router.delete(
    '/:id',
    requireWriter,
    operation(remove, async (req, res) => {
      if (!kept.delete(req.params.id)) throw new Error('There is nothing to remove.')
      res.status(204).end()
    }),
  )

  return createApi(Router().use('/invoices', guard, router))
}
