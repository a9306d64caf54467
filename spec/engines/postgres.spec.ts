import { describe, expect, it } from 'vitest'
import pg from 'pg'
import type { Delivery, Outcome } from '../../lib/delivery/delivery.ts'
import type { DeliveryEngine } from '../../lib/delivery/engine.ts'
import { postgres } from '../../lib/delivery/postgres/postgres.ts'
import { createDeliveries, createDelivery } from '../delivery/deliveries.ts'
import { done, enqueueAll, sortedIdsOf, start, until, wide } from './handing.ts'
import { runWithoutDrivers } from './run-without-drivers.ts'
import { nameSchema, openEngine, pool } from './postgres-engines.ts'

describe('what enqueue() takes up', () => {
  it('is in the log as pending, and not once more where the engine has it', async () => {
    const engine = openEngine()
    const notBefore = Date.now() + 3_600_000
    await engine.enqueue(createDelivery({ body: 'first' }), { notBefore })
    await engine.enqueue(createDelivery({ body: 'second' }))
    expect(await engine.log?.get('msg_1')).toMatchObject({
      delivery: { body: 'first' },
      state: 'pending',
      nextAttemptAt: notBefore,
    })
  })

  it('is kept for years beyond its time, whatever pg-boss deletes', async () => {
    const schema = nameSchema()
    await openEngine(schema).enqueue(createDelivery(), { notBefore: Date.now() + 5 * 86_400_000 })
    const { rows } = await pool.query<{ years: number }>(
      `SELECT extract(year from keep_until)::int - extract(year from now())::int AS years
      FROM ${schema}.job`,
    )
    expect(rows[0]?.years).toBeGreaterThan(50)
  })

  it('is taken up again where it is sent again while its last attempt is counted', async () => {
    const engine = openEngine()
    const ends: ((outcome: Outcome) => void)[] = []
    const handed = start(engine, async ({ body }) =>
      body === 'again' ? done() : new Promise((resolve) => ends.push(resolve)),
    )
    await engine.enqueue(createDelivery({ createdAt: 1000 }))
    await until(() => handed.length === 1)
    const again = engine.enqueue(createDelivery({ createdAt: 2000, body: 'again' }))
    await new Promise((resolve) => setTimeout(resolve, 300))
    ends[0]?.({ kind: 'done' })
    await again
    await until(() => handed.length === 2)
    expect(handed[1]?.body).toBe('again')
  })

  it('is not touched by who has lost its lease', async () => {
    const schema = nameSchema()
    const engine = openEngine(schema)
    const ends: ((outcome: Outcome) => void)[] = []
    const handed = start(engine, async () => new Promise((resolve) => ends.push(resolve)), {
      ...wide,
      leaseMs: 1000,
    })
    await engine.enqueue(createDelivery())
    await until(() => handed.length === 2)
    ends[0]?.({ kind: 'retry', at: Date.now() + 3_600_000 })
    await new Promise((resolve) => setTimeout(resolve, 300))
    const { rows } = await pool.query(`SELECT state FROM ${schema}.job`)
    expect(rows).toEqual([{ state: 'active' }])
  })

  it('leaves nothing behind once it has ended', async () => {
    const schema = nameSchema()
    const engine = openEngine(schema)
    await enqueueAll(engine, createDeliveries(20))
    const handed = start(engine, async ({ attempts }) =>
      attempts < 2 ? { kind: 'retry', at: 0 } : { kind: 'done' },
    )
    await until(() => handed.length === 60)
    await engine.stop()
    expect((await pool.query(`SELECT id FROM ${schema}.job`)).rows).toEqual([])
  })
})

describe('several engines with one schema', () => {
  it('start at the same time', async () => {
    const schema = nameSchema()
    const all = Array.from({ length: 6 }, () => openEngine(schema))
    await Promise.all(
      all.map((engine, index) => engine.enqueue(createDelivery({ id: `msg_${index}` }))),
    )
    const handed = start(openEngine(schema))
    await until(() => handed.length === 6)
    expect(new Set(sortedIdsOf(handed)).size).toBe(6)
  })

  it('release what another has put on hold', async () => {
    const schema = nameSchema()
    const handed = start(openEngine(schema), async ({ id }) =>
      handed.filter((delivery) => delivery.id === id).length === 1
        ? { kind: 'hold', at: Date.now() + 3_600_000, endpoint: id === 'msg_7' ? 'b' : 'a' }
        : { kind: 'done' },
    )
    const other = openEngine(schema)
    const deliveries = createDeliveries(250)
    await enqueueInTurn(other, deliveries)
    await until(() => handed.length === 250)
    // So that the last outcome is stored, which only its own process waits for.
    await new Promise((resolve) => setTimeout(resolve, 300))
    await other.release?.('a')
    await until(() => handed.length === 499)
    expect(sortedIdsOf(handed.slice(250))).not.toContain('msg_7')
  })
})

describe('a hundred endpoints, of which one never answers', () => {
  it('all have theirs, but that one', async () => {
    const engine = openEngine()
    let dead = 0
    let mostDead = 0
    const startedAt = Date.now()
    const handed = start(
      engine,
      async ({ url }, signal) => {
        if (url !== 'https://dead.test/') return { kind: 'done' }
        dead += 1
        mostDead = Math.max(mostDead, dead)
        await new Promise((resolve) => signal.addEventListener('abort', resolve))
        return { kind: 'done' }
      },
      { concurrency: 20, perOrigin: 4, leaseMs: 30_000 },
    )
    const toDead = createDeliveries(60, { id: 'dead', url: 'https://dead.test/' })
    const others = Array.from({ length: 99 }, (_, shop) =>
      createDeliveries(3, { id: `shop_${shop}`, url: `https://shop-${shop}.test/` }),
    ).flat()
    await enqueueInTurn(engine, toDead)
    await enqueueInTurn(engine, others)
    await until(() => handed.length === others.length + 4)
    expect(mostDead).toBe(4)
    expect(Date.now() - startedAt).toBeLessThan(30_000)
  })
})

describe('while nothing is due', () => {
  it('the database is asked a few times a second', async () => {
    const engine = openEngine()
    await engine.enqueue(createDelivery(), { notBefore: Date.now() + 3_600_000 })
    start(engine)
    let asked = 0
    pool.on('acquire', () => (asked += 1))
    await new Promise((resolve) => setTimeout(resolve, 3500))
    expect(asked).toBeGreaterThan(3)
    expect(asked / 3.5).toBeLessThan(8)
  })
})

describe('where pg-boss is not installed', () => {
  it('what needs it rejects with the line that installs it', async () => {
    const stdout = await runWithoutDrivers(`
      import { postgres } from './lib/delivery/postgres/postgres.ts'
      const never = () => new Promise(() => undefined)
      const engine = postgres({ query: never, connect: never, on: never, totalCount: 0 })
      for (const call of [engine.enqueue({ url: 'https://shop.test/' }), engine.run(never, {})]) {
        await call.catch(({ code, message }) => console.log(code, message))
      }
      process.exit()
    `)
    expect(stdout.match(/^ERR_DELIVERY_ENGINE/gm)).toHaveLength(2)
    expect(stdout).toContain('npm install pg-boss@12 pg')
  })
})

describe('the options of postgres()', () => {
  const aPool = new pg.Pool()

  it.each([
    ['postgres://127.0.0.1/', {}, 'The first argument is "postgres://127.0.0.1/"'],
    [undefined, {}, 'The first argument is undefined'],
    [new pg.Client(), {}, 'The first argument is an object'],
    [aPool, { schema: 'Ringback' }, 'schema is "Ringback"'],
    [aPool, { schema: 'a"; DROP' }, 'schema is "a\\"; DROP"'],
    [aPool, { schema: 'pg_temp' }, 'schema is "pg_temp"'],
    [aPool, { schema: 'a'.repeat(51) }, 'schema is "aaa'],
    [aPool, { schema: 5 }, 'schema is the number 5'],
    [aPool, { onFault: 'log' }, 'onFault is "log"'],
    [aPool, { shema: 'a' }, 'Did you mean schema?'],
    [aPool, 'ringback', 'options is "ringback"'],
  ])('are refused where they are mistaken: %#', (store, options, message) => {
    expect(() => postgres(store as never, options as never)).toThrow(
      expect.objectContaining({
        code: 'ERR_DELIVERY_OPTION',
        where: 'postgres()',
        message: expect.stringContaining(message),
      }),
    )
  })
})

/** Ten at a time: what waits for a connection for longer than 4 seconds is refused. */
async function enqueueInTurn(
  engine: DeliveryEngine,
  deliveries: readonly Delivery[],
): Promise<void> {
  for (let from = 0; from < deliveries.length; from += 10) {
    await enqueueAll(engine, deliveries.slice(from, from + 10))
  }
}
