import { Router } from 'express'
import { Type } from 'typebox'
import { operation } from '../../lib/index.ts'
import { answer } from './answer.ts'

const InvoiceLine = Type.Object({
  text: Type.String({ minLength: 1 }),
  amount: Type.Number({ exclusiveMinimum: 0 }),
})

export const Invoice = Type.Object(
  {
    id: Type.String({ pattern: '^R-\\d+$' }),
    lines: Type.Array(InvoiceLine, { minItems: 1 }),
    paid: Type.Boolean({ default: false }),
    sent: Type.Optional(Type.String({ format: 'date-time' })),
    remark: Type.Union([Type.String(), Type.Null()]),
  },
  { $id: 'Invoice', description: 'What is owed' },
)

const id = Type.Object({ id: Type.String({ pattern: '^R-\\d+$', description: 'Such as R-17' }) })

/** The books are kept by machines, which sign in by passwords of their own. */
export function createInvoices(): Router {
  const router = Router()
  router.use(operation({ tags: ['invoices'], security: [{ basic: [] }, { digest: [] }] }))
  router.get(
    '/',
    operation({
      operationId: 'listInvoices',
      query: Type.Object({
        year: Type.Optional(Type.Integer({ minimum: 2000, maximum: 2100 })),
        paid: Type.Optional(Type.Boolean()),
        // each property by its own name
        period: Type.Optional(
          Type.Object({ from: Type.Optional(Type.String()), to: Type.Optional(Type.String()) }),
        ),
      }),
      responses: {
        200: {
          description: 'All that match',
          headers: { 'X-Sums': { description: 'By currency', content: sums } },
          schema: Type.Array(Invoice),
        },
      },
    }),
    answer,
  )
  router.post(
    '/',
    operation({
      operationId: 'writeInvoice',
      body: Invoice,
      responses: { 201: Invoice, 422: { $ref: '#/components/responses/Unfit' } },
    }),
    answer,
  )
  router.get(
    '/:id',
    operation({
      operationId: 'getInvoice',
      params: id,
      responses: {
        200: {
          content: {
            'application/json': {
              schema: Invoice,
              example: {
                id: 'R-17',
                lines: [{ text: 'Green tea', amount: 4.5 }],
                paid: false,
                remark: null,
              },
            },
            'application/pdf': { type: 'string', format: 'binary' },
          },
        },
        default: { $ref: '#/components/responses/Failure' },
      },
    }),
    answer,
  )
  router.put(
    '/:id',
    operation({ params: id, body: Invoice, responses: { 200: Invoice, '4XX': failure } }),
    answer,
  )
  router.delete('/:id', operation({ params: id, responses: { 204: null } }), answer)
  router.get('/internal/ledger', operation({ hidden: true }), answer)
  return router
}

const sums = {
  'application/json': { schema: { type: 'object' as const, additionalProperties: true } },
}
const failure = { description: 'It was sent, and is not changed any more' }
