import express from 'express'
import type { Express, RequestHandler, Router } from 'express'
import fc from 'fast-check'
import { declare } from './construct.ts'

export type Method = 'get' | 'post'

/** What is added to an app or a router, in this order. */
export type Node =
  | { readonly kind: 'route'; readonly method: Method; readonly path: string }
  | { readonly kind: 'guard'; readonly mounts: readonly string[] }
  | { readonly kind: 'router'; readonly mounts: readonly string[]; readonly nodes: readonly Node[] }

/** A route of a tree, once for each way that leads to it. */
export interface Leaf {
  /** Such as `.1.0`: its place in the tree, and that of the routers around it. */
  readonly label: string
  readonly method: Method
  /** Such as `/a/:p/b`, without a slash at its end. */
  readonly path: string
}

/** What a request was noted on. */
export interface Noted {
  readonly handler?: string
  readonly guards?: readonly string[]
}

const segment = fc.constantFrom('a', 'b', 'c', ':p', ':q')
const path = fc
  .array(segment, { minLength: 1, maxLength: 2 })
  .map((segments) => segments.map((each) => `/${each}`).join(''))

/** '' mounts without a path; the two paths of an array never take requests of each other. */
const mounts = fc.oneof(
  fc.constantFrom([''], ['/']),
  path.map((single) => [single]),
  fc.tuple(path, path).map(([one, other]) => [`/x${one}`, `/y${other}`]),
)

const route: fc.Arbitrary<Node> = fc.record({
  kind: fc.constant('route'),
  method: fc.constantFrom('get', 'post'),
  path: fc.oneof(fc.constant('/'), path),
})
const guard: fc.Arbitrary<Node> = fc.record({ kind: fc.constant('guard'), mounts })

function nodesOf(depth: number): fc.Arbitrary<Node[]> {
  if (depth === 0) return fc.array(fc.oneof(route, guard), { maxLength: 3 })
  const nodes = nodesOf(depth - 1)
  const router: fc.Arbitrary<Node> = fc.record({ kind: fc.constant('router'), mounts, nodes })
  return fc.array(fc.oneof(route, guard, router), { maxLength: 4 })
}

/** Routers within routers, four deep. */
export const trees: fc.Arbitrary<Node[]> = nodesOf(4)

/** The app of a tree: its handlers and guards note their labels. */
export function grow(nodes: readonly Node[]): Express {
  const app = express()
  addNodes(app as unknown as Router, nodes, '')
  return app
}

function addNodes(to: Router, nodes: readonly Node[], around: string): void {
  for (const [index, node] of nodes.entries()) {
    const label = `${around}.${index}`
    if (node.kind === 'route') to[node.method](node.path, createHandler(label))
    else if (node.kind === 'guard') mount(to, node.mounts, createGuard(label))
    else {
      const inner = express.Router()
      addNodes(inner, node.nodes, label)
      mount(to, node.mounts, inner)
    }
  }
}

function mount(to: Router, paths: readonly string[], handler: RequestHandler): void {
  const [first = '', ...others] = paths
  if (others.length > 0) to.use([first, ...others], handler)
  else if (first === '') to.use(handler)
  else to.use(first, handler)
}

function createGuard(label: string): RequestHandler {
  return declare({ tags: [label] }, (_req, res, next) => {
    const noted = res.locals as { guards?: string[] }
    noted.guards = [...(noted.guards ?? []), label]
    next()
  })
}

function createHandler(label: string): RequestHandler {
  return declare({ summary: label }, (_req, res) => {
    res.json({ handler: label, ...res.locals })
  })
}

/** The routes of a tree in the order in which Express tries them. */
export function listLeaves(nodes: readonly Node[], prefix = '', around = ''): Leaf[] {
  return nodes.flatMap((node, index) => {
    const label = `${around}.${index}`
    if (node.kind === 'guard') return []
    if (node.kind === 'route') {
      return { label, method: node.method, path: join(prefix, node.path) }
    }
    return node.mounts.flatMap((path) => listLeaves(node.nodes, join(prefix, path), label))
  })
}

function join(prefix: string, path: string): string {
  return path === '/' ? prefix : prefix + path
}

/** The path with all its parameters alike, as OpenAPI tells paths apart. */
export function shapeOf(path: string): string {
  return path.replaceAll(/:\w+|\{\w+\}/g, '{}') || '/'
}

/** Whether a request to `path` could be answered by a leaf. */
export function matches(leaf: Leaf, method: string, path: string): boolean {
  const pattern = new RegExp(`^${leaf.path.replaceAll(/:\w+/g, '[^/]+')}/?$`)
  return leaf.method === method && pattern.test(path)
}
