import type { Problem } from '../../errors.ts'
import type { MinorVersion } from '../../openapi-version.ts'
import { converters, type Conversion, type Fields } from './converters-3.1.ts'
import { isFields } from './converters-3.1.ts'
import { describeMove } from './losses-3.1.ts'
import { isPatterned, objects, type Child, type Kind } from './object-kinds.ts'

export interface ConvertedDocument {
  readonly document: object
  /** What the document says otherwise or not at all, one problem for each place. */
  readonly problems: Problem[]
}

/**
 * A document with all that OpenAPI 3.2 has as one of 3.1: what 3.1 says otherwise is converted, what it
 * has no field for is moved into an extension, and what it cannot say is left out and reported.
 *
 * @param minor The version that is told to whoever reads the problems: 3.0 is reached by way of 3.1.
 */
export function downgradeTo31(document: object, minor: MinorVersion = '3.1'): ConvertedDocument {
  const problems: Problem[] = []
  const conversion: Conversion = {
    document: document as Fields,
    tell: (place, field) => void problems.push(describeMove(place, field, minor)),
  }
  return { document: convert('document', document, [], conversion) as object, problems }
}

function convert(
  kind: Kind,
  value: unknown,
  path: readonly string[],
  conversion: Conversion,
): unknown {
  if (!isFields(value)) return value
  const isReference = '$ref' in value && kind !== 'schema' && kind !== 'pathItem'
  if (isReference && kind !== 'mediaType') return value
  const own = converters[kind]?.(value, path, conversion) ?? value
  return mapFields(own, (member, field) =>
    convertMember(
      childOf(kind, field),
      member,
      [...path, field],
      conversion,
      isPatterned(kind, field),
    ),
  )
}

function convertMember(
  child: Child | undefined,
  member: unknown,
  path: readonly string[],
  conversion: Conversion,
  isExtensible: boolean,
): unknown {
  if (!child) return member
  if (child.as === 'one') return convert(child.kind, member, path, conversion)
  if (child.as === 'list') {
    if (!Array.isArray(member)) return member
    return member.map((one, index) =>
      convert(child.kind, one, [...path, String(index)], conversion),
    )
  }
  if (!isFields(member)) return member
  return mapFields(member, (one, name) =>
    isExtensible && name.startsWith('x-')
      ? one
      : convert(child.kind, one, [...path, name], conversion),
  )
}

/** In a map of path items, any name may be one; that of an extension is none. */
function childOf(kind: Kind, field: string): Child | undefined {
  if (field.startsWith('x-') && field !== 'x-itemSchema') return undefined
  const { fields, every } = objects[kind]
  return every ?? (Object.hasOwn(fields, field) ? fields[field] : undefined)
}

function mapFields(value: Fields, map: (member: unknown, field: string) => unknown): Fields {
  return Object.fromEntries(
    Object.entries(value).map(([field, member]) => [field, map(member, field)]),
  )
}
