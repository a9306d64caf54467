/** By signal: what is called as it aborts. */
const known = new WeakMap<AbortSignal, Set<() => void>>()

/**
 * Calls back as a signal aborts, at once where it has. One listener for all, since many attempts come and go
 * under one signal.
 *
 * @returns what takes it back
 */
export function onAbort(signal: AbortSignal, call: () => void): () => void {
  if (signal.aborted) {
    call()
    return () => {}
  }
  const calls = known.get(signal) ?? listenTo(signal)
  calls.add(call)
  return () => void calls.delete(call)
}

function listenTo(signal: AbortSignal): Set<() => void> {
  const calls = new Set<() => void>()
  known.set(signal, calls)
  signal.addEventListener('abort', () => calls.forEach((call) => call()), { once: true })
  return calls
}
