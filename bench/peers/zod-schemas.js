// @ts-check
/** The schemas of the workloads in Zod. Made anew at each call: many routes share none. */
import { z } from 'zod'

export const invoiceQuery = () => z.object({ callback_url: z.url().optional() })

export const invoice = () =>
  z.object({
    id: z.string(),
    title: z.string().optional(),
    customer: z.string(),
    total: z.number(),
  })

export const invoiceAnswer = () => z.object({ msg: z.string() })

export const itemsParams = () => z.object({ shop: z.int() })

export const itemsQuery = () =>
  z.object({
    page: z.int().min(1),
    limit: z.int().min(1).max(100),
    active: z.boolean(),
    min: z.number(),
    sort: z.enum(['price', 'name']),
  })

export const itemsAnswer = () => itemsQuery().extend({ shop: z.int() })

/** The same of text, for those that leave coercion to Zod. */
export const itemsParamsOfText = () => z.object({ shop: z.coerce.number().int() })

export const itemsQueryOfText = () =>
  z.object({
    page: z.coerce.number().int().min(1),
    limit: z.coerce.number().int().min(1).max(100),
    active: z.stringbool({ truthy: ['true'], falsy: ['false'] }),
    min: z.coerce.number(),
    sort: z.enum(['price', 'name']),
  })

const line = () =>
  z.object({
    sku: z.string().min(1),
    name: z.string(),
    quantity: z.int().min(1),
    price: z.number(),
  })

export const order = () => z.object({ customer: z.string(), lines: z.array(line()) })

export const orderAnswer = () =>
  z.object({ customer: z.string(), lines: z.array(line().extend({ amount: z.number() })) })
