// @ts-check
/** The bare app with one more line, before its routes: every request passes it. */
import { openapi } from 'ringback'
import { express } from '../bare-express.js'
import { listen } from '../listen.js'
import { contestant as bare } from './express.js'

/** @type {import('../contestant.d.ts').Contestant} */
export const contestant = {
  ...bare,
  title: 'the same app, `openapi()` mounted before its routes',
  start: (workload) =>
    listen(
      express(workload, (app) => {
        app.use(openapi({ info: { title: 'Bench', version: '1.0.0' }, undocumented: 'list' }))
      }),
    ),
}
