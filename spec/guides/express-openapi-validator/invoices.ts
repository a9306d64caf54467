import type { RequestHandler } from 'express'

/** What an app has beside its routes: it stays as it is. */
export interface Stored {
  readonly id: string
  readonly customer: string
  readonly total: number
}

export const invoices: Stored[] = []
export const receipts = new Map<string, string>()

export const requireUser: RequestHandler = (req, res, next) => {
  if (req.get('Authorization') === 'Bearer secret') next()
  else res.status(401).json({ message: 'Nobody is signed in' })
}

export const keepReceipt: RequestHandler<{ id: string }> = (req, res) => {
  receipts.set(req.params.id, 'receipt.pdf')
  res.status(204).end()
}
