import {
  callbackRoutes,
  isCallbackRoutes,
  isWebhookRoutes,
  webhookRoutes,
} from '../declared-operation.ts'
import type { CallbackRoutes, DeclaredOperation, WebhookRoutes } from '../declared-operation.ts'
import type { CallbackExpression } from '../callbacks/expression.ts'
import { describeValue, RingbackError } from '../errors.ts'
import { suggest } from '../did-you-mean.ts'
import { refuseOption } from './option-values.ts'
import { checkDeclaredHeaders } from './sent-headers.ts'

/** An operation that the sender knows: what it declares, and what its URL is made of. */
export interface SentOperation {
  readonly operationId: string
  /** In capitals. */
  readonly method: string
  readonly operation: DeclaredOperation
  /** None of a webhook. */
  readonly expression: CallbackExpression | undefined
}

/** Finds the operations of some routers by their operationId; routers may still grow. */
export interface SentOperations {
  /** @throws {RingbackError} `ERR_DELIVERY_OPERATION` */
  find(operationId: string): SentOperation
  /** Where operations are declared that have no operationId, by which they could be found. */
  listNameless(): readonly string[]
}

type Routers = readonly (CallbackRoutes | WebhookRoutes)[]

/** @throws {RingbackError} `ERR_DELIVERY_OPTION`, `ERR_DELIVERY_OPERATION` */
export function readOperations(callbacks: Routers, webhooks: Routers): SentOperations {
  requireRouters('callbacks', callbacks, isCallbackRoutes)
  requireRouters('webhooks', webhooks, isWebhookRoutes)
  const routers = [...callbacks, ...webhooks]
  const declared = routers.flatMap(listOperations)
  declared.forEach(checkHeaders)
  requireOwnNames(declared)
  const known = new Map<string, SentOperation>()
  return {
    find(operationId) {
      const found = known.get(operationId)
      if (found) return found
      const operation = checkHeaders(findIn(routers, operationId))
      known.set(operationId, operation)
      return operation
    },
    listNameless: () =>
      routers
        .flatMap(listRoutes)
        .filter(({ operation }) => operation.operationId === undefined)
        .map(({ operation }) => String(operation.place)),
  }
}

function requireRouters(
  option: string,
  routers: unknown,
  isRouter: (value: unknown) => boolean,
): void {
  if (!Array.isArray(routers)) {
    throw refuseOption(`${option} is ${describeValue(routers)}.`, 'Give a list of routers.')
  }
  const wrong = routers.findIndex((router) => !isRouter(router))
  if (wrong === -1) return
  throw refuseOption(
    `${option}[${wrong}] is ${describeValue(routers[wrong])}.`,
    `Give what ${option === 'callbacks' ? 'callbackRouter()' : 'webhookRouter()'} returned.`,
  )
}

function requireOwnNames(declared: readonly SentOperation[]): void {
  const named = new Map<string, SentOperation>()
  for (const one of declared) {
    const other = named.get(one.operationId) ?? one
    if (other.operation !== one.operation) throw ambiguous(one.operationId)
    named.set(one.operationId, one)
  }
}

/** At the start, and where its router has grown since. */
function checkHeaders(sent: SentOperation): SentOperation {
  checkDeclaredHeaders(sent.operationId, sent.operation)
  return sent
}

function findIn(routers: Routers, operationId: string): SentOperation {
  const all = routers.flatMap(listOperations)
  const [found, ...others] = all.filter((one) => one.operationId === operationId)
  if (found && others.every(({ operation }) => operation === found.operation)) return found
  if (found) throw ambiguous(operationId)
  throw unknown(operationId, all)
}

function listRoutes(
  router: CallbackRoutes | WebhookRoutes,
): readonly Omit<SentOperation, 'operationId'>[] {
  return callbackRoutes in router
    ? router[callbackRoutes]
    : router[webhookRoutes].map((route) => ({ ...route, expression: undefined }))
}

function listOperations(router: CallbackRoutes | WebhookRoutes): SentOperation[] {
  return listRoutes(router).flatMap(({ method, operation, expression }) => {
    const { operationId } = operation
    if (operationId === undefined) return []
    return [{ operationId, method: method.toUpperCase(), operation, expression }]
  })
}

function ambiguous(operationId: string): RingbackError {
  return new RingbackError({
    code: 'ERR_DELIVERY_OPERATION',
    message: `Two operations of this sender are called "${operationId}".`,
    where: 'createSender()',
    remedy: 'Give each an operationId of its own.',
  })
}

function unknown(operationId: string, all: readonly SentOperation[]): RingbackError {
  const names = [...new Set(all.map((one) => one.operationId))]
  const meant = suggest(operationId, names)
  return new RingbackError({
    code: 'ERR_DELIVERY_OPERATION',
    message: `This sender knows no operation "${operationId}".`,
    where: 'createSender()',
    remedy: `${meant === undefined ? '' : `Did you mean "${meant}"? `}Give its router to createSender({ callbacks, webhooks })${names.length === 0 ? '' : `, which have ${names.join(', ')}`}.`,
  })
}
