// @ts-check
/** The same app under ringback's `createServer()`. */
import { createServer } from 'ringback'
import { express } from '../bare-express.js'
import { listen } from '../listen.js'
import { contestant as bare } from './express.js'

/** @type {import('../contestant.d.ts').Contestant} */
export const contestant = {
  ...bare,
  title: "bare Express 5.3 under ringback's `createServer(app)`",
  start: (workload) => listen(createServer(express(workload))),
}
