// @ts-check
import { createServer } from 'node:http'

/**
 * @param {import('node:http').RequestListener | import('node:http').Server} app
 * @returns {Promise<import('node:http').Server>}
 */
export function listen(app) {
  const server = typeof app === 'function' ? createServer(app) : app
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)))
}
