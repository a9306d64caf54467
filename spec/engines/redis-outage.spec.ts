import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import type { RunOptions } from '../../lib/delivery/engine.ts'
import { createDelivery } from '../delivery/deliveries.ts'
import { enqueueAll, hang, start, until } from './handing.ts'
import { countFailed, openOwn, trackProcess } from './redis-engines.ts'

const wide: RunOptions = { concurrency: 50, perOrigin: 4, leaseMs: 30_000 }

const source = fileURLToPath(new URL('../../lib/delivery/redis/redis.ts', import.meta.url))

describe('a Redis that is down', () => {
  it('makes enqueue(), ping() and the log reject within 5 seconds, until it is back', async () => {
    const { server, engine, warnings } = await openOwn()
    await engine.ping?.()
    await server.kill()
    const killed = Date.now()
    const calls = [engine.enqueue(createDelivery()), engine.ping?.(), engine.log?.get('msg_1')]
    const refused = { code: 'ERR_DELIVERY_STORE', where: 'redis()' }
    await Promise.all(calls.map((call) => expect(call).rejects.toMatchObject(refused)))
    expect(Date.now() - killed).toBeLessThan(5000)
    await server.restart()
    await until(async () =>
      engine.ping!().then(
        () => true,
        () => false,
      ),
    )
    await sleep(300)
    // What was rejected has not been taken up since, and what is taken up now is in both.
    expect(await engine.log?.list()).toEqual([])
    await engine.enqueue(createDelivery())
    expect(await engine.log?.list()).toHaveLength(1)
    const handed = start(engine)
    await until(() => handed.length === 1)
    expect(warnings).toEqual([expect.stringContaining('ringback: Redis: ')])
  })

  it('from the start is told of, and is not told later what was rejected', async () => {
    const { server, engine } = await openOwn()
    await server.kill()
    const call = engine.enqueue(createDelivery())
    await expect(call).rejects.toMatchObject({ code: 'ERR_DELIVERY_STORE' })
    await server.restart()
    await sleep(1000)
    expect(await engine.log?.list()).toEqual([])
  })

  it('is waited for by run() from the start', async () => {
    const { server, engine } = await openOwn()
    await engine.enqueue(createDelivery())
    await engine.stop()
    await server.kill()
    const handed = start(engine)
    await sleep(300)
    await server.restart()
    await until(() => handed.length === 1)
    expect(handed[0]).toMatchObject({ id: 'msg_1' })
  })

  it('and comes back, twice, while deliveries are in flight, loses none of them', async () => {
    const { server, prefix, engine } = await openOwn()
    const ended = new Set<string>()
    const deliveries = Array.from({ length: 800 }, (_, index) =>
      createDelivery({ id: `msg_${index}`, url: `https://shop-${index % 20}.test/` }),
    )
    await enqueueAll(engine, deliveries)
    start(
      engine,
      async ({ id, attempts }) => {
        await sleep(20)
        if (attempts === 0 && id.endsWith('7')) return { kind: 'retry', at: Date.now() + 500 }
        ended.add(id)
        return { kind: 'done' }
      },
      { concurrency: 20, perOrigin: 2, leaseMs: 3000 },
    )
    for (const count of [150, 350]) {
      await until(() => ended.size > count)
      await server.kill()
      await sleep(300)
      await server.restart()
    }
    await until(() => ended.size === 800, 60_000)
    expect(await countFailed(server.url, prefix)).toBe(0)
  })

  it('does not keep stop() from ending', async () => {
    const { server, engine } = await openOwn()
    await engine.enqueue(createDelivery())
    const handed = start(engine, hang)
    await until(() => handed.length === 1)
    await server.kill()
    const stopped = Date.now()
    await engine.stop({ drainMs: 0 })
    expect(Date.now() - stopped).toBeLessThan(8000)
  })
})

describe('a process with an engine', () => {
  it.each([
    ['Redis is there', false],
    ['it is down', true],
  ])('ends once it was stopped, where %s', async (_, isDown) => {
    const { server, prefix } = await openOwn()
    const script = `
      import { redis } from ${JSON.stringify(source)}
      const engine = redis('${server.url}', { prefix: '${prefix}', onWarning: () => {} })
      const running = engine.run(async () => ({ kind: 'done' }), ${JSON.stringify(wide)})
      while (!(await engine.ping().then(() => true, () => false)));
      process.stdout.write('running')
      await new Promise((resolve) => process.stdin.once('data', resolve))
      process.stdin.destroy()
      await engine.stop()
      await running
    `
    const folder = await mkdtemp(join(tmpdir(), 'ringback-redis-spec-'))
    const file = join(folder, 'app.mts')
    await writeFile(file, script)
    const child = trackProcess(spawn(process.execPath, ['--import', 'tsx', file]))
    await new Promise((resolve) => child.stdout.once('data', resolve))
    if (isDown) await server.kill()
    child.stdin.write('stop')
    await until(() => child.exitCode !== null, 15_000)
    await rm(folder, { recursive: true, force: true })
    expect(child.exitCode).toBe(0)
  })
})
