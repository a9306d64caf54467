import { createHash, randomBytes, scrypt, timingSafeEqual } from 'node:crypto'

export const scopeNames = ['invoices:read', 'invoices:write'] as const
export type Scope = (typeof scopeNames)[number]

/** Who may do what, as long as the secret that stands for it is good. */
export interface Grant {
  readonly username: string
  readonly scopes: readonly Scope[]
}

/** A grant that waits to be fetched by whoever has asked for it. */
export interface PendingGrant extends Grant {
  readonly clientId: string
  readonly redirectUri: string
  readonly codeChallenge: string
}

/** Random secrets, each of which stands for something until it expires. */
export interface Secrets<Held> {
  readonly lifetime: number
  issue(held: Held): string
  find(secret: string): Held | undefined
  /** As `find`, and the secret is good no more. */
  take(secret: string): Held | undefined
}

/**
 * Secrets are kept, and looked up, by their digests: who reads the memory learns none of them, and the
 * time that a look-up takes says nothing of a secret, since nobody chooses how a digest begins.
 *
 * @param lifetime In seconds.
 */
function createSecrets<Held>(lifetime: number): Secrets<Held> {
  const issued = new Map<string, { held: Held; expires: number }>()
  const find = (secret: string): Held | undefined => {
    const entry = issued.get(digest(secret))
    return entry && entry.expires > Date.now() ? entry.held : undefined
  }
  return {
    lifetime,
    find,
    issue(held) {
      for (const [key, { expires }] of issued) if (expires <= Date.now()) issued.delete(key)
      const secret = randomBytes(32).toString('base64url')
      issued.set(digest(secret), { held, expires: Date.now() + lifetime * 1000 })
      return secret
    },
    take(secret) {
      const held = find(secret)
      issued.delete(digest(secret))
      return held
    },
  }
}

export const accessTokens: Secrets<Grant> = createSecrets(15 * 60)
export const apiKeys: Secrets<Pick<Grant, 'username'>> = createSecrets(24 * 60 * 60)
export const authorizationCodes: Secrets<PendingGrant> = createSecrets(60)

/** SHA-256 in base64url, which is what PKCE's S256 sends too. */
export function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}

export function isSame(one: string, other: string): boolean {
  return timingSafeEqual(Buffer.from(digest(one)), Buffer.from(digest(other)))
}

const salt = randomBytes(16)
const nobody = hashPassword(randomBytes(16).toString('hex'))

/** The accounts of this demo: one, whose password is no secret. */
const passwords = new Map([['demo', hashPassword('demo')]])

/** Takes as long for a name that nobody has, so that it does not tell which there are. */
export async function isPassword(username: string, password: string): Promise<boolean> {
  const expected = await (passwords.get(username) ?? nobody)
  return timingSafeEqual(await hashPassword(password), expected)
}

function hashPassword(password: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password, salt, 32, (error, hash) => (error ? reject(error) : resolve(hash)))
  })
}
