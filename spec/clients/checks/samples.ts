/** What every client sends, each by its own types. */
export const tea = {
  id: 'tea',
  customer: 'Ada',
  total: 7.5,
  note: null,
  payment: { kind: 'card', digits: '4242' },
} as const

export const cup = {
  id: 'cup',
  customer: 'Bob',
  total: 20,
  currency: 'USD',
  note: 'Blue',
  payment: { kind: 'transfer', iban: 'DE00', days: 14 },
} as const

/** Its text is of the type, and not of the pattern. */
export const unpaid = { ...tea, payment: { kind: 'card', digits: 'none' } } as const

export const rating = { stars: 5, words: ['hot', 'black & strong'] }

export const invoice = { title: 'Tea & more', pages: 2 }

export function createFile(): File {
  return new File(['1 tea'], 'invoice.txt', { type: 'text/plain' })
}

/** Where the app listens. */
export const origin = process.argv[2] ?? ''

/** Hand what was answered to the spec. */
export function report(answers: readonly unknown[]): void {
  console.log(JSON.stringify(answers))
}
