import type { Problem } from '../errors.ts'
import { followPointer } from '../json-schema.ts'

/** What stands under these is data, unless one of them is the name of a property. */
const dataFields = new Set(['example', 'examples', 'default', 'const', 'enum', 'value'])
const mapFields = new Set([
  ...['properties', 'patternProperties', 'dependentSchemas', '$defs', 'definitions', 'schemas'],
])

const referenceFields = new Set(['$ref', 'operationRef'])

/** Every `$ref` within the document that leads nowhere. */
export function findDanglingReferences(document: object): Problem[] {
  const dangling = new Map<string, string>()
  visit(document, [], false)
  return [...dangling].map(([ref, where]) => describeDangling(ref, where))

  function visit(value: unknown, path: readonly string[], isMap: boolean): void {
    if (typeof value !== 'object' || value === null) return
    for (const [key, member] of Object.entries(value)) {
      if (!isMap && referenceFields.has(key)) check(member, path)
      else if (isMap || !isData(key, path))
        visit(member, [...path, key], !isMap && mapFields.has(key))
    }
  }

  function check(ref: unknown, path: readonly string[]): void {
    const isLocal = typeof ref === 'string' && ref.startsWith('#/')
    if (isLocal && followPointer(document, ref.slice(1)) === undefined && !dangling.has(ref))
      dangling.set(ref, path.join(' > '))
  }
}

/** What a link passes on is data, too. */
function isData(field: string, path: readonly string[]): boolean {
  // A response, unless `responses` is the name of a property.
  if (field === 'default' && path.at(-1) === 'responses' && path.at(-2) !== 'properties')
    return false
  const isPassedOn = path.at(-2) === 'links' && ['parameters', 'requestBody'].includes(field)
  return dataFields.has(field) || field.startsWith('x-') || isPassedOn
}

function describeDangling(ref: string, where: string): Problem {
  return {
    code: 'ERR_REFERENCE',
    severity: 'error',
    where,
    message: `The reference "${ref}" leads nowhere.`,
    remedy: 'Add what it names to openapi({ components }), or mend the reference.',
  }
}
