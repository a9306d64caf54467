import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RunOptions } from '../../lib/delivery/engine.ts'
import { createDeliveries, createDelivery } from '../delivery/deliveries.ts'
import { done, enqueueAll, start, until } from './handing.ts'
import { countFailed, newPrefix, openEngine, openOwn, runProcess } from './redis-engines.ts'
import { redisUrl } from './redis-server.ts'

const wide: RunOptions = { concurrency: 50, perOrigin: 4, leaseMs: 30_000 }

describe('processes', () => {
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ringback-redis-spec-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  it('two of them share the work, and hand out nothing twice', async () => {
    const prefix = newPrefix()
    const engine = await openEngine({ prefix })
    const files = ['a', 'b'].map((name) => join(folder, name))
    for (const file of files) runProcess('work', await redisUrl(), prefix, file)
    const deliveries = Array.from({ length: 600 }, (_, index) =>
      createDelivery({ id: `msg_${index}`, url: `https://shop-${index % 30}.test/` }),
    )
    await enqueueAll(engine, deliveries)
    await until(() => files.flatMap(linesOf).length >= 600)
    await sleep(200)
    expect(new Set(files.flatMap(linesOf)).size).toBe(600)
    expect(files.flatMap(linesOf)).toHaveLength(600)
  })

  it('that were killed with a delivery twice, in one attempt each, have not lost it', async () => {
    const prefix = newPrefix()
    const engine = await openEngine({ prefix })
    await engine.enqueue(createDelivery())
    for (const turn of [1, 2]) {
      const file = join(folder, `hang-${turn}`)
      const child = runProcess('hang', await redisUrl(), prefix, file, '2000')
      await until(() => linesOf(file).length === 1)
      child.kill('SIGKILL')
    }
    const killed = Date.now()
    const handed = start(engine, done, { ...wide, leaseMs: 2000 })
    await until(() => handed.length === 1)
    expect(Date.now() - killed).toBeLessThan(2000 + 5000)
    expect(handed[0]).toMatchObject({ id: 'msg_1', attempts: 0 })
    expect(await countFailed(await redisUrl(), prefix)).toBe(0)
  })

  it('that was killed with the one place of an origin in its hands leaves it to others', async () => {
    const prefix = newPrefix()
    const engine = await openEngine({ prefix })
    await enqueueAll(engine, createDeliveries(30))
    const file = join(folder, 'place')
    const child = runProcess('hang', await redisUrl(), prefix, file, '2000')
    await until(() => linesOf(file).length === 4)
    const handed = start(engine, done, { ...wide, leaseMs: 2000 })
    await sleep(500)
    expect(handed).toHaveLength(0)
    child.kill('SIGKILL')
    await until(() => handed.length === 30, 2000 + 5000)
  })

  it('and Redis that are killed right after enqueue() lose nothing of what it took up', async () => {
    const { server, prefix, engine } = await openOwn()
    for (let turn = 0; turn < 2; turn += 1) {
      const child = runProcess('enqueue', server.url, prefix)
      let output = ''
      child.stdout?.on('data', (data: Buffer) => (output += data.toString()))
      await until(() => output.split('\n').length > 40 * (turn + 1))
      child.kill('SIGKILL')
      await server.kill()
      await server.restart()
      const last = output.split('\n').filter(Boolean).length
      const ids = (await engine.log?.list({ limit: 10_000 })) ?? []
      expect(ids.length).toBeGreaterThanOrEqual(last)
    }
    const kept = (await engine.log?.list({ limit: 10_000 })) ?? []
    const handed = start(engine)
    await until(() => new Set(handed.map(({ id }) => id)).size === kept.length)
  })
})

function linesOf(file: string): string[] {
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : []
}
