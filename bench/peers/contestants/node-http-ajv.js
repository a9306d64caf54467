// @ts-check
/** What can be had without a framework: ajv for the request, fast-json-stringify for the answer. */
import { createServer } from 'node:http'
import fastJson from 'fast-json-stringify'
import { check, compile, compileCoercing } from '../hand-wired-ajv.js'
import * as schemas from '../json-schemas.js'
import { listen } from '../listen.js'
import { listItems, priceOrder, receiveInvoice } from '../routes.js'
import { readText } from './node-http.js'

/** @returns {(text: string, query: Record<string, string>, path: string) => string} */
function invoices() {
  const checkQuery = compileCoercing(schemas.invoiceQuery())
  const checkBody = compile(schemas.invoice())
  const write = fastJson(schemas.invoiceAnswer())
  return (text, query) => {
    check(checkQuery, query)
    return write(receiveInvoice(check(checkBody, JSON.parse(text))))
  }
}

/** @returns {(text: string, query: Record<string, string>, path: string) => string} */
function items() {
  const checkParams = compileCoercing(schemas.itemsParams())
  const checkQuery = compileCoercing(schemas.itemsQuery())
  const write = fastJson(schemas.itemsAnswer())
  return (_text, query, path) => {
    const { shop } = check(checkParams, { shop: path.split('/')[2] })
    return write(listItems(shop, check(checkQuery, /** @type {any} */ (query))))
  }
}

/** @returns {(text: string) => string} */
function orders() {
  const checkBody = compile(schemas.order())
  const write = fastJson(schemas.orderAnswer())
  return (text) => write(priceOrder(check(checkBody, JSON.parse(text))))
}

const workloads = { invoices, items, orders }

/** @type {import('../contestant.d.ts').Contestant} */
export const contestant = {
  title: 'node:http + ajv + fast-json-stringify',
  checks: true,
  coerces: true,
  filters: true,
  start: (workload) => {
    if (workload === 'start-up') throw new Error('There is no router here to fill with routes.')
    const answer = workloads[workload]()
    return listen(
      createServer(async (req, res) => {
        try {
          const [path = '', query] = (req.url ?? '').split('?')
          const values = query ? Object.fromEntries(new URLSearchParams(query)) : {}
          end(res, 200, answer(req.method === 'POST' ? await readText(req) : '', values, path))
        } catch (error) {
          end(res, 422, JSON.stringify({ error: String(error) }))
        }
      }),
    )
  },
}

/**
 * @param {import('node:http').ServerResponse} res
 * @param {number} status
 * @param {string} text
 */
function end(res, status, text) {
  res.writeHead(status, {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(text),
  })
  res.end(text)
}
