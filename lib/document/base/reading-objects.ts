import { isPatterned, objects, type Child, type Kind } from '../versions/object-kinds.ts'
import { type Fields, isFields, mapMembers } from '../fields.ts'

/** What a document holds where OpenAPI has objects, on the way to a copy of it. */
export interface ObjectReader {
  /** Another object in place of one of this kind, after all within it; `name` is that of its field. */
  replace(kind: Kind, value: Readonly<Fields>, name: string): Readonly<Fields>
  /** What is to be an object, or a list, and is a scalar. */
  refuse(what: 'an object' | 'a list', value: unknown, path: readonly string[]): void
}

/** A copy of a document, object by object. */
export function readObjects(
  document: Readonly<Fields>,
  { replace, refuse }: ObjectReader,
): Readonly<Fields> {
  return readOne('document', document, []) as Readonly<Fields>

  function readOne(kind: Kind, value: unknown, path: readonly string[]): unknown {
    if (!isFields(value)) {
      if (isScalar(value) && !mayBeScalar(kind, value)) refuse('an object', value, path)
      return value
    }
    const read = mapMembers(value, (member, field) => {
      const child = findChild(kind, field, value)
      return child ? readChild(child, member, [...path, field], isPatterned(kind, field)) : member
    })
    return replace(kind, read, path.at(-1) ?? '')
  }

  function readChild(
    { kind, as }: Child,
    value: unknown,
    path: readonly string[],
    isExtensible: boolean,
  ): unknown {
    if (as === 'one') return readOne(kind, value, path)
    if (isScalar(value)) refuse(as === 'list' ? 'a list' : 'an object', value, path)
    if (Array.isArray(value)) {
      return (value as unknown[]).map((item, index) => readOne(kind, item, [...path, `${index}`]))
    }
    return mapMembers(value as Readonly<Fields>, (member, name) =>
      isExtensible && name.startsWith('x-') ? member : readOne(kind, member, [...path, name]),
    )
  }
}

function findChild(kind: Kind, field: string, value: Readonly<Fields>): Child | undefined {
  // What stands beside a reference is nothing, save in a path item.
  if (field.startsWith('x-') || ('$ref' in value && kind !== 'pathItem')) return undefined
  const { fields, every } = objects[kind]
  return every ?? (Object.hasOwn(fields, field) ? fields[field] : undefined)
}

function isScalar(value: unknown): boolean {
  return typeof value !== 'object' || value === null
}

/** "A schema is an object or a boolean"; in place of an example many documents have its value. */
function mayBeScalar(kind: Kind, value: unknown): boolean {
  return kind === 'example' || (kind === 'schema' && typeof value === 'boolean')
}
