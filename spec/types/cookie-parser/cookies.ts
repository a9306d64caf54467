/** With @types/cookie-parser, which gives every request of Express cookies of its own. */
import 'cookie-parser'
import express, { type Request, type Response } from 'express'
import { z } from 'zod'
import { operation } from 'ringback'
import type { Equal, Expect } from '../assert.ts'

const app = express()
const legacy = (_req: Request, res: Response): void => void res.json({})

app.get('/legacy', operation({ responses: { 200: z.object({ id: z.string() }) } }, legacy))
app.get(
  '/undeclared',
  operation({ summary: 'No cookies' }, (req, res) => {
    type _Session = Expect<Equal<typeof req.cookies.session, unknown>>
    res.json({})
  }),
)
app.get(
  '/declared',
  operation({ cookies: z.object({ session: z.string() }) }, (req, res) => {
    type _Session = Expect<Equal<typeof req.cookies.session, string>>
    res.json({})
  }),
)
