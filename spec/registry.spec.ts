import { setTimeout as wait } from 'node:timers/promises'
import { operation } from 'ringback'
import { describe, expect, it } from 'vitest'
import { collectGarbage } from './collect-garbage.ts'

const registry = (): Map<string, WeakRef<object>> =>
  (globalThis as never)[Symbol.for('ringback/operations')]

describe('the registry', () => {
  it('keeps no declaration alive whose handler is gone', async () => {
    const kept = operation({ summary: 'kept' })
    const before = registry().size
    for (let count = 0; count < 1000; count++) operation({ summary: 'dropped' })
    expect(registry().size).toBe(before + 1000)
    for (let attempt = 0; attempt < 50 && registry().size > before; attempt++) {
      await wait(20)
      collectGarbage()
    }
    expect(registry().size).toBe(before)
    expect(registry().get(kept.name)?.deref()).toBeDefined()
  })
})
