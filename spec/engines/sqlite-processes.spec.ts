import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it, vi } from 'vitest'
import type { Outcome } from '../../lib/delivery/delivery.ts'
import { createDeliveries, createDelivery } from '../delivery/deliveries.ts'
import { createGate } from '../delivery/gate.ts'
import { done, idsOf, start, until } from './handing.ts'
import { newFile, open, peerScript, startPeer, watchLag } from './sqlite-files.ts'

describe('several processes on one file', () => {
  it('find what was taken up before one was killed', async () => {
    const file = newFile()
    const peer = startPeer('enqueue', file)
    await until(() => peer.lines.length >= 30)
    await peer.kill()
    const handed = start(open(file))
    await until(() => peer.lines.every((id) => handed.some((delivery) => delivery.id === id)))
    expect(new Set(idsOf(handed)).size).toBe(handed.length)
    expect(handed.length - peer.lines.length).toBeLessThanOrEqual(1)
  })

  it('that start at once share the work, and hand nothing out twice', async () => {
    const file = newFile()
    const peers = [startPeer('work', file), startPeer('work', file)]
    const engine = open(file)
    const count = 400
    for (const delivery of createDeliveries(count)) {
      await engine.enqueue({ ...delivery, url: `https://shop-${delivery.id.length}.test/` })
    }
    const all = (): string[] => peers.flatMap(({ lines }) => lines)
    await until(() => all().length >= count)
    await until(async () => (await engine.log.list({ state: 'pending' })).length === 0)
    expect(all().toSorted()).toEqual(idsOf(createDeliveries(count)).toSorted())
    for (const { lines } of peers) expect(lines.length).toBeGreaterThan(0)
  })

  it('count what is in flight to an origin together', async () => {
    const file = newFile()
    const peer = startPeer('hang', file)
    const engine = open(file)
    for (const delivery of createDeliveries(10)) await engine.enqueue(delivery)
    await until(() => peer.lines.length === 4)
    const handed = start(engine, done, { concurrency: 6, perOrigin: 4, leaseMs: 30_000 })
    await engine.enqueue(createDelivery({ id: 'other', url: 'https://other.test/' }))
    await until(() => handed.length === 1)
    await sleep(2500)
    expect(idsOf(handed)).toEqual(['other'])
  })

  it('are handed what one had that was killed', async () => {
    const file = newFile()
    const peer = startPeer('hang', file)
    const engine = open(file)
    for (const delivery of createDeliveries(4)) await engine.enqueue(delivery)
    await until(() => peer.lines.length === 4)
    await peer.kill()
    const handed = start(engine)
    await until(() => handed.length === 4, 6500)
    expect(idsOf(handed).toSorted()).toEqual([...peer.lines].toSorted())
    expect(handed[0]?.attempts).toBe(0)
  })

  it('are not handed what takes longer than its lease', async () => {
    const file = newFile()
    const [one, other] = [open(file), open(file)]
    const slowly = async (): Promise<Outcome> => {
      await sleep(2500)
      return { kind: 'done' }
    }
    const options = { concurrency: 2, perOrigin: 2, leaseMs: 600 }
    const handed = [start(one, slowly, options), start(other, slowly, options)]
    await one.enqueue(createDelivery())
    await until(async () => (await one.log.get('msg_1'))?.state === 'delivered')
    expect(handed.flat()).toHaveLength(1)
  })
})

describe('a store that another process has locked', () => {
  it('rejects within 5 seconds, holds nobody else up, and works after', async () => {
    const file = newFile()
    const engine = open(file)
    await engine.enqueue(createDelivery({ id: 'before' }))
    const peer = startPeer('lock', file)
    await until(() => peer.lines.length === 1)
    const lag = watchLag()
    const startedAt = performance.now()
    const refused = { code: 'ERR_DELIVERY_STORE', message: expect.stringContaining('locked') }
    await Promise.all([
      expect(engine.enqueue(createDelivery())).rejects.toMatchObject(refused),
      expect(engine.ping()).rejects.toMatchObject(refused),
      expect(engine.log.settle(createDelivery(), await done())).rejects.toMatchObject(refused),
    ])
    expect(performance.now() - startedAt).toBeLessThan(5000)
    expect(lag()).toBeLessThan(1000)
    await peer.kill()
    await engine.enqueue(createDelivery({ id: 'after' }))
    const handed = start(engine)
    await until(() => handed.length === 2)
    expect(idsOf(handed)).toEqual(['before', 'after'])
  })

  it('is waited for by what runs, whose outcomes are kept', async () => {
    const file = newFile()
    const engine = open(file)
    await engine.enqueue(createDelivery())
    const gate = createGate()
    const handed = start(engine, async () => {
      await gate.opened
      return { kind: 'done' }
    })
    await until(() => handed.length === 1)
    const peer = startPeer('lock', file)
    await until(() => peer.lines.length === 1)
    gate.open()
    await sleep(5500)
    await peer.kill()
    await until(async () => (await engine.log.get('msg_1'))?.state === 'delivered')
    expect(handed).toHaveLength(1)
  })

  it('is left by stop() in time', async () => {
    const file = newFile()
    const engine = open(file)
    await engine.enqueue(createDelivery())
    const handed = start(engine, async (_, signal) => {
      await sleep(3_600_000, undefined, { signal })
      return { kind: 'done' }
    })
    await until(() => handed.length === 1)
    const peer = startPeer('lock', file)
    await until(() => peer.lines.length === 1)
    const written = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    const startedAt = performance.now()
    await engine.stop({ drainMs: 100 })
    expect(performance.now() - startedAt).toBeLessThan(4500)
    expect(written).toHaveBeenCalledOnce()
    written.mockRestore()
  })
})

it('a process stays alive while sqlite() runs, and ends after stop()', async () => {
  const args = [peerScript, 'idle', newFile()]
  const { stdout } = await promisify(execFile)(process.execPath, args)
  expect(stdout).toBe('alive\n')
})
