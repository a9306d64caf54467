import express, { type ErrorRequestHandler } from 'express'
import type { Contestant } from '../contestant.d.ts'
import { listen } from '../listen.js'

const refuse: ErrorRequestHandler = (error, _req, res, _next) => {
  res.status(error.status ?? 500).json({ message: error.message, fields: error.fields })
}

export const contestant: Contestant = {
  title: 'tsoa 6.6 on Express',
  checks: true,
  coerces: true,
  filters: false,
  start: async (workload) => {
    // What compile.js has written by tsoa.
    const { RegisterRoutes } =
      workload === 'start-up'
        ? await import('./dist/tsoa-many/routes.js')
        : await import('./dist/tsoa/routes.js')
    const app = express()
    app.use(express.json())
    RegisterRoutes(app)
    app.use(refuse)
    return listen(app)
  },
}
