/** The types that every client must have, written by hand. */
export interface Card {
  kind: 'card'
  digits: string
}

export interface Transfer {
  kind: 'transfer'
  iban: string
  days: number
}

/** As it is sent: what has a default may be left out. */
export interface SentOrder<Payment = Card | Transfer> {
  id: string
  customer: string
  total: number
  currency?: string
  note: string | null
  payment: Payment
}

export interface Order<Payment = Card | Transfer> {
  id: string
  customer: string
  total: number
  currency: string
  note: string | null
  payment: Payment
}

export interface ListQuery {
  kind?: ('card' | 'transfer')[]
  least?: number
}

export interface Rating {
  stars: number
  words: string[]
}

export interface Print {
  title: string
  pages: number
  text: string
}

export interface Category {
  name: string
  categories: Category[]
}

export interface Problem {
  title: string
}

export interface RequestProblem {
  type: string
  title: string
  status: number
  detail?: string
  errors?: {
    in: 'path' | 'query' | 'header' | 'cookie' | 'body'
    path: string
    message: string
    code: string
  }[]
}

export interface StockEvent {
  sku: string
  left: number
}

export interface OrderEvent {
  order: string
  state: 'open' | 'paid' | 'shipped'
  at: string
}
