// @ts-check
/** Bare Express: nothing is checked. All else is measured against it. */
import { express } from '../bare-express.js'
import { listen } from '../listen.js'

/** @type {import('../contestant.d.ts').Contestant} */
export const contestant = {
  title: 'bare Express 5.3, `express.json()`',
  checks: false,
  coerces: false,
  filters: false,
  start: (workload) => listen(express(workload)),
}
