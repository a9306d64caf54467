// @ts-check
import * as schemas from '../json-schemas.js'
import { event, eventReceived } from './callback-object.js'
import { prepareDeclared } from './declared-callbacks.js'

/** @type {import('../builder.d.ts').Builder} */
export const builder = {
  title: 'ringback, JSON Schema',
  prepare: prepareDeclared({ ...schemas, event, eventReceived }),
}
