// @ts-check
import { z } from 'zod'
import * as schemas from '../zod-schemas.js'
import { prepareDeclared } from './declared-callbacks.js'

const event = () => z.object({ description: z.string(), paid: z.boolean() })
const eventReceived = () => z.object({ ok: z.boolean() })

/** @type {import('../builder.d.ts').Builder} */
export const builder = {
  title: 'ringback, Zod',
  prepare: prepareDeclared({ ...schemas, event, eventReceived }),
}
