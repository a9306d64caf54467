import type { DiscoveredRoute } from '../../discover.ts'
import type { WebhookRoute, WebhookRoutes } from '../../declared-operation.ts'
import { webhookRoutes } from '../../declared-operation.ts'
import type { Problem } from '../../errors.ts'
import type { ComponentsObject } from '../../openapi-types.ts'
import { layComponents, mergeComponents } from './components.ts'
import { createComparison } from './comparison.ts'
import { findBaseFaults } from './faults.ts'
import { findUnrouted } from './unrouted.ts'
import { listElsewhere, type DeclaredCode } from './ids.ts'
import type { MergeContext } from './fields.ts'
import { mergeItems, type MergedItems, type SaidItems } from './items.ts'
import { saidOfClient, type SaidOperation } from './operation.ts'
import type { BaseOperation } from './operations.ts'
import { createPathItems, dropUnused } from './path-items.ts'
import { placeOf } from './problems.ts'
import { createBaseRoutes, nameByBase, noRoutes, type BaseRoutes } from './routes.ts'
import type { DocumentedRoute } from '../paths.ts'
import { proposeId } from '../operation-ids.ts'
import type { SecurityUses } from '../security.ts'
import { emptyToUndefined, type Fields } from '../fields.ts'

/** The document that an author has, on its way into the one that is built. */
export interface Base {
  readonly routes: BaseRoutes
  /** What may be referred to: its components beneath those that the code gives. */
  lay(given: ComponentsObject | undefined): ComponentsObject | undefined
  /** The same webhooks, under the ids that it gives them. */
  nameWebhooks(routers: readonly WebhookRoutes[]): WebhookRoutes[]
  /** The operationIds of what is in it and not in the code. */
  listIds(code: DeclaredCode): ReadonlySet<string>
  findUnrouted(routes: readonly DiscoveredRoute[]): Problem[]
  noteSecurity(security: SecurityUses): void
  /** The document that was built with all that only it says. */
  merge(built: Readonly<Fields>, code: DeclaredCode): Merged
}

export interface Merged {
  readonly document: Fields
  readonly problems: Problem[]
}

/** A document that is not there says nothing. */
export function createBase(document: Readonly<Fields> | undefined): Base {
  if (document) return createLaidBase(document)
  return {
    ...createLaidBase({}),
    routes: noRoutes,
    listIds: () => new Set(),
    findUnrouted: () => [],
    // There is nothing to compare what was built with.
    merge(built) {
      const { webhooks, components } = built as { webhooks?: object; components?: object }
      const left = {
        webhooks: emptyToUndefined(webhooks ?? {}),
        components: emptyToUndefined(components ?? {}),
      }
      return { document: { ...built, ...left }, problems: [] }
    },
  }
}

function createLaidBase(document: Readonly<Fields>): Base {
  const pathItems = createPathItems(document)
  const routes = createBaseRoutes(document, pathItems)
  const webhooks = pathItems.list(document['webhooks'])
  const components = (document['components'] ?? {}) as Readonly<Fields>

  function findWebhook({ name, method }: WebhookRoute): BaseOperation | undefined {
    return webhooks.find((one) => one.path === name && one.method === method)
  }

  function nameWebhook(route: WebhookRoute): WebhookRoute {
    return { ...route, operation: nameByBase(route.operation, findWebhook(route)) }
  }

  function merge(built: Readonly<Fields>, code: DeclaredCode): Merged {
    const own = (built['components'] ?? {}) as Readonly<Fields>
    const declaredIn = { ...built, components: layComponents(components, own) ?? {} }
    const compare = createComparison(declaredIn, document)
    const shared = { compare, document, items: pathItems }
    const context = { ...shared, isHidden: routes.isHidden }
    const items = mergeItems(built['paths'], document['paths'], saidOfRoutes(code.routes), context)
    const hooks = mergeWebhooks(built['webhooks'], code.webhooks, shared)
    const parts = mergeComponents(own, components, compare)
    const merged = {
      ...built,
      paths: items.value,
      webhooks: emptyToUndefined(hooks.value),
      components: parts.value,
    }
    const tidy = dropUnused(merged, built, document)
    const left = { ...tidy, components: emptyToUndefined(tidy['components'] as object) }
    const found = [items, hooks, parts].flatMap(({ problems }) => problems)
    return { document: left, problems: [...found, ...findBaseFaults(left, document)] }
  }

  function mergeWebhooks(
    built: unknown,
    declared: readonly WebhookRoute[],
    context: MergeContext,
  ): MergedItems {
    const said = saidOfWebhooks(declared)
    const isHidden = ({ method, path }: BaseOperation): boolean =>
      said.operations.get(`${method} ${path}`)?.operation.hidden ?? false
    return mergeItems(built, document['webhooks'], said, { ...context, isHidden })
  }

  return {
    routes,
    lay: (given) => layComponents(components, given),
    nameWebhooks: (routers) =>
      routers.map((router) => ({ [webhookRoutes]: router[webhookRoutes].map(nameWebhook) })),
    listIds: (code) =>
      listElsewhere(document, code, { items: pathItems, isHidden: routes.isHidden }),
    findUnrouted: (discovered) => findUnrouted(document, routes, discovered),
    noteSecurity(security) {
      for (const operation of [...pathItems.list(document['paths']), ...webhooks]) {
        security.note(operation.fields['security'], `${placeOf(operation)} of the base`)
      }
    },
    merge,
  }
}

function saidOfRoutes(routes: readonly DocumentedRoute[]): SaidItems {
  const said = routes.map(({ route, operation }): [string, SaidOperation] => {
    const { method, template, declarations } = route
    const own = declarations.map((declaration) => declaration.operation)
    const path = template.path || '/'
    const one = {
      operation,
      template,
      isDeclared: own.length > 0,
      saysId: own.some(({ operationId }) => operationId !== undefined),
      saysResponses: own.some(({ responses }) => responses.size > 0),
      proposal: proposeId(method, path),
    }
    return [`${method} ${path}`, one]
  })
  return { operations: new Map(said), where: (method, path) => `${method.toUpperCase()} ${path}` }
}

function saidOfWebhooks(webhooks: readonly WebhookRoute[]): SaidItems {
  const said = webhooks.map(({ method, name, operation }): [string, SaidOperation] => [
    `${method} ${name}`,
    saidOfClient(operation, undefined),
  ])
  return {
    operations: new Map(said),
    where: (method, name) => `webhooks > ${method.toUpperCase()} ${name}`,
  }
}
