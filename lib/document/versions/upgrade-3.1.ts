import { pathItemMethods } from '../../openapi-version.ts'
import type { Document } from '../../openapi-types.ts'
import { createObjectUpgrade } from './upgrade-objects-3.1.ts'
import type { Refer } from './upgrade-schema-3.1.ts'
import { type Fields, isFields } from '../fields.ts'

/**
 * A document of OpenAPI 3.0 as one of 3.1 with the same meaning: what 3.1 says otherwise is converted,
 * and what 3.0 ignores is left out where 3.1 would not. Data, such as examples, stays as it is.
 */
export function upgradeTo31(document: object): Document {
  const original = structuredClone(document) as Fields
  const hasWebhooks = !('webhooks' in original) && arePathItems(original['x-webhooks'])
  const named = hasWebhooks ? renameWebhooks(original) : original
  const upgrade = createObjectUpgrade(hasWebhooks ? referToWebhooks : (ref) => ref)
  return upgrade('document', { ...named, openapi: '3.1.0' }) as Document
}

/** The fields in the order in which they were. Notes about the webhooks are none, and stay where they are. */
function renameWebhooks(document: Fields): Fields {
  const entries = Object.entries(document).flatMap(([field, value]) => {
    if (field !== 'x-webhooks') return [[field, value]]
    const [webhooks, notes] = [listMembers(value, false), listMembers(value, true)]
    const renamed = ['webhooks', Object.fromEntries(webhooks)]
    return notes.length === 0 ? [renamed] : [renamed, [field, Object.fromEntries(notes)]]
  })
  return Object.fromEntries(entries) as Fields
}

const referToWebhooks: Refer = (ref) => ref.replace(/^#\/x-webhooks\//, '#/webhooks/')

/** Readers of 3.0 documents know "x-webhooks" as what 3.1 has under "webhooks"; it may be anything else. */
function arePathItems(value: unknown): boolean {
  const items = listMembers(value, false)
  return items.length > 0 && items.every(([, item]) => isPathItem(item))
}

/** The members that are notes, which have the name of an extension and are no path item, or those that are not. */
function listMembers(value: unknown, areNotes: boolean): [name: string, member: unknown][] {
  if (!isFields(value)) return []
  return Object.entries(value).filter(
    ([name, member]) => (name.startsWith('x-') && !isPathItem(member)) === areNotes,
  )
}

function isPathItem(item: unknown): boolean {
  if (!isFields(item)) return false
  const fields = Object.keys(item).filter((field) => !field.startsWith('x-'))
  return fields.some((field) => operations.has(field)) && fields.every((field) => known.has(field))
}

const operations = new Set([...pathItemMethods, '$ref'])
const known = new Set([...operations, 'summary', 'description', 'servers', 'parameters'])
