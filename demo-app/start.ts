import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Express } from 'express'
import { createExternalDeveloper } from './external-developer.ts'
import { createInvoicesApi } from './invoices-api.ts'
import { sender } from './sender.ts'

const servers = [
  await listen(createInvoicesApi(), Number(process.env.PORT ?? 3000)),
  await listen(createExternalDeveloper(), Number(process.env.DEVELOPER_PORT ?? 4000)),
]
const [api, developer] = servers.map(
  (server) => `http://localhost:${(server.address() as AddressInfo).port}`,
)

console.log(`
The invoices API        ${api}/docs
its document            ${api}/openapi.json
what it has sent        ${api}/deliveries
The external developer  ${developer}/

Open the first, create an invoice with callback_url = ${developer},
and see the callback arrive at the last; tell it there to fail, and see the retries.
Authorize as demo, password demo, for the account; the deliveries ask for the same.
Stop with Ctrl+C.
`)

process.once('SIGINT', stop)
process.once('SIGTERM', stop)

/** Takes no more requests, and ends when what is under way has ended. What waits for a retry is kept for the next start. */
function stop(): void {
  for (const server of servers) server.close()
  void sender.close({ drainMs: 5000 })
}

/** Serve on this port of this machine, or on any other where it is taken. */
async function listen(app: Express, port: number): Promise<Server> {
  return tryPort(app, port).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EADDRINUSE') return tryPort(app, 0)
    throw error
  })
}

function tryPort(app: Express, port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = app.listen(port, 'localhost')
    server.once('listening', () => resolve(server))
    server.once('error', reject)
  })
}
