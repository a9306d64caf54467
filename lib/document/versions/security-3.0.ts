import type { Lose } from './losses-3.0.ts'
import type { Fields } from './downgrade-context-3.0.ts'

export interface SecurityConverter {
  /** A list of Security Requirement Objects; undefined where nothing is left of it. */
  convert(requirements: unknown, path: readonly string[]): Fields[] | undefined
  convertSchemes(schemes: Fields): Fields
}

/** Where the request is ours, the API's own security does not hold. */
function isOfReceiver(path: readonly string[]): boolean {
  return path[0] === 'webhooks' || path.includes('callbacks')
}

/** 3.0 has no certificates of clients, and scopes in OAuth 2 and OpenID Connect alone. */
export function createSecurityConverter(document: Fields, lose: Lose): SecurityConverter {
  const { securitySchemes = {} } = (document['components'] ?? {}) as Record<string, Fields>
  return { convert, convertSchemes }

  function convert(requirements: unknown, path: readonly string[]): Fields[] | undefined {
    const all = requirements as Fields[]
    const left = all.flatMap((requirement, index) => {
      const converted = convertRequirement(requirement, [...path, String(index)])
      // `{}` would say that nobody needs to sign in.
      const isEmptied = Object.keys(converted).length < Math.min(1, Object.keys(requirement).length)
      return isEmptied ? [] : [converted]
    })
    // So would an empty list, whereas without one that of the whole API holds.
    const isEmptied = left.length < Math.min(1, all.length)
    return isEmptied && !isOfReceiver(path) ? undefined : left
  }

  function convertRequirement(requirement: Fields, path: readonly string[]): Fields {
    const kept = Object.entries(requirement).filter(([name]) => typeOf(name) !== 'mutualTLS')
    if (kept.length < Object.keys(requirement).length) lose(path, 'mutualTLS')
    return Object.fromEntries(kept.map(([name, roles]) => [name, convertRoles(name, roles, path)]))
  }

  function convertRoles(name: string, roles: unknown, path: readonly string[]): unknown {
    const type = typeOf(name)
    const hasScopes = type === undefined || type === 'oauth2' || type === 'openIdConnect'
    if (hasScopes || (roles as unknown[]).length === 0) return roles
    lose([...path, name], 'roles')
    return []
  }

  function convertSchemes(schemes: Fields): Fields {
    const kept = Object.entries(schemes).filter(([name]) => typeOf(name) !== 'mutualTLS')
    for (const name of Object.keys(schemes)) {
      if (typeOf(name) === 'mutualTLS') lose(['components', 'securitySchemes', name], 'mutualTLS')
    }
    return Object.fromEntries(kept)
  }

  function typeOf(name: string): unknown {
    const scheme = Object.hasOwn(securitySchemes, name) ? securitySchemes[name] : undefined
    return (scheme as Fields | undefined)?.['type']
  }
}
