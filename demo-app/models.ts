import { z } from 'zod'

export const Invoice = z
  .object({
    id: z.string(),
    title: z.string().optional(),
    customer: z.string(),
    total: z.number(),
  })
  .describe('What a customer owes')

export const InvoiceReceived = z.object({ msg: z.string() })

/** The payload of the callback. */
export const InvoiceEvent = z.object({ description: z.string(), paid: z.boolean() })

/** What the external developer answers. */
export const InvoiceEventReceived = z.object({ ok: z.boolean() })

export const Problem = z.object({ title: z.string(), status: z.int() })

export const schemas = { Invoice, InvoiceReceived, InvoiceEvent, InvoiceEventReceived, Problem }
