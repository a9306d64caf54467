import {
  callbackRoutes,
  type CallbackRoutes,
  type DeclaredOperation,
  type ParameterSlot,
} from './declared-operation.ts'
import type { SecurityRequirementObject } from './openapi-types.ts'
import { isChecked } from './validation/check-request.ts'

/**
 * One operation out of the declarations that a request meets on its way, guards first. What follows
 * overrides what comes before, but for what adds up: tags, responses, callbacks and security, of which
 * a request must satisfy every part.
 *
 * @param declared At least one; the last is the one that the operation is named by.
 */
export function mergeOperations(declared: readonly DeclaredOperation[]): DeclaredOperation {
  const [first, ...rest] = declared as [DeclaredOperation, ...DeclaredOperation[]]
  return rest.reduce(mergeTwo, first)
}

/**
 * One operation behind its guards. What a guard calls itself is no name for what is behind it, and what
 * a guard answers does not stand for what the operation answers.
 *
 * @param own What the operation declares itself, the last of which names it.
 */
export function mergeBehindGuards(
  guards: readonly DeclaredOperation[],
  own: readonly [...DeclaredOperation[], DeclaredOperation],
): DeclaredOperation {
  const [first] = own
  if (guards.length === 0 && own.length === 1 && first.responses.size > 0) return first
  const merged = mergeOperations([...guards.map(withoutOwnName), ...own])
  const declaresResponses = own.some(({ responses }) => responses.size > 0)
  return declaresResponses ? merged : { ...merged, responses: addSuccess(merged.responses) }
}

function withoutOwnName(guard: DeclaredOperation): DeclaredOperation {
  const { summary: _, description: __, ...fields } = guard.fields
  return { ...guard, fields, operationId: undefined }
}

function addSuccess(responses: DeclaredOperation['responses']): DeclaredOperation['responses'] {
  return new Map([['200', { fields: {}, content: new Map() }], ...responses])
}

function mergeTwo(outer: DeclaredOperation, inner: DeclaredOperation): DeclaredOperation {
  return {
    ...inner,
    fields: mergeFields(outer.fields, inner.fields),
    operationId: inner.operationId ?? outer.operationId,
    hidden: outer.hidden || inner.hidden,
    parameters: mergeParameters(outer, inner),
    body: inner.body ?? outer.body,
    responses: new Map([...outer.responses, ...inner.responses]),
    callbacks: mergeCallbacks(outer.callbacks, inner.callbacks),
    onError: mergeAnswers([outer, inner]),
  }
}

/** Each answers for what it checks itself: the format is the app's own where all of them leave it to that. */
function mergeAnswers(declared: readonly DeclaredOperation[]): DeclaredOperation['onError'] {
  const answers = declared.filter(isChecked).map(({ onError }) => onError)
  return answers.includes(undefined) ? undefined : answers.at(-1)
}

type Fields = DeclaredOperation['fields']

function mergeFields(outer: Fields, inner: Fields): Fields {
  const tags = [...((outer['tags'] ?? []) as string[]), ...((inner['tags'] ?? []) as string[])]
  const security = requireBoth(
    outer['security'] as SecurityRequirementObject[] | undefined,
    inner['security'] as SecurityRequirementObject[] | undefined,
  )
  return {
    ...outer,
    ...inner,
    ...(tags.length === 0 ? {} : { tags: [...new Set(tags)] }),
    ...(security === undefined ? {} : { security }),
  }
}

/** Each list is a choice; who passes two guards has satisfied one requirement of each. */
function requireBoth(
  outer: SecurityRequirementObject[] | undefined,
  inner: SecurityRequirementObject[] | undefined,
): SecurityRequirementObject[] | undefined {
  if (!outer?.length) return inner ?? outer
  if (!inner?.length) return outer
  return withoutCovered(outer.flatMap((one) => inner.map((other) => unite(one, other))))
}

/** Who satisfies more than another choice asks for has satisfied that one. `{}` says who need not. */
function withoutCovered(choices: SecurityRequirementObject[]): SecurityRequirementObject[] {
  const isCovered = (choice: SecurityRequirementObject, index: number): boolean =>
    choices.some(
      (other, place) =>
        Object.keys(other).length > 0 &&
        asksForAllOf(choice, other) &&
        (place < index || !asksForAllOf(other, choice)),
    )
  return choices.filter((choice, index) => !isCovered(choice, index))
}

function asksForAllOf(one: SecurityRequirementObject, other: SecurityRequirementObject): boolean {
  return Object.entries(other).every(([name, scopes]) => {
    const given = Object.hasOwn(one, name) ? one[name] : undefined
    return given !== undefined && scopes.every((scope) => given.includes(scope))
  })
}

function unite(
  one: SecurityRequirementObject,
  other: SecurityRequirementObject,
): SecurityRequirementObject {
  const names = new Set([...Object.keys(one), ...Object.keys(other)])
  return Object.fromEntries(
    [...names].map((name) => [
      name,
      [
        ...new Set(
          [one, other].flatMap((asked) => (Object.hasOwn(asked, name) ? asked[name] : []) ?? []),
        ),
      ],
    ]),
  )
}

function mergeParameters(
  outer: DeclaredOperation,
  inner: DeclaredOperation,
): DeclaredOperation['parameters'] {
  const slots = new Set([
    ...Object.keys(outer.parameters),
    ...Object.keys(inner.parameters),
  ] as ParameterSlot[])
  return Object.fromEntries(
    [...slots].map((slot) => [
      slot,
      [...(outer.parameters[slot] ?? []), ...(inner.parameters[slot] ?? [])],
    ]),
  )
}

/** One name from two declarations is one callback with the operations of both. */
function mergeCallbacks(
  outer: DeclaredOperation['callbacks'],
  inner: DeclaredOperation['callbacks'],
): DeclaredOperation['callbacks'] {
  const merged = new Map(outer)
  for (const [name, routes] of inner) {
    const other = merged.get(name)
    merged.set(name, !other || other === routes ? routes : uniteRoutes(other, routes))
  }
  return merged
}

function uniteRoutes(one: CallbackRoutes, other: CallbackRoutes): CallbackRoutes {
  return { [callbackRoutes]: [...one[callbackRoutes], ...other[callbackRoutes]] }
}
