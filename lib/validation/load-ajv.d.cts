import type * as Ajv from 'ajv/dist/2020.js'

declare function load(): typeof Ajv
export = load
