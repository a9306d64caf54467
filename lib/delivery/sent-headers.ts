import { isSignatureHeaders } from '../callbacks/signature-headers.ts'
import type { DeclaredOperation } from '../declared-operation.ts'
import { RingbackError } from '../errors.ts'
import { readProperties } from '../json-schema.ts'
import { toJsonSchema } from '../schema.ts'

/** Why a header cannot be sent as it is given, and what to do about it. */
export interface HeaderFault {
  /** Behind the name of the header, such as `is made by the sender`. */
  readonly fault: string
  readonly remedy: string
}

/**
 * Refuses an operation that declares a header which its requests cannot have from it: no attempt could be
 * made, or what arrives would be another value.
 *
 * @throws {RingbackError} `ERR_DELIVERY_OPERATION`
 */
export function checkDeclaredHeaders(operationId: string, operation: DeclaredOperation): void {
  for (const name of listHeaders(operation)) {
    const found = findHeaderFault(name)
    if (found === undefined) continue
    throw new RingbackError({
      code: 'ERR_DELIVERY_OPERATION',
      message: `"${operationId}" declares the header "${name}", which ${found.fault}.`,
      where: operation.place,
      remedy: found.remedy,
    })
  }
}

/** But those that a signed router documents, which the sender makes. */
function listHeaders({ parameters }: DeclaredOperation): string[] {
  const declared = (parameters.headers ?? []).filter((schema) => !isSignatureHeaders(schema))
  return declared.flatMap((schema) => {
    const root = toJsonSchema(schema, 'output', 'headers')
    return [...(readProperties(root)?.properties.keys() ?? [])]
  })
}

/** Undefined where it can be sent. */
export function findHeaderFault(name: string): HeaderFault | undefined {
  const lower = name.toLowerCase()
  if (!token.test(name)) return noName
  if (ofHttp.has(lower) || lower.startsWith('proxy-')) return ownOfHttp
  if (lower === 'accept-encoding') return ownOfSender
  return ofSignature.has(lower) ? ownOfSignature : undefined
}

/** A field name (RFC 9110, 5.1). */
const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/

/** What one hop says to the next, and how a message is cut out of what comes (RFC 9110, 7.6.1; RFC 9112, 6). */
const ofHttp: ReadonlySet<string> = new Set([
  ...['connection', 'content-length', 'expect', 'host', 'keep-alive', 'te', 'trailer'],
  ...['transfer-encoding', 'upgrade'],
])

const ofSignature: ReadonlySet<string> = new Set([
  ...['webhook-id', 'webhook-timestamp', 'webhook-signature'],
])

const noName: HeaderFault = {
  fault: 'is no name of a header',
  remedy: 'Write it in letters, digits and hyphens, such as "x-tenant".',
}
const ownOfHttp: HeaderFault = {
  fault: 'HTTP keeps for itself',
  remedy: 'Leave it out: each request has its own.',
}
const ownOfSender: HeaderFault = {
  fault: 'is made by the sender',
  remedy: 'Leave it out: answers are asked for as they are.',
}
const ownOfSignature: HeaderFault = {
  fault: 'is made by the sender',
  remedy: 'Leave it out: { signed: true } of its router documents the headers of a signature.',
}
