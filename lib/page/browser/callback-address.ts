import { decodeIfPossible } from '../../json-schema.ts'
import { encodeSegment } from './percent-encoding.ts'

/** Which of the requests of a callback is meant, below the operation that declares it. */
export interface CallbackStep {
  /** Its name among the operation's callbacks. */
  readonly name: string
  readonly method: string
  readonly expression: string
}

/** An address of a callback, taken apart: a step for each callback on the way, outermost first. */
export interface CallbackLink {
  readonly tag: string
  readonly operationId: string
  readonly steps: readonly CallbackStep[]
}

/** The address of an operation in Swagger UI, without `#/`. */
export function writeOperationAddress(tag: string, operationId: string): string {
  return [tag, operationId].map(encodeSegment).join('/')
}

/**
 * The address of a callback, below that of the operation or callback that declares it:
 * `default/createInvoice/callbacks/invoiceEvents/post/%7B%24request.query.callback_url%7D`.
 * Where this plugin is not, Swagger UI reads it as the operation's own.
 */
export function writeCallbackAddress(parent: string, step: CallbackStep): string {
  return [
    parent,
    'callbacks',
    ...[step.name, step.method, step.expression].map(encodeSegment),
  ].join('/')
}

/** The address of what declares the callback that has this one. */
export function readParentAddress(address: string): string {
  return address.split('/').slice(0, -4).join('/')
}

/** Undefined where a hash, with its `#`, is not the address of a callback, or of an operation's callbacks. */
export function readCallbackLink(hash: string): CallbackLink | undefined {
  const [tag, operationId, ...rest] = splitHash(hash)
  if (!tag || !operationId || rest[0] !== 'callbacks') return undefined
  const steps: CallbackStep[] = []
  while (rest[0] === 'callbacks' && rest.length >= 4) {
    const [, name, method, expression] = rest.splice(0, 4) as [string, string, string, string]
    steps.push({ name, method, expression })
  }
  return { tag, operationId, steps }
}

/** The operationId in `#/callbacks/<operationId>`, as Swagger UI itself writes the address of a callback. */
export function readPlainCallbackLink(hash: string): string | undefined {
  const [tag, operationId, ...rest] = splitHash(hash)
  return tag === 'callbacks' && rest.length === 0 && operationId ? operationId : undefined
}

function splitHash(hash: string): string[] {
  return hash
    .replace(/^#!?\/?/, '')
    .split('/')
    .map(decodeIfPossible)
}
