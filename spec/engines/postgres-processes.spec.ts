import { spawn, type ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import { afterEach, describe, expect, it } from 'vitest'
import { createDeliveries, createDelivery } from '../delivery/deliveries.ts'
import { bundleProcess } from './bundled-process.ts'
import { done, start, until, wide } from './handing.ts'
import { connectionString, nameSchema, openEngine } from './postgres-engines.ts'

const children: ChildProcess[] = []

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
})

const script = await bundleProcess(new URL('postgres-process.ts', import.meta.url))

/** The ids that a process of its own tells of. */
function startProcess(
  task: 'enqueue' | 'work' | 'hold',
  schema: string,
  leaseMs = 30_000,
): { child: ChildProcess; told: string[] } {
  const args = [script, task, connectionString, schema, String(leaseMs)]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  children.push(child)
  const told: string[] = []
  createInterface({ input: child.stdout }).on('line', (line) => told.push(line))
  return { child, told }
}

async function kill(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  await ended
}

describe('a process that is killed', () => {
  it('has lost nothing of what it had enqueued', async () => {
    const schema = nameSchema()
    const { child, told } = startProcess('enqueue', schema)
    await until(() => told.length > 20)
    await kill(child)
    const handed = start(openEngine(schema))
    await until(() => told.every((id) => handed.some((delivery) => delivery.id === id)))
    // One more may have been stored that the process had no time to tell of.
    expect(handed.length - told.length).toBeLessThanOrEqual(1)
  })

  it('gives what it was handed back to the others within its lease and 5 seconds', async () => {
    const schema = nameSchema()
    const leaseMs = 2000
    const engine = openEngine(schema)
    for (const delivery of createDeliveries(3, { attempts: 2 })) await engine.enqueue(delivery)
    const { child, told } = startProcess('hold', schema, leaseMs)
    await until(() => told.length === 3)
    const startedAt = Date.now()
    await kill(child)
    const handed = start(engine, done, { ...wide, leaseMs })
    await until(() => handed.length > 0)
    expect(Date.now() - startedAt).toBeLessThan(leaseMs + 5000)
    await until(() => handed.length === 3)
    expect(handed.map(({ attempts }) => attempts)).toEqual([2, 2, 2])
  })
})

describe('two processes', () => {
  it('share the work, and neither does what the other has', async () => {
    const schema = nameSchema()
    const engine = openEngine(schema)
    const first = startProcess('work', schema)
    const second = startProcess('work', schema)
    const sent: string[] = []
    await until(async () => {
      const id = `share_${sent.length}`
      await engine.enqueue(createDelivery({ id }))
      sent.push(id)
      return Math.min(first.told.length, second.told.length) > 10
    })
    await until(() => first.told.length + second.told.length >= sent.length)
    expect([...first.told, ...second.told].toSorted()).toEqual(sent.toSorted())
  })

  it('have a lease that differs: what one enqueued, the other holds as long as it says', async () => {
    const schema = nameSchema()
    const engine = openEngine(schema)
    // Enqueued before any lease is known, and handed out with one of a second.
    await engine.enqueue(createDelivery())
    const handed = start(engine, async () => new Promise(() => undefined), {
      ...wide,
      leaseMs: 1000,
    })
    await until(() => handed.length > 1)
    const { told } = startProcess('hold', schema, 60_000)
    await engine.stop({ drainMs: 0 })
    await until(() => told.length > 0)
    await new Promise((resolve) => setTimeout(resolve, 4500))
    expect(told).toEqual(['msg_1'])
  })
})
