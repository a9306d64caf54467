import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { RingbackError } from '../lib/index.ts'

/** Serve an app on a free port of this machine until the test has finished; resolves to its origin. */
export async function listen(app: unknown): Promise<string> {
  const server = createServer(app as RequestListener)
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** The RingbackError that `action` throws; fails where it throws none. */
export function caught(action: () => unknown): RingbackError {
  try {
    action()
  } catch (error) {
    if (error instanceof RingbackError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

/** What a reader sees of an error: all that is promised of it, and nothing of its stack. */
export function summary(error: RingbackError): Record<string, unknown> {
  const { code, message, where, remedy } = error
  const [first = ''] = message.split('\n')
  return { code, message: first.slice(code.length + 1), where, remedy }
}
