/**
 * Run in a process of its own: mounts a router before ringback is loaded, then prints what ringback
 * makes of it. `EXPRESS_COPY` is the package that stands for `express`, for ringback too.
 */
import { createRequire, register } from 'node:module'
import type expressTypes from 'express'

const copy = process.env['EXPRESS_COPY'] ?? 'express'
const resolver = `export const resolve = (name, context, next) =>
  next(name === 'express' ? ${JSON.stringify(copy)} : name, context)`
register(`data:text/javascript,${encodeURIComponent(resolver)}`)

const express = createRequire(import.meta.url)(copy) as typeof expressTypes
const app = express()
const inner = express.Router()
app.use('/before/:id', inner)
inner.get('/one', (_req, res) => void res.end())
inner.get('/two', (_req, res) => void res.end())
app.use(express.Router().get('/at-root', (_req, res) => void res.end()))

const { openapi, operation } = await import('../../lib/index.ts')
app.use('/guarded', operation({ tags: ['guard'] }))
app.use('/after', express.Router().get('/leaf', operation({}) as never))

const documentation = openapi({ info: { title: 'Before', version: '1.0.0' }, undocumented: 'list' })
const paths = Object.keys(documentation.document(app).paths ?? {})
const problems = documentation.problems(app).filter(({ code }) => code !== 'NOTICE_UNDOCUMENTED')
process.stdout.write(JSON.stringify({ paths, problems }))
