import { z } from 'zod'
import { scopeNames } from './credentials.ts'

/** The page of the documentation, which can keep no secret: it proves by PKCE that it asked itself. */
export const clientId = 'docs'

const Scopes = z
  .string()
  .default('')
  .transform((text) => text.split(' ').filter((scope) => scope !== ''))
  .pipe(z.array(z.enum(scopeNames)))

/** RFC 6749 (4.1.1) with RFC 7636 (4.3): no code is given without PKCE. */
export const AuthorizationRequest = z.object({
  response_type: z.literal('code'),
  client_id: z.literal(clientId),
  redirect_uri: z.url(),
  scope: Scopes,
  state: z.string().optional(),
  code_challenge: z.string().regex(/^[\w-]{43}$/),
  code_challenge_method: z.literal('S256'),
})

/** What the form of the authorization page sends. */
export const Answer = z.object({ username: z.string(), password: z.string() })

/** RFC 6749 (4.1.3 and 4.3.2). */
export const TokenRequest = z.discriminatedUnion('grant_type', [
  z.object({
    grant_type: z.literal('password'),
    username: z.string(),
    password: z.string(),
    scope: Scopes,
  }),
  z.object({
    grant_type: z.literal('authorization_code'),
    client_id: z.string(),
    code: z.string(),
    redirect_uri: z.string(),
    code_verifier: z.string(),
  }),
])

/** A body as HTML forms send it. */
export const form = <Schema>(schema: Schema) => ({
  content: { 'application/x-www-form-urlencoded': schema },
})
