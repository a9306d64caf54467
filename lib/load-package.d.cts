import type * as Formats from 'ajv-formats/dist/formats.js'
import type * as Ajv from 'ajv/dist/2020.js'
import type cors from 'cors'
import type https from 'node:https'
import type nodeModule from 'node:module'
import type vm from 'node:vm'
import type swaggerUi from 'swagger-ui-express'

declare const load: {
  ajv(): typeof Ajv
  formats(): typeof Formats
  cors(): typeof cors
  swaggerUi(): typeof swaggerUi
  https(): typeof https
  module(): typeof nodeModule
  vm(): typeof vm
}
export = load
