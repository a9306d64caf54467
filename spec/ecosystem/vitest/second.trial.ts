import { describe } from 'vitest'
import { tryShop } from './trials.ts'

describe('the shop, in the second file', () => {
  tryShop()
})
