import type { Problem } from '../errors.ts'
import { followPointer } from '../json-schema.ts'
import { isKnownSimple } from '../schema/simple.ts'
import { nothingSettled, type Settled } from './settled.ts'

/** What stands under these is data, unless one of them is the name of a property. */
const dataFields = new Set(['example', 'examples', 'default', 'const', 'enum', 'value'])
const mapFields = new Set([
  ...['properties', 'patternProperties', 'dependentSchemas', '$defs', 'definitions', 'schemas'],
])

const referenceFields = new Set(['$ref', 'operationRef'])

/** Every `$ref` within the document that leads nowhere. */
export function findDanglingReferences(
  document: object,
  settled: Pick<Settled, 'has'> = nothingSettled,
): Problem[] {
  const dangling = new Map<string, string>()
  const sound = new Set<unknown>()
  const path: string[] = []
  visit(document, false)
  return [...dangling].map(([ref, where]) => describeDangling(ref, where))

  function visit(value: object, isMap: boolean): void {
    for (const key of Object.keys(value)) {
      const member = (value as Readonly<Record<string, unknown>>)[key]
      if (!isMap && referenceFields.has(key)) check(member)
      else if (typeof member !== 'object' || member === null || isSound(member)) continue
      else if (isMap || !isData(key, path)) visitWithin(key, member, !isMap && mapFields.has(key))
    }
  }

  function isSound(value: object): boolean {
    return isKnownSimple(value) || settled.has(value)
  }

  function visitWithin(key: string, member: object, isMap: boolean): void {
    path.push(key)
    visit(member, isMap)
    path.pop()
  }

  function check(ref: unknown): void {
    const isLocal = typeof ref === 'string' && ref.startsWith('#/')
    if (!isLocal || sound.has(ref) || dangling.has(ref)) return
    if (followPointer(document, ref.slice(1)) !== undefined) sound.add(ref)
    else dangling.set(ref, path.join(' > '))
  }
}

/** What a link passes on is data, too. */
function isData(field: string, path: readonly string[]): boolean {
  if (field === 'parameters' || field === 'requestBody') return path.at(-2) === 'links'
  // A response, unless `responses` is the name of a property.
  if (field === 'default') return path.at(-1) !== 'responses' || path.at(-2) === 'properties'
  return dataFields.has(field) || field.startsWith('x-')
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
