import { readFileSync } from 'node:fs'
import express from 'express'
import { openapi, operation } from 'ringback'
import { z } from 'zod'
import { invoices, listInvoices, requireUser } from './invoices.ts'

const base = JSON.parse(readFileSync(new URL('openapi.json', import.meta.url), 'utf8'))

const Invoice = z.object({ id: z.string(), customer: z.string(), total: z.number() })

export const app = express()
app.use(express.json())

app.get('/invoices', listInvoices) // not moved yet: the old document describes it

app.post(
  '/invoices',
  requireUser,
  operation({ body: Invoice, responses: { 201: Invoice } }, (req, res) => {
    invoices.push(req.body)
    res.status(201).json(req.body)
  }),
)

export const docs = openapi({ base, schemas: { Invoice } })
app.use(docs)
