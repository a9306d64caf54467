import { readFileSync } from 'node:fs'
import express from 'express'
import { load } from 'js-yaml'
import { openapi, operation } from 'ringback'
import { z } from 'zod'
import { invoices, keepReceipt, requireUser } from './invoices.ts'

const base = load(readFileSync(new URL('openapi.yaml', import.meta.url), 'utf8')) as object

export const app = express()
app.use(express.json())

export const docs = openapi({ base })
app.use(docs)

const Invoice = z.object({ id: z.string(), customer: z.string(), total: z.number().min(0) })

app.get(
  '/invoices',
  operation(
    {
      query: z.strictObject({
        page: z.int().min(1).max(1000).default(1),
        size: z.int().min(1).max(100).default(20),
      }),
      responses: { 200: z.array(Invoice) },
    },
    (req, res) => {
      const { page, size } = req.query
      res.json(invoices.slice((page - 1) * size, page * size))
    },
  ),
)

app.post(
  '/invoices',
  requireUser,
  operation({ body: Invoice, responses: { 201: Invoice } }, (req, res) => {
    invoices.push(req.body)
    res.status(201).json(req.body)
  }),
)

app.put('/invoices/:id/receipt', keepReceipt) // not moved yet
