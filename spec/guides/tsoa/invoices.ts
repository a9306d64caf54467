import type { RequestHandler } from 'express'

/** What an app has beside its controllers: it stays as it is. */
export interface Stored {
  readonly id: string
  readonly customer: string
  readonly total: number
}

export class InvoicesService {
  readonly #stored: Stored[] = []

  list(page: number, size: number): Stored[] {
    return this.#stored.slice((page - 1) * size, page * size)
  }

  find(id: string): Stored | undefined {
    return this.#stored.find((invoice) => invoice.id === id)
  }

  add(invoice: Stored): Stored {
    this.#stored.push(invoice)
    return invoice
  }
}

export const requireUser: RequestHandler = (req, res, next) => {
  if (req.get('Authorization') === 'Bearer secret') next()
  else res.status(401).json({ title: 'Nobody is signed in' })
}
