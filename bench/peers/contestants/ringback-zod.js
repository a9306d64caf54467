// @ts-check
import { declaredApp } from '../declared-app.js'
import * as schemas from '../zod-schemas.js'
import { listen } from '../listen.js'

/** @type {import('../contestant.d.ts').Contestant} */
export const contestant = {
  title: 'ringback, Zod, `app.listen()`',
  checks: true,
  coerces: true,
  filters: true,
  start: (workload) => listen(declaredApp(workload, schemas)),
}
