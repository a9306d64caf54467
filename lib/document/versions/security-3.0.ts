import type { Lose } from './losses-3.0.ts'
import { type Fields, isFields } from '../fields.ts'

export interface SecurityConverter {
  /** A list of Security Requirement Objects; undefined where nothing is left of it. */
  convert(requirements: unknown, path: readonly string[]): unknown
  convertSchemes(schemes: Fields): Fields
}

/** Where the request is ours, the API's own security does not hold. */
function isOfReceiver(path: readonly string[]): boolean {
  return path[0] === 'webhooks' || path.includes('callbacks')
}

/** 3.0 has no certificates of clients, and scopes in OAuth 2 and OpenID Connect alone. */
export function createSecurityConverter(document: Fields, lose: Lose): SecurityConverter {
  const { components } = document
  const { securitySchemes } = isFields(components) ? components : {}
  return { convert, convertSchemes }

  function convert(requirements: unknown, path: readonly string[]): unknown {
    if (!Array.isArray(requirements)) return requirements
    const all = requirements as unknown[]
    // Where nothing is left, an empty list would say that nobody needs to sign in; without one that of
    // the whole API holds.
    const isLost = isEmptied(all)
    const what = isLost && readsAsOpen(path) ? 'mutualTLSAlone' : 'mutualTLS'
    const left = all.flatMap((requirement, index) =>
      convertRequirement(requirement, [...path, String(index)], what),
    )
    return isLost && !isOfReceiver(path) ? undefined : left
  }

  /** Whether certificates are all that is asked for. */
  function isEmptied(requirements: readonly unknown[]): boolean {
    return requirements.length > 0 && requirements.every(asksForCertificateAlone)
  }

  /** Such as `{}` would be without it, which says that nobody needs to sign in. */
  function asksForCertificateAlone(requirement: unknown): boolean {
    const names = isFields(requirement) ? Object.keys(requirement) : []
    return names.length > 0 && names.every(isCertificate)
  }

  /** Whether a list that nothing is left of says there that everybody may call. */
  function readsAsOpen(path: readonly string[]): boolean {
    const { security } = document
    const isOfRoot = path.length === 1
    if (isOfRoot || isOfReceiver(path) || !Array.isArray(security)) return true
    const root = security as unknown[]
    return isEmptied(root) || root.length === 0 || root.some(isEmptyRequirement)
  }

  function convertRequirement(
    requirement: unknown,
    path: readonly string[],
    what: string,
  ): Fields[] {
    if (!isFields(requirement)) return []
    const kept = Object.entries(requirement).filter(([name]) => !isCertificate(name))
    if (kept.length < Object.keys(requirement).length) lose(path, what)
    if (asksForCertificateAlone(requirement)) return []
    const roles = kept.map(([name, given]) => [name, convertRoles(name, given, path)] as const)
    return [Object.fromEntries(roles)]
  }

  function convertRoles(name: string, roles: unknown, path: readonly string[]): unknown {
    const type = typeOf(name)
    const hasScopes = type === undefined || type === 'oauth2' || type === 'openIdConnect'
    if (hasScopes || !Array.isArray(roles) || roles.length === 0) return roles
    lose([...path, name], 'roles')
    return []
  }

  function convertSchemes(schemes: Fields): Fields {
    const kept = Object.entries(schemes).filter(([name]) => !isCertificate(name))
    for (const name of Object.keys(schemes)) {
      if (isCertificate(name)) lose(['components', 'securitySchemes', name], 'mutualTLS')
    }
    return Object.fromEntries(kept)
  }

  function isCertificate(name: string): boolean {
    return typeOf(name) === 'mutualTLS'
  }

  function typeOf(name: string): unknown {
    const schemes = isFields(securitySchemes) ? securitySchemes : {}
    const scheme = Object.hasOwn(schemes, name) ? schemes[name] : undefined
    return isFields(scheme) ? scheme['type'] : undefined
  }
}

function isEmptyRequirement(requirement: unknown): boolean {
  return isFields(requirement) && Object.keys(requirement).length === 0
}
