import type * as Formats from 'ajv-formats/dist/formats.js'
import type * as Ajv from 'ajv/dist/2020.js'

declare const load: {
  ajv(): typeof Ajv
  formats(): typeof Formats
}
export = load
