/**
 * Runs before each spec file where one thread runs many: lib and what the specs share begin anew, as in a
 * thread of their own, while the packages that they import, which take most of the time, stay loaded.
 */
import { vi } from 'vitest'

vi.resetModules()
vi.useRealTimers()
vi.unstubAllEnvs()
vi.unstubAllGlobals()
// What the copies of lib in one process share: what another file has declared is in no app of this one.
for (const key of Object.getOwnPropertySymbols(globalThis)) {
  if (key.description?.startsWith('ringback/')) Reflect.deleteProperty(globalThis, key)
}
