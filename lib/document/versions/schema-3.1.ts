import { followPointer, mapSubschemas } from '../../json-schema.ts'
import { withoutUndefined } from '../../json.ts'
import type { SchemaObject } from '../../openapi-types.ts'
import { type Fields, isFields } from '../fields.ts'
import { type Conversion, drop, enter, isWithinMediaTypes } from './conversion-3.1.ts'
import type { Tell } from './losses-3.1.ts'

/** A Schema Object of OpenAPI 3.2 as one of 3.1. */
export function convertSchema(
  schema: Fields,
  path: readonly string[],
  conversion: Conversion,
): SchemaObject {
  if (isWithinMediaTypes(schema['$ref'])) return writeInPlace(schema, path, conversion)
  const { tell } = conversion
  const { $schema, discriminator, xml } = schema
  const converted = withoutUndefined({
    ...schema,
    $schema: convertDialect($schema),
    discriminator: isFields(discriminator)
      ? drop(discriminator, ['defaultMapping'], path, tell)
      : discriminator,
    xml: isFields(xml) ? convertXml(xml, schema, path, tell) : xml,
  })
  return mapSubschemas(converted, (subschema) => convertSchema(subschema, path, conversion))
}

/** 3.1 has no components that are media types: what is referred to within one is written here. */
function writeInPlace(
  schema: Fields,
  path: readonly string[],
  conversion: Conversion,
): SchemaObject {
  const { $ref, ...beside } = schema
  if (Object.keys(beside).length > 0) {
    const { allOf } = beside
    const parts: unknown[] = [{ $ref }, ...(Array.isArray(allOf) ? (allOf as unknown[]) : [])]
    return convertSchema({ ...beside, allOf: parts }, path, conversion)
  }
  const target = followPointer(conversion.document, ($ref as string).slice(1))
  if (typeof target === 'boolean') return target ? {} : { not: {} }
  // Lost already, which is reported elsewhere.
  if (!isFields(target)) return schema
  if (!conversion.within.has(target)) return convertSchema(target, path, enter(conversion, target))
  conversion.tell(path, 'itself')
  return {}
}

/** The rules of 3.2 for schemas are those of 3.1: what they have more is for discriminators and XML. */
export function convertDialect(dialect: unknown): unknown {
  const isOf32 =
    typeof dialect === 'string' && dialect.startsWith('https://spec.openapis.org/oas/3.2/')
  return isOf32 ? 'https://spec.openapis.org/oas/3.1/dialect/base' : dialect
}

/** 3.2 names the kind of node, where before there were two flags, which stand in its place. */
function convertXml(xml: Fields, schema: Fields, path: readonly string[], tell: Tell): Fields {
  const { nodeType, attribute: _, wrapped: __, ...others } = xml
  if (nodeType === undefined) return xml
  if (nodeType === 'attribute') return { ...others, attribute: true }
  if (nodeType === 'element' && isList(schema)) return { ...others, wrapped: true }
  // "none if $ref, $dynamicRef, or type: "array" is present", "and "element" otherwise"
  const isReference = '$ref' in schema || '$dynamicRef' in schema
  const usual = isReference || isList(schema) ? 'none' : 'element'
  if (nodeType !== usual) tell(path, 'nodeType')
  return others
}

function isList({ type }: Fields): boolean {
  return type === 'array' || (Array.isArray(type) && type.includes('array'))
}
