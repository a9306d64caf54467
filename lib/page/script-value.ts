import { describeValue } from '../errors.ts'
import load from '../load-package.cjs'

/** What stands in a value and cannot stand in a script. */
export interface NotInScript {
  /** Such as `a value of BigInt`. */
  readonly what: string
  readonly path: readonly string[]
}

/**
 * A value as JavaScript writes it: JSON, with functions by their text. What is undefined is left out.
 *
 * @param refuse Makes the error for what has no text: a function of the engine's own, a cycle and so on.
 */
export function writeScriptValue(value: unknown, refuse: (fault: NotInScript) => Error): string {
  const parents = new Set<unknown>()
  return write(value, [])

  function write(given: unknown, path: readonly string[]): string {
    if (typeof given === 'function') return writeFunction(given, path)
    if (typeof given !== 'object' || given === null) return writeScalar(given, path)
    if (!Array.isArray(given) && !isPlain(given))
      throw refuse({ what: 'an instance of a class', path })
    if (parents.has(given)) throw refuse({ what: 'a reference to itself', path })
    parents.add(given)
    const text = Array.isArray(given) ? writeList(given, path) : writeMembers(given, path)
    parents.delete(given)
    return text
  }

  function writeList(given: readonly unknown[], path: readonly string[]): string {
    const items = given.map((item, index) => write(item ?? null, [...path, String(index)]))
    return `[${items.join(', ')}]`
  }

  function writeMembers(given: object, path: readonly string[]): string {
    const members = Object.entries(given).filter(([, member]) => member !== undefined)
    const texts = members.map(
      ([name, member]) => `${writeName(name)}: ${write(member, [...path, name])}`,
    )
    return `{ ${texts.join(', ')} }`
  }

  function writeScalar(given: unknown, path: readonly string[]): string {
    const isJson = given === null || ['string', 'boolean'].includes(typeof given)
    if (isJson || Number.isFinite(given)) return JSON.stringify(given)
    throw refuse({ what: describeValue(given), path })
  }

  function writeFunction(given: Function, path: readonly string[]): string {
    const text = findExpression(String(given))
    if (text === undefined) throw refuse({ what: 'a function that has no text of its own', path })
    return text
  }
}

/** `__proto__` sets the prototype, where it is not computed. */
function writeName(name: string): string {
  return name === '__proto__' ? '["__proto__"]' : JSON.stringify(name)
}

/** A method that is written in an object is no expression by itself. */
function findExpression(text: string): string | undefined {
  const forms = [`(${text})`, `Object.values({ ${text} })[0]`]
  return forms.find(isSound)
}

function isSound(expression: string): boolean {
  try {
    const { Script } = load.vm()
    return new Script(expression) instanceof Script
  } catch {
    return false
  }
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}
