/** One invoice and one problem in each kind of schema, and what every mistake stands beside. */
import { Type as OlderType } from '@sinclair/typebox'
import { type } from 'arktype'
import express, { type Express, type RequestHandler } from 'express'
import { Type } from 'typebox'
import * as v from 'valibot'
import { z } from 'zod'

export const zod = {
  Invoice: z.object({ id: z.string(), total: z.number().default(0) }),
  Problem: z.object({ title: z.string() }),
}
export const valibot = {
  Invoice: v.object({ id: v.string(), total: v.optional(v.number(), 0) }),
  Problem: v.object({ title: v.string() }),
}
export const arktype = {
  Invoice: type({ id: 'string', total: 'number = 0' }),
  Problem: type({ title: 'string' }),
}
export const typebox = {
  Invoice: Type.Object({ id: Type.String(), total: Type.Number() }),
  Problem: Type.Object({ title: Type.String() }),
}
export const olderTypebox = {
  Invoice: OlderType.Object({ id: OlderType.String(), total: OlderType.Number() }),
  Problem: OlderType.Object({ title: OlderType.String() }),
}
export const jsonSchema = {
  Invoice: {
    type: 'object',
    properties: { id: { type: 'string' }, total: { type: 'number', default: 0 } },
    required: ['id'],
  },
  Problem: { type: 'object', properties: { title: { type: 'string' } }, required: ['title'] },
} as const

export const app: Express = express()
export const handler: RequestHandler = (_req, _res, next) => next()
