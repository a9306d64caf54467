/** Serves the decorated API until its input ends; prints its port, its document, and where a mistake is. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { RingbackError } from 'ringback'
import { api } from './invoices-decorated.ts'
import { mistakes } from './mistakes.ts'

const server = createServer(api.app).listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo
  process.stdout.write(
    `${JSON.stringify({ port, document: api.document, refusedAt: placeOf(mistakes.staticMethod) })}\n`,
  )
})

function placeOf(mistake: () => unknown): unknown {
  try {
    return mistake()
  } catch (error) {
    return (error as RingbackError).where
  }
}

process.stdin.resume().once('end', () => {
  server.closeAllConnections()
  server.close()
})
