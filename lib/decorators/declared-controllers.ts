import type { DeclaredOperation } from '../declared-operation.ts'
import type { Where } from '../errors.ts'
import type { RunHandler } from '../run-operation.ts'

/** As a router of Express names it. */
export type RouteMethod =
  'all' | 'delete' | 'get' | 'head' | 'options' | 'patch' | 'post' | 'put' | 'trace'

/** What `@controller()` declares of a class. */
export interface DeclaredController {
  readonly path: string
  readonly middlewares: readonly RunHandler[]
}

/** What one decorator declares of a method. */
export interface DeclaredRoute {
  readonly method: RouteMethod
  readonly path: string
  readonly middlewares: readonly RunHandler[]
  readonly operation: DeclaredOperation
  /** Where decorators stand in the code, the earlier has the lower number. */
  readonly order: number
  readonly where: Where
}

/** A decorator that was applied to a method. */
export interface DecoratedMethod {
  readonly route: DeclaredRoute
  readonly name: string | symbol
  /** The same object for all that is decorated in one class body. */
  readonly body: object
}

interface Declarations {
  readonly controllers: WeakMap<object, DeclaredController>
  readonly methods: WeakMap<object, DecoratedMethod[]>
}

// One for the process: two copies of this package share it.
const key = Symbol.for('ringback/controllers')
const shared = globalThis as { [key]?: Declarations }
const { controllers, methods } = (shared[key] ??= {
  controllers: new WeakMap(),
  methods: new WeakMap(),
})

/** @param prototype Of the class: another decorator may put a class that extends it in its place. */
export function rememberController(prototype: object, declared: DeclaredController): void {
  controllers.set(prototype, declared)
}

export function rememberMethod(instance: object, method: DecoratedMethod): void {
  const known = methods.get(instance)
  if (known) known.push(method)
  else methods.set(instance, [method])
}

/** What `@controller()` has declared of the class of an instance and those that it extends, its own first. */
export function controllersOf(instance: object): DeclaredController[] {
  return prototypesOf(instance).flatMap((prototype) => controllers.get(prototype) ?? [])
}

function prototypesOf(instance: object): object[] {
  const prototype: unknown = Object.getPrototypeOf(instance)
  if (typeof prototype !== 'object' || prototype === null) return []
  return [prototype, ...prototypesOf(prototype)]
}

/** Whether a value is a class with `@controller()`, or extends one. */
export function isControllerClass(value: unknown): boolean {
  if (typeof value !== 'function') return false
  const prototype: unknown = value.prototype
  return (
    typeof prototype === 'object' &&
    prototype !== null &&
    [prototype, ...prototypesOf(prototype)].some((one) => controllers.has(one))
  )
}

/**
 * The decorated methods of an instance in the order of their routes: its class's own before those of the
 * class that this extends, each in the order of declaration. A method that is overridden and decorated anew
 * is what its own class says alone.
 */
export function methodsOf(instance: object): DecoratedMethod[] {
  const bodies = new Map<object, DecoratedMethod[]>()
  for (const method of methods.get(instance) ?? []) {
    bodies.set(method.body, [...(bodies.get(method.body) ?? []), method])
  }
  const overridden = new Set<string | symbol>()
  return [...bodies.values()].toReversed().flatMap((body) => {
    const own = body.filter(({ name }) => !overridden.has(name))
    for (const { name } of body) overridden.add(name)
    return own.toSorted((a, b) => a.route.order - b.route.order)
  })
}
