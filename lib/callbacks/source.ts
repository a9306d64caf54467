import {
  findOnlyJson,
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
import { embedOutside } from '../schema/outside.ts'
import { isPlain } from '../schema/simple.ts'
import type { Schema } from '../schema-types.ts'
import type { BodyExpression, NamedExpression, RuntimeExpression } from './expression.ts'
import { findInSchema, type Finding, type Found } from './find-in-schema.ts'

/** The operation whose request and response an expression reads. */
export interface Parent {
  readonly operation: DeclaredOperation
  /** Of the whole path, which is known once the document is built; undefined until then. */
  readonly path: readonly PathParameter[] | undefined
  /** What `#/components/schemas/X` is, once the document is built. */
  readonly findOutside?: FindSide | undefined
  /** The one response that is read: that of a link. A callback may follow any of them. */
  readonly status?: string | undefined
}

/** The schema that has a name in the document, seen from one side. */
export type FindSide = (ref: string, side: Side) => Readonly<SchemaObject> | undefined

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
      /** Those of the readings that lead somewhere. */
      readonly found: readonly Found[]
      readonly limits: readonly Limit[]
    }

/** What one of the schemas in question has. */
export interface Reading {
  readonly finding: Finding
  /** It is declared, and does not travel: what is `readOnly` is not in a request. */
  readonly isWithheld: boolean
  /** What an object has, which is no value for a URL itself. */
  readonly parts: readonly string[]
}

/** When the schemas in question do not apply. */
export type Limit =
  | { readonly kind: 'no-body'; readonly of: '' }
  | { readonly kind: 'media-type' | 'status'; readonly of: string }

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

/**
 * The one schema that an expression of a request reads, where that refers to nothing and is all that decides what is
 * found of what it declares.
 */
export function findOnlySchema(
  expression: RuntimeExpression,
  { parameters, body, role }: DeclaredOperation,
): Readonly<SchemaObject> | undefined {
  const schema =
    expression.kind === 'query'
      ? onlyOf(parameters.query)
      : expression.kind === 'body' && expression.side === 'request'
        ? body && findOnlyJson(body.content)?.schema
        : undefined
  const json = schema === undefined ? undefined : readSchema(schema, requestSide(role))
  return json && isPlain(json) ? json : undefined
}

function onlyOf(schemas: readonly Schema[] | undefined): Schema | undefined {
  return schemas?.length === 1 ? schemas[0] : undefined
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
  const found: Reading[] = []
  for (const schema of schemas) {
    const json = readSchema(schema, side)
    const own = findName(json, name, slot)
    if (own !== undefined)
      found.push({ finding: findInSchema(json, [own]), isWithheld: false, parts: [] })
  }
  if (found.length > 0) return declared([surest(found)], [])
  return {
    status: 'undeclared',
    names: schemas.flatMap((schema) => listNames(readSchema(schema, side))),
  }
}

function findName(
  json: Readonly<SchemaObject>,
  name: string,
  slot: ParameterSlot,
): string | undefined {
  const { properties } = readProperties(json) ?? {}
  if (slot !== 'headers') return properties?.has(name) ? name : undefined
  return [...(properties?.keys() ?? [])].find((other) => isSameName(other, name, slot))
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
  return said.status === 'declared'
    ? declared(said.readings.map(withoutOwnAbsence), said.limits)
    : { status: 'constant', isText: true }
}

/** A path parameter is always there, whatever the schema around it requires. */
function withoutOwnAbsence(reading: Reading): Reading {
  const { finding } = reading
  if (finding.kind === 'missing') return reading
  const conditions = finding.conditions.filter(({ kind }) => kind !== 'optional')
  return { ...reading, finding: { ...finding, conditions } }
}

// Bodies

function findRequestBody({ pointer }: BodyExpression, parent: Parent): Source {
  const { operation, path, findOutside } = parent
  const { body, role } = operation
  if (!body) return path ? { status: 'undeclared', names: [] } : unknown
  // A reference to a request body of the components.
  if (body.content.size === 0) return unknown
  const contents = [{ content: body.content, of: undefined }]
  const side = requestSide(role)
  const source = findInContents(contents, {
    pointer,
    side,
    isReceived: role === 'server',
    findOutside,
  })
  if (source.status !== 'declared' || body.required) return source
  return { ...source, limits: [{ kind: 'no-body', of: '' }, ...source.limits] }
}

/**
 * It is enough that one response has it. A failure is no reason to expect a call, so where one is
 * missing matters in a success only.
 */
function findResponseBody({ pointer }: BodyExpression, parent: Parent): Source {
  const { operation, path, findOutside, status } = parent
  const responses = listResponses(parent)
  if (responses.some(([, { fields }]) => fields['$ref'])) return unknown
  // What a guard answers may be added to it yet.
  const isWhole = path !== undefined || status !== undefined
  if (
    !isWhole &&
    !responses.some(([status, { content }]) => isSuccess(status) && content.size > 0)
  ) {
    return unknown
  }
  const contents = responses.map(([status, { content }]) => ({ content, of: status }))
  if (contents.every(({ content }) => content.size === 0))
    return { status: 'undeclared', names: [] }
  const side = responseSide(operation.role)
  const isReceived = operation.role === 'client'
  const source = findInContents(contents, { pointer, side, isReceived, findOutside })
  if (source.status !== 'declared') return source
  const silent = contents.filter(({ content, of }) => isSuccess(of) && content.size === 0)
  const limits = source.limits.filter(({ kind, of }) => kind !== 'status' || isSuccess(of))
  return declared(source.readings, [
    ...limits,
    ...silent.map(({ of }) => ({ kind: 'status', of }) as const),
  ])
}

function listResponses({ operation, status }: Parent): [status: string, DeclaredResponse][] {
  return [...operation.responses].filter(([other]) => status === undefined || other === status)
}

function isSuccess(status: string): boolean {
  return status.startsWith('2')
}

interface Contents {
  readonly content: DeclaredContent
  /** The status of a response. */
  readonly of: string | undefined
}

interface Search {
  readonly pointer: readonly string[]
  readonly side: Side
  /** Whether it comes to us, rather than from us. */
  readonly isReceived: boolean
  readonly findOutside: FindSide | undefined
}

function findInContents(contents: readonly Contents[], search: Search): Source {
  const readings = contents.flatMap(({ content, of }) =>
    [...content].map(([mediaType, { schema }]) => ({
      of,
      mediaType,
      ...readPointer(schema, mediaType, search),
    })),
  )
  const [only, ...others] = readings
  if (only && others.length === 0) return isKnown(only) ? declared([only], []) : unknown
  const known = readings.filter(isKnown)
  const found = known.filter(({ finding }) => finding.kind === 'found')
  if (found.length === 0) return known.length < readings.length ? unknown : declared(known, [])
  const fitting = found.filter((reading) => !isAlwaysComposite(reading))
  if (fitting.length === 0) return declared(found, [])
  const missing = known.filter((reading) => !fitting.includes(reading))
  const limits = missing.map(({ of, mediaType }) =>
    of !== undefined && !fitting.some((other) => other.of === of)
      ? ({ kind: 'status', of } as const)
      : ({ kind: 'media-type', of: mediaType } as const),
  )
  return declared(fitting, limits)
}

function isKnown<Read extends Partial<Reading>>(reading: Read): reading is Read & Reading {
  return reading.finding !== undefined
}

function isAlwaysComposite({ finding }: Reading): boolean {
  return finding.kind === 'found' && finding.composite === 'always'
}

function declared(readings: readonly Reading[], limits: readonly Limit[]): Source {
  const found = readings.flatMap(({ finding }) => (finding.kind === 'found' ? finding : []))
  return { status: 'declared', readings, found, limits }
}

/** `finding` is undefined where the schema is not known, or not of what a pointer can read. */
function readPointer(
  schema: Schema | undefined,
  mediaType: string,
  { pointer, side, isReceived, findOutside }: Search,
): Partial<Reading> {
  if (schema === undefined || !isReadable(mediaType)) return {}
  const own = readSchema(schema, side)
  const isSame = isPlain(own)
  const json = findOutside && !isSame ? embedOutside(own, (ref) => findOutside(ref, side)) : own
  const visible = isSame ? own : withoutAccess(json, side)
  const travelling = findInSchema(visible, pointer)
  if (travelling.kind === 'found') {
    const parts = travelling.composite === 'always' ? listParts(visible, pointer) : []
    return { finding: travelling, isWithheld: false, parts }
  }
  // The parts of a form are left where its parser leaves them.
  if (mediaType.toLowerCase().startsWith('multipart/')) return {}
  const whole = findInSchema(json, pointer)
  const isWithheld = isReceived && whole.kind === 'found'
  return { finding: isWithheld ? whole : travelling, isWithheld, parts: [] }
}

/** A pointer is of JSON, and of what is parsed to the same; not of XML, say. */
function isReadable(mediaType: string): boolean {
  return /[/+]json\b|^text\/|^multipart\/|x-www-form-urlencoded|octet-stream|\*/i.test(mediaType)
}

/** The names in an object: those that are told to who asks for one that is not there. */
function listParts(json: Readonly<SchemaObject>, pointer: readonly string[]): readonly string[] {
  const finding = findInSchema(json, [...pointer, ''])
  return finding.kind === 'missing' ? finding.known : []
}

// Headers of responses

function findResponseHeader({ name }: NamedExpression, parent: Parent): Source {
  if (!parent.path && parent.status === undefined) return unknown
  const responses = listResponses(parent)
  if (responses.some(([, { fields }]) => fields['$ref'])) return unknown
  const found = responses.map(([of, response]) => ({ of, header: findHeaderIn(response, name) }))
  const declaring = found.filter(({ header }) => header !== undefined)
  if (declaring.length === 0) {
    return { status: 'undeclared', names: responses.flatMap(([, one]) => listHeaders(one)) }
  }
  const silent = found.filter(({ of, header }) => isSuccess(of) && header === undefined)
  const limits = silent.map(({ of }) => ({ kind: 'status', of }) as const)
  const readings = declaring.flatMap(({ header }) => readHeader(name, header as object) ?? [])
  return readings.length < declaring.length ? unknown : declared(readings, limits)
}

function listHeaders({ fields }: DeclaredResponse): string[] {
  return Object.keys((fields['headers'] ?? {}) as object)
}

function findHeaderIn({ fields }: DeclaredResponse, name: string): object | undefined {
  const headers = Object.entries((fields['headers'] ?? {}) as Record<string, object>)
  return headers.find(([other]) => isSameName(other, name, 'headers'))?.[1]
}

/** A Header Object as the property that it is; undefined where it is a reference, or says nothing. */
function readHeader(name: string, header: object): Reading | undefined {
  const { schema, required, $ref } = header as {
    schema?: SchemaObject
    required?: boolean
    $ref?: string
  }
  if ($ref !== undefined) return undefined
  const root = {
    properties: { [name]: schema ?? { type: 'string' } },
    required: required ? [name] : [],
  }
  const finding = findInSchema({ type: 'object', ...root }, [name])
  return { finding, isWithheld: false, parts: [] }
}

/** Every schema was converted when it was declared, so that this asks what is kept. */
function readSchema(schema: Schema, side: Side): Readonly<SchemaObject> {
  return toJsonSchema(schema, side, '')
}

function listNames(json: Readonly<SchemaObject>): string[] {
  return [...(readProperties(json)?.properties.keys() ?? [])]
}
