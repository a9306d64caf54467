import { followPointer } from '../../../lib/json-schema.ts'
import type { DocumentObject } from './published-document.ts'

export function isObject(value: unknown): value is DocumentObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The `$ref` of a Reference Object, or of a schema. */
export function referenceOf(value: unknown): string | undefined {
  const ref = isObject(value) ? value['$ref'] : undefined
  return typeof ref === 'string' ? ref : undefined
}

/** What a `$ref` within the document stands for; one that leads out of it stays as it is. */
export function dereference(value: unknown, document: DocumentObject): unknown {
  const ref = referenceOf(value)
  if (ref === undefined || !ref.startsWith('#')) return value
  const target = followPointer(document, ref.slice(1))
  if (target === undefined) throw new Error(`"${ref}" leads nowhere.`)
  return dereference(target, document)
}

/** What stands under these is a value of the API's users, and no part of the document. */
const dataFields = new Set(['example', 'value', 'default', 'enum', 'const'])

/** The keys of these are names that somebody chose: one called `default` is no such field. */
const mapFields = new Set([
  ...['paths', 'webhooks', 'callbacks', 'responses', 'content', 'headers', 'links', 'encoding'],
  ...['schemas', 'parameters', 'requestBodies', 'securitySchemes', 'mapping'],
  ...['properties', 'patternProperties', '$defs'],
])

/** A copy of an object with its members changed, those left out that are data. */
function mapMembers(
  object: DocumentObject,
  isMap: boolean,
  change: (member: unknown, field: string, isMap: boolean) => unknown,
): DocumentObject {
  const entries = Object.entries(object).map(([field, member]) => {
    const isData = !isMap && dataFields.has(field)
    return [field, isData ? member : change(member, field, !isMap && mapFields.has(field))]
  })
  return Object.fromEntries(entries) as DocumentObject
}

/** A copy in which every object was asked about, the innermost first, but for what is data. */
export function mapObjects(
  value: unknown,
  change: (object: DocumentObject) => DocumentObject,
): unknown {
  return visit(value, false)

  function visit(part: unknown, isMap: boolean): unknown {
    if (Array.isArray(part)) return part.map((item: unknown) => visit(item, false))
    if (!isObject(part)) return part
    const members = mapMembers(part, isMap, (member, _field, isInner) => visit(member, isInner))
    return isMap ? members : change(members)
  }
}

/** A Discriminator Object refers to schemas by bare strings. */
function isMapped(value: unknown): value is string {
  return typeof value === 'string' && value.startsWith('#/')
}

/** Where each reference was first followed on the way to a part. */
type Followed = ReadonlyMap<string, string>

/**
 * The value with what its references stand for in their places, so that two documents can be compared
 * whatever they call their components. What leads back to itself gets the place that it leads back to.
 */
export function writeOut(value: unknown, document: DocumentObject): unknown {
  return write(value, '', new Map(), false)

  function write(part: unknown, path: string, followed: Followed, isMap: boolean): unknown {
    if (Array.isArray(part)) {
      return part.map((item, index) => write(item, `${path}/${index}`, followed, false))
    }
    if (!isObject(part)) return part
    const ref = isMap ? undefined : referenceOf(part)
    if (ref?.startsWith('#') !== true) return writeMembers(part, path, followed, isMap)
    const { $ref: _, ...others } = part
    const siblings = writeMembers(others, path, followed, false)
    const target = follow(ref, path, followed)
    // What stands beside a reference holds as well, and is said in addition.
    return Object.keys(siblings).length === 0 ? target : { ...siblings, $ref: target }
  }

  function writeMembers(
    object: DocumentObject,
    path: string,
    followed: Followed,
    isMap: boolean,
  ): DocumentObject {
    return mapMembers(object, isMap, (member, field, isInner) => {
      const place = `${path}/${field}`
      return isMapped(member) && path.endsWith('/discriminator/mapping')
        ? follow(member, place, followed)
        : write(member, place, followed, isInner)
    })
  }

  function follow(ref: string, path: string, followed: Followed): unknown {
    const first = followed.get(ref)
    if (first !== undefined) return { $ref: `back to ${first}` }
    const target = followPointer(document, ref.slice(1))
    if (target === undefined) return { $ref: `${ref}, which leads nowhere` }
    return write(target, path, new Map([...followed, [ref, path]]), false)
  }
}
