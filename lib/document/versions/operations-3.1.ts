import { followPointer } from '../../json-schema.ts'
import { type Fields, isFields } from '../fields.ts'
import { followReferences } from './content-3.0.ts'
import { type Conversion, drop, dropMembers } from './conversion-3.1.ts'
import { childOf, isPatterned, type Child, type Kind } from './object-kinds.ts'

/** Operations whose methods have no field before 3.2. */
const fields = ['query', 'additionalOperations']

/** A Path Item without the operations that 3.1 has no field for. */
export function dropOperations(
  item: Fields,
  path: readonly string[],
  { tell }: Conversion,
): Fields {
  return drop(item, fields, path, tell)
}

/** Every operation of a document that 3.1 leaves out, and those of their callbacks. */
export function listLeftOut(document: Fields): Set<object> {
  const leftOut = new Set<object>()
  visit('document', document, false)
  return leftOut

  function visit(kind: Kind, value: unknown, isWithin: boolean): void {
    if (!isFields(value)) return
    if (isWithin && kind === 'operation') leftOut.add(value)
    for (const [field, member] of Object.entries(value)) {
      const child = childOf(kind, field)
      const isLeftOut = isWithin || (kind === 'pathItem' && fields.includes(field))
      for (const one of child ? listMembers(child, member, isPatterned(kind, field)) : [])
        visit((child as Child).kind, one, isLeftOut)
    }
  }
}

function listMembers({ as }: Child, member: unknown, isExtensible: boolean): readonly unknown[] {
  if (as === 'one') return [member]
  if (as === 'list') return Array.isArray(member) ? (member as unknown[]) : []
  const entries = isFields(member) ? Object.entries(member) : []
  return entries.filter(([name]) => !isExtensible || !name.startsWith('x-')).map(([, one]) => one)
}

/** What has links, without those that lead to an operation that is left out. */
export function dropLinks(value: Fields, path: readonly string[], conversion: Conversion): Fields {
  return dropMembers(value, 'links', (link, name) => {
    const isLost = leadsNowhere(link, conversion)
    if (isLost) conversion.tell([...path, 'links', name], 'link')
    return isLost
  })
}

function leadsNowhere(link: unknown, { document, leftOut }: Conversion): boolean {
  if (leftOut.size === 0 || !isFields(link)) return false
  const { operationId, operationRef } =
    ('$ref' in link ? followReferences(document, link['$ref']) : link) ?? {}
  if (typeof operationId === 'string')
    return [...leftOut].some((operation) => (operation as Fields)['operationId'] === operationId)
  if (typeof operationRef !== 'string' || !operationRef.startsWith('#/')) return false
  return leftOut.has(followPointer(document, operationRef.slice(1)) as object)
}
