import { essenceOf } from '../../validation/check-body.ts'
import type { Fields } from '../../document/fields.ts'
import type { DocumentContent } from './client-operations.ts'

/** How a body of a media type is read and written. */
export type BodyForm = 'json' | 'form' | 'text' | 'other'

/** A media type of a body, such as it is declared. */
export interface DeclaredMedia {
  /** Such as `application/json`; a range is the type that a sender would take of it. */
  readonly type: string
  readonly media: Readonly<Fields>
}

export function isJsonType(mediaType: string): boolean {
  return /^[^;]*[/+]json\s*(?:;|$)/i.test(mediaType)
}

export function formOf(mediaType: string): BodyForm {
  if (isJsonType(mediaType)) return 'json'
  const essence = essenceOf(mediaType)
  if (essence === 'application/x-www-form-urlencoded') return 'form'
  return essence.startsWith('text/') ? 'text' : 'other'
}

const preference: readonly BodyForm[] = ['json', 'form', 'text', 'other']

/** The one of some media types that a sample is made of: JSON where it can be. */
export function chooseMedia(content: DocumentContent): DeclaredMedia | undefined {
  const all = [...content].map(([range, media]) => ({ type: toType(range), media }))
  return preference
    .map((form) => all.find(({ type }) => formOf(type) === form))
    .find((one) => one !== undefined)
}

/** A type that is of a range. */
function toType(range: string): string {
  const essence = essenceOf(range)
  if (essence === '*/*' || essence === 'application/*') return 'application/json'
  return essence === 'text/*' ? 'text/plain' : range
}

/** The most specific of the declared media types that a body is of. */
export function findMedia(
  content: DocumentContent,
  mediaType: string,
): Readonly<Fields> | undefined {
  const essence = essenceOf(mediaType)
  const wanted = [essence, `${essence.split('/')[0] ?? ''}/*`, '*/*']
  const declared = [...content].map(([range, media]) => [essenceOf(range), media] as const)
  return wanted
    .map((one) => declared.find(([range]) => range === one)?.[1])
    .find((media) => media !== undefined)
}
