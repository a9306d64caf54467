import type { Request, RequestHandler, Response } from 'express'
import { operation } from 'ringback'
import { accessTokens, apiKeys, isPassword, type Scope } from './credentials.ts'
import { Problem } from './models.ts'

const scopes: Record<Scope, string> = {
  'invoices:read': 'See what you are owed',
  'invoices:write': 'Cancel invoices',
}
const tokenUrl = '/oauth/token'

/** Every way to say who you are; the page's Authorize button offers them. */
export const securitySchemes = {
  oauth: {
    type: 'oauth2',
    flows: {
      authorizationCode: { authorizationUrl: '/oauth/authorize', tokenUrl, scopes },
      password: { tokenUrl, scopes },
    },
  },
  bearer: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'opaque',
    description: 'An access token that /oauth/token gave.',
  },
  basic: { type: 'http', scheme: 'basic', description: 'User demo, password demo.' },
  apiKey: {
    type: 'apiKey',
    in: 'header',
    name: 'X-API-Key',
    description: 'A key that POST /account/keys gave.',
  },
} as const

/** Lets through whoever says by any scheme who they are; what is behind it is documented so. */
export const requireUser: RequestHandler = operation(
  {
    security: [{ oauth: [] }, { bearer: [] }, { basic: [] }, { apiKey: [] }],
    responses: { 401: Problem },
  },
  async (req, res, next) => {
    const username = await findUsername(req)
    if (username === undefined) return refuse(res)
    res.locals['username'] = username
    next()
  },
)

/** Lets through whoever has an access token of this scope. */
export function requireScope(scope: Scope): RequestHandler {
  return operation(
    { security: [{ oauth: [scope] }], responses: { 401: Problem, 403: Problem } },
    (req, res, next) => {
      const grant = accessTokens.find(readCredentials(req, 'Bearer'))
      if (!grant) return refuse(res)
      if (grant.scopes.includes(scope)) return next()
      res.set('WWW-Authenticate', `Bearer error="insufficient_scope", scope="${scope}"`)
      res.status(403).json({ title: `This takes the scope ${scope}`, status: 403 })
    },
  )
}

/** Has a browser ask for the password: of pages that no document describes. */
export const requireLogin: RequestHandler = (req, res, next) => {
  findBasicUser(req).then((username) => {
    if (username !== undefined) return next()
    res.set('WWW-Authenticate', 'Basic realm="Deliveries", charset="UTF-8"')
    res.status(401).send('Say who you are')
  }, next)
}

/** Whom `requireUser` has let through. */
export function usernameOf(res: Response): string {
  return String(res.locals['username'])
}

async function findUsername(req: Request): Promise<string | undefined> {
  const held =
    accessTokens.find(readCredentials(req, 'Bearer')) ?? apiKeys.find(req.get('X-API-Key') ?? '')
  return held ? held.username : findBasicUser(req)
}

async function findBasicUser(req: Request): Promise<string | undefined> {
  const [, username, password] = /^([^:]*):(.*)$/s.exec(readBasic(req)) ?? []
  if (username === undefined || password === undefined) return undefined
  return (await isPassword(username, password)) ? username : undefined
}

function readBasic(req: Request): string {
  return Buffer.from(readCredentials(req, 'Basic'), 'base64').toString()
}

/** What follows the scheme's name in `Authorization`; empty where it is another's. */
function readCredentials(req: Request, scheme: 'Basic' | 'Bearer'): string {
  const [name = '', credentials = ''] = (req.get('Authorization') ?? '').split(' ')
  return name.toLowerCase() === scheme.toLowerCase() ? credentials : ''
}

function refuse(res: Response): void {
  // Not Basic, at which browsers put a dialog of their own before the page.
  res.set('WWW-Authenticate', 'Bearer')
  res.status(401).json({ title: 'Say who you are', status: 401 })
}
