import type { RequestHandler } from 'express'

/** What an app has beside its routes: it stays as it is. */
export interface Stored {
  readonly id: string
  readonly customer: string
  readonly total: number
}

export const invoices: Stored[] = []

export const requireUser: RequestHandler = (req, res, next) => {
  if (req.get('Authorization') === 'Bearer secret') next()
  else res.status(401).json({ title: 'Nobody is signed in' })
}

export const listInvoices: RequestHandler = (req, res) => {
  const page = Number(req.query['page'] ?? 1)
  const size = Number(req.query['size'] ?? 20)
  res.json(invoices.slice((page - 1) * size, page * size))
}
