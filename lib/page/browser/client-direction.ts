import { listComposed, mapSubschemas } from '../../json-schema.ts'
import type { SchemaObject } from '../../openapi-types.ts'
import { mentionsAccess, resolveAccess } from '../../schema/access.ts'
import type { Immutable, ImmutableMap } from './system.ts'

/**
 * An operation that the API calls, with `readOnly` and `writeOnly` as they are for it. They are written for
 * the API's own clients: what those never send (`readOnly`) the API does send, and what they never get
 * (`writeOnly`) is not in its request; of the answer that it reads, the reverse holds. Swagger UI takes
 * each request for one of the API's clients (its issue 6294), so no flag is left for it to misread.
 */
export function resolveClientDirection(operation: ImmutableMap, im: Immutable): ImmutableMap {
  const { isMap } = im.Map
  const responses = operation.get('responses')
  const requested = operation.has('requestBody')
    ? operation.set('requestBody', resolveContent(operation.get('requestBody'), 'output', im))
    : operation
  return isMap(responses)
    ? requested.set(
        'responses',
        responses.map((response) => resolveContent(response, 'input', im)),
      )
    : requested
}

type Side = Parameters<typeof resolveAccess>[2]

/** @param holder a Request Body Object or a Response Object */
function resolveContent(holder: unknown, side: Side, im: Immutable): unknown {
  const { isMap } = im.Map
  const content = isMap(holder) ? holder.get('content') : undefined
  if (!isMap(holder) || !isMap(content)) return holder
  return holder.set(
    'content',
    content.map((media) => {
      const schema = isMap(media) ? media.get('schema') : undefined
      return isMap(media) && isMap(schema)
        ? media.set('schema', resolveSchema(schema, side, im))
        : media
    }),
  )
}

function resolveSchema(schema: ImmutableMap, side: Side, im: Immutable): ImmutableMap {
  const plain = schema.toJS() as SchemaObject
  return mentionsAccess(plain) ? (toImmutable(resolve(plain, side), im) as ImmutableMap) : schema
}

function resolve(schema: Readonly<SchemaObject>, side: Side): SchemaObject {
  const resolved = resolveAccess(schema, schema, side)
  const withoutAbsent = omitFromExamples(resolved, listAbsent(schema, side))
  return mapSubschemas(withoutAbsent, (part) => resolve(part, side))
}

/** The properties that are taken out, of this schema and of what it is composed of. */
function listAbsent(schema: Readonly<SchemaObject>, side: Side): ReadonlySet<string> {
  const absent = listComposed(schema, schema).flatMap((part) => {
    const left = resolveAccess(part, part, side)['properties'] ?? {}
    return Object.keys(part['properties'] ?? {}).filter((name) => !Object.hasOwn(left, name))
  })
  return new Set(absent)
}

function omitFromExamples(
  schema: Readonly<SchemaObject>,
  absent: ReadonlySet<string>,
): Readonly<SchemaObject> {
  if (absent.size === 0) return schema
  const { example, examples } = schema as { example?: unknown; examples?: unknown }
  return {
    ...schema,
    ...(example === undefined ? {} : { example: omit(example, absent) }),
    ...(Array.isArray(examples) ? { examples: examples.map((one) => omit(one, absent)) } : {}),
  }
}

function omit(value: unknown, names: ReadonlySet<string>): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).filter(([name]) => !names.has(name)))
}

/** In the order of the document, which a Map of Immutable.js does not keep. */
function toImmutable(value: unknown, im: Immutable): unknown {
  if (Array.isArray(value)) return im.List(value.map((one) => toImmutable(one, im)))
  if (typeof value !== 'object' || value === null) return value
  return im.OrderedMap(Object.entries(value).map(([key, member]) => [key, toImmutable(member, im)]))
}
