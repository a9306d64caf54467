import type { Problem } from '../errors.ts'
import type { ComponentsObject, SecurityRequirementObject } from '../openapi-types.ts'

/** Which security schemes a document asks for, and whether it declares them. */
export interface SecurityUses {
  /** @param security A list of Security Requirement Objects, if there is one. */
  note(security: unknown, where: string): void
}

/**
 * "Each name MUST correspond to a security scheme which is declared in the Security Schemes under the
 * Components Object."
 */
export function createSecurityUses(
  components: ComponentsObject | undefined,
  problems: Problem[],
): SecurityUses {
  const declared = new Set(Object.keys(components?.securitySchemes ?? {}))
  const reported = new Set<string>()
  return {
    note(security, where) {
      const requirements = (Array.isArray(security) ? security : []) as SecurityRequirementObject[]
      for (const name of requirements.flatMap((requirement) => Object.keys(requirement))) {
        if (declared.has(name) || reported.has(name)) continue
        reported.add(name)
        problems.push(undeclared(name, where))
      }
    },
  }
}

function undeclared(name: string, where: string): Problem {
  return {
    code: 'WARN_SECURITY_SCHEME',
    severity: 'warning',
    where,
    message: `The security scheme "${name}" is required, and declared nowhere.`,
    remedy: `Declare it: openapi({ components: { securitySchemes: { ${JSON.stringify(name)}: { type: 'http', scheme: 'bearer' } } } }).`,
  }
}
