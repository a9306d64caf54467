import type { RequestHandler } from 'express'

export interface Stored {
  readonly id: string
  readonly customer: string
  readonly total: number
}

export const stored: Stored[] = []

export const requireUser: RequestHandler = (req, res, next) => {
  if (req.get('Authorization') === 'Bearer secret') next()
  else res.status(401).json({ detail: 'Nobody is signed in' })
}
