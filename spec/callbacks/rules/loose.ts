import type { RequestHandler } from 'express'
import * as ringback from '../../../lib/index.ts'
import type { Problem } from '../../../lib/index.ts'

// The library as JavaScript sees it: much in the table is wrong on purpose, and would not compile.

export interface LooseRouter {
  get(key: unknown, definition?: unknown): LooseRouter
  put(key: unknown, definition?: unknown): LooseRouter
  post(key: unknown, definition?: unknown): LooseRouter
  delete(key: unknown, definition?: unknown): LooseRouter
  patch(key: unknown, definition?: unknown): LooseRouter
  options(key: unknown, definition?: unknown): LooseRouter
  head(key: unknown, definition?: unknown): LooseRouter
  trace(key: unknown, definition?: unknown): LooseRouter
  query(key: unknown, definition?: unknown): LooseRouter
  use(...others: unknown[]): LooseRouter
  readonly operations: Record<string, unknown>
}

export interface LooseDocumentation extends RequestHandler {
  document(app: unknown): Record<string, unknown>
  problems(app: unknown): Problem[]
}

interface LooseLibrary {
  callbackRouter(): LooseRouter
  webhookRouter(): LooseRouter
  operation(definition: unknown): RequestHandler
  operation(definition: unknown, handler: unknown): RequestHandler
  openapi(options: unknown): LooseDocumentation
}

export const { callbackRouter, webhookRouter, operation, openapi } =
  ringback as unknown as LooseLibrary
