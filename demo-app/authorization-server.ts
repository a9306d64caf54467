import express, { Router, type Request } from 'express'
import { operation } from 'ringback'
import type { z } from 'zod'
import {
  accessTokens,
  authorizationCodes,
  digest,
  isPassword,
  isSame,
  type Grant,
} from './credentials.ts'
import { authorizationPage } from './authorization-page.ts'
import {
  Answer,
  AuthorizationRequest,
  clientId,
  form,
  TokenRequest,
} from './authorization-requests.ts'

/** OAuth2 (RFC 6749) with PKCE (RFC 7636). The document has it as a security scheme. */
export const authorizationServer: Router = Router()

authorizationServer.use(express.urlencoded({ extended: false }), (_req, res, next) => {
  res.set('Cache-Control', 'no-store')
  next()
})

authorizationServer.get(
  '/authorize',
  operation({ hidden: true, query: AuthorizationRequest }, (req, res) => {
    if (!isOurs(req, req.query.redirect_uri)) return void res.status(400).send('Wrong redirect_uri')
    authorizationPage(res, req.query.scope)
  }),
)

authorizationServer.post(
  '/authorize',
  operation({ hidden: true, query: AuthorizationRequest, body: form(Answer) }, async (req, res) => {
    const { redirect_uri: redirectUri, scope: scopes, state, code_challenge } = req.query
    const { username, password } = req.body
    if (!isOurs(req, redirectUri)) return void res.status(400).send('Wrong redirect_uri')
    if (!(await isPassword(username, password))) {
      return authorizationPage(res.status(401), scopes, 'This is not the password.')
    }
    const grant = { username, scopes, clientId, redirectUri, codeChallenge: code_challenge }
    const target = new URL(redirectUri)
    target.searchParams.set('code', authorizationCodes.issue(grant))
    if (state !== undefined) target.searchParams.set('state', state)
    res.redirect(303, target.href)
  }),
)

authorizationServer.post(
  '/token',
  operation(
    {
      hidden: true,
      body: form(TokenRequest),
      validation: {
        onError: (_error, _req, res) => void res.status(400).json({ error: 'invalid_request' }),
      },
    },
    async (req, res) => {
      const grant = await findGrant(req.body)
      if (!grant) return void res.status(400).json({ error: 'invalid_grant' })
      const access_token = accessTokens.issue(grant)
      const scope = grant.scopes.join(' ')
      res.json({ access_token, token_type: 'bearer', expires_in: accessTokens.lifetime, scope })
    },
  ),
)

async function findGrant(request: z.output<typeof TokenRequest>): Promise<Grant | undefined> {
  if (request.grant_type === 'password') {
    const { username, password, scope: scopes } = request
    return (await isPassword(username, password)) ? { username, scopes } : undefined
  }
  const grant = authorizationCodes.take(request.code)
  if (!grant || !isSame(digest(request.code_verifier), grant.codeChallenge)) return undefined
  const isAsked = grant.clientId === request.client_id && grant.redirectUri === request.redirect_uri
  return isAsked ? { username: grant.username, scopes: grant.scopes } : undefined
}

/** Where a code may be sent: the page of this app, compared as a whole, as RFC 9700 (2.1) asks for. */
function isOurs(req: Request<unknown, unknown, unknown, unknown>, redirectUri: string): boolean {
  return redirectUri === `${req.protocol}://${req.get('host')}/docs/oauth2-redirect.html`
}
