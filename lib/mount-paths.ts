import { RouterClass, type Layer, type Router, type RouterPrototype } from './express.ts'

const patched = Symbol.for('ringback/mount-paths')

/**
 * Router 2.0 to 2.2 compile a mount path and forget it; 2.3 keeps it as `layer.rawPath`. Give them that
 * field, by the same name and meaning, for what is mounted from now on.
 *
 * Called as this package loads. What was mounted before stays unplaced, and is reported.
 */
export function keepMountPaths(prototype: RouterPrototype): void {
  const { use } = prototype
  // `listRoutes` came with `rawPath`; Express 4 has neither, nor a `use` to inherit.
  if (!use || 'listRoutes' in prototype || patched in use) return
  prototype.use = Object.defineProperty(useAndKeepPath, patched, { value: true })

  function useAndKeepPath(this: Router, ...input: unknown[]): unknown {
    const before = this.stack.length
    const result = use?.apply(this, input)
    const rawPath = isPath(input[0]) ? input[0] : '/'
    for (const layer of this.stack.slice(before)) keepPath(layer, rawPath)
    return result
  }
}

keepMountPaths(RouterClass.prototype)

/** As Express reads it: a path, unless the first of it, however nested, is a function. */
function isPath(first: unknown): boolean {
  return Array.isArray(first) && first.length > 0 ? isPath(first[0]) : typeof first !== 'function'
}

function keepPath(layer: Layer, rawPath: unknown): void {
  const path = Array.isArray(rawPath) ? rawPath.flat(Infinity) : rawPath
  Object.assign(layer, { rawPath: path })
}
