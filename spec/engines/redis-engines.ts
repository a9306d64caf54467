import { spawn, type ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
// Loaded now, since the first use of an engine has its time counted.
import 'bullmq'
import { Redis } from 'ioredis'
import { afterAll, afterEach } from 'vitest'
import type { DeliveryEngine } from '../../lib/delivery/engine.ts'
import { redis, type RedisOptions } from '../../lib/delivery/redis/redis.ts'
import { bundleProcess } from './bundled-process.ts'
import { redisUrl, startRedis, stopRedis, type RedisServer } from './redis-server.ts'

/** Engines, servers and processes of a spec on Redis: what each test opens is stopped after it. */

const engines: DeliveryEngine[] = []
const servers: RedisServer[] = []
const processes: ChildProcess[] = []

afterEach(async () => {
  for (const child of processes.splice(0)) child.kill('SIGKILL')
  for (const engine of engines.splice(0)) await engine.stop({ drainMs: 0 })
  for (const server of servers.splice(0)) await server.stop()
})

afterAll(stopRedis)

export async function openEngine(options: RedisOptions = {}): Promise<DeliveryEngine> {
  return track(redis(await redisUrl(), { prefix: newPrefix(), ...options }))
}

/** An engine on a Redis of its own, which is killed, and as quiet about that as it can be. */
export async function openOwn(
  options: { readonly appendOnly?: boolean } = {},
): Promise<{ server: RedisServer; prefix: string; engine: DeliveryEngine; warnings: string[] }> {
  const server = await startRedis(options)
  servers.push(server)
  const warnings: string[] = []
  const prefix = newPrefix()
  const onWarning = (warning: string): number => warnings.push(warning)
  const engine = track(redis(server.url, { prefix, onWarning }))
  return { server, prefix, engine, warnings }
}

export function track(engine: DeliveryEngine): DeliveryEngine {
  engines.push(engine)
  return engine
}

export function newPrefix(): string {
  return `spec-${randomUUID()}`
}

const script = await bundleProcess(new URL('redis-process.ts', import.meta.url))

export function runProcess(role: string, ...args: readonly string[]): ChildProcess {
  const child = spawn(process.execPath, [script, role, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  return trackProcess(child)
}

export function trackProcess<Child extends ChildProcess>(child: Child): Child {
  processes.push(child)
  return child
}

/** What BullMQ has given up, which only a sender may. */
export async function countFailed(url: string, prefix: string): Promise<number> {
  const client = new Redis(url)
  const count = await client.zcard(`{${prefix}}:deliveries:failed`)
  client.disconnect()
  return count
}
