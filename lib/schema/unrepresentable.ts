import type { SchemaObject } from '../openapi-types.ts'

/** A part of a schema that JSON Schema cannot say. */
export interface Unrepresentable {
  /** Such as `lines[].date`; empty for the schema as a whole. */
  readonly path: string
  /** Such as `Date cannot be represented in JSON Schema`. */
  readonly reason: string
}

const mark = '~unrepresentable'

/** What a library's converter puts in the place of a part that it cannot convert. */
export function markUnrepresentable(reason: string): SchemaObject {
  return { [mark]: reason }
}

/** The first part that was marked. */
export function findUnrepresentable(schema: unknown): Unrepresentable | undefined {
  return findWhere(schema, (part) => {
    const reason = part[mark]
    return typeof reason === 'string' ? reason : undefined
  })
}

/** The first subschema that `judge` has something against, and its place. */
export function findWhere(
  schema: unknown,
  judge: (part: Readonly<SchemaObject>) => string | undefined,
): Unrepresentable | undefined {
  if (typeof schema !== 'object' || schema === null) return undefined
  const reason = judge(schema as Readonly<SchemaObject>)
  if (reason !== undefined) return { path: '', reason }
  for (const keyword of Object.keys(schema)) {
    const value = (schema as Readonly<SchemaObject>)[keyword]
    if (typeof value !== 'object' || value === null) continue
    for (const [step, member] of listMembers(keyword, value)) {
      const found = findWhere(member, judge)
      if (found) return { ...found, path: join(step, found.path) }
    }
  }
  return undefined
}

/** The subschemas of a keyword, each with what it adds to the path of a property. */
function listMembers(keyword: string, value: object): [step: string, member: unknown][] {
  if (['properties', 'patternProperties'].includes(keyword)) return Object.entries(value)
  if (keyword === '$defs') {
    return Object.entries(value).map(([name, member]) => [isMadeUp(name) ? '' : name, member])
  }
  if (keyword === 'items' && !Array.isArray(value)) return [['[]', value]]
  if (keyword === 'items' || keyword === 'prefixItems') {
    return Object.entries(value).map(([index, item]) => [`[${index}]`, item])
  }
  if (keyword === 'additionalProperties') return [['*', value]]
  if (['anyOf', 'oneOf', 'allOf'].includes(keyword)) {
    return Object.values(value).map((member) => ['', member])
  }
  return ['not', 'if', 'then', 'else', 'contains', 'propertyNames'].includes(keyword)
    ? [['', value]]
    : []
}

/** A name that a library made up tells a reader nothing. */
function isMadeUp(name: string): boolean {
  return /^(?:__schema)?\d+$/.test(name)
}

function join(step: string, path: string): string {
  if (step === '' || path === '' || path.startsWith('[')) return step + path
  return `${step}.${path}`
}
