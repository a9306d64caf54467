import { fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import { z } from 'zod'
import type { Sender, SenderOptions } from '../../lib/delivery/index.ts'
import { webhookRouter } from '../../lib/index.ts'
import { usedMemory } from '../collect-garbage.ts'
import type { FaultReport } from './fault-process.ts'
import { faultPaths } from './fault-receiver.ts'
import { allowing, openReceiver, startSender, type Receiver } from './sending.ts'

const hooks = webhookRouter().post('event', {
  operationId: 'event',
  body: z.object({ n: z.number() }),
})
const { event } = hooks.operations

/** Longer than anything healthy takes, so that waiting for a hostile one would show. */
const timeout = 4000

/** With the default of 4 attempts to an origin, they leave room for others among 50. */
const hostileOrigins = 8

interface World {
  readonly hostile: Hostile
  readonly healthy: readonly Receiver[]
  readonly arrivals: ReadonlyMap<number, number>
  readonly sender: Sender
}

interface Hostile {
  readonly receivers: readonly { readonly port: number; readonly origin: string }[]
  /** What has come of them until now. */
  look(): Promise<readonly FaultReport[]>
}

async function openHostile(): Promise<Hostile> {
  const script = fileURLToPath(new URL('fault-process.ts', import.meta.url))
  const process = fork(script, [String(hostileOrigins)], { execArgv: ['--import', 'tsx'] })
  onTestFinished(() => process.disconnect())
  const look = async (): Promise<readonly FaultReport[]> => {
    const [reports] = (await once(process, 'message')) as [readonly FaultReport[]]
    return reports
  }
  const receivers = (await look()).map(({ port }) => ({ port, origin: `http://127.0.0.1:${port}` }))
  return {
    receivers,
    look() {
      process.send('look')
      return look()
    },
  }
}

async function open(options: Partial<SenderOptions> = {}): Promise<World> {
  const arrivals = new Map<number, number>()
  const openHealthy = (): Promise<Receiver> =>
    openReceiver(({ body }) => {
      arrivals.set((JSON.parse(body) as { n: number }).n, performance.now())
      return {}
    })
  const healthy = await Promise.all([openHealthy(), openHealthy()])
  const hostile = await openHostile()
  const allow = allowing(...healthy, ...hostile.receivers)
  const sender = startSender({ webhooks: [hooks], allow, timeout, ...options })
  return { hostile, healthy, arrivals, sender }
}

/** How long each of many deliveries takes from `send()` to its arrival, at the 99th percentile. */
async function measureHealthy({ healthy, arrivals, sender }: World, from: number): Promise<number> {
  const count = 100
  const sent = new Map<number, number>()
  for (let n = from; n < from + count; n += 1) {
    const { origin } = healthy[n % healthy.length] as Receiver
    sent.set(n, performance.now())
    await sender.send(event, origin, { n })
    await delay(10)
  }
  const hasArrived = (): boolean => [...sent.keys()].every((n) => arrivals.has(n))
  await expect.poll(hasArrived, { timeout: 20_000 }).toBe(true)
  const times = [...sent].map(([n, start]) => (arrivals.get(n) ?? Infinity) - start)
  return times.toSorted((one, other) => one - other)[Math.floor(count * 0.99) - 1] as number
}

async function sendToHostile({ hostile, sender }: World): Promise<string[]> {
  const sent = hostile.receivers.flatMap(({ origin }) =>
    faultPaths.map((path) => sender.send(event, `${origin}${path}`, { n: -1 })),
  )
  return (await Promise.all(sent)).map(({ id }) => id)
}

describe('receivers that hang, drip, flood and lie', () => {
  it('hold up nobody else, cost no memory and no socket, and are in the log with each attempt', async () => {
    const world = await open()
    const { hostile, sender } = world
    const alone = await measureHealthy(world, 0)

    const memoryBefore = usedMemory()
    const ids = await sendToHostile(world)
    const isUnderWay = async (): Promise<boolean> =>
      (await hostile.look()).every(({ calls }) => calls >= 4)
    await expect.poll(isUnderWay, { timeout: 10_000 }).toBe(true)
    const [beside, sockets] = await Promise.all([measureHealthy(world, 1000), hostile.look()])

    // On a machine that has other work, a few milliseconds are no measure.
    expect(beside).toBeLessThan(Math.max(2 * alone, timeout / 2))
    // closing ones among them
    expect(Math.max(...sockets.map((receiver) => receiver.open))).toBeLessThanOrEqual(8)
    expect(usedMemory() - memoryBefore).toBeLessThan(128 * 1024 * 1024)

    const isOver = async (): Promise<boolean> =>
      (await sender.deliveries.list({ state: 'pending' })).length === 0
    await expect.poll(isOver, { timeout: 60_000, interval: 200 }).toBe(true)
    const histories = await Promise.all(ids.map((id) => sender.deliveries.get(id)))
    expect(new Set(histories.map((history) => history?.attempts.length))).toEqual(new Set([1]))
    const arrived = (await hostile.look()).reduce((sum, { calls }) => sum + calls, 0)
    expect(arrived).toBe(ids.length)
    const isEmpty = async (): Promise<boolean> =>
      (await hostile.look()).every((receiver) => receiver.open === 0)
    await expect.poll(isEmpty, { timeout: 20_000 }).toBe(true)
  }, 120_000)

  it('would hold others up without a limit per origin, which this measure shows', async () => {
    const world = await open({ perOrigin: 50, concurrency: 50, retry: false })
    const hanging = Array.from({ length: 60 }, () =>
      world.sender.send(event, `${world.hostile.receivers[0]?.origin}/hang/headers`, { n: -1 }),
    )
    await Promise.all(hanging)
    expect(await measureHealthy(world, 0)).toBeGreaterThan(timeout / 2)
  }, 60_000)
})
