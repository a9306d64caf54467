import type { DeclaredResponse } from '../declared-operation.ts'
import { isFields } from '../document/fields.ts'
import type { SchemaObject } from '../openapi-types.ts'
import { coerceText, coerceValue } from '../validation/coercion.ts'
import { compileJsonSchema, type JsonSchemaValidator } from '../validation/json-schema-validator.ts'
import type { AttemptAnswer } from './delivery.ts'
import { describeFaults } from './invalid-input.ts'

/** What of the headers of an answer is not as declared; undefined where all is. */
export type CheckHeaders = (answer: AttemptAnswer) => string | undefined

interface DeclaredHeader {
  readonly name: string
  readonly isRequired: boolean
  /** Undefined where any text will do. */
  readonly check: ((text: string) => string | undefined) | undefined
}

/**
 * Compiles the `headers` of a response. OpenAPI 3.1, Response Object: "If a response header is defined with
 * the name "Content-Type", it SHALL be ignored." What stands in the components elsewhere is not looked at.
 */
export function createHeadersCheck({ fields }: DeclaredResponse): CheckHeaders {
  const { headers } = fields
  const declared = isFields(headers) ? Object.entries(headers).flatMap(readHeader) : []
  return (answer) => {
    for (const { name, isRequired, check } of declared) {
      const text = Object.hasOwn(answer.headers, name) ? answer.headers[name] : undefined
      if (text === undefined && isRequired)
        return `the header ${name} of ${answer.status} is missing`
      const wrong = text === undefined ? undefined : check?.(text)
      if (wrong !== undefined) return `the header ${name} of ${answer.status}: ${wrong}`
    }
    return undefined
  }
}

function readHeader([given, header]: [string, unknown]): DeclaredHeader[] {
  const name = given.toLowerCase()
  if (name === 'content-type' || !isFields(header) || '$ref' in header) return []
  const { required, schema } = header
  return [{ name, isRequired: required === true, check: createTextCheck(schema) }]
}

function createTextCheck(schema: unknown): DeclaredHeader['check'] {
  // A reference leads into a document, which is not at hand where an answer is.
  if (!isFields(schema) || JSON.stringify(schema).includes('"$ref"')) return undefined
  const whole = schema as Readonly<SchemaObject>
  // Nor is it said which of the ways to write an object in a header is meant.
  if (whole.type === 'object') return undefined
  const validate: JsonSchemaValidator = compileJsonSchema(whole)
  return (text) => {
    const { faults } = validate(readText(text, whole))
    return faults && describeFaults(faults)
  }
}

/** In the style `simple`, the only one of headers. */
function readText(text: string, schema: Readonly<SchemaObject>): unknown {
  if (schema.type !== 'array') return coerceText(text, schema, schema)
  return coerceValue(
    text.split(',').map((part) => part.trim()),
    schema,
    schema,
  )
}
