import type * as Formats from 'ajv-formats/dist/formats.js'
import type * as Ajv from 'ajv/dist/2020.js'
import type cors from 'cors'
import type swaggerUi from 'swagger-ui-express'

declare const load: {
  ajv(): typeof Ajv
  formats(): typeof Formats
  cors(): typeof cors
  swaggerUi(): typeof swaggerUi
}
export = load
