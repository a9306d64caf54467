import { z } from 'zod'

/** What went wrong, as RFC 9457 has it. */
export const Problem = z.object({
  type: z.string().default('about:blank'),
  title: z.string(),
  status: z.int().min(400).max(599).optional(),
  detail: z.string().nullable().optional(),
})

/** Its two sides differ: a currency that is left out is the euro. */
export const Money = z.object({
  amount: z.number().min(0).multipleOf(0.01).describe('Never negative'),
  currency: z.enum(['EUR', 'GBP', 'USD']).default('EUR'),
})

/** Recursive. */
export const Category = z.object({
  name: z.string().min(1).max(40),
  get children() {
    return z.array(Category).optional()
  },
})

export const Product = z.object({
  sku: z.string().regex(/^[A-Z]{2}-\d{4}$/),
  name: z
    .string()
    .max(80)
    .meta({ examples: ['Green tea', 'Black tea'] }),
  price: Money,
  stock: z.int().gt(-1).lt(100_000),
  weight: z.number().gt(0).optional(),
  madeIn: z.string().length(2).nullable(),
  category: z.string().optional().meta({ deprecated: true }),
  attributes: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  kind: z.literal('product'),
  box: z.tuple([z.number(), z.number()], z.number()).describe('Length, width and others'),
})

/** A model of models: each use has a component of its own. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({
    items: z.array(item),
    total: z.int(),
    next: z.url().nullable(),
  })
}

export const ProductPage = pageOf(Product)

/** What an account shows and what it takes are not the same. */
export const Address = {
  $id: 'Address',
  type: 'object',
  properties: {
    id: { type: 'string', format: 'uuid', readOnly: true },
    street: { type: 'string' },
    town: { type: 'string' },
    doorCode: { type: 'string', writeOnly: true },
  },
  required: ['id', 'street', 'town'],
} as const
