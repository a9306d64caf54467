import type { Problem } from '../errors.ts'
import type { ComponentsObject, SecurityRequirementObject } from '../openapi-types.ts'
import type { MinorVersion } from '../openapi-version.ts'

/** Which security schemes a document asks for, and whether it declares them. */
export interface SecurityUses {
  /** @param security A list of Security Requirement Objects, if there is one. */
  note(security: unknown, where: string): void
  /** The schemes that are declared by their name alone, once every use was noted. */
  build(): Record<string, object>
}

/**
 * "Each name MUST correspond to a security scheme which is declared in the Security Schemes under the
 * Components Object." One that is called as HTTP calls it says by that what it is; any other is an error.
 */
export function createSecurityUses(
  components: ComponentsObject | undefined,
  minor: MinorVersion,
  problems: Problem[],
): SecurityUses {
  const declared = new Set(Object.keys(components?.securitySchemes ?? {}))
  const reported = new Set<string>()
  const implied = new Map<string, object>()

  function noteName(written: string, where: string): void {
    const name = written.replace('#/components/securitySchemes/', '')
    if (declared.has(name) || reported.has(name) || isAddress(name, minor)) return
    reported.add(name)
    const scheme = httpSchemeOf(name)
    if (scheme) implied.set(name, scheme)
    problems.push(scheme ? described(name, scheme, where) : undeclared(name, where))
  }

  return {
    note(security, where) {
      const requirements = (Array.isArray(security) ? security : []) as SecurityRequirementObject[]
      for (const name of requirements.flatMap((requirement) => Object.keys(requirement ?? {})))
        noteName(name, where)
    },
    build: () => Object.fromEntries(implied),
  }
}

/**
 * 3.2: "or be the URI of a Security Scheme Object". An address with its scheme can be nothing else, so
 * that a document of 3.2 may be written in the versions before, too.
 */
function isAddress(name: string, minor: MinorVersion): boolean {
  return /^https?:/.test(name) || (minor === '3.2' && /[/#]/.test(name))
}

/** The usual names for the schemes of HTTP that need no more words: `bearer`, `basicAuth`. */
function httpSchemeOf(name: string): object | undefined {
  const [, scheme] = /^(basic|bearer|digest)(?:Auth)?$/i.exec(name) ?? []
  return scheme === undefined ? undefined : { type: 'http', scheme: scheme.toLowerCase() }
}

function described(name: string, scheme: object, where: string): Problem {
  const text = JSON.stringify(scheme)
  return {
    code: 'WARN_SECURITY_SCHEME',
    severity: 'warning',
    where,
    message: `The security scheme "${name}" is required, and declared nowhere: by its name it is documented as ${text}.`,
    remedy: declareIt(name, text),
  }
}

function undeclared(name: string, where: string): Problem {
  return {
    code: 'ERR_SECURITY_SCHEME',
    severity: 'error',
    where,
    message: `The security scheme "${name}" is required, and declared nowhere.`,
    remedy: declareIt(name, `{ type: 'http', scheme: 'bearer' }`),
  }
}

function declareIt(name: string, scheme: string): string {
  return `Declare it: openapi({ components: { securitySchemes: { ${JSON.stringify(name)}: ${scheme} } } }).`
}
