import type { DeclaredOperation } from '../declared-operation.ts'
import type { ClientRoute } from '../callbacks/client-router.ts'
import type { Problem } from '../errors.ts'
import { putMember } from '../json.ts'
import type { DocumentContext } from './context.ts'
import { placeOfMethod, type MinorVersion } from '../openapi-version.ts'
import { buildOperation, type OperationKey } from './operation.ts'
import { proposeId } from './operation-ids.ts'
import { hasOperation, placeOperation, type PathItem } from './path-item.ts'

/** A request that we make, and where the document has it. */
export interface PlacedRoute {
  readonly route: ClientRoute
  /** The name of the callback or of the webhook. */
  readonly name: string
  readonly key: OperationKey
  /** Such as `POST /invoices > callbacks.events`. */
  readonly where: string
}

/** The Path Items of requests that we make, by their keys: expressions, or names of webhooks. */
export function buildPathItems(
  routes: readonly PlacedRoute[],
  context: DocumentContext,
): Record<string, object> {
  const { minor, problems } = context
  const written: Record<string, PathItem> = {}
  for (const placed of routes) {
    const { path, method } = placed.key
    if (!placeOfMethod(method, minor)) {
      problems.push(unknownMethod(placed, minor))
      continue
    }
    if (!Object.hasOwn(written, path)) putMember(written, path, {})
    const pathItem = written[path] as PathItem
    if (hasOperation(pathItem, method, minor)) problems.push(duplicate(placed))
    else placeOperation(pathItem, method, buildClientOperation(placed, context), minor)
  }
  return written
}

function buildClientOperation(placed: PlacedRoute, context: DocumentContext): object {
  const { route, name, key, where } = placed
  const operation = {
    operation: withDefaults(name, route.operation),
    proposal: `${toIdentifier(name)}${proposeId('', route.method)}`,
    template: { path: '', parameters: [] },
    key,
    where: `${where} > ${key.method.toUpperCase()} ${key.path}`,
  }
  return buildOperation(operation, context)
}

function toIdentifier(name: string): string {
  if (/^\w+$/.test(name)) return name
  const words = name.split(/[^a-zA-Z0-9_]+/).filter(Boolean)
  return words.map((word, index) => (index === 0 ? word : capitalise(word))).join('') || 'callback'
}

/**
 * Every operation has a summary, since some pages show nothing else of it. And it inherits no root
 * `security`: our API's credentials are not what the receiver asks for.
 */
function withDefaults(name: string, operation: DeclaredOperation): DeclaredOperation {
  const { operationId, fields } = operation
  const summary = fields['summary'] ?? (toTitle(operationId ?? name) || 'Callback')
  return { ...operation, fields: { summary, security: [], ...fields } }
}

/** `invoicePaid` reads "Invoice paid". */
function toTitle(name: string): string {
  const words = name.replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2').replaceAll(/[-_.\s]+/g, ' ')
  return words.charAt(0).toUpperCase() + words.slice(1).toLowerCase()
}

function capitalise(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}

function duplicate({ key, route, where }: PlacedRoute): Problem {
  return {
    code: 'ERR_CALLBACK_DUPLICATE',
    severity: 'error',
    where,
    message: `${key.method.toUpperCase()} "${key.path}" is declared twice under one name, the second time at ${String(route.operation.place)}.`,
    remedy: 'Declare it once, or under another name.',
  }
}

function unknownMethod({ key, where }: PlacedRoute, minor: MinorVersion): Problem {
  return {
    code: 'WARN_METHOD_UNKNOWN',
    severity: 'warning',
    where,
    message: `OpenAPI ${minor} has no place for ${key.method.toUpperCase()} "${key.path}": it is not in the document.`,
    remedy:
      "Declare it under another method, or write the document in OpenAPI 3.2: openapi({ openapi: '3.2' }).",
  }
}
