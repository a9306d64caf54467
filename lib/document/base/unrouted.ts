import type { DiscoveredRoute } from '../../discover.ts'
import type { Problem } from '../../errors.ts'
import { describeUnrouted } from './problems.ts'
import type { BaseRoutes } from './routes.ts'
import type { Fields } from '../fields.ts'

/** The operations of the base that no route of the app answers. */
export function findUnrouted(
  document: Readonly<Fields>,
  base: BaseRoutes,
  routes: readonly DiscoveredRoute[],
): Problem[] {
  return describeUnrouted(base.listUnrouted(routes), findPrefix(document, routes))
}

/** What all servers of the base end in, where the routes of the app begin with it. */
function findPrefix(
  { servers = [] }: Readonly<Fields>,
  routes: readonly DiscoveredRoute[],
): string | undefined {
  const [path = '', ...others] = new Set((servers as unknown[]).map(readPath))
  const isPrefix = path !== '' && others.length === 0
  return isPrefix && routes.some(({ template }) => `${template.path}/`.startsWith(`${path}/`))
    ? path
    : undefined
}

/** `/v1` of `https://api.shop.test/v1/`. */
function readPath(server: unknown): string {
  const { url } = (server ?? {}) as { url?: unknown }
  if (typeof url !== 'string') return ''
  return url.replace(/^(?:[a-z][a-z\d+.-]*:)?\/\/[^/]*/i, '').replace(/\/+$/, '')
}
