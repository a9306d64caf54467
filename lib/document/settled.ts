import { isFields, type Fields } from './fields.ts'

/**
 * The operations in which nothing can be wrong: all that refers to something was written by us, and nothing is an
 * author's own but text and extensions. So are most, and who looks through a document passes them by.
 */
export interface Settled {
  /** How much was doubted so far. */
  countDoubts(): number
  /** Note an operation, which is settled where nothing was doubted since, be it in its callbacks. */
  note(operation: object, doubtsBefore: number): void
  /** Something that was written has to be looked at. */
  doubt(): void
  /** Look at fields that are an author's own. */
  look(fields: Readonly<Fields>): void
  has(operation: object): boolean
}

export function createSettled(): Settled {
  const settled = new Set<object>()
  let doubts = 0

  return {
    countDoubts: () => doubts,
    note(operation, doubtsBefore) {
      if (doubts === doubtsBefore) settled.add(operation)
    },
    doubt: () => void doubts++,
    look(fields) {
      for (const name of Object.keys(fields)) if (!isHarmless(name, fields[name])) doubts++
    },
    has: (operation) => settled.has(operation),
  }
}

/** What has a meaning to who looks, whatever it is: 3.2 has a summary of a response, for one. */
const telling: ReadonlySet<string> = new Set(['$ref', 'operationRef', 'summary'])

function isHarmless(name: string, value: unknown): boolean {
  if (name.startsWith('x-')) return name !== 'x-itemSchema'
  if (telling.has(name)) return false
  if (name === 'description') return typeof value === 'string'
  if (name === 'security') return Array.isArray(value) && value.every(namesSchemes)
  if (Array.isArray(value)) return value.every((item) => typeof item !== 'object')
  return typeof value !== 'object'
}

/** By names that can be nothing else. */
function namesSchemes(requirement: unknown): boolean {
  if (!isFields(requirement)) return false
  return Object.entries(requirement).every(
    ([name, scopes]) => /^[\w.-]+$/.test(name) && Array.isArray(scopes) && scopes.every(isText),
  )
}

function isText(value: unknown): boolean {
  return typeof value === 'string'
}

/** None at all. */
export const nothingSettled: Pick<Settled, 'has'> = { has: () => false }
