import { Router } from 'express'
import { operation } from 'ringback'
import { z } from 'zod'
import { apiKeys } from './credentials.ts'
import { stored } from './invoices.ts'
import { Problem } from './models.ts'
import { requireScope, requireUser, usernameOf } from './security.ts'

/** What is not for everyone: what protects an operation is what documents it. */
export const account: Router = Router()

account.get(
  '/',
  requireUser,
  operation(
    {
      operationId: 'showAccount',
      summary: 'Show whose account this is',
      tags: ['account'],
      responses: { 200: z.object({ username: z.string() }) },
    },
    (_req, res) => {
      res.json({ username: usernameOf(res) })
    },
  ),
)

account.post(
  '/keys',
  requireUser,
  operation(
    {
      operationId: 'createKey',
      summary: 'Create an API key',
      tags: ['account'],
      responses: { 201: z.object({ key: z.string(), expiresIn: z.int() }) },
    },
    (_req, res) => {
      const key = apiKeys.issue({ username: usernameOf(res) })
      res.status(201).json({ key, expiresIn: apiKeys.lifetime })
    },
  ),
)

account.use('/invoices', requireScope('invoices:read'))

account.get(
  '/invoices',
  operation(
    {
      operationId: 'sumUpInvoices',
      summary: 'Sum up what you are owed',
      tags: ['account'],
      responses: { 200: z.object({ count: z.int(), total: z.number() }) },
    },
    (_req, res) => {
      const totals = [...stored.values()].map(({ total }) => total)
      res.json({ count: totals.length, total: totals.reduce((sum, total) => sum + total, 0) })
    },
  ),
)

account.delete(
  '/invoices/:id',
  requireScope('invoices:write'),
  operation(
    {
      operationId: 'cancelInvoice',
      summary: 'Cancel an invoice',
      tags: ['account'],
      responses: { 204: null, 404: Problem },
    },
    (req, res) => {
      if (stored.delete(req.params.id)) res.status(204).end()
      else res.status(404).json({ title: 'No such invoice', status: 404 })
    },
  ),
)
