import type { Connection } from './connection.ts'

/** How many wait at the most, whatever their origins. */
const most = 64
/** After so many milliseconds a connection takes no more requests. */
const longestLife = 5 * 60 * 1000

/** For how many milliseconds none is kept to an origin by which one was spoiled, and to how many origins. */
const longestDistrust = 10 * 60 * 1000
const mostDistrusted = 1000

/** Its client closes what has waited for so many milliseconds, but while the machine sleeps. */
const longestWait = 4000

/** A connection that waits for its next request. */
interface Kept {
  readonly connection: Connection
  /** In milliseconds since 1970. */
  readonly since: number
  /** Whether it has been silent for long enough. */
  isSettled: boolean
  /** Of who waits for that: given nothing where it was spoiled. */
  claim: ((connection: Connection | undefined) => void) | undefined
}

/**
 * Connections that wait for their next request.
 *
 * On a socket, an answer that nobody asked for would be taken for that to the next request. So a connection is
 * used again only once it has been silent for a whole turn of the event loop, in which what came behind its last
 * answer is read; and where one was not, none is kept to its origin for a while.
 */
export class KeptConnections {
  readonly #perOrigin: number
  /** The one that waits for the longest first. */
  readonly #waiting = new Set<Kept>()
  readonly #byOrigin = new Map<string, Kept[]>()
  /** By origin: until when. */
  readonly #distrusted = new Map<string, number>()
  /** Of this turn. */
  #settling: Kept[] = []

  /** @param perOrigin how many wait to one origin at the most */
  constructor(perOrigin: number) {
    this.#perOrigin = perOrigin
  }

  /**
   * One that waits, or will in two turns and has to be waited for; undefined where there is none.
   *
   * @param addresses of which that of the other side has to be one
   */
  take(
    origin: string,
    addresses: readonly string[],
  ): Connection | Promise<Connection | undefined> | undefined {
    const kept = this.#byOrigin.get(origin)
    const from = Date.now() - longestWait
    const isFitting = ({ connection, since }: Kept): boolean =>
      since > from && connection.isOpen && addresses.includes(connection.address)
    const taken = kept?.findLast((one) => one.isSettled && isFitting(one)) ?? kept?.find(isFitting)
    if (!taken) return undefined
    if (taken.isSettled) return this.#takeSettled(taken)
    this.#remove(taken)
    return new Promise((resolve) => void (taken.claim = resolve))
  }

  /** Its client does not close it for each thing that came, such as the end of a line. */
  #takeSettled(one: Kept): Connection | undefined {
    this.#remove(one)
    if (this.#isSilent(one.connection)) return one.connection
    return discard(one.connection)
  }

  /** Keeps a connection whose answer has ended as it should, where there is room. */
  keep(connection: Connection): void {
    if (connection.isSpoiled) this.distrust(connection.origin)
    const kept = this.#byOrigin.get(connection.origin) ?? []
    const isOld = performance.now() - connection.openedAt > longestLife
    const isFull = kept.length >= this.#perOrigin
    if (isOld || isFull || !connection.isFree || !this.trusts(connection.origin)) {
      return discard(connection)
    }
    connection.endAnswer()
    const one: Kept = { connection, since: Date.now(), isSettled: false, claim: undefined }
    kept.push(one)
    this.#byOrigin.set(connection.origin, kept)
    this.#waiting.add(one)
    connection.whenGone = () => this.#lose(one)
    this.#settle(one)
    this.#makeRoom()
  }

  /** Whether any would be kept to an origin. */
  trusts(origin: string): boolean {
    const until = this.#distrusted.get(origin)
    if (until === undefined) return true
    if (performance.now() < until) return false
    this.#distrusted.delete(origin)
    return true
  }

  /** Keeps none to an origin for a while. */
  distrust(origin: string): void {
    this.#distrusted.delete(origin)
    this.#distrusted.set(origin, performance.now() + longestDistrust)
    const [oldest] = this.#distrusted.keys()
    if (this.#distrusted.size > mostDistrusted) this.#distrusted.delete(oldest as string)
    for (const one of [...(this.#byOrigin.get(origin) ?? [])]) this.#drop(one)
  }

  close(): void {
    for (const one of [...this.#waiting]) this.#drop(one)
  }

  /** What came with its answer is read in the next turn, between the two. */
  #settle(one: Kept): void {
    if (this.#settling.length === 0) setImmediate(() => this.#endTurn())
    this.#settling.push(one)
  }

  #endTurn(): void {
    const settling = this.#settling
    this.#settling = []
    setImmediate(() => settling.forEach((one) => this.#endSettling(one)))
  }

  #endSettling(one: Kept): void {
    const { connection, claim } = one
    one.isSettled = true
    const isSilent = this.#isSilent(connection) && this.trusts(connection.origin)
    if (claim) claim(isSilent ? connection : undefined)
    if (!isSilent) this.#drop(one)
  }

  #isSilent(connection: Connection): boolean {
    if (connection.hasHeard) this.distrust(connection.origin)
    return connection.isOpen && !connection.hasHeard
  }

  /** It was closed by the other side, or for what came. */
  #lose(one: Kept): void {
    this.#remove(one)
    this.#isSilent(one.connection)
  }

  #makeRoom(): void {
    const [oldest] = this.#waiting
    if (oldest && this.#waiting.size > most) this.#drop(oldest)
  }

  #drop(one: Kept): void {
    this.#remove(one)
    discard(one.connection)
  }

  #remove(one: Kept): void {
    const { connection } = one
    connection.whenGone = undefined
    this.#waiting.delete(one)
    const kept = this.#byOrigin.get(connection.origin) ?? []
    const index = kept.indexOf(one)
    if (index !== -1) kept.splice(index, 1)
    if (kept.length === 0) this.#byOrigin.delete(connection.origin)
  }
}

function discard(connection: Connection): undefined {
  void connection.destroy()
}
