import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Express } from 'express'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openapi } from '../../lib/index.ts'
import { grow, listLeaves, matches, shapeOf, trees } from './tree.ts'
import type { Leaf, Node, Noted } from './tree.ts'

const documentation = openapi({ info: { title: 'Trees', version: '1.0.0' } })

interface Listed {
  readonly method: string
  readonly path: string
  readonly summary: string
  readonly tags?: readonly string[]
}

let server: Server
let current: RequestListener
let origin: string

beforeAll(async () => {
  server = createServer((req, res) => current(req, res))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

function listOperations(app: Express): Listed[] {
  const paths = documentation.document(app).paths as Record<string, Record<string, Listed>>
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ ...operation, method, path })),
  )
}

/** No literal of a tree is called like these values. */
function fill(path: string): string {
  let count = 0
  return path.replaceAll(/\{\w+\}/g, () => `value${count++}`)
}

async function request({ method }: Listed, path: string): Promise<Noted> {
  const response = await fetch(origin + path, { method: method.toUpperCase() })
  return response.ok ? ((await response.json()) as Noted) : {}
}

/** Of the leaves that a request fits, Express asks the first. */
function firstMatch(leaves: readonly Leaf[], { method }: Listed, path: string): Leaf | undefined {
  return leaves.find((leaf) => matches(leaf, method, path))
}

/** The first of all leaves that OpenAPI takes for one operation. */
function listShapes(leaves: readonly Leaf[]): Record<string, string> {
  const shapes: Record<string, string> = {}
  for (const { method, path, label } of leaves) shapes[`${method} ${shapeOf(path)}`] ??= label
  return shapes
}

describe('.document() of any tree of routers', () => {
  it('lists every route once, and nothing else', () => {
    fc.assert(
      fc.property(trees, (nodes: Node[]) => {
        const listed = listOperations(grow(nodes)).map(({ method, path, summary }) => {
          return [`${method} ${shapeOf(path)}`, summary]
        })
        expect(Object.fromEntries(listed)).toEqual(listShapes(listLeaves(nodes)))
      }),
      { numRuns: 300 },
    )
  })

  it('leads each request to the handler that is documented, or to one before it', async () => {
    const check = async (nodes: Node[]): Promise<void> => {
      const app = grow(nodes)
      current = app as unknown as RequestListener
      const leaves = listLeaves(nodes)
      for (const listed of listOperations(app)) {
        const path = fill(listed.path)
        const { handler, guards = [] } = await request(listed, path)
        const first = firstMatch(leaves, listed, path)
        expect([listed.path, handler]).toEqual([listed.path, first?.label])
        if (handler !== listed.summary) continue
        expect([listed.path, listed.tags ?? []]).toEqual([listed.path, [...new Set(guards)]])
      }
    }
    await fc.assert(fc.asyncProperty(trees, check), { numRuns: 150 })
  })
})
