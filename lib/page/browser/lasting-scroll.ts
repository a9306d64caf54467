/** As long as Swagger UI measures its list of operations anew, and scrolls by itself. */
const settlingMs = 1500

const readerEvents = ['wheel', 'touchstart', 'pointerdown', 'keydown']

/**
 * Scroll to an element, and again while what stands above it grows or scrolls, until the reader takes over.
 *
 * @param onEnd called when that is over; not where it is stopped
 * @returns stops it
 */
export function scrollLastingly(element: Element, onEnd: () => void): () => void {
  const end = performance.now() + settlingMs
  const stop = new AbortController()
  const { signal } = stop
  const finish = (): void => {
    stop.abort()
    onEnd()
  }
  for (const type of readerEvents) addEventListener(type, finish, { signal, passive: true })

  function follow(): void {
    if (signal.aborted) return
    if (Math.abs(element.getBoundingClientRect().top) > 1) element.scrollIntoView()
    if (performance.now() < end) requestAnimationFrame(follow)
    else finish()
  }

  follow()
  return () => stop.abort()
}
