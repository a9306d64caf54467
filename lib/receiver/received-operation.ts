import { isSignatureHeaders } from '../callbacks/signature-headers.ts'
import {
  callbackRoutes,
  webhookRoutes,
  type CallbackRoutes,
  type DeclaredBody,
  type DeclaredContent,
  type DeclaredOperation,
  type DeclaredResponse,
  type WebhookRoutes,
} from '../declared-operation.ts'
import type { Where } from '../errors.ts'
import type { SchemaObject } from '../openapi-types.ts'
import { toJsonSchema, type Side } from '../schema.ts'
import type { Schema } from '../schema-types.ts'
import { withoutAccess } from '../schema/access.ts'

/** A request that is made to us: what one side declares as its client, as we serve it. */
export interface ReceivedOperation {
  readonly kind: 'callback' | 'webhook'
  readonly operationId: string | undefined
  /** In capitals. */
  readonly method: string
  /** The key of the callback, an expression; or the name of the webhook. */
  readonly key: string
  /** What it declares, in plain JSON Schemas of what travels; converted when it is first asked for. */
  declared(): DeclaredOperation
}

/** The operations of some routers; routers may still grow. */
export function listRouterOperations(
  routers: readonly (CallbackRoutes | WebhookRoutes)[],
): ReceivedOperation[] {
  return routers.flatMap((router) =>
    callbackRoutes in router
      ? router[callbackRoutes].map(({ method, operation, expression: { key } }) =>
          turn({ kind: 'callback', method, key }, operation),
        )
      : router[webhookRoutes].map(({ method, operation, name }) =>
          turn({ kind: 'webhook', method, key: name }, operation),
        ),
  )
}

const turned = new WeakMap<DeclaredOperation, DeclaredOperation>()

function turn(
  { kind, method, key }: Pick<ReceivedOperation, 'kind' | 'method' | 'key'>,
  operation: DeclaredOperation,
): ReceivedOperation {
  const { operationId } = operation
  return {
    ...{ kind, operationId, method: method.toUpperCase(), key },
    declared() {
      const known = turned.get(operation) ?? turnAround(operation)
      turned.set(operation, known)
      return known
    },
  }
}

/**
 * The operation from its other end. What arrives is what a schema gives, and what is answered is what one
 * takes: a schema's own transforms are the business of the side that declares it.
 */
function turnAround(operation: DeclaredOperation): DeclaredOperation {
  const { parameters, body, responses, place } = operation
  const arriving = (schema: Schema): SchemaObject => convert(schema, 'output', place)
  const { query, headers, cookies } = parameters
  return {
    ...operation,
    role: 'server',
    callbacks: new Map(),
    onError: undefined,
    parameters: {
      // Whoever gave the URL may have put more in its query than is declared.
      ...(query && { query: query.map((schema) => open(arriving(schema))) }),
      ...(headers && {
        headers: headers.filter((schema) => !isSignatureHeaders(schema)).map(arriving),
      }),
      ...(cookies && { cookies: cookies.map((schema) => open(arriving(schema))) }),
    },
    body: body && turnBody(body, arriving),
    responses: turnResponses(responses, (schema) => convert(schema, 'input', place)),
  }
}

function convert(schema: Schema, side: Side, where: Where): SchemaObject {
  return withoutAccess(toJsonSchema(schema, side, where), side) as SchemaObject
}

function open(schema: Readonly<SchemaObject>): SchemaObject {
  const { additionalProperties: rest, ...others } = schema
  return rest === false ? others : schema
}

function turnBody(body: DeclaredBody, convertSchema: ConvertSchema): DeclaredBody {
  return { ...body, content: turnContent(body.content, convertSchema) }
}

function turnResponses(
  responses: DeclaredOperation['responses'],
  convertSchema: ConvertSchema,
): ReadonlyMap<string, DeclaredResponse> {
  return new Map(
    [...responses].map(([status, response]) => [
      status,
      { ...response, content: turnContent(response.content, convertSchema) },
    ]),
  )
}

type ConvertSchema = (schema: Schema) => Schema

function turnContent(content: DeclaredContent, convertSchema: ConvertSchema): DeclaredContent {
  return new Map(
    [...content].map(([mediaType, { schema, fields }]) => [
      mediaType,
      { schema: schema === undefined ? undefined : convertSchema(schema), fields },
    ]),
  )
}
