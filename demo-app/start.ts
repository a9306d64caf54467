import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Express } from 'express'
import { createExternalDeveloper } from './external-developer.ts'
import { createInvoicesApi } from './invoices-api.ts'

const api = await listen(createInvoicesApi(), Number(process.env.PORT ?? 3000))
const developer = await listen(
  createExternalDeveloper(),
  Number(process.env.DEVELOPER_PORT ?? 4000),
)

console.log(`
The invoices API        ${api}/docs
its document            ${api}/openapi.json
The external developer  ${developer}/

Open the first, create an invoice with callback_url = ${developer},
and see the callback arrive at the last. Authorize as demo, password demo, for the account.
Stop with Ctrl+C.
`)

/** Serve on this port of this machine, or on any other where it is taken. */
async function listen(app: Express, port: number): Promise<string> {
  const server = await tryPort(app, port).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EADDRINUSE') return tryPort(app, 0)
    throw error
  })
  return `http://localhost:${(server.address() as AddressInfo).port}`
}

function tryPort(app: Express, port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = app.listen(port, 'localhost')
    server.once('listening', () => resolve(server))
    server.once('error', reject)
  })
}
