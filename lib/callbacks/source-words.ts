import type { ExpressionSide, RuntimeExpression } from './expression.ts'
import type { Branch, Condition, Found, JsonType } from './find-in-schema.ts'
import { isComposite } from './schema-finding.ts'
import type { Limit } from './source.ts'

/** `the request body`, as a message says it. */
export function nameBody({ side }: { readonly side: ExpressionSide }): string {
  return `the ${side} body`
}

/** A member of the body, or a parameter. */
export function nameMember(expression: RuntimeExpression, path: readonly string[]): string {
  if (expression.kind !== 'body') return `the ${nameParameter(expression.kind)} ${quotePath(path)}`
  return path.length === 0 ? nameBody(expression) : quotePath(path)
}

function nameParameter(kind: RuntimeExpression['kind']): string {
  return kind === 'header' ? 'header' : `${kind} parameter`
}

function quotePath(path: readonly string[]): string {
  return JSON.stringify(path.join('/'))
}

/** `a, b or c`; a long list is cut. */
export function listAll(words: readonly string[], last: 'and' | 'or' = 'and'): string {
  const shown = words.length > 12 ? [...words.slice(0, 12), `${words.length - 12} more`] : words
  if (shown.length < 2) return shown.join('')
  return `${shown.slice(0, -1).join(', ')} ${last} ${shown.at(-1) ?? ''}`
}

/** What may be wrong with a value, each as the end of "There is no call …". */
export function listCases(
  expression: RuntimeExpression,
  found: readonly Found[],
  limits: readonly Limit[],
  isOrigin: boolean,
): string[] {
  if (limits.length === 0 && !isOrigin && found.every(isCertain)) return []
  const name = (path: readonly string[]): string => nameMember(expression, path)
  const cases = [
    ...limits.map(describeLimit),
    ...found.flatMap(({ conditions }) => conditions.flatMap((one) => describeCondition(one, name))),
    ...found.flatMap((one) =>
      one.composite === 'sometimes'
        ? `where ${nameValue(expression)} is ${listAll(one.types?.filter(isComposite).map(withArticle) ?? [], 'or')}`
        : [],
    ),
    ...(isOrigin ? found.flatMap((one) => describeNoText(one, nameValue(expression))) : []),
  ]
  return [...new Set(cases)]
}

/** There always is a value, and one that a URL can hold. */
function isCertain({ conditions, composite }: Found): boolean {
  return conditions.length === 0 && composite !== 'sometimes'
}

/** What the expression as a whole reads. */
export function nameValue(expression: RuntimeExpression): string {
  const path =
    expression.kind === 'body' ? expression.pointer : [(expression as { name: string }).name]
  return nameMember(expression, path)
}

/** A URL begins with its scheme, which no number has. */
function describeNoText({ types }: Found, name: string): string[] {
  const others = types?.filter((type) => type !== 'string' && type !== 'null' && !isComposite(type))
  return others?.length ? [`where ${name} is ${listAll(others.map(withArticle), 'or')}`] : []
}

function describeLimit(limit: Limit): string {
  if (limit.kind === 'no-body') return 'for a request without a body'
  return limit.kind === 'status' ? `after a response of ${limit.of}` : `for a body of ${limit.of}`
}

type Name = (path: readonly string[]) => string

function describeCondition(condition: Condition, name: Name): string[] {
  const member = name(condition.path)
  switch (condition.kind) {
    case 'optional':
    case 'any-name':
      return [within(condition.branches, `where ${member} is left out`)]
    case 'too-short':
      return [within(condition.branches, `where the list ends before ${member}`)]
    case 'undeclared':
      return [
        within(
          condition.branches,
          `where ${member}, of which the schema says nothing, is left out`,
        ),
      ]
    case 'branch':
      return [`for ${listLabels(condition.absent)}, which has no ${member}`]
    case 'null':
      return [`where ${member} is null`]
    case 'type':
      return [`where ${member} is ${listAll(condition.types.map(withArticle), 'or')}`]
    default:
      // Whoever writes `properties` without a `type` means an object.
      return []
  }
}

function within(branches: readonly Branch[], sentence: string): string {
  return branches.length === 0 ? sentence : `for ${listLabels(branches)} ${sentence}`
}

function listLabels(branches: readonly Branch[]): string {
  return listAll(
    branches.map(({ label }) => label.replace(/^not /, 'any other than ')),
    'or',
  )
}

/** A type of JSON with its article. */
export function withArticle(type: JsonType): string {
  if (type === 'null') return 'null'
  return `${/^[aio]/.test(type) ? 'an' : 'a'} ${type}`
}
