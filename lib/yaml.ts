import { RingbackError } from './errors.ts'
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

/** Deeper than any document, and shallow enough for whatever walks it. */
const maxDepth = 400

/**
 * What a text in YAML says, as JSON would: "tags MUST be limited to those allowed by the JSON Schema
 * ruleset", so that a date stays a string. A name that is given twice is refused; `<<` is merged, since
 * whoever writes it means that. An alias is the same object as its anchor.
 *
 * @param name of the text, for messages
 * @throws {RingbackError} `ERR_DOCUMENT_SYNTAX`
 */
export async function parseYaml(text: string, name: string): Promise<unknown> {
  const { JSON_SCHEMA, load, Type } = await import('js-yaml')
  const merge = new Type('tag:yaml.org,2002:merge', {
    kind: 'scalar',
    resolve: (key: unknown) => key === '<<',
  })
  const options = { schema: JSON_SCHEMA.extend({ implicit: [merge] }), maxDepth }
  try {
    return load(text, options)
  } catch (error) {
    throw refuseYaml(error as YamlFault, name)
  }
}

interface YamlFault extends Error {
  readonly reason?: string
  readonly mark?: { readonly line: number; readonly column: number }
}

/** Without the lines of the file: what a reference leads to may be none of the document's business. */
function refuseYaml(fault: YamlFault, name: string): RingbackError {
  const { mark, reason = fault.message } = fault
  return new RingbackError({
    code: 'ERR_DOCUMENT_SYNTAX',
    message: `${name} cannot be read as YAML: ${reason}.`,
    where: mark && `${name}:${mark.line + 1}:${mark.column + 1}`,
    remedy: reason.startsWith('duplicated')
      ? 'Give the name once: which of the two is meant cannot be known.'
      : 'Mend the file there.',
    cause: fault,
  })
}
