import type { NamedExpression, RuntimeExpression } from '../../callbacks/expression-grammar.ts'

type Json = Readonly<Record<string, unknown>>

/** What an operation says of a value that an expression reads. */
export interface Declaration {
  /** Such as `string (uri)`. */
  readonly type: string | undefined
  readonly isRequired: boolean
  readonly description: string | undefined
}

/** `undeclared`: no such thing is declared; `unknown`: it cannot be told, or nothing declares such things. */
export type Finding = Declaration | 'undeclared' | 'unknown'

/** Finds what an expression reads in the operation that declares the callback, its `$ref`s resolved. */
export function findDeclaration(expression: RuntimeExpression, operation: Json): Finding {
  if (!('side' in expression)) return 'unknown'
  if (expression.kind !== 'body') return findNamed(expression, operation)
  if (expression.side === 'request') {
    return findInBody(read(operation, 'requestBody'), expression.pointer)
  }
  return best(listResponses(operation).map((one) => findInBody(one, expression.pointer)))
}

function findNamed({ side, kind, name }: NamedExpression, operation: Json): Finding {
  if (side === 'response') return findResponseHeader(name, operation)
  const parameters = read(operation, 'parameters')
  const isNamed = ({ in: place, name: other }: Json): boolean =>
    place === kind && (kind === 'header' ? isSameHeader(other, name) : other === name)
  const parameter = listObjects(parameters).find(isNamed)
  return parameter ? describeParameter(parameter) : 'undeclared'
}

function findResponseHeader(name: string, operation: Json): Finding {
  const headers = listResponses(operation).flatMap((response) =>
    Object.entries(toObject(read(response, 'headers')))
      .filter(([other]) => isSameHeader(other, name))
      .map(([, header]) => toObject(header)),
  )
  return best(headers.map(describeParameter))
}

/** Names of headers are case-insensitive. */
function isSameHeader(one: unknown, name: string): boolean {
  return typeof one === 'string' && one.toLowerCase() === name.toLowerCase()
}

function describeParameter(parameter: Json): Declaration {
  const content = Object.values(toObject(parameter['content']))[0]
  const schema = toObject(parameter['schema'] ?? read(content, 'schema'))
  return {
    ...describe(schema, parameter['required'] === true),
    ...(typeof parameter['description'] === 'string'
      ? { description: parameter['description'] }
      : {}),
  }
}

function listResponses(operation: Json): Json[] {
  return Object.values(toObject(read(operation, 'responses'))).filter(isObject)
}

/** The first that says most. */
function best(findings: readonly Finding[]): Finding {
  const declared = findings.find((one) => typeof one === 'object')
  return declared ?? findings.find((one) => one === 'unknown') ?? 'undeclared'
}

/** Only in JSON has a pointer a meaning that everyone agrees on. */
function findInBody(holder: unknown, pointer: readonly string[]): Finding {
  if (!isObject(holder)) return 'undeclared'
  const contents = Object.entries(toObject(holder['content']))
  const json = contents.find(([type]) => isJsonType(type))
  if (!json) return contents.length === 0 ? 'undeclared' : 'unknown'
  const schema = read(json[1], 'schema')
  return isObject(schema) ? find(schema, pointer, holder['required'] === true) : 'unknown'
}

export function isJsonType(mediaType: string): boolean {
  return /^[^;]*[/+]json\s*(?:;|$)/i.test(mediaType)
}

function find(schema: Json, pointer: readonly string[], isRequired: boolean): Finding {
  const [token, ...rest] = pointer
  if (token === undefined) return describe(schema, isRequired)
  const all = flatten(schema)
  const required = all.flatMap((one) => toList(one['required']))
  const below = all.flatMap((one) => listMembers(one, token))
  if (below.length > 0) {
    return best(below.map((one) => find(one, rest, isRequired && required.includes(token))))
  }
  const branches = all.flatMap((one) => [
    ...listObjects(one['anyOf']),
    ...listObjects(one['oneOf']),
  ])
  if (branches.length > 0) return findInBranches(branches, pointer, isRequired)
  return all.some(saysWhatItHas) ? 'undeclared' : 'unknown'
}

/** What one alternative alone has is not always there. */
function findInBranches(
  branches: readonly Json[],
  pointer: readonly string[],
  isRequired: boolean,
): Finding {
  const findings = branches.map((one) => find(one, pointer, isRequired))
  const found = best(findings)
  if (typeof found !== 'object') return found
  const isAlways = findings.every((one) => typeof one === 'object' && one.isRequired)
  return { ...found, isRequired: isAlways }
}

/** A schema with all that `allOf` adds to it. */
function flatten(schema: Json): Json[] {
  return [schema, ...listObjects(schema['allOf']).flatMap(flatten)]
}

function listMembers(schema: Json, token: string): Json[] {
  const property = read(schema['properties'], token)
  if (isObject(property)) return [property]
  if (/^(?:0|[1-9]\d*)$/.test(token)) {
    const first = toList(schema['prefixItems'])[Number(token)]
    return [first, schema['items']].filter(isObject).slice(0, 1)
  }
  return [schema['additionalProperties']].filter(isObject)
}

function saysWhatItHas(schema: Json): boolean {
  return ['properties', 'items', 'prefixItems', 'type'].some((keyword) => keyword in schema)
}

function describe(schema: Json, isRequired: boolean): Declaration {
  const all = flatten(schema)
  const pick = (keyword: string): unknown =>
    all.map((one) => one[keyword]).find((one) => one !== undefined)
  const types = pick('type')
  const type = Array.isArray(types) ? types.join(' or ') : types
  const format = pick('format')
  const description = pick('description')
  const words = [type, typeof format === 'string' ? `(${format})` : undefined]
  return {
    type: words.filter((one) => typeof one === 'string').join(' ') || undefined,
    isRequired,
    description: typeof description === 'string' ? description : undefined,
  }
}

/** An own member: documents may name theirs `constructor`. */
function read(value: unknown, name: string): unknown {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined
}

function listObjects(value: unknown): Json[] {
  return toList(value).filter(isObject)
}

function toList(value: unknown): unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : []
}

function toObject(value: unknown): Json {
  return isObject(value) ? value : {}
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
