import type { Request, Response } from '../express.ts'
import type { ComponentsObject } from '../openapi-types.ts'

/**
 * `upgrade-insecure-requests`, which helmet sends, has a browser ask for the page's files by https, and
 * where the page itself came by http there is nobody to answer: it stays blank. There it protects nothing,
 * so there it is taken out of the policy, and the rest of the policy stays.
 */
export function keepInsecureRequests(req: Request, res: Response): void {
  const policy = res.getHeader(securityPolicy)
  if (req.secure || policy === undefined) return
  // One header may hold several policies, as several headers may.
  const policies = [policy].flat().flatMap((one) => String(one).split(','))
  setPolicies(res, policies.map(withoutUpgrade))
}

const securityPolicy = 'Content-Security-Policy'

function withoutUpgrade(policy: string): string {
  return policy
    .split(';')
    .filter((directive) => directive.trim().toLowerCase() !== 'upgrade-insecure-requests')
    .join(';')
}

function setPolicies(res: Response, policies: readonly string[]): void {
  const left = policies.filter((policy) => policy.trim() !== '')
  if (left.length === 0) res.removeHeader(securityPolicy)
  else res.setHeader(securityPolicy, left)
}

const openerPolicy = 'Cross-Origin-Opener-Policy'

/**
 * Who signs in elsewhere does so in a window that the page opens, and that comes back to a file of the
 * page's to hand over the token. `Cross-Origin-Opener-Policy: same-origin`, which helmet sends, cuts a
 * window that leaves the origin off from its opener for good, so for these two it is made weaker. Where
 * nobody leaves, it stays: two windows of one origin are kept together by one policy.
 */
export function keepWindowsTogether(
  req: Request,
  res: Response,
  signIns: readonly URL[],
  policy: 'same-origin-allow-popups' | 'unsafe-none',
): void {
  if (res.getHeader(openerPolicy) === undefined) return
  const own = [req.get('host'), req.get('x-forwarded-host')]
  if (signIns.some(({ host }) => !own.includes(host))) res.setHeader(openerPolicy, policy)
}

interface SignIn {
  readonly flows?: Readonly<Record<string, SignIn>>
  readonly authorizationUrl?: unknown
  readonly openIdConnectUrl?: unknown
}

/** Where the schemes send the user to sign in; a relative URL leads to nowhere else. */
export function listSignIns(schemes: ComponentsObject['securitySchemes']): URL[] {
  const declared = listObjects(schemes)
  return declared
    .flatMap((scheme) => [scheme, ...listObjects(scheme.flows)])
    .flatMap(({ authorizationUrl, openIdConnectUrl }) => [authorizationUrl, openIdConnectUrl])
    .flatMap((url) => (typeof url === 'string' && URL.canParse(url) ? [new URL(url)] : []))
}

/** A scheme that is written as null is none. */
function listObjects(members: object | undefined): SignIn[] {
  return Object.values(members ?? {}).filter(
    (member): member is SignIn => typeof member === 'object' && member !== null,
  )
}
