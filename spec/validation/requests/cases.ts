/** The table of requests. */
import { bodyCases } from './cases-bodies.ts'
import { placeCases } from './cases-places.ts'
import { styleCases } from './cases-styles.ts'
import { valueCases } from './cases-values.ts'
import type { RequestCase } from './request-case.ts'

export const cases: readonly RequestCase[] = [
  ...valueCases,
  ...styleCases,
  ...placeCases,
  ...bodyCases,
]
