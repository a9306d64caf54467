import type { CallbackUrl, CallbackUrlFault, FilledPart } from '../../callbacks/callback-url.ts'
import type { RuntimeExpression } from '../../callbacks/expression-grammar.ts'

/** Text, in which names stand as code. */
export type Words = readonly (string | Code)[]

export interface Code {
  readonly code: string
}

/** Where the value of an expression comes from. */
export function describeOrigin(expression: RuntimeExpression): Words {
  switch (expression.kind) {
    case 'url':
      return ['the URL of this request']
    case 'method':
      return ['the method of this request']
    case 'statusCode':
      return ['the status code of the response']
    case 'body':
      return expression.pointer.length === 0
        ? [`the body of ${nameMessage(expression)}`]
        : [code(expression.pointer.join('/')), ` in the body of ${nameMessage(expression)}`]
    default:
      return [
        `the ${nameKind(expression.kind)} `,
        code(expression.name),
        ` of ${nameMessage(expression)}`,
      ]
  }
}

export function nameKind(kind: 'header' | 'query' | 'path'): string {
  return kind === 'header' ? 'header' : `${kind} parameter`
}

function nameMessage({ side }: { readonly side: 'request' | 'response' }): string {
  return side === 'request' ? 'this request' : 'the response'
}

/** Why there is no URL yet: what it needs, or else what is wrong with the values that are there. */
export function describeFaults({ parts }: CallbackUrl): Words {
  const wrong = parts.filter(({ fault }) => fault !== undefined && fault !== 'missing')
  const missing = parts.filter(({ fault }) => fault === 'missing')
  const needed = [...new Map(missing.map((part) => [part.expression?.text, part])).values()]
  const needs = needed.flatMap((part, index) => [
    index === 0 ? 'needs ' : index < needed.length - 1 ? ', ' : ' and ',
    ...nameNeeded(part.expression),
  ])
  const faults = wrong.flatMap((part, index) => [
    ...(index > 0 || needs.length > 0 ? ['; '] : []),
    ...nameSubject(part),
    ` ${faultWords[part.fault as Exclude<CallbackUrlFault, 'missing'>]}`,
  ])
  return [...needs, ...faults]
}

/** What is typed in is called by its name alone. */
function nameNeeded(expression: RuntimeExpression | undefined): Words {
  if (expression === undefined) return []
  if (expression.kind === 'url') return ['the URL of the request, once it is sent']
  if (!('side' in expression) || expression.side === 'response') return describeOrigin(expression)
  if (expression.kind !== 'body') return [code(expression.name)]
  return expression.pointer.length === 0 ? ['the body'] : [code(expression.pointer.join('/'))]
}

function nameSubject({ expression, fault }: FilledPart): Words {
  if (expression) return nameNeeded(expression)
  return [fault === 'origin' ? 'what follows' : 'what it begins with']
}

const faultWords: Record<Exclude<CallbackUrlFault, 'missing'>, string> = {
  composite: 'is not a single value',
  empty: 'is empty',
  dots: 'is “.” or “..”, which would leave its place in the path',
  malformed: 'is not well-formed text',
  'not-absolute': 'is not an absolute http(s) URL',
  origin: 'would change the host',
}

function code(text: string): Code {
  return { code: text }
}
