// @ts-check
/** ajv as somebody would set it up by hand, for all that is wired to it by hand. */
import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'

const strict = new Ajv({ allErrors: true })
const coercing = new Ajv({ allErrors: true, coerceTypes: true })
const removing = new Ajv({ allErrors: true, removeAdditional: 'all' })
for (const ajv of [strict, coercing, removing]) addFormats.default(ajv)

/** @param {object} schema */
export const compile = (schema) => strict.compile(schema)

/**
 * For what comes as text.
 *
 * @param {object} schema
 */
export const compileCoercing = (schema) => coercing.compile(schema)

/**
 * For answers: what is not declared is taken out.
 *
 * @param {object} schema
 */
export const compileRemoving = (schema) => removing.compile(schema)

/**
 * @template T
 * @param {import('ajv').ValidateFunction} validate
 * @param {T} value
 * @returns {any}
 */
export function check(validate, value) {
  if (validate(value)) return value
  throw Object.assign(new Error('The request is not as declared.'), { errors: validate.errors })
}
