import {
  isCallbackRoutes,
  isWebhookRoutes,
  type CallbackRoutes,
  type WebhookRoutes,
} from '../declared-operation.ts'
import { refuseOption } from '../delivery/option-values.ts'
import { suggest } from '../did-you-mean.ts'
import { describeValue, RingbackError } from '../errors.ts'
import { listDocumentOperations } from './document-operations.ts'
import { listRouterOperations, type ReceivedOperation } from './received-operation.ts'
import type { ReceivedSources } from './receiver-types.ts'

/** The requests that may arrive. */
export interface ReceivedOperations {
  /** In the order in which they are declared; routers may still grow. */
  list(): readonly ReceivedOperation[]
  /** @throws {RingbackError} `ERR_RECEIVER_OPERATION` */
  find(operationId: string): ReceivedOperation
}

/**
 * @param where such as `receiver()`
 * @throws {RingbackError} `ERR_DELIVERY_OPTION`
 */
export function readOperations(
  { callbacks, webhooks, document }: ReceivedSources,
  where: string,
): ReceivedOperations {
  if (callbacks === undefined && webhooks === undefined && document === undefined) {
    throw refuseOption(
      'Neither callbacks, webhooks nor document is given.',
      'Give what declares the requests: callbacks: invoiceEvents, or document: the OpenAPI document.',
      where,
    )
  }
  const routers = [
    ...readRouters('callbacks', callbacks, isCallbackRoutes, where),
    ...readRouters('webhooks', webhooks, isWebhookRoutes, where),
  ]
  const list = (): ReceivedOperation[] => [
    ...listRouterOperations(routers),
    ...(document === undefined ? [] : listDocumentOperations(document, where)),
  ]
  list()
  return { list, find: (operationId) => findIn(list(), operationId, { where, document }) }
}

function readRouters<Routes extends CallbackRoutes | WebhookRoutes>(
  option: 'callbacks' | 'webhooks',
  given: unknown,
  isRouter: (value: unknown) => value is Routes,
  where: string,
): readonly Routes[] {
  const list: unknown[] = given === undefined ? [] : [given].flat()
  const maker = option === 'callbacks' ? 'callbackRouter()' : 'webhookRouter()'
  return list.map((router, index) => {
    if (isRouter(router)) return router
    throw refuseOption(
      `${option}${Array.isArray(given) ? `[${index}]` : ''} is ${describeValue(router)}.`,
      `Give what ${maker} returned, or a list of these.`,
      where,
    )
  })
}

interface Asked {
  readonly where: string
  readonly document: unknown
}

function findIn(
  operations: readonly ReceivedOperation[],
  operationId: unknown,
  asked: Asked,
): ReceivedOperation {
  const [found, ...others] = operations.filter((one) => one.operationId === operationId)
  if (!found) throw unknown(operationId, operations, asked)
  // One router may be given twice.
  const isOne = others.every((other) => other.declared() === found.declared())
  if (isOne) return found
  throw new RingbackError({
    code: 'ERR_RECEIVER_OPERATION',
    message: `Several operations are called ${describeValue(operationId)}.`,
    where: asked.where,
    remedy: 'Give each an operationId of its own, or make a receiver for each router.',
  })
}

function unknown(
  operationId: unknown,
  operations: readonly ReceivedOperation[],
  { where, document }: Asked,
): RingbackError {
  const names = operations.flatMap((one) => one.operationId ?? [])
  const meant = typeof operationId === 'string' ? suggest(operationId, names) : undefined
  const known =
    names.length === 0 ? 'None is declared with an operationId.' : `There are ${names.join(', ')}.`
  return new RingbackError({
    code: 'ERR_RECEIVER_OPERATION',
    message: `No callback and no webhook has the operationId ${describeValue(operationId)}.`,
    where,
    remedy: `${meant === undefined ? '' : `Did you mean "${meant}"? `}${known}${refersElsewhere(document) ? ' The document refers to other files: bundle it into one, since they are not read.' : ''}`,
  })
}

function refersElsewhere(document: unknown): boolean {
  return document !== undefined && /"\$ref":"(?!#)/.test(JSON.stringify(document))
}
