import express, { type Express } from 'express'
import { openapi, type OpenAPIOptions } from '../../lib/index.ts'

export const info = { title: 'Items', version: '1.0.0' }

/** The whole document of an app that `build` fills. */
export function documentOf(
  build: (app: Express) => void,
  options: Partial<OpenAPIOptions> = {},
): Record<string, unknown> {
  const app = express()
  build(app)
  return openapi({ info, ...options }).document(app) as unknown as Record<string, unknown>
}

/** The Operation Object of one route of it. */
export function operationOf(
  method: string,
  path: string,
  build: (app: Express) => void,
  options: Partial<OpenAPIOptions> = {},
): unknown {
  const { paths } = documentOf(build, options) as { paths: Record<string, Record<string, unknown>> }
  return paths[path]?.[method]
}
