import type { Problem } from '../../errors.ts'
import type { MinorVersion } from '../../openapi-version.ts'
import { followReferences } from './content-3.0.ts'
import { type Conversion, enter, isWithinMediaTypes } from './conversion-3.1.ts'
import { converters } from './converters-3.1.ts'
import { describeMove } from './losses-3.1.ts'
import { childOf, isPatterned, type Child, type Kind } from './object-kinds.ts'
import { listLeftOut } from './operations-3.1.ts'
import { type Fields, isFields, mapMembers } from '../fields.ts'

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
    tell: (...told) => void problems.push(describeMove(minor, ...told)),
    leftOut: listLeftOut(document as Fields),
    within: new Set(),
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
  return isReference
    ? convertReference(kind, value, path, conversion)
    : convertObject(kind, value, path, conversion)
}

/** What 3.1 has no component for is written in place of a reference to it. */
function convertReference(
  kind: Kind,
  reference: Readonly<Fields>,
  path: readonly string[],
  conversion: Conversion,
): unknown {
  const { $ref, ...beside } = reference
  const isOfMediaType = kind === 'mediaType'
  if (!isOfMediaType && !isWithinMediaTypes($ref)) return reference
  const target = followReferences(conversion.document, $ref)
  // Lost already, which is reported elsewhere.
  if (!target && !isOfMediaType) return reference
  if (!target || conversion.within.has(target)) {
    conversion.tell(path, target ? 'itself' : 'mediaTypes')
    // "MUST contain either a `schema` property, or a `content` property", as a parameter does.
    return kind === 'header' ? { schema: {} } : {}
  }
  const written = isOfMediaType ? target : { ...target, ...beside }
  return convertObject(kind, written, path, enter(conversion, target))
}

function convertObject(
  kind: Kind,
  value: Readonly<Fields>,
  path: readonly string[],
  conversion: Conversion,
): unknown {
  const own = converters[kind]?.(value, path, conversion) ?? value
  return mapMembers(own, (member, field) =>
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
  return mapMembers(member, (one, name) =>
    isExtensible && name.startsWith('x-')
      ? one
      : convert(child.kind, one, [...path, name], conversion),
  )
}
