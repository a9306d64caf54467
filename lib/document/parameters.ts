import { requestSide, type DeclaredOperation, type ParameterSlot } from '../declared-operation.ts'
import type { Problem } from '../errors.ts'
import type { ParameterObject, SchemaObject } from '../openapi-types.ts'
import type { PathParameter, PathTemplate } from '../path.ts'
import type { Schema } from '../schema-types.ts'
import type { DocumentContext } from './context.ts'

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
  return [
    ...buildPathParameters(operation, template, context, where),
    ...(['query', 'headers', 'cookies'] as const).flatMap((slot) =>
      buildSlot(operation, slot, context, where),
    ),
  ]
}

/** The path says which there are; a schema says what they are. */
function buildPathParameters(
  operation: DeclaredOperation,
  template: PathTemplate,
  context: DocumentContext,
  where: string,
): ParameterObject[] {
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
): ParameterObject[] {
  const built = new Map<string, ParameterObject>()
  for (const schema of operation.parameters[slot] ?? []) {
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
): ParameterObject[] {
  const { role } = operation
  const use = { role, side: requestSide(role), where: `${slot} of ${where}` }
  const { properties, required } = context.schemas.useProperties(schema, use)
  const isIgnored = (name: string): boolean =>
    slot === 'headers' && ignoredHeaders.has(name.toLowerCase())
  const ignored = Object.keys(properties).filter(isIgnored)
  context.problems.push(...ignored.map((name) => ignoredHeader(name, where)))
  return Object.entries(properties)
    .filter(([name]) => !isIgnored(name))
    .map(([name, property]) =>
      buildParameter(name, locations[slot], slot === 'params' || required.has(name), property),
    )
}

/** What a Parameter Object says itself is not said again in its schema. */
function buildParameter(
  name: string,
  location: string,
  required: boolean,
  property: SchemaObject,
): ParameterObject {
  const { description, deprecated, ...schema } = property
  return {
    name,
    in: location,
    ...(typeof description === 'string' ? { description } : {}),
    ...(required ? { required } : {}),
    ...(deprecated === true ? { deprecated } : {}),
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
