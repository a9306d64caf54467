// @ts-check
import { declaredApp } from '../declared-app.js'
import * as schemas from '../json-schemas.js'
import { listen } from '../listen.js'

/** @type {import('../contestant.d.ts').Contestant} */
export const contestant = {
  title: 'ringback, JSON Schema, `app.listen()`',
  checks: true,
  coerces: true,
  filters: true,
  start: (workload) => listen(declaredApp(workload, schemas)),
}
