import { RingbackError, type Where } from '../errors.ts'
import { isInspected } from '../inspected.ts'

/** What a decorator is told of what it stands on, as far as the proposals since March 2022 agree on it. */
export interface DecoratorContext {
  readonly kind: string
  readonly name: string | symbol | undefined
  readonly static?: boolean
  readonly private?: boolean
  addInitializer(this: DecoratorContext, initializer: (this: object) => void): void
}

/**
 * The context, which every convention but the standard's own does without.
 *
 * @throws {RingbackError} `ERR_DECORATOR_CONVENTION`
 */
export function readContext(given: readonly unknown[], where: Where): DecoratorContext {
  const [, context] = given
  if (isContext(context)) return context
  throw new RingbackError({
    code: 'ERR_DECORATOR_CONVENTION',
    message: `A decorator was called with ${describeCall(given)}, and not with a value and its context: these classes are compiled for an older kind of decorators than the standard's.`,
    where,
    remedy: turnOff + (isInspected() ? byCommand : ''),
  })
}

const turnOff =
  'Take experimentalDecorators out of tsconfig.json, which esbuild and tsx read too. For swc, write jsc.transform.decoratorVersion: "2022-03" and no legacyDecorator; for Babel, version: "2023-11" and no legacy.'

const byCommand =
  ' The command ringback compiles TypeScript so, unless the project has tsx: install that, or give the command what your compiler has made.'

function isContext(value: unknown): value is DecoratorContext {
  if (typeof value !== 'object' || value === null) return false
  const { kind, static: isStatic } = value as Partial<DecoratorContext>
  return typeof kind === 'string' && (kind !== 'method' || typeof isStatic === 'boolean')
}

function describeCall(given: readonly unknown[]): string {
  const [, key] = given
  if (given.length === 1) return 'one value'
  if (typeof key === 'string' || typeof key === 'symbol') {
    return `a prototype, the key ${JSON.stringify(String(key))} and a descriptor`
  }
  return `${given.length} values`
}
