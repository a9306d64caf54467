// @ts-check
/** The bare app with one more line, after its routes. */
import { openapi } from 'ringback'
import { express } from '../bare-express.js'
import { listen } from '../listen.js'
import { contestant as bare } from './express.js'

/** @type {import('../contestant.d.ts').Contestant} */
export const contestant = {
  ...bare,
  title: 'the same app, `openapi()` mounted after its routes',
  start: (workload) => {
    const app = express(workload)
    app.use(openapi({ info: { title: 'Bench', version: '1.0.0' }, undocumented: 'list' }))
    return listen(app)
  },
}
