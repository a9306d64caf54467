// @ts-check
import { createServer } from 'ringback'
import { declaredApp } from '../declared-app.js'
import * as schemas from '../zod-schemas.js'
import { listen } from '../listen.js'

/** @type {import('../contestant.d.ts').Contestant} */
export const contestant = {
  title: 'ringback, Zod, `createServer(app)`',
  checks: true,
  coerces: true,
  filters: true,
  start: (workload) => listen(createServer(declaredApp(workload, schemas))),
}
