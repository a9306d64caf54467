import { unescapePointer } from '../../json-schema.ts'
import { type Fields, isFields } from '../fields.ts'
import type { Conversion } from './conversion-3.1.ts'

/** What has a list of Security Requirement Objects, with the names of schemes in place of addresses. */
export function nameSchemes(
  value: Fields,
  path: readonly string[],
  conversion: Conversion,
): Fields {
  const { security } = value
  if (!Array.isArray(security)) return value
  const named = security.map((requirement: unknown, index) =>
    isFields(requirement)
      ? convertRequirement(requirement, [...path, 'security', String(index)], conversion)
      : requirement,
  )
  return { ...value, security: named }
}

function convertRequirement(
  requirement: Fields,
  path: readonly string[],
  conversion: Conversion,
): Fields {
  const entries = Object.entries(requirement).map(([key, scopes]) => [
    nameOf(key, path, conversion),
    scopes,
  ])
  return Object.fromEntries(entries) as Fields
}

/** 3.2: "or be the URI of a Security Scheme Object" */
function nameOf(key: string, path: readonly string[], { document, tell }: Conversion): string {
  const { $self, components } = document
  const { securitySchemes } = isFields(components) ? components : {}
  if (isFields(securitySchemes) && Object.hasOwn(securitySchemes, key)) return key
  const isOwn = typeof $self === 'string' && key.startsWith(`${$self}#`)
  const address = isOwn ? key.slice($self.length) : key
  const [, name] = /^#\/components\/securitySchemes\/([^/]+)$/.exec(address) ?? []
  if (name !== undefined) return unescapePointer(name)
  if (/^https?:|[/#]/.test(key)) tell(path, 'securityScheme', key)
  return key
}
