import './mount-paths.ts'
import type { Application } from './express.ts'
import type { DeclaredOperation } from './declared-operation.ts'

/** What the registry keeps of one call of `operation()`. */
export interface Declaration {
  /** The name of the function that Express holds, such as `operation#17`. */
  readonly name: string
  readonly operation: DeclaredOperation
  /** Whether it has a handler of its own, or stands before one. */
  readonly hasHandler: boolean
  /** Set once a walk of any app has met it. */
  found: boolean
}

interface Registry extends Map<string, WeakRef<Declaration>> {
  count?: number
}

// One Map for the process: two copies of this package share it.
const key = Symbol.for('ringback/operations')
const shared = globalThis as { [key]?: Registry }
const registry: Registry = (shared[key] ??= new Map())

const forgotten = new FinalizationRegistry<string>((name) => registry.delete(name))

const declarationKey = Symbol.for('ringback/declaration')

/**
 * Register what `operation()` declares, and mark what runs it.
 *
 * Express copies a handler's name to its layer before anybody can wrap the handler, which makes the
 * name the one mark that survives tracing agents and promise routers. The registry holds it weakly:
 * the handler alone keeps its declaration alive.
 *
 * @param handler The author's, if the declaration has one.
 * @param createRunner makes what Express runs, with its name: a function that is renamed takes three times the room
 */
export function registerDeclaration<Handler, Runner extends object>(
  operation: DeclaredOperation,
  handler: Handler | undefined,
  createRunner: (
    operation: DeclaredOperation,
    handler: Handler | undefined,
    name: string,
  ) => Runner,
): Runner {
  registry.count = (registry.count ?? 0) + 1
  const name = `operation#${registry.count}`
  const declaration = { name, operation, hasHandler: handler !== undefined, found: false }
  registry.set(name, new WeakRef<Declaration>(declaration))
  forgotten.register(declaration, name)
  const runner = createRunner(operation, handler, name)
  return Object.defineProperty(runner, declarationKey, { value: declaration })
}

/** The declaration behind the name of a layer, if that is one. */
export function findDeclaration(name: string | undefined): Declaration | undefined {
  return name === undefined ? undefined : registry.get(name)?.deref()
}

/** Every declaration that is still alive, in the order in which they were made. */
export function listDeclarations(): Declaration[] {
  return [...registry.values()].flatMap((reference) => reference.deref() ?? [])
}

/** How many there are; one that is alive no more may be counted for a while. */
export function countDeclarations(): number {
  return registry.size
}

const appsKey = Symbol.for('ringback/apps')
const sharedApps = globalThis as { [appsKey]?: Set<WeakRef<Application>> }
const apps = (sharedApps[appsKey] ??= new Set())

/** Remember an app whose documentation is mounted: a declaration may be in any of them. */
export function rememberApp(app: Application): void {
  if (!listApps().includes(app)) apps.add(new WeakRef(app))
}

/** The apps of this process that are documented, or have answered an operation, and are still alive. */
export function listApps(): Application[] {
  for (const reference of apps) if (!reference.deref()) apps.delete(reference)
  return [...apps].flatMap((reference) => reference.deref() ?? [])
}
