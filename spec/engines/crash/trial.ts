import { spawn, type ChildProcess } from 'node:child_process'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { leaseMs, type EngineName, type ProcessOptions } from './open-sender.ts'

export interface TrialOptions {
  readonly engine: EngineName
  readonly store: string
  /** The processes, bundled to one file. */
  readonly script: string
  readonly kills: number
  /** How many are to be acknowledged at least. */
  readonly deliveries: number
  readonly workers: number
  /** Kills the store itself and starts it again. */
  readonly killStore?: (() => Promise<void>) | undefined
  readonly log?: ((line: string) => void) | undefined
}

export interface TrialResult {
  readonly engine: EngineName
  readonly kills: number
  readonly storeKills: number
  readonly acknowledged: number
  /** Acknowledged, and never answered with 2xx. */
  readonly lost: readonly string[]
  /** Answered with 2xx more than once. */
  readonly duplicates: number
  /** Those of them of which no arrival was in flight when something was killed. */
  readonly unexplained: readonly string[]
  /** From the last kill to the last arrival. */
  readonly drainedMs: number
}

interface Arrival {
  readonly from: number
  /** When it was answered; undefined where the other side was gone by then. */
  readonly to: number
  readonly status: number
}

/** Kills producers and workers at random moments, and looks at what arrives. */
export async function runTrial(options: TrialOptions): Promise<TrialResult> {
  const receiver = await openReceiver()
  const cast = new Cast(options, receiver.port)
  try {
    cast.start()
    const storeKills = await killAtRandom(options, cast)
    await cast.endProducing(options.deliveries)
    const lastKill = cast.killed.at(-1) ?? Date.now()
    const drainedMs = await drain(cast, receiver, lastKill)
    return judge(options, cast, receiver, { storeKills, drainedMs })
  } finally {
    await cast.end()
    receiver.close()
  }
}

async function killAtRandom(options: TrialOptions, cast: Cast): Promise<number> {
  const { kills, killStore, log } = options
  const moments = killStore ? [Math.floor(kills / 3), Math.floor((2 * kills) / 3)] : []
  let storeKills = 0
  for (let kill = 0; kill < kills; kill += 1) {
    await delay(Math.random() * 1400)
    cast.killOne()
    if (moments.includes(kill) && killStore) {
      cast.killed.push(Date.now())
      await killStore()
      cast.killed.push(Date.now())
      storeKills += 1
    }
    if (kill % 10 === 9) log?.(`${kill + 1} kills, ${cast.acknowledged.size} acknowledged`)
  }
  return storeKills
}

/** The processes that play. */
class Cast {
  readonly acknowledged = new Set<string>()
  /** When, in milliseconds since 1970. */
  readonly killed: number[] = []
  kills = 0
  readonly #options: TrialOptions
  readonly #told: ProcessOptions
  readonly #players: (ChildProcess | undefined)[] = []
  #next = 0
  #isProducing = true

  constructor(options: TrialOptions, receiverPort: number) {
    this.#options = options
    this.#told = { engine: options.engine, store: options.store, receiverPort }
  }

  /** The first is the producer. */
  start(): void {
    for (let index = 0; index <= this.#options.workers; index += 1) this.#play(index)
  }

  killOne(): void {
    const index = Math.floor(Math.random() * this.#players.length)
    this.kills += 1
    this.#kill(index)
    this.#play(index)
  }

  async endProducing(deliveries: number): Promise<void> {
    while (this.acknowledged.size < deliveries) await delay(50)
    this.#isProducing = false
    this.#kill(0)
    // What it has written before is read.
    await delay(500)
  }

  async end(): Promise<void> {
    this.#isProducing = false
    for (const player of this.#players) player?.kill('SIGKILL')
  }

  #kill(index: number): void {
    this.killed.push(Date.now())
    this.#players[index]?.kill('SIGKILL')
    this.#players[index] = undefined
  }

  #play(index: number): void {
    const role = index === 0 ? 'producer' : 'worker'
    if (role === 'producer' && !this.#isProducing) return
    // Of those that were sent and not acknowledged, nobody knows whether they were taken up.
    const told = { ...this.#told, role, first: this.#next }
    this.#next += 1_000_000
    const player = spawn(process.execPath, [this.#options.script, JSON.stringify(told)], {
      stdio: ['ignore', 'pipe', process.env['TRIAL_ERRORS'] ? 'inherit' : 'ignore'],
    })
    createInterface(player.stdout).on('line', (id) => this.acknowledged.add(id))
    this.#players[index] = player
  }
}

class Receiver {
  readonly arrivals = new Map<string, Arrival[]>()
  readonly #server: Server

  constructor(server: Server) {
    this.#server = server
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  note(id: string, arrival: Arrival): void {
    this.arrivals.set(id, [...(this.arrivals.get(id) ?? []), arrival])
  }

  taken(id: string): readonly Arrival[] {
    return (this.arrivals.get(id) ?? []).filter(({ status }) => status < 300)
  }

  close(): void {
    this.#server.closeAllConnections()
    this.#server.close()
  }
}

/** Takes 5 to 100 ms, and refuses one in five at first. */
async function openReceiver(): Promise<Receiver> {
  const server = createServer((req, res) => {
    const from = Date.now()
    const id = String(req.headers['webhook-id'])
    const isFirst = !receiver.arrivals.has(id)
    const status = isFirst && Math.random() < 0.2 ? 500 : 200
    req.resume()
    setTimeout(
      () => {
        res.writeHead(status).end()
        receiver.note(id, { from, to: Date.now(), status })
      },
      5 + Math.random() * 95,
    )
  })
  const receiver = new Receiver(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return receiver
}

/** Within the lease of those that were killed, and 30 seconds. */
async function drain(cast: Cast, receiver: Receiver, lastKill: number): Promise<number> {
  const end = lastKill + leaseMs + 30_000
  let missing = [...cast.acknowledged]
  while (Date.now() < end) {
    missing = missing.filter((id) => receiver.taken(id).length === 0)
    if (missing.length === 0) return Date.now() - lastKill
    await delay(50)
  }
  return Date.now() - lastKill
}

/** How long after an answer an attempt may not be written down yet. */
const settleMs = 3000

function judge(
  { engine }: TrialOptions,
  { acknowledged, killed, kills }: Cast,
  receiver: Receiver,
  counted: Pick<TrialResult, 'storeKills' | 'drainedMs'>,
): TrialResult {
  const twice = [...receiver.arrivals.keys()].filter((id) => receiver.taken(id).length > 1)
  const wasInFlight = ({ from, to }: Arrival): boolean =>
    killed.some((at) => at >= from - settleMs && at <= to + settleMs)
  return {
    ...{ engine, kills, ...counted },
    acknowledged: acknowledged.size,
    lost: [...acknowledged].filter((id) => receiver.taken(id).length === 0),
    duplicates: twice.length,
    unexplained: twice.filter((id) => !receiver.taken(id).slice(0, -1).every(wasInFlight)),
  }
}
