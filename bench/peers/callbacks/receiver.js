// @ts-check
/** Takes every callback, and looks at none. */
import { createServer } from 'node:http'
import { listen } from '../listen.js'

const server = await listen(
  createServer((req, res) => {
    req.resume()
    req.on('end', () => res.writeHead(204).end())
  }),
)
const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
process.send?.({ port })
process.on('disconnect', () => process.exit())
