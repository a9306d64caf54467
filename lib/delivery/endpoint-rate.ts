import type { Hold } from './delivery.ts'

interface Bucket {
  /** When the next that has no place yet may start. */
  next: number
  /** By delivery: when it may start. In the order of the times, so that the oldest stand first. */
  readonly places: Map<string, number>
}

/** A place that nobody came for so long is given up: its delivery has ended, or another process has it. */
const longestWait = 10 * 60 * 1000

/**
 * Spaces the attempts at an endpoint evenly. A delivery that comes too early is given a place and held
 * until then, so that it comes back once, whatever the number of those that wait with it.
 */
export class EndpointRate {
  readonly #buckets = new Map<string, Bucket>()

  /** @param perSecond undefined for as many as come */
  hold(endpoint: string, id: string, perSecond: number | undefined, now: number): Hold | undefined {
    this.#forgetIdle(now)
    if (perSecond === undefined) return undefined
    const bucket = this.#find(endpoint)
    forgetLate(bucket, now)
    const at = bucket.places.get(id) ?? reserve(bucket, 1000 / perSecond, now)
    if (at > now) {
      bucket.places.set(id, at)
      return { kind: 'hold', at: Math.ceil(at) }
    }
    bucket.places.delete(id)
    return undefined
  }

  #find(endpoint: string): Bucket {
    const bucket = this.#buckets.get(endpoint) ?? { next: 0, places: new Map() }
    // Put last, so that those not used for the longest stand first.
    this.#buckets.delete(endpoint)
    this.#buckets.set(endpoint, bucket)
    return bucket
  }

  #forgetIdle(now: number): void {
    for (const [endpoint, bucket] of this.#buckets) {
      forgetLate(bucket, now)
      if (bucket.next > now || bucket.places.size > 0) return
      this.#buckets.delete(endpoint)
    }
  }
}

function reserve(bucket: Bucket, spacing: number, now: number): number {
  const at = Math.max(bucket.next, now)
  bucket.next = at + spacing
  return at
}

function forgetLate({ places }: Bucket, now: number): void {
  for (const [id, at] of places) {
    if (at > now - longestWait) return
    places.delete(id)
  }
}
