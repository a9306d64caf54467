import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  randomBytes,
  sign as signWithKey,
  timingSafeEqual,
  verify as verifyWithKey,
} from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { describeValue, RingbackError } from '../errors.ts'

/** `v1` is HMAC-SHA256 with a shared secret; `v1a` is Ed25519, and its receiver has the public key only. */
export type SignatureVersion = 'v1' | 'v1a'

/** Signs. The key itself is in a closure, so that no log and no inspection prints it. */
export interface SigningSecret {
  readonly version: SignatureVersion
  /** Text is signed as UTF-8. */
  sign(content: string | Uint8Array): Buffer
}

/** Tells whether one of some signatures is of a content. */
export interface VerifyingSecret {
  readonly version: SignatureVersion
  acceptsOneOf(signatures: readonly Buffer[], content: Uint8Array): boolean
}

/** A new key pair for `v1a`. */
export interface SecretPair {
  /** `whsk_…`, for the sender alone. */
  readonly privateKey: string
  /** `whpk_…`, for everyone who receives. */
  readonly publicKey: string
}

/** More secrets at once than any rotation needs; a receiver looks at no more signatures than this. */
export const mostSignatures = 32

interface Kind {
  readonly prefix: 'whsec_' | 'whsk_' | 'whpk_'
  readonly isLength: (bytes: number) => boolean
  readonly lengths: string
  readonly remedy: string
}

const makeShared =
  'Make one with createSecret(), or write "whsec_" and what `openssl rand -base64 24` prints.'
const makePair = "Make a pair with createSecret('v1a')."

const kinds: readonly Kind[] = [
  {
    prefix: 'whsec_',
    isLength: (bytes) => bytes >= 24 && bytes <= 64,
    lengths: '24 to 64',
    remedy: makeShared,
  },
  {
    prefix: 'whsk_',
    isLength: (bytes) => bytes === 32 || bytes === 64,
    lengths: '32, or 64 with the public key behind,',
    remedy: makePair,
  },
  { prefix: 'whpk_', isLength: (bytes) => bytes === 32, lengths: '32', remedy: makePair },
]

/**
 * A new secret. For `v1`: 24 random bytes, whose base64 needs no padding that an .env file could lose.
 * For `v1a`: the pair.
 *
 * @param version Which signature it is for: `'v1'` by default.
 * @throws {RingbackError} `ERR_DELIVERY_SECRET` if there is no such version
 */
export function createSecret(version?: 'v1'): string
export function createSecret(version: 'v1a'): SecretPair
export function createSecret(version: SignatureVersion = 'v1'): string | SecretPair {
  if (version === 'v1') return `whsec_${randomBytes(24).toString('base64')}`
  if (version === 'v1a') return pairOf(randomBytes(32))
  throw refuse(
    `There is no signature version ${describeValue(version)}.`,
    "Give 'v1' or 'v1a'.",
    'createSecret()',
  )
}

function pairOf(seed: Buffer): SecretPair {
  const publicKey = rawPublicKey(privateKeyOf(seed)).toString('base64')
  return { privateKey: `whsk_${seed.toString('base64')}`, publicKey: `whpk_${publicKey}` }
}

/**
 * The `whpk_…` that belongs to a `whsk_…`.
 *
 * @param privateKey A `whsk_…`, as `createSecret('v1a')` makes it.
 * @throws {RingbackError} `ERR_DELIVERY_SECRET` where it is none
 */
export function publicKeyOf(privateKey: string): string {
  const where = 'publicKeyOf()'
  const { kind, bytes } = readSecret(privateKey, where)
  if (kind.prefix === 'whsk_') {
    return `whpk_${rawPublicKey(readPrivateKey(bytes, where)).toString('base64')}`
  }
  throw refuse(`${describeSecret(privateKey)} is no private key.`, 'Give a "whsk_…".', where)
}

/**
 * One secret, or several while they rotate. `undefined`, as of a variable of the environment that is not
 * set, is refused where it is read: the types let it through.
 */
export type GivenSecrets = string | readonly (string | undefined)[] | undefined

/**
 * What a sender signs with: one secret, or several while they rotate, the newest first.
 *
 * @throws {RingbackError} `ERR_DELIVERY_SECRET`
 */
export function readSigningSecrets(secrets: GivenSecrets, where: string): readonly SigningSecret[] {
  return readEach(secrets, where, readSigningSecret)
}

/**
 * What a receiver verifies with: one secret, or several while they rotate.
 *
 * @throws {RingbackError} `ERR_DELIVERY_SECRET`
 */
export function readVerifyingSecrets(
  secrets: GivenSecrets,
  where: string,
): readonly VerifyingSecret[] {
  return readEach(secrets, where, readVerifyingSecret)
}

function readEach<Secret>(
  secrets: unknown,
  where: string,
  read: (secret: unknown, where: string) => Secret,
): readonly Secret[] {
  if (!Array.isArray(secrets)) return [read(requireSet(secrets, 'secret', where), where)]
  if (secrets.length > 0 && secrets.length <= mostSignatures) {
    return secrets.map((secret: unknown, index) => {
      const own = `${where}[${index}]`
      return read(requireSet(secret, `secret[${index}]`, own), own)
    })
  }
  throw refuse(
    `A list of ${secrets.length} secrets was given.`,
    secrets.length === 0 ? makeShared : `Give at most ${mostSignatures}.`,
    where,
  )
}

function requireSet(secret: unknown, name: string, where: string): unknown {
  if (secret !== undefined) return secret
  throw refuse(
    `${name} is undefined, as a variable of the environment is that is not set.`,
    'Set it; createSecret() makes one.',
    where,
  )
}

function readSigningSecret(secret: unknown, where: string): SigningSecret {
  const { kind, bytes } = readSecret(secret, where)
  switch (kind.prefix) {
    case 'whsec_':
      return signWithShared(createSecretKey(bytes))
    case 'whsk_':
      return signWithPrivate(readPrivateKey(bytes, where))
    case 'whpk_':
      throw refuse(
        `${describeSecret(secret)} is a public key, which signs nothing.`,
        'Give the private key of the pair, the "whsk_…"; the public one is for the receiver.',
        where,
      )
  }
}

function readVerifyingSecret(secret: unknown, where: string): VerifyingSecret {
  const { kind, bytes } = readSecret(secret, where)
  switch (kind.prefix) {
    case 'whsec_':
      return verifyWithShared(createSecretKey(bytes))
    case 'whpk_':
      return verifyWithPublic(readPublicKey(bytes))
    case 'whsk_':
      throw refuse(
        `${describeSecret(secret)} is a private key, which the sender alone may have.`,
        'Give the public key of the pair, the "whpk_…": publicKeyOf() makes it from the private one.',
        where,
      )
  }
}

function signWithShared(key: KeyObject): SigningSecret {
  return { version: 'v1', sign: (content) => hash(key, content) }
}

function signWithPrivate(key: KeyObject): SigningSecret {
  return { version: 'v1a', sign: (content) => signWithKey(null, Buffer.from(content), key) }
}

function verifyWithShared(key: KeyObject): VerifyingSecret {
  return {
    version: 'v1',
    acceptsOneOf(signatures, content) {
      // Once, however many signatures a stranger sends.
      const expected = hash(key, content)
      return signatures.some(
        (signature) => signature.length === expected.length && timingSafeEqual(signature, expected),
      )
    },
  }
}

function verifyWithPublic(key: KeyObject): VerifyingSecret {
  return {
    version: 'v1a',
    acceptsOneOf: (signatures, content) =>
      signatures.some((signature) => verifyWithKey(null, content, key, signature)),
  }
}

function hash(key: KeyObject, content: string | Uint8Array): Buffer {
  return createHmac('sha256', key).update(content).digest()
}

function readSecret(secret: unknown, where: string): { kind: Kind; bytes: Buffer } {
  const kind = findKind(secret, where)
  const bytes = decodeBase64((secret as string).slice(kind.prefix.length))
  if (!bytes) {
    throw refuse(
      `${describeSecret(secret)} is not base64 as it must be written: A–Z, a–z, 0–9, + and /, padded with =, and nothing else.`,
      kind.remedy,
      where,
    )
  }
  if (kind.isLength(bytes.length)) return { kind, bytes }
  throw refuse(
    `${describeSecret(secret)} is of ${bytes.length} bytes, and ${kind.lengths} are needed.`,
    kind.remedy,
    where,
  )
}

function findKind(secret: unknown, where: string): Kind {
  const kind = typeof secret === 'string' && kinds.find(({ prefix }) => secret.startsWith(prefix))
  if (kind) return kind
  throw refuse(
    `${describeSecret(secret)} does not begin with ${kinds.map(({ prefix }) => prefix).join(', ')}.`,
    makeShared,
    where,
  )
}

/** Never the secret itself: what is no prefix of ours may be the key already. */
function describeSecret(secret: unknown): string {
  if (typeof secret !== 'string') return `The secret (${describeType(secret)})`
  const prefix = kinds.find((kind) => secret.startsWith(kind.prefix))?.prefix
  return `The secret (${prefix ? `${prefix}…, ` : ''}${secret.length} characters)`
}

function describeType(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value
}

/** Bytes from base64 in its one canonical form; undefined from any other text. */
export function decodeBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64')
  return bytes.toString('base64') === text ? bytes : undefined
}

/** The seed alone, as in Go's reference library, or with the public key behind, as Svix and libsodium write it. */
function readPrivateKey(bytes: Buffer, where: string): KeyObject {
  const key = privateKeyOf(bytes.subarray(0, 32))
  if (bytes.length === 32 || rawPublicKey(key).equals(bytes.subarray(32))) return key
  throw refuse(
    `The secret (whsk_…, ${bytes.length} bytes) ends with a public key that is not its own.`,
    makePair,
    where,
  )
}

/** A PKCS #8 document (RFC 8410) up to where the 32 bytes of the seed stand. */
const privateKeyHead = Buffer.from('302e020100300506032b657004220420', 'hex')

function privateKeyOf(seed: Buffer): KeyObject {
  const key = Buffer.concat([privateKeyHead, seed])
  return createPrivateKey({ key, format: 'der', type: 'pkcs8' })
}

function rawPublicKey(privateKey: KeyObject): Buffer {
  const { x } = createPublicKey(privateKey).export({ format: 'jwk' })
  return Buffer.from(String(x), 'base64url')
}

function readPublicKey(bytes: Buffer): KeyObject {
  const key = { kty: 'OKP', crv: 'Ed25519', x: bytes.toString('base64url') }
  return createPublicKey({ key, format: 'jwk' })
}

function refuse(message: string, remedy: string, where: string): RingbackError {
  return new RingbackError({ code: 'ERR_DELIVERY_SECRET', message, where, remedy })
}
