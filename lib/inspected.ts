/**
 * Set by the command while it loads an app to look at it: the app is not to tell its problems itself,
 * nor to begin work that only a running app is for. Shared by all copies of this package.
 */
const key = Symbol.for('ringback/inspected')
const shared = globalThis as { [key]?: boolean }

export function markInspected(): void {
  shared[key] = true
}

/** Whether the apps of this process are looked at, and not run. */
export function isInspected(): boolean {
  return shared[key] === true
}
