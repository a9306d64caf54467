import type { DeclaredOperation } from '../../declared-operation.ts'
import type { DiscoveredRoute } from '../../discover.ts'
import type { PathTemplate } from '../../path.ts'
import type { BaseOperation } from './operations.ts'
import type { PathItems } from './path-items.ts'
import { placeOf } from './problems.ts'
import { shapeOf } from '../path-shape.ts'
import type { Fields } from '../fields.ts'

/** The routes of an app, as the base has them. */
export interface BaseRoutes {
  /** What the base says of a route. */
  find(route: DiscoveredRoute): BaseOperation | undefined
  /** The base's spelling of the path of a route. */
  spell(route: DiscoveredRoute): PathTemplate | undefined
  /** Note that the code leaves this operation out of the document. */
  hide(operation: BaseOperation): void
  isHidden(operation: BaseOperation): boolean
  /** Those that no route answers. */
  listUnrouted(routes: readonly DiscoveredRoute[]): BaseOperation[]
}

/** Those of a base that is not there. */
export const noRoutes: BaseRoutes = {
  find: () => undefined,
  spell: () => undefined,
  hide: () => {},
  isHidden: () => false,
  listUnrouted: () => [],
}

type Methods = Map<string, BaseOperation>

export function createBaseRoutes(document: Readonly<Fields>, items: PathItems): BaseRoutes {
  const operations = items.list(document['paths'])
  const paths = groupByPath(operations)
  const exact = new Map([...paths.keys()].map((path) => [shapeOf(path), path]))
  const alike = groupBy([...paths.keys()], (path) => loosen(shapeOf(path), false, false))
  const hidden = new Set<string>()

  function findPath(route: DiscoveredRoute): string | undefined {
    return exact.get(shapeOf(route.template.path || '/')) ?? listPaths(route)[0]
  }

  /** Those that lead to the route: as a rule with a slash at their end, too. */
  function listPaths({ template, caseSensitive, strict }: DiscoveredRoute): string[] {
    const shape = shapeOf(template.path || '/')
    const wanted = loosen(shape, caseSensitive, strict)
    const known = alike.get(loosen(shape, false, false)) ?? []
    return known.filter((path) => loosen(shapeOf(path), caseSensitive, strict) === wanted)
  }

  function methodsOf(path: string | undefined): Methods {
    return (path === undefined ? undefined : paths.get(path)) ?? new Map()
  }

  return {
    find: (route) => methodsOf(findPath(route)).get(route.method),
    spell(route) {
      const path = findPath(route)
      return path === undefined ? undefined : { path, parameters: listNames(path) }
    },
    hide: (operation) => void hidden.add(placeOf(operation)),
    isHidden: (operation) => hidden.has(placeOf(operation)),
    listUnrouted(routes) {
      const answered = new Set(
        routes.flatMap((route) =>
          listPaths(route).flatMap((path) =>
            listAnswered(route.method).map((method) => methodsOf(path).get(method)),
          ),
        ),
      )
      return operations.filter((operation) => !answered.has(operation))
    },
  }
}

function groupByPath(operations: readonly BaseOperation[]): Map<string, Methods> {
  const paths = groupBy(operations, ({ path }) => path)
  return new Map(
    [...paths].map(([path, all]) => [path, new Map(all.map((one) => [one.method, one]))]),
  )
}

function groupBy<Value>(
  values: readonly Value[],
  nameOf: (value: Value) => string,
): Map<string, Value[]> {
  const groups = new Map<string, Value[]>()
  for (const value of values) {
    const group = groups.get(nameOf(value))
    if (group) group.push(value)
    else groups.set(nameOf(value), [value])
  }
  return groups
}

/** As Express takes them for one, unless the router was told otherwise. */
function loosen(shape: string, caseSensitive: boolean, strict: boolean): string {
  const path = caseSensitive ? shape : shape.toLowerCase()
  return strict ? path : path.replace(/\/$/, '')
}

function listNames(path: string): PathTemplate['parameters'] {
  return [...path.matchAll(/\{([^}]*)\}/g)].map(([, name = '']) => ({ name }))
}

/** Express answers HEAD by what answers GET, and OPTIONS by itself wherever there is a route. */
function listAnswered(method: string): string[] {
  return method === 'get' ? ['get', 'head', 'options'] : [method, 'options']
}

/** Under the id that the base gives it, where the code gives none. */
export function nameByBase(
  operation: DeclaredOperation,
  base: BaseOperation | undefined,
): DeclaredOperation {
  const id = base?.fields['operationId']
  if (operation.operationId !== undefined || typeof id !== 'string') return operation
  return { ...operation, operationId: id }
}
