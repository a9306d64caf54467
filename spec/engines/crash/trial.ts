import { spawn, type ChildProcess } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { env, execPath } from 'node:process'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { setTimeout as delay } from 'node:timers/promises'
import { createSecret } from '../../../lib/delivery/index.ts'
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
  /**
   * Between two kills, on average.
   *
   * @default 700
   */
  readonly meanPauseMs?: number | undefined
  /** Kills the store itself and starts it again. */
  readonly killStore?: (() => Promise<void>) | undefined
  /**
   * How long after its answer an attempt may not be written down yet: longer on a machine that is busy.
   *
   * @default 1000
   */
  readonly settleMs?: number | undefined
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
  /** Those of them that were sent by a process that was not killed then, while its store was up. */
  readonly unexplained: readonly string[]
  /** From the last kill to the last arrival. */
  readonly drainedMs: number
}

interface Arrival {
  readonly from: number
  /** When it was answered. */
  readonly to: number
  readonly status: number
  /** What its signature is made of, and its signature. */
  readonly signed: string
  readonly signature: string
}

/** A process that plays, or has played. */
interface Player {
  readonly secret: string
  readonly process: ChildProcess
  killedAt?: number
}

/** Milliseconds since 1970. */
interface Outage {
  readonly from: number
  readonly to: number
}

/** Kills producers and workers at random moments, and looks at what arrives. */
export async function runTrial(options: TrialOptions): Promise<TrialResult> {
  const receiver = await openReceiver()
  const cast = new Cast(options, receiver.port)
  try {
    cast.start()
    const outages = await killAtRandom(options, cast)
    await cast.endProducing(options.deliveries)
    const drainedMs = await drain(cast, receiver)
    return judge(options, cast, receiver, { outages, drainedMs })
  } finally {
    await cast.end()
    receiver.close()
  }
}

async function killAtRandom(options: TrialOptions, cast: Cast): Promise<Outage[]> {
  const { kills, killStore, meanPauseMs = 700, log } = options
  const moments = killStore ? [Math.floor(kills / 3), Math.floor((2 * kills) / 3)] : []
  const outages: Outage[] = []
  for (let kill = 0; kill < kills; kill += 1) {
    await delay(Math.random() * 2 * meanPauseMs)
    cast.killOne()
    if (moments.includes(kill) && killStore) {
      const from = Date.now()
      await killStore()
      outages.push({ from, to: Date.now() })
    }
    if (kill % 10 === 9) log?.(`${kill + 1} kills, ${cast.acknowledged.size} acknowledged`)
  }
  return outages
}

/** The processes that play. */
class Cast {
  readonly acknowledged = new Set<string>()
  /** All that have played, by the kill of each. */
  readonly players: Player[] = []
  kills = 0
  readonly #options: TrialOptions
  readonly #told: Omit<ProcessOptions, 'secret'>
  /** The producer, and the workers. */
  readonly #playing: (Player | undefined)[] = []
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
    const index = Math.floor(Math.random() * this.#playing.length)
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
    for (const player of this.#playing) player?.process.kill('SIGKILL')
  }

  #kill(index: number): void {
    const player = this.#playing[index]
    if (player === undefined) return
    player.killedAt = Date.now()
    player.process.kill('SIGKILL')
    this.#playing[index] = undefined
  }

  #play(index: number): void {
    const role = index === 0 ? 'producer' : 'worker'
    if (role === 'producer' && !this.#isProducing) return
    // Of those that were sent and not acknowledged, nobody knows whether they were taken up.
    const secret = createSecret()
    const told = { ...this.#told, role, secret, first: this.#next }
    this.#next += 1_000_000
    const process = spawn(execPath, [this.#options.script, JSON.stringify(told)], {
      stdio: ['ignore', 'pipe', env['TRIAL_ERRORS'] ? 'inherit' : 'ignore'],
    })
    createInterface(process.stdout).on('line', (id) => this.acknowledged.add(id))
    const player = { secret, process }
    this.players.push(player)
    this.#playing[index] = player
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
    const {
      'webhook-id': id,
      'webhook-timestamp': sentAt,
      'webhook-signature': signature,
    } = req.headers as Record<string, string>
    const isFirst = !receiver.arrivals.has(id!)
    const status = isFirst && Math.random() < 0.2 ? 500 : 200
    const body = text(req).catch(() => '')
    setTimeout(
      async () => {
        const signed = `${id}.${sentAt}.${await body}`
        res.writeHead(status).end()
        receiver.note(id!, { from, to: Date.now(), status, signed, signature: signature! })
      },
      5 + Math.random() * 95,
    )
  })
  const receiver = new Receiver(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return receiver
}

/** Within the lease of those that were killed, and 30 seconds; from the last kill on. */
async function drain({ acknowledged, players }: Cast, receiver: Receiver): Promise<number> {
  const lastKill = Math.max(...players.map(({ killedAt }) => killedAt ?? 0))
  const end = lastKill + leaseMs + 30_000
  let missing = [...acknowledged]
  while (Date.now() < end) {
    missing = missing.filter((id) => receiver.taken(id).length === 0)
    if (missing.length === 0) break
    await delay(50)
  }
  return Date.now() - lastKill
}

/** How long a request may be on its way to the receiver, in whose process much else is read. */
const transitMs = 250

function judge(
  { engine, log, settleMs = 1000 }: TrialOptions,
  { acknowledged, players, kills }: Cast,
  receiver: Receiver,
  { outages, drainedMs }: { readonly outages: readonly Outage[]; readonly drainedMs: number },
): TrialResult {
  const twice = [...receiver.arrivals.keys()].filter((id) => receiver.taken(id).length > 1)
  const isExplained = (arrival: Arrival): boolean =>
    wasKilledNear(arrival, players, settleMs) || wasStoreDownAt(arrival, outages, settleMs)
  const unexplained = twice.filter((id) => !receiver.taken(id).slice(0, -1).every(isExplained))
  for (const id of unexplained) log?.(describe(id, receiver.taken(id), players))
  return {
    ...{ engine, kills, drainedMs },
    storeKills: outages.length,
    acknowledged: acknowledged.size,
    lost: [...acknowledged].filter((id) => receiver.taken(id).length === 0),
    duplicates: twice.length,
    unexplained,
  }
}

/** When it arrived, and by when the process that had sent it was killed. */
function describe(id: string, arrivals: readonly Arrival[], players: readonly Player[]): string {
  const { from: start } = arrivals[0]!
  const texts = arrivals.map((arrival) => {
    const { killedAt = NaN } = findSender(arrival, players)
    const { from, to } = arrival
    return `after ${from - start} ms, for ${to - from} ms, killed after ${killedAt - start} ms`
  })
  return `${id} arrived ${texts.join('; ')}`
}

/** Whether the process that sent it was killed before it could write down that it had been answered. */
function wasKilledNear(arrival: Arrival, players: readonly Player[], settleMs: number): boolean {
  const { killedAt = Infinity } = findSender(arrival, players)
  return killedAt >= arrival.from - transitMs && killedAt <= arrival.to + settleMs
}

function findSender({ signed, signature }: Arrival, players: readonly Player[]): Player {
  const sender = players.find(({ secret }) => signature === sign(signed, secret))
  if (sender === undefined) throw new Error(`Nobody has sent ${signed}`)
  return sender
}

function wasStoreDownAt(
  { from, to }: Arrival,
  outages: readonly Outage[],
  settleMs: number,
): boolean {
  return outages.some((outage) => outage.to >= from - transitMs && outage.from <= to + settleMs)
}

/** By Standard Webhooks. */
function sign(signed: string, secret: string): string {
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64')
  return `v1,${createHmac('sha256', key).update(signed).digest('base64')}`
}
