import {
  requestSide,
  responseSide,
  type DeclaredContent,
  type DeclaredOperation,
  type DeclaredResponse,
  type ParameterSlot,
} from '../declared-operation.ts'
import { readProperties } from '../json-schema.ts'
import type { SchemaObject } from '../openapi-types.ts'
import type { PathParameter } from '../path.ts'
import { toJsonSchema, type Side } from '../schema.ts'
import { withoutAccess } from '../schema/access.ts'
import type { Schema } from '../schema-types.ts'
import type { BodyExpression, NamedExpression, RuntimeExpression } from './expression.ts'
import { findInSchema, type Finding } from './find-in-schema.ts'

/** The operation whose request and response an expression reads. */
export interface Parent {
  readonly operation: DeclaredOperation
  /** Of the whole path, which is known once the document is built; undefined until then. */
  readonly path: readonly PathParameter[] | undefined
}

/**
 * What an operation says of what an expression reads. `undeclared`: it says nothing, and would have to.
 * `unknown`: it says it elsewhere, or where this cannot look.
 */
export type Source =
  | { readonly status: 'unknown' }
  | { readonly status: 'constant'; readonly isText: boolean }
  | { readonly status: 'undeclared'; readonly names: readonly string[] }
  | {
      readonly status: 'declared'
      readonly readings: readonly Reading[]
      readonly limits: readonly Limit[]
    }

/** What one of the schemas in question has. */
export interface Reading {
  readonly finding: Finding
  /** It is declared, and does not travel: what is `readOnly` is not in a request. */
  readonly isWithheld: boolean
}

/** When the schemas in question do not apply. */
export type Limit =
  { readonly kind: 'no-body' } | { readonly kind: 'media-type' | 'status'; readonly of: string }

const unknown: Source = { status: 'unknown' }

/** What is known of the value of an expression from the declaration of the operation that it reads. */
export function findSource(expression: RuntimeExpression, parent: Parent): Source {
  switch (expression.kind) {
    case 'url':
      return { status: 'constant', isText: true }
    case 'method':
    case 'statusCode':
      return { status: 'constant', isText: false }
    case 'body':
      return expression.side === 'request'
        ? findRequestBody(expression, parent)
        : findResponseBody(expression, parent)
    case 'path':
      return findPathParameter(expression, parent)
    case 'header':
      return isAlwaysThere(expression)
        ? { status: 'constant', isText: true }
        : findHeader(expression, parent)
    default:
      return findParameter(expression, 'query', parent)
  }
}

// Parameters

/**
 * "Request parameters MUST be declared in the parameters section of the parent operation or they cannot
 * be evaluated. This includes the request headers." These three cannot be: for them "the parameter
 * definition SHALL be ignored", and the specification's own example is `$request.header.accept`.
 */
function isAlwaysThere({ side, name }: NamedExpression): boolean {
  const lower = name.toLowerCase()
  if (side === 'response') return lower === 'content-type'
  return ['accept', 'content-type', 'authorization'].includes(lower)
}

function findHeader(expression: NamedExpression, parent: Parent): Source {
  return expression.side === 'request'
    ? findParameter(expression, 'headers', parent)
    : findResponseHeader(expression, parent)
}

function findParameter(
  { name }: NamedExpression,
  slot: ParameterSlot,
  { operation }: Parent,
): Source {
  const schemas = operation.parameters[slot] ?? []
  const side = requestSide(operation.role)
  const found = schemas.flatMap((schema) => {
    const json = readSchema(schema, side)
    const own = listNames(json).find((other) => isSameName(other, name, slot))
    return own === undefined ? [] : [{ finding: findInSchema(json, [own]), isWithheld: false }]
  })
  if (found.length > 0) return { status: 'declared', readings: [surest(found)], limits: [] }
  return {
    status: 'undeclared',
    names: schemas.flatMap((schema) => listNames(readSchema(schema, side))),
  }
}

/** "The `name` identifier is case-sensitive, whereas `token` is not." */
function isSameName(one: string, other: string, slot: ParameterSlot): boolean {
  return slot === 'headers' ? one.toLowerCase() === other.toLowerCase() : one === other
}

/** A guard and its route may name one parameter: it is there as soon as one of them requires it. */
function surest(readings: readonly Reading[]): Reading {
  return readings.reduce((best, one) => (countConditions(one) < countConditions(best) ? one : best))
}

function countConditions({ finding }: Reading): number {
  return finding.kind === 'found' ? finding.conditions.length : Infinity
}

function findPathParameter(expression: NamedExpression, parent: Parent): Source {
  const { operation, path } = parent
  if (!path) return unknown
  // By the route's own name: it is what the request has, and the document may have another.
  const names = path.map(({ name, declaredAs }) => declaredAs ?? name)
  if (!names.includes(expression.name)) return { status: 'undeclared', names }
  const said = operation.parameters.params ? findParameter(expression, 'params', parent) : unknown
  return said.status === 'declared' ? said : { status: 'constant', isText: true }
}

// Bodies

function findRequestBody({ pointer }: BodyExpression, { operation, path }: Parent): Source {
  const { body, role } = operation
  if (!body) return path ? { status: 'undeclared', names: [] } : unknown
  const contents = [{ content: body.content, of: undefined }]
  const source = findInContents(contents, pointer, requestSide(role), role === 'server')
  if (source.status !== 'declared' || body.required) return source
  return { ...source, limits: [{ kind: 'no-body' }, ...source.limits] }
}

/**
 * It is enough that one response has it. A failure is no reason to expect a call, so whether one is
 * missing matters in a success only.
 */
function findResponseBody({ pointer }: BodyExpression, { operation, path }: Parent): Source {
  const responses = [...operation.responses].filter(([, { content, fields }]) =>
    Boolean(content.size > 0 || fields['$ref']),
  )
  if (responses.some(([, { fields }]) => fields['$ref'])) return unknown
  const successes = responses.filter(([status]) => isSuccess(status))
  // What a guard answers may be added to it yet.
  if (!path && successes.length === 0) return unknown
  const relevant = successes.length > 0 ? successes : responses
  if (relevant.length === 0) return { status: 'undeclared', names: [] }
  const contents = relevant.map(([status, { content }]) => ({ content, of: status }))
  const silent = [...operation.responses].filter(
    ([status, { content }]) => isSuccess(status) && content.size === 0,
  )
  const source = findInContents(
    contents,
    pointer,
    responseSide(operation.role),
    operation.role === 'client',
  )
  if (source.status !== 'declared') return source
  return {
    ...source,
    limits: [...source.limits, ...silent.map(([of]) => ({ kind: 'status', of }) as const)],
  }
}

function isSuccess(status: string): boolean {
  return status.startsWith('2')
}

interface Contents {
  readonly content: DeclaredContent
  /** The status of a response. */
  readonly of: string | undefined
}

function findInContents(
  contents: readonly Contents[],
  pointer: readonly string[],
  side: Side,
  isReceived: boolean,
): Source {
  const readings = contents.flatMap(({ content, of }) =>
    [...content].map(([mediaType, { schema }]) => ({
      of,
      mediaType,
      ...readPointer(schema, mediaType, pointer, side, isReceived),
    })),
  )
  const known = readings.filter(
    (reading): reading is typeof reading & Reading => reading.finding !== undefined,
  )
  const found = known.filter(({ finding }) => finding.kind === 'found')
  if (found.length === 0) return known.length < readings.length ? unknown : declared(known, [])
  const missing = known.filter(({ finding }) => finding.kind === 'missing')
  const limits = missing.map(({ of, mediaType }) =>
    of !== undefined && !found.some((other) => other.of === of)
      ? ({ kind: 'status', of } as const)
      : ({ kind: 'media-type', of: mediaType } as const),
  )
  return declared(found, limits)
}

function declared(readings: readonly Reading[], limits: readonly Limit[]): Source {
  return { status: 'declared', readings, limits }
}

/** `finding` is undefined where the schema is not known, or not of what a pointer can read. */
function readPointer(
  schema: Schema | undefined,
  mediaType: string,
  pointer: readonly string[],
  side: Side,
  isReceived: boolean,
): Partial<Reading> {
  if (schema === undefined) return {}
  const json = readSchema(schema, side)
  const travelling = findInSchema(withoutAccess(json, side), pointer)
  if (travelling.kind === 'found') return { finding: travelling, isWithheld: false }
  // The parts of a form are left where its parser leaves them.
  if (mediaType.toLowerCase().startsWith('multipart/')) return {}
  const whole = findInSchema(json, pointer)
  const isWithheld = isReceived && whole.kind === 'found'
  return isWithheld ? { finding: whole, isWithheld } : { finding: travelling, isWithheld }
}

// Headers of responses

function findResponseHeader({ name }: NamedExpression, { operation, path }: Parent): Source {
  if (!path) return unknown
  const responses = [...operation.responses.values()]
  if (responses.some(({ fields }) => fields['$ref'])) return unknown
  const names = responses.flatMap(listHeaders)
  const isDeclared = names.some((other) => isSameName(other, name, 'headers'))
  return isDeclared ? { status: 'constant', isText: true } : { status: 'undeclared', names }
}

function listHeaders({ fields }: DeclaredResponse): string[] {
  return Object.keys((fields['headers'] ?? {}) as object)
}

/** Every schema was converted when it was declared, so that this asks what is kept. */
function readSchema(schema: Schema, side: Side): Readonly<SchemaObject> {
  return toJsonSchema(schema, side, '')
}

function listNames(json: Readonly<SchemaObject>): string[] {
  return [...(readProperties(json)?.properties.keys() ?? [])]
}
