import type { RuntimeExpression } from '../callbacks/expression-grammar.ts'
import {
  existenceRules,
  type ExpressionUse,
  type SourceFault,
  type SourceRule,
} from '../callbacks/source-rules.ts'
import { findSource, type Parent } from '../callbacks/source.ts'
import { nameBody, nameValue } from '../callbacks/source-words.ts'

/**
 * In the order in which they are asked. A link may pass on objects, lists and null, and what is not
 * there it leaves out: "When a runtime expression fails to evaluate, no parameter value is passed to
 * the target operation."
 */
export const linkSourceRules: SourceRule[] = [...existenceRules, refuseWithheld]

/** What is wrong with an expression of a link in the operation, and the response, that it reads. */
export function findSourceFault(
  expression: RuntimeExpression,
  parent: Parent,
): SourceFault | undefined {
  const use = { expression, isOrigin: false, parent, source: findSource(expression, parent) }
  for (const rule of linkSourceRules) {
    const fault = rule(use)
    if (fault) return fault
  }
  return undefined
}

/** What is `readOnly` "SHOULD NOT be sent as part of the request", so that no request has it to read. */
function refuseWithheld({ expression, source }: ExpressionUse): SourceFault | undefined {
  if (expression.kind !== 'body' || source.status !== 'declared') return undefined
  if (!source.readings.every(({ isWithheld }) => isWithheld)) return undefined
  const member = nameValue(expression)
  return {
    code: 'ERR_CALLBACK_SOURCE',
    severity: 'error',
    offset: expression.text.lastIndexOf('/') + 1,
    message: `${member} is readOnly: ${nameBody(expression)} is sent without it.`,
    remedy: 'Read what is sent, or take the keyword from it.',
  }
}
