import { describe } from 'vitest'
import { tryShop } from './trials.ts'

describe('the shop, in the first file', () => {
  tryShop()
})
