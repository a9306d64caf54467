import type { DefinedFormats } from 'ajv-formats/dist/formats.js'
import type * as Ajv from 'ajv/dist/2020.js'
import load from '../load-package.cjs'

export type {
  Ajv2020,
  CodeKeywordDefinition,
  ErrorObject,
  Format,
  FuncKeywordDefinition,
  Options,
  ValidateFunction,
} from 'ajv/dist/2020.js'
export type { DataValidateFunction } from 'ajv/dist/types/index.js'

/** ajv, once it is needed: to load it takes a sixth of what Express takes, and simple schemas are judged without it. */
export function loadAjv(): typeof Ajv {
  return load.ajv()
}

/** The formats of ajv-formats, which belong to a package of their own. */
export function loadFormats(): DefinedFormats {
  return load.formats().fullFormats
}
