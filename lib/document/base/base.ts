import type { DiscoveredRoute } from '../../discover.ts'
import type { WebhookRoute, WebhookRoutes } from '../../declared-operation.ts'
import { webhookRoutes } from '../../declared-operation.ts'
import type { Problem } from '../../errors.ts'
import type { ComponentsObject } from '../../openapi-types.ts'
import { layComponents, mergeComponents } from './components.ts'
import { createComparison, type Compare } from './comparison.ts'
import { findBaseFaults } from './faults.ts'
import { findUnrouted } from './unrouted.ts'
import { listElsewhere } from './ids.ts'
import { mergeItems, type MergedItems, type SaidItems } from './items.ts'
import { saidOfClient, type SaidOperation } from './operation.ts'
import { listOperations, type BaseOperation } from './operations.ts'
import { placeOf } from './problems.ts'
import { createBaseRoutes, nameByBase, type BaseRoutes } from './routes.ts'
import type { Fields } from '../versions/downgrade-context-3.0.ts'
import type { DocumentedRoute } from '../paths.ts'
import { proposeId } from '../operation-ids.ts'
import type { SecurityUses } from '../security.ts'

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

/** What a document was built from. */
export interface DeclaredCode {
  readonly routes: readonly DocumentedRoute[]
  /** Those that are hidden, too. */
  readonly webhooks: readonly WebhookRoute[]
}

export interface Merged {
  readonly document: Fields
  readonly problems: Problem[]
}

/** A document that is not there says nothing. */
export function createBase(document: Readonly<Fields> = {}): Base {
  const routes = createBaseRoutes(document)
  const webhooks = listOperations(document['webhooks'], document)
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
    const context = { compare, document, isHidden: routes.isHidden }
    const items = mergeItems(built['paths'], document['paths'], saidOfRoutes(code.routes), context)
    const hooks = mergeWebhooks(built['webhooks'], code.webhooks, compare)
    const parts = mergeComponents(own, components, compare)
    const merged = {
      ...built,
      paths: items.value,
      webhooks: emptyToUndefined(hooks.value),
      components: emptyToUndefined(parts.value),
    }
    const found = [items, hooks, parts].flatMap(({ problems }) => problems)
    return { document: merged, problems: [...found, ...findBaseFaults(merged, document)] }
  }

  function mergeWebhooks(
    built: unknown,
    declared: readonly WebhookRoute[],
    compare: Compare,
  ): MergedItems {
    const said = saidOfWebhooks(declared)
    const isHidden = ({ method, path }: BaseOperation): boolean =>
      said.operations.get(`${method} ${path}`)?.operation.hidden ?? false
    return mergeItems(built, document['webhooks'], said, { compare, document, isHidden })
  }

  return {
    routes,
    lay: (given) => layComponents(components, given),
    nameWebhooks: (routers) =>
      routers.map((router) => ({ [webhookRoutes]: router[webhookRoutes].map(nameWebhook) })),
    listIds: (code) => listElsewhere(document, code.routes, code.webhooks),
    findUnrouted: (discovered) => findUnrouted(document, routes, discovered),
    noteSecurity(security) {
      for (const operation of [...listOperations(document['paths'], document), ...webhooks]) {
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

function emptyToUndefined(members: object): object | undefined {
  return Object.keys(members).length === 0 ? undefined : members
}
