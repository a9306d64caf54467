import {
  callbackRoutes,
  type CallbackRoute,
  type DeclaredOperation,
} from '../declared-operation.ts'
import { drawCaret, RingbackError } from '../errors.ts'
import type { RuntimeExpression } from './expression.ts'
import { findOnlySchema, findSource, type Parent, type Source } from './source.ts'
import { sourceRules, type SourceFault } from './source-rules.ts'

/**
 * What was found before, by the schema that is read and by how it is: most callbacks of an app read the same of equal
 * schemas, such as the `callback_url` of the query.
 */
export type KnownFaults = Map<object, Map<string, SourceFault | undefined>>

/**
 * What is wrong with the expressions of a callback in the operation that they read: for each expression
 * the first fault that is found.
 *
 * @param known Filled, for who looks at many operations that are alike.
 */
export function findSourceFaults(
  route: CallbackRoute,
  parent: Parent,
  known: KnownFaults = new Map(),
): SourceFault[] {
  const faults: SourceFault[] = []
  route.expression.parts.forEach((part, index) => {
    const fault =
      typeof part === 'string'
        ? undefined
        : checkExpression(part, index === 0, route, parent, known)
    if (fault) faults.push(fault)
  })
  return faults
}

function checkExpression(
  expression: RuntimeExpression,
  isFirst: boolean,
  { expression: { source: key }, operation }: CallbackRoute,
  parent: Parent,
  known: KnownFaults,
): SourceFault | undefined {
  const isOrigin = isFirst && operation.fields['servers'] === undefined
  const fault = findKnownFault(expression, isOrigin, parent, known)
  return fault?.severity === 'error' ? withCaret(fault, key, expression) : fault
}

function findKnownFault(
  expression: RuntimeExpression,
  isOrigin: boolean,
  parent: Parent,
  known: KnownFaults,
): SourceFault | undefined {
  const { operation, path } = parent
  const schema = findOnlySchema(expression, operation)
  if (!schema) return findFault(expression, isOrigin, parent, findSource(expression, parent))
  const faults = known.get(schema) ?? new Map<string, SourceFault | undefined>()
  const how = `${operation.role} ${operation.body?.required} ${path === undefined} ${isOrigin} ${expression.text}`
  if (faults.has(how)) return faults.get(how)
  const source = findSource(expression, parent)
  const fault = findFault(expression, isOrigin, parent, source)
  // Of what is not there, the whole operation is told.
  if (source.status === 'declared') known.set(schema, faults.set(how, fault))
  return fault
}

function findFault(
  expression: RuntimeExpression,
  isOrigin: boolean,
  parent: Parent,
  source: Source,
): SourceFault | undefined {
  const use = { expression, isOrigin, parent, source }
  for (const rule of sourceRules) {
    const fault = rule(use)
    if (fault) return fault
  }
  return undefined
}

function withCaret(fault: SourceFault, key: string, { index }: RuntimeExpression): SourceFault {
  return { ...fault, message: `${fault.message}\n\n${drawCaret(key, index + fault.offset)}` }
}

/**
 * Check the callbacks of an operation against what it declares itself.
 *
 * @param name Such as `operation()`.
 * @throws {RingbackError} `ERR_CALLBACK_SOURCE` where an expression reads what is not there
 */
export function checkDeclaredCallbacks(operation: DeclaredOperation, name: string): void {
  // Of most operations: what walks through a map is made anew each time.
  if (operation.callbacks.size === 0) return
  for (const [callback, routes] of operation.callbacks) {
    for (const route of routes[callbackRoutes]) {
      const [fault] = findSourceFaults(route, { operation, path: undefined })
      if (fault) throw refuse(fault, callback, route, operation, name)
    }
  }
}

function refuse(
  { code, message, remedy }: SourceFault,
  callback: string,
  { method, operation: { place } }: CallbackRoute,
  parent: DeclaredOperation,
  name: string,
): RingbackError {
  return new RingbackError({
    code,
    message,
    where: `callbacks.${callback} of ${name} at ${String(parent.place)}, for ${method.toUpperCase()} declared at ${String(place)}`,
    remedy,
  })
}
