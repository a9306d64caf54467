import { createServer, type Server } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import type { Express } from 'express'
import { onTestFinished } from 'vitest'

/** Starts a server, until the test has finished; resolves to its port on this machine. */
export async function start(server: Server): Promise<number> {
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

/** The port of Node's own server with an app. */
export function startApp(app: Express): Promise<number> {
  return start(createServer(app))
}

/** What comes back to these bytes, until the other side ends, less the date that each answer has of its own. */
export function exchangeBytes(port: number, sent: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(sent))
    let answer = ''
    socket.setEncoding('latin1').on('data', (chunk) => (answer += String(chunk)))
    socket.on('error', reject)
    socket.on('close', () => resolve(answer.replace(/^Date: .*\r\n/gm, '')))
  })
}
