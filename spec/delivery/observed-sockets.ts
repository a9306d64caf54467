import { once } from 'node:events'
import { createServer, type Server } from 'node:net'

export interface Connection {
  readonly address: string
  readonly port: number
}

/** A port of this machine that stands for a public address; undefined for what nothing stands for. */
export type Route = (connection: Connection) => number | undefined

export interface ObservedSockets {
  /** Every connect() that this thread asked its system for, in order. */
  readonly connections: Connection[]
  restore(): void
}

interface Handle {
  connect: Connect
  connect6: Connect
}

type Connect = (this: unknown, request: unknown, address: string, port: number) => number

const networkUnreachable = -101

/**
 * Watches the last step before the system's connect(), where names are resolved and nothing is between.
 * What is neither of this machine nor routed is refused there, so that no packet leaves the machine
 * whatever a spec finds.
 */
export async function observeSockets(route: Route = () => undefined): Promise<ObservedSockets> {
  const prototype = await findHandle()
  const { connect, connect6 } = prototype
  const connections: Connection[] = []

  function watch(original: Connect): Connect {
    return function watched(this: unknown, request, address, port) {
      connections.push({ address, port })
      const routed = route({ address, port })
      if (routed !== undefined) return connect.call(this, request, '127.0.0.1', routed)
      const isLocal = address === '::1' || address.startsWith('127.')
      return isLocal ? original.call(this, request, address, port) : networkUnreachable
    }
  }

  Object.assign(prototype, { connect: watch(connect), connect6: watch(connect6) })
  return { connections, restore: () => void Object.assign(prototype, { connect, connect6 }) }
}

async function findHandle(): Promise<Handle> {
  const server = createServer().listen(0, '127.0.0.1') as Server & { readonly _handle: object }
  await once(server, 'listening')
  const prototype = Object.getPrototypeOf(server._handle) as Handle
  server.close()
  return prototype
}
