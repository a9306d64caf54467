// @ts-check
import { documentedApp } from '../documented-app.js'
import { listen } from '../listen.js'

/** @type {import('../contestant.d.ts').Contestant} */
export const contestant = {
  title: 'ringback',
  checks: false,
  coerces: false,
  filters: false,
  start: () => listen(documentedApp().app),
}
