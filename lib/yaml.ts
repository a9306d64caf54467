import type { Document } from './openapi-types.ts'

/**
 * A document in YAML 1.2, quoted so that readers of YAML 1.1 take every string for one too.
 *
 * js-yaml is loaded when it is first asked for: most apps are never asked for YAML.
 */
export async function writeYaml(document: Document): Promise<string> {
  const { DEFAULT_SCHEMA, dump, Type } = await import('js-yaml')
  // A text that a type of the schema would take for its own is quoted.
  const oldNumber = new Type('!old-number', {
    kind: 'scalar',
    resolve: (text: unknown) => isOldNumber(String(text)),
    predicate: () => false,
  })
  const schema = DEFAULT_SCHEMA.extend({ implicit: [oldNumber] })
  return dump(document, { schema, noRefs: true, lineWidth: -1 })
}

/** YAML 1.1 writes `1_000` for a number, which js-yaml does not know of. */
function isOldNumber(text: string): boolean {
  return /^[-+]?[.\d][\w.:]*$/.test(text) && text.includes('_')
}
