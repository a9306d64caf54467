// @ts-check
/** The floor of the machine: no framework, and nothing is checked. */
import { createServer } from 'node:http'
import { listen } from '../listen.js'
import { listItems, manyPaths, priceOrder, receiveInvoice } from '../routes.js'

/** @type {Record<string, (body: any, url: string) => unknown>} */
const answers = {
  invoices: receiveInvoice,
  items: (_body, url) => {
    const [path = '', query] = url.split('?')
    const values = Object.fromEntries(new URLSearchParams(query))
    return listItems(path.split('/')[2], /** @type {any} */ (values))
  },
  orders: priceOrder,
  'start-up': receiveInvoice,
}

/** @type {import('../contestant.d.ts').Contestant} */
export const contestant = {
  title: 'node:http, `JSON.parse`, nothing else',
  checks: false,
  coerces: false,
  filters: false,
  start: (workload) => {
    const paths = new Set(workload === 'start-up' ? manyPaths() : [])
    const answer = answers[workload]
    return listen(
      createServer(async (req, res) => {
        const url = req.url ?? ''
        if (workload === 'start-up' && !paths.has(url.split('?')[0] ?? '')) res.statusCode = 404
        const body = req.method === 'POST' ? JSON.parse(await readText(req)) : undefined
        const text = JSON.stringify(answer?.(body, url))
        res.setHeader('Content-Type', 'application/json')
        res.setHeader('Content-Length', Buffer.byteLength(text))
        res.end(text)
      }),
    )
  },
}

/**
 * @param {import('node:http').IncomingMessage} req
 * @returns {Promise<string>}
 */
export function readText(req) {
  return new Promise((resolve, reject) => {
    /** @type {Buffer[]} */
    const chunks = []
    req.on('data', (chunk) => chunks.push(chunk))
    req.on('end', () => resolve(Buffer.concat(chunks).toString()))
    req.on('error', reject)
  })
}
