import type { DeclaredOperation, DeclaredResponse } from '../declared-operation.ts'
import type { ErrorCode } from '../errors.ts'
import { someValue } from '../one-entry.ts'

/** A link of a response, as its author wrote it. */
export interface DeclaredLink {
  readonly status: string
  readonly name: string
  /** A Link Object, a Reference Object, or what stands in their place. */
  readonly link: unknown
}

/** What is wrong with a link. */
export interface LinkFault {
  readonly code: Extract<
    ErrorCode,
    | 'ERR_DEFINITION'
    | 'ERR_LINK_EXPRESSION'
    | 'ERR_LINK_SOURCE'
    | 'ERR_LINK_PARAMETER'
    | 'ERR_REFERENCE'
  >
  /** Where in the link, such as `parameters.id`; empty for all of it. */
  readonly within: string
  readonly message: string
  readonly remedy: string
}

/** A string in the values that a link passes on. */
export interface LinkText {
  readonly text: string
  /** Such as `parameters.id`. */
  readonly within: string
}

/** Whether any response of an operation has links, or what stands in their place: of most, none has. */
export function hasLinks({ responses }: DeclaredOperation): boolean {
  return someValue(responses, holdsLinks)
}

function holdsLinks({ fields }: DeclaredResponse): boolean {
  return fields['links'] !== undefined
}

/** The links of an operation's responses. */
export function listLinks({ responses }: DeclaredOperation): DeclaredLink[] {
  return [...responses].flatMap(([status, { fields }]) => {
    // Nothing that stands beside a reference to a response is in the document.
    const links = '$ref' in fields ? undefined : fields['links']
    return Object.entries((links ?? {}) as object).map(([name, link]) => ({
      status,
      name,
      link: link as unknown,
    }))
  })
}

/** A Link Object; undefined for a Reference Object, and for what is neither. */
export function readLink(link: unknown): Readonly<Record<string, unknown>> | undefined {
  return isObject(link) && typeof link['$ref'] !== 'string' ? link : undefined
}

/** Every string in what a link passes on, at any depth. */
export function listTexts(link: Readonly<Record<string, unknown>>): LinkText[] {
  return ['parameters', 'requestBody'].flatMap((field) => listTextsIn(link[field], field))
}

function listTextsIn(value: unknown, within: string): LinkText[] {
  if (typeof value === 'string') return [{ text: value, within }]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, member]) => listTextsIn(member, `${within}.${key}`))
}

/** Whether it has members with names. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
