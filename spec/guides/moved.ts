import type { Express } from 'express'
import type { OpenAPIMiddleware } from '../../lib/index.ts'
import type { Exchange } from './exchange.ts'
import * as validator from './express-openapi-validator/exchanges.ts'
import * as validatorAfter from './express-openapi-validator/after.ts'
import * as validatorHalfway from './express-openapi-validator/halfway.ts'
import * as fastapi from './fastapi/after.ts'
import { importDecorated } from './import-decorated.ts'
import { listExchanges } from './invoice-exchanges.ts'
import * as jsdoc from './swagger-jsdoc/exchanges.ts'
import * as jsdocAfter from './swagger-jsdoc/after.ts'
import * as jsdocHalfway from './swagger-jsdoc/halfway.ts'

interface Api {
  readonly app: Express
  readonly docs: OpenAPIMiddleware
}

interface Stage extends Api {
  readonly exchanges: readonly Exchange[]
}

/** What a guide moves from one tool to ringback. */
interface Moved {
  /** The document of the other tool. */
  readonly old: 'openapi.json' | 'openapi.yaml'
  readonly apps: { readonly halfway?: Stage; readonly after: Stage }
}

const nest = await importDecorated<Api>('spec/guides/nestjs-swagger/after.ts')
const tsoa = await importDecorated<Api>('spec/guides/tsoa/after.ts')

export const moved: Readonly<Record<string, Moved>> = {
  'express-openapi-validator': {
    old: 'openapi.yaml',
    apps: {
      halfway: { ...validatorHalfway, exchanges: validator.halfway },
      after: { ...validatorAfter, exchanges: validator.after },
    },
  },
  fastapi: {
    old: 'openapi.json',
    apps: { after: { ...fastapi, exchanges: listExchanges('detail') } },
  },
  'nestjs-swagger': {
    old: 'openapi.json',
    apps: { after: { ...nest, exchanges: listExchanges('title') } },
  },
  'swagger-jsdoc': {
    old: 'openapi.json',
    apps: {
      halfway: { ...jsdocHalfway, exchanges: jsdoc.halfway },
      after: { ...jsdocAfter, exchanges: jsdoc.after },
    },
  },
  tsoa: {
    old: 'openapi.json',
    apps: { after: { ...tsoa, exchanges: listExchanges('title') } },
  },
}
