/**
 * Documents an Express app, and checks and types its operations by their declarations; declares the callbacks
 * and webhooks that it sends.
 *
 * @module
 */
export { openapi } from './serve.ts'
export type { OpenAPIMiddleware } from './serve.ts'
export { createReceiverDocument } from './document/receiver-document.ts'
export type { OpenAPIOptions, ValidationOptions } from './openapi-options.ts'
export type { OpenAPIVersion } from './openapi-version.ts'
export type { RegExpEngine } from './validation/outcome.ts'
export type { NameOperation, UnnamedOperation } from './document/operation-ids.ts'

export { createServer } from './create-server.ts'
export type { SecureServerOptions, ServerOptions } from './create-server.ts'

export { operation } from './operation.ts'
export type { OnInvalidRequest } from './declared-operation.ts'
export type { DecoratedHandler } from './decorated-handler.ts'
export type {
  BodyDefinition,
  Content,
  Definition,
  MediaTypeDefinition,
  OperationValidation,
  ResponseDefinition,
  ResponseLike,
  Responses,
} from './definition.ts'
export type {
  OperationHandler,
  OperationMiddleware,
  OperationRequest,
  OperationResponse,
} from './handler.ts'

export { callbackRouter, webhookRouter } from './callbacks/router.ts'
export type {
  CallbackDefinition,
  CallbackMethod,
  CallbackOperation,
  CallbackRouter,
  RouterOptions,
  WebhookOperation,
  WebhookRouter,
} from './callbacks/router-types.ts'

export type { Input, JsonSchema, Output, Schema } from './schema-types.ts'

export { RingbackError } from './errors.ts'
export type { ErrorCode, InvalidRequestError, Problem, RequestFault } from './errors.ts'
