// @ts-check
/** What somebody would write by hand who cares for speed: the same bytes, ready in each coding. */
import { createHash } from 'node:crypto'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import createApp from 'express'
import { documentedApp } from '../documented-app.js'
import { listen } from '../listen.js'

/** @type {import('../contestant.d.ts').Contestant} */
export const contestant = {
  title: 'a plain handler of an Express app, which ends the same ready bytes',
  checks: false,
  coerces: false,
  filters: false,
  start: () => {
    const app = createApp()
    addPlainHandler(app, Buffer.from(JSON.stringify(documentedApp().document, undefined, 2)))
    return listen(app)
  },
}

/**
 * @param {import('express').Express} app
 * @param {Buffer} json
 */
function addPlainHandler(app, json) {
  const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 7 } }
  const plain = { bytes: json, headers: describe(json) }
  const coded = new Map([
    ['gzip', encoded(gzipSync(json), 'gzip')],
    ['br', encoded(brotliCompressSync(json, quality), 'br')],
  ])
  app.get('/openapi.json', (req, res) => {
    const { bytes, headers } = coded.get(String(req.headers['accept-encoding'])) ?? plain
    const isCurrent = req.headers['if-none-match'] === headers.ETag
    res.writeHead(isCurrent ? 304 : 200, headers)
    res.end(isCurrent ? undefined : bytes)
  })
}

/** @param {Buffer} bytes */
function describe(bytes) {
  return {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': bytes.length,
    ETag: `"${createHash('sha256').update(bytes).digest('base64url')}"`,
    Vary: 'Accept-Encoding',
  }
}

/**
 * @param {Buffer} bytes
 * @param {string} coding
 */
function encoded(bytes, coding) {
  return { bytes, headers: { ...describe(bytes), 'Content-Encoding': coding } }
}
