import {
  callbackRoutes,
  type CallbackRoutes,
  type DeclaredOperation,
} from '../../declared-operation.ts'
import { readProperties } from '../../json-schema.ts'
import type { PathTemplate } from '../../path.ts'
import { toJsonSchema } from '../../schema.ts'
import {
  mergeFields,
  mergeMap,
  mergeWhole,
  underName,
  type Merge,
  type MergeContext,
} from './fields.ts'
import { resolve, type BaseOperation } from './operations.ts'
import { mergeParameters } from './parameters.ts'
import type { Compare } from './comparison.ts'
import { mergeContent } from './content.ts'
import { type Fields, isFields } from '../fields.ts'

/** An operation that the code declares, and what of it nobody has said. */
export interface SaidOperation {
  readonly operation: DeclaredOperation
  readonly template: PathTemplate
  /** Whether it is declared at all; what is behind a declared guard alone is not. */
  readonly isDeclared: boolean
  readonly saysId: boolean
  readonly saysResponses: boolean
  /** The id that it would have if nobody gave it one. */
  readonly proposal: unknown
}

/** The Operation Object that the code declares, with what only the base says of it. */
export function mergeOperation(
  built: Readonly<Fields>,
  base: BaseOperation,
  said: SaidOperation,
  context: MergeContext,
): Merge<Fields> {
  const { proposal } = said
  const { compare, document } = context
  const declared = withoutStandIns(built, base, said, compare)
  const parameters = mergeParameters(built['parameters'], base, namesOf(said), context)
  const merged = mergeFields(declared, withoutParameters(base.fields, said), {
    compare,
    isSaid: (field) => isSaid(field, said),
    parts: {
      requestBody: (one, other) => mergeBody(one, resolve(other, document), context),
      responses: (one, other) =>
        mergeMap(one, other, (response, known, status) =>
          mergeResponse(response, resolve(known, document), status, said, context),
        ),
      callbacks: (one, other) =>
        mergeMap(one, other, (callback, known, name) =>
          underName(
            `callbacks.${name}`,
            mergeCallback(callback, known, said.operation.callbacks.get(name), context),
          ),
        ),
    },
  })
  const namesIt = base.fields['operationId'] !== undefined && !said.saysId
  return {
    value: placeParameters(merged.value, base.fields, parameters.value),
    adds: merged.adds || parameters.adds || (namesIt && base.fields['operationId'] !== proposal),
    conflicts: [...merged.conflicts, ...parameters.conflicts],
  }
}

function isSaid(field: string, { operation: { fields }, saysId }: SaidOperation): boolean {
  if (field === 'operationId') return saysId
  const isBuilt = ['requestBody', 'responses', 'callbacks'].includes(field)
  return isBuilt || Object.hasOwn(fields, field)
}

/** "200 Successful Response" says no more than that nobody said what is answered. */
function withoutStandIns(
  built: Readonly<Fields>,
  { fields }: BaseOperation,
  { saysResponses }: SaidOperation,
  compare: Compare,
): Readonly<Fields> {
  const known = fields['responses']
  const isKnown = isFields(known) && Object.keys(known).length > 0
  if (saysResponses || !isKnown) return built
  const { 200: standIn, ...others } = built['responses'] as Record<string, Fields>
  const saysNothing = standIn !== undefined && Object.keys(standIn).join() === 'description'
  const isOther = compare(standIn, known['200']) !== undefined
  return saysNothing && isOther ? { ...built, responses: others } : built
}

/** A document of ours may be the base, with the marks of routes that were not declared by then. */
function withoutParameters(base: Readonly<Fields>, { isDeclared }: SaidOperation): Fields {
  const { parameters: _, 'x-undocumented': mark, ...fields } = base
  return mark === undefined || isDeclared ? fields : { ...fields, 'x-undocumented': mark }
}

/** Where the base has them, or at the end. */
function placeParameters(
  merged: Fields,
  base: Readonly<Fields>,
  parameters: readonly unknown[],
): Fields {
  const { parameters: _, ...others } = merged
  if (parameters.length === 0) return others
  const order = 'parameters' in base ? Object.keys(base) : Object.keys(merged)
  const before = order.slice(0, order.indexOf('parameters'))
  const entries = Object.entries(others)
  return Object.fromEntries([
    ...entries.filter(([field]) => before.includes(field)),
    ['parameters', parameters],
    ...entries.filter(([field]) => !before.includes(field)),
  ])
}

/** The path parameters that the code says something of; the path alone says nothing but their names. */
function namesOf({ operation, template }: SaidOperation): ReadonlySet<string> {
  const schemas = operation.parameters.params ?? []
  const declared = new Set(
    schemas.flatMap((schema) => {
      const known = readProperties(toJsonSchema(schema, 'input', 'params'))
      return [...(known?.properties.keys() ?? [])]
    }),
  )
  const said = template.parameters.filter(({ name, declaredAs }) =>
    declared.has(declaredAs ?? name),
  )
  return new Set(said.map(({ name }) => name))
}

function mergeBody(declared: unknown, base: unknown, { compare }: MergeContext): Merge {
  if (!isWritten(declared) || !isWritten(base)) {
    return mergeWhole(declared, base, 'requestBody', compare)
  }
  const merged = mergeFields(declared, base, {
    compare,
    whole: ['required', 'content'],
    parts: { content: (one, other) => mergeContent(one, other, compare) },
  })
  return underName('requestBody', merged)
}

function mergeResponse(
  declared: unknown,
  base: unknown,
  status: string,
  { operation }: SaidOperation,
  { compare, document }: MergeContext,
): Merge {
  const name = `responses.${status}`
  if (!isWritten(declared) || !isWritten(base)) {
    return underName(name, mergeWhole(declared, base, status, compare))
  }
  const own = operation.responses.get(status)
  const mergeNamed = (one: unknown, other: unknown): Merge =>
    mergeMap(one, other, (value, known, key) =>
      mergeWhole(value, resolve(known, document), key, compare),
    )
  const merged = mergeFields(declared, withoutEmptyContent(base), {
    compare,
    isSaid: (field) => field !== 'description' || own?.fields['description'] !== undefined,
    whole: ['content'],
    parts: {
      headers: mergeNamed,
      links: mergeNamed,
      content: (one, other) => mergeContent(one, other, compare),
    },
  })
  return underName(name, merged)
}

/** No media type is no content, as where nothing is said of it. */
function withoutEmptyContent(response: Readonly<Fields>): Readonly<Fields> {
  const { content, ...others } = response
  return isFields(content) && Object.keys(content).length === 0 ? others : response
}

/** A callback that several operations share is compared as it is. */
function mergeCallback(
  declared: unknown,
  base: unknown,
  routes: CallbackRoutes | undefined,
  context: MergeContext,
): Merge {
  if (!isWritten(declared) || !isWritten(base)) {
    return mergeWhole(declared, base, 'callback', context.compare)
  }
  return mergeMap(declared, base, (item, raw, path) => {
    const known = context.items.writeOut(raw)
    return mergeMap(item, known, (built, operation, method) => {
      const route = routes?.[callbackRoutes].find(
        (one) => one.method === method && one.expression.key === path,
      )
      if (!route || !isFields(built) || !isFields(operation)) {
        return mergeWhole(built, operation, method, context.compare)
      }
      const shared = Array.isArray(known['parameters']) ? (known['parameters'] as unknown[]) : []
      const said = saidOfClient(route.operation, built['operationId'])
      return mergeOperation(built, { method, path, fields: operation, shared }, said, context)
    })
  })
}

/** A request that we make, which has no path of its own. */
export function saidOfClient(operation: DeclaredOperation, proposal: unknown): SaidOperation {
  return {
    operation,
    template: { path: '', parameters: [] },
    isDeclared: true,
    saysId: operation.operationId !== undefined,
    saysResponses: operation.responses.size > 0,
    proposal,
  }
}

function isWritten(value: unknown): value is Readonly<Fields> {
  return isFields(value) && !('$ref' in value)
}
