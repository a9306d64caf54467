import { expect, it } from 'vitest'
import { copyJson, createNumbered } from '../lib/json.ts'
import { usedMemory } from './collect-garbage.ts'

const count = 5_000
const answers = { 200: 1, 422: 2 }

it.each([
  [
    'is given them',
    () => {
      const made = createNumbered()
      made['200'] = 1
      made['422'] = 2
      return made
    },
  ],
  ['is a copy', () => copyJson(answers, () => new Error('no JSON'))],
])('an object whose members are called by numbers takes no place for the others: %s', (_, make) => {
  const before = usedMemory()
  const made = Array.from({ length: count }, make)
  expect((usedMemory() - before) / count).toBeLessThan(1_000)
  expect([made[0], Object.keys(made.at(-1) ?? {})]).toEqual([answers, ['200', '422']])
})
