import express from 'express'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { callbackRouter, openapi, operation } from '../../lib/index.ts'
import { acceptedByAll, danglingRefs, judge } from '../judges.ts'
import { createInvoicesApp, createShopApp, type SampleApp } from './sample-apps.ts'

/**
 * Shared callbacks, named and recursive schemas, and two sides of one. No callbacks within callbacks:
 * Redocly gives up on those, and says so as an error.
 */
function createTreeApp(): SampleApp {
  const app = express()
  const Leaf = z.object({ name: z.string(), size: z.number().default(1) })
  const Tree = z.object({
    leaves: z.array(Leaf),
    get branches() {
      return z.array(Tree).optional()
    },
  })
  const grown = callbackRouter().post('{$request.body#/url}/grown', { body: Tree })
  const events = callbackRouter()
    .post('{$request.body#/url}', { body: Leaf })
    .put('{$request.body#/url}', { responses: { '2XX': Leaf, default: null } })
  const subscribe = z.object({ url: z.url() })
  app.post(
    '/a',
    operation({ body: subscribe, callbacks: { events } }, () => {}),
  )
  app.post(
    '/b',
    operation({ body: subscribe, callbacks: { events, grown } }, () => {}),
  )
  app.put(
    '/trees',
    operation({ body: Tree, responses: { 200: Tree } }, () => {}),
  )
  const info = { title: 'Trees', version: '1.0.0' }
  return { app, documentation: openapi({ info, schemas: { Tree, Leaf } }) }
}

describe('a whole document', () => {
  it.each([
    ['the invoices API', createInvoicesApp],
    ['the shop', createShopApp],
    ['the trees', createTreeApp],
  ])('is accepted by every judge: %s', { timeout: 60_000 }, async (_name, create) => {
    const { app, documentation } = create()
    const document = documentation.document(app)
    expect(danglingRefs(document)).toEqual([])
    expect(await judge(document)).toEqual(acceptedByAll)
  })
})
