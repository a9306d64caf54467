import {
  callbackRoutes,
  type CallbackRoute,
  type DeclaredOperation,
} from '../declared-operation.ts'
import { drawCaret, RingbackError } from '../errors.ts'
import type { RuntimeExpression } from './expression.ts'
import { findSource, type Parent } from './source.ts'
import { sourceRules, type SourceFault } from './source-rules.ts'

/**
 * What is wrong with the expressions of a callback in the operation that they read: for each expression
 * the first fault that is found.
 */
export function findSourceFaults(route: CallbackRoute, parent: Parent): SourceFault[] {
  const faults: SourceFault[] = []
  for (const [index, part] of route.expression.parts.entries()) {
    if (typeof part === 'string') continue
    const fault = checkExpression(part, index === 0, route, parent)
    if (fault) faults.push(fault)
  }
  return faults
}

function checkExpression(
  expression: RuntimeExpression,
  isFirst: boolean,
  { expression: { source: key }, operation }: CallbackRoute,
  parent: Parent,
): SourceFault | undefined {
  const isOrigin = isFirst && operation.fields['servers'] === undefined
  const use = { expression, isOrigin, parent, source: findSource(expression, parent) }
  for (const rule of sourceRules) {
    const fault = rule(use)
    if (fault) return fault.severity === 'error' ? withCaret(fault, key, expression) : fault
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
