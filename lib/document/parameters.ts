import { requestSide, type DeclaredOperation, type ParameterSlot } from '../declared-operation.ts'
import type { Problem } from '../errors.ts'
import type { ParameterObject, SchemaObject } from '../openapi-types.ts'
import { withoutUndefined } from '../json.ts'
import { readProperties } from '../json-schema.ts'
import type { PathParameter, PathTemplate } from '../path.ts'
import { isPlain } from '../schema/simple.ts'
import { toJsonSchema } from '../schema.ts'
import type { Schema } from '../schema-types.ts'
import { findStyle } from '../validation/parameters.ts'
import type { DocumentContext } from './context.ts'
import type { SchemaUse } from './schemas/components.ts'

const locations = { params: 'path', query: 'query', headers: 'header', cookies: 'cookie' } as const

/** "If `in` is "header" and the name is one of these, the parameter definition SHALL be ignored." */
const ignoredHeaders = new Set(['accept', 'content-type', 'authorization'])

/** The Parameter Objects of one operation: those of its path, then query, headers and cookies. */
export function buildParameters(
  operation: DeclaredOperation,
  template: PathTemplate,
  context: DocumentContext,
  where: string,
): ParameterObject[] {
  const built = buildPathParameters(operation, template, context, where)
  const { query, headers, cookies } = operation.parameters
  if (query) built.push(...buildSlot(operation, 'query', context, where))
  if (headers) built.push(...buildSlot(operation, 'headers', context, where))
  if (cookies) built.push(...buildSlot(operation, 'cookies', context, where))
  return built
}

/** The path says which there are; a schema says what they are. */
function buildPathParameters(
  operation: DeclaredOperation,
  template: PathTemplate,
  context: DocumentContext,
  where: string,
): ParameterObject[] {
  if (!operation.parameters.params && template.parameters.length === 0) return []
  const declared = new Map(
    buildSlot(operation, 'params', context, where).map((parameter) => [parameter.name, parameter]),
  )
  const present = new Set(template.parameters.map(({ name, declaredAs }) => declaredAs ?? name))
  for (const name of declared.keys()) {
    context.pathParameters.note(operation, name, present.has(name), where)
  }
  return template.parameters.map((parameter) => ({
    ...describePathParameter(parameter),
    ...declared.get(parameter.declaredAs ?? parameter.name),
    name: parameter.name,
  }))
}

function describePathParameter({ name, pattern, wildcard }: PathParameter): ParameterObject {
  return {
    name,
    in: 'path',
    required: true,
    schema: { type: 'string', ...(pattern === undefined ? {} : { pattern }) },
    ...(wildcard ? { description: 'May contain "/".' } : {}),
  }
}

function buildSlot(
  operation: DeclaredOperation,
  slot: ParameterSlot,
  context: DocumentContext,
  where: string,
): readonly ParameterObject[] {
  const schemas = operation.parameters[slot] ?? []
  const only = schemas.length === 1 ? schemas[0] : undefined
  // Two headers may be one.
  if (only !== undefined && slot !== 'headers')
    return buildSchema(only, slot, operation, context, where)
  const built = new Map<string, ParameterObject>()
  for (const schema of schemas) {
    for (const parameter of buildSchema(schema, slot, operation, context, where)) {
      const name = slot === 'headers' ? parameter.name.toLowerCase() : parameter.name
      built.set(name, mergeParameters(built.get(name), parameter))
    }
  }
  return [...built.values()]
}

/** A guard and its route may name the same parameter: required wins, and the route's words. */
function mergeParameters(
  outer: ParameterObject | undefined,
  inner: ParameterObject,
): ParameterObject {
  return outer?.required ? { ...inner, required: true } : inner
}

function buildSchema(
  schema: Schema,
  slot: ParameterSlot,
  operation: DeclaredOperation,
  context: DocumentContext,
  where: string,
): readonly ParameterObject[] {
  const { role } = operation
  const use = { role, side: requestSide(role), where: `${slot} of ${where}` }
  // Of a header, the operation may have to be told.
  const plain = slot === 'headers' ? undefined : context.schemas.findAsIs(schema, use)
  const write = (): ParameterObject[] => writeSchema(schema, slot, use, context, where)
  // It refers to nothing that a reader of the document would have to look for.
  return plain ? context.alike.find(slot, plain, write) : write()
}

function writeSchema(
  schema: Schema,
  slot: ParameterSlot,
  use: SchemaUse,
  context: DocumentContext,
  where: string,
): ParameterObject[] {
  const { properties, required } = context.schemas.useProperties(schema, use)
  const isIgnored = (name: string): boolean =>
    slot === 'headers' && ignoredHeaders.has(name.toLowerCase())
  const root = toJsonSchema(schema, use.side, use.where)
  const findWritten = createWrittenFinder(root)
  const parameters: ParameterObject[] = []
  for (const [name, property] of Object.entries(properties)) {
    if (isIgnored(name)) context.problems.push(ignoredHeader(name, where))
    else if (property['hidden'] !== true) {
      const isRequired = slot === 'params' || required.has(name)
      const written = findWritten(name)
      if (written || !context.schemas.isOurs(property)) context.settled.doubt()
      const place = { name, in: locations[slot], required: isRequired, ...written }
      parameters.push(buildParameter(place, property))
    }
  }
  return parameters
}

interface Written {
  readonly style?: string
  readonly explode?: boolean
}

/** Asks the properties as they were declared: in the document, a copy of what has a name is a reference to that. */
function createWrittenFinder(root: Readonly<SchemaObject>): (name: string) => Written | undefined {
  if (!isPlain(root)) {
    const styles = readStyles(root)
    return (name) => styles.get(name)
  }
  const properties = (root['properties'] ?? {}) as Readonly<Record<string, SchemaObject | boolean>>
  return (name) => describe(properties[name] ?? true, root)
}

/** How the properties say that they are written, where they do. */
function readStyles(root: Readonly<SchemaObject>): ReadonlyMap<string, Written> {
  const properties = readProperties(root)?.properties ?? new Map<string, SchemaObject | boolean>()
  const styles = new Map<string, Written>()
  for (const [name, property] of properties) {
    const written = describe(property, root)
    if (written) styles.set(name, written)
  }
  return styles
}

/** A deep object has no other form than the one that is called exploded. */
function describe(
  property: SchemaObject | boolean,
  root: Readonly<SchemaObject>,
): Written | undefined {
  const { style, explode } = findStyle(property, root)
  if (style === undefined && explode === undefined) return undefined
  return withoutUndefined({ style, explode: style === 'deepObject' ? true : explode }) as Written
}

/** What a Parameter Object says itself is not said again in its schema. */
function buildParameter(
  { name, in: location, required, ...written }: { name: string; in: string; required: boolean },
  property: SchemaObject,
): ParameterObject {
  const { description, deprecated, style: _, explode: __, hidden: ___, ...schema } = property
  return {
    name,
    in: location,
    ...(typeof description === 'string' && { description }),
    ...(required && { required }),
    ...(deprecated === true && { deprecated }),
    ...written,
    schema: '$ref' in property ? liftReference(property) : schema,
  } as ParameterObject
}

/** The `$ref` is written when all is built, so the object that waits for it stays the same. */
function liftReference(reference: SchemaObject): SchemaObject {
  delete reference['description']
  delete reference['deprecated']
  return reference
}

function ignoredHeader(name: string, where: string): Problem {
  return {
    code: 'NOTICE_HEADER_IGNORED',
    severity: 'notice',
    where,
    message: `OpenAPI ignores a parameter for the header "${name}": it is not in the document.`,
    remedy: 'Say it by `security` (authorization) or by the media types of body and responses.',
  }
}
