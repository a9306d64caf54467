import {
  webhookRoutes,
  type DeclaredOperation,
  type WebhookRoute,
  type WebhookRoutes,
} from '../declared-operation.ts'
import type { Discovery } from '../discover.ts'
import type { Problem } from '../errors.ts'
import { withoutUndefined } from '../json.ts'
import type { ComponentsObject, Document, InfoObject } from '../openapi-types.ts'
import type { FindSide } from '../callbacks/source.ts'
import { toJsonSchema } from '../schema.ts'
import type { Schema } from '../schema-types.ts'
import { createAlike } from './alike.ts'
import { createBase, type Base } from './base/base.ts'
import { listForeignSchemas } from './base/components.ts'
import type { DeclaredCode } from './base/ids.ts'
import { createCallbackSources } from './callback-sources.ts'
import { createCallbackComponents, listVisible } from './callbacks.ts'
import { createSchemaComponents } from './schemas/components.ts'
import type { DocumentContext } from './context.ts'
import { listGivenIds } from './given-ids.ts'
import { createLinkUses } from './links.ts'
import { createOperationIds, type NameOperation, type OperationIds } from './operation-ids.ts'
import { createPathParameters } from './path-parameters.ts'
import { buildPaths, selectGuardCallbacks, selectRoutes, type RouteOptions } from './paths.ts'
import { createProblemResponse } from './problem-response.ts'
import { findDanglingReferences } from './references.ts'
import { createSecurityUses } from './security.ts'
import { createSettled, nothingSettled } from './settled.ts'
import { writeVersion } from './versions/write-version.ts'
import { buildWebhooks, listWebhooks } from './webhooks.ts'

/** What the author says about the document as a whole. */
export interface DocumentOptions extends Omit<RouteOptions, 'baseRoutes'> {
  readonly info: InfoObject
  /** `servers`, `tags`, `security`, `externalDocs` and `x-…`, as they are. */
  readonly fields: Readonly<Record<string, unknown>>
  readonly components: ComponentsObject | undefined
  /** The document that the author has, in OpenAPI 3.1 or 3.2. */
  readonly base: Readonly<Record<string, unknown>> | undefined
  readonly schemas: Readonly<Record<string, Schema>>
  readonly webhooks: readonly WebhookRoutes[]
  /** Names the operations that have no operationId. */
  readonly operationId: NameOperation | undefined
  readonly inlineCallbacks: boolean
}

/** A document, and everything that is wrong with it or worth knowing about it. */
export interface BuiltDocument {
  readonly document: Document
  readonly problems: readonly Problem[]
}

/** Build the OpenAPI document of what was discovered. The same input gives the same bytes. */
export function buildDocument(discovery: Discovery, options: DocumentOptions): BuiltDocument {
  const problems = [...discovery.problems]
  const base = createBase(options.base)
  const known = base.lay(options.components)
  const findOutside = createFinder(options.schemas, known)
  const code = collectCode(discovery, options, { base, findOutside, problems })
  const elsewhere = base.listIds(code)
  const context = createContext(code, { ...options, known, elsewhere, findOutside }, problems)
  const merged = base.merge(buildParts(code, base, options, context), code)
  const built = withoutUndefined(merged.document)
  problems.push(...merged.problems)
  // A base is merged into what was built, and may be wrong anywhere.
  const settled = options.base ? nothingSettled : context.settled
  problems.push(...context.links.problems(built), ...findDanglingReferences(built, settled))
  const { document, problems: losses } = writeVersion(built, options.version, settled)
  return { document: document as unknown as Document, problems: [...problems, ...losses] }
}

/** What the document will hold. */
interface Code extends DeclaredCode {
  /** The webhooks that are not hidden, under their final ids. */
  readonly visibleWebhooks: readonly WebhookRoute[]
  readonly webhookRouters: readonly WebhookRoutes[]
}

interface Collecting {
  readonly base: Base
  readonly findOutside: FindSide
  readonly problems: Problem[]
}

function collectCode(
  discovery: Discovery,
  options: DocumentOptions,
  { base, findOutside, problems }: Collecting,
): Code {
  const all = selectRoutes(discovery.routes, { ...options, baseRoutes: base.routes }, problems)
  const routes = selectGuardCallbacks(all, findOutside, problems)
  problems.push(...listLostGuards(discovery), ...base.findUnrouted(discovery.routes))
  const webhookRouters = base.nameWebhooks(options.webhooks)
  return {
    routes,
    webhooks: options.webhooks.flatMap((router) => router[webhookRoutes]),
    visibleWebhooks: listWebhooks(webhookRouters),
    webhookRouters,
  }
}

/** The fields of the document; what refers to others is written once all are known. */
function buildParts(
  { routes, webhookRouters }: Code,
  base: Base,
  { version, info, fields, components }: DocumentOptions,
  context: DocumentContext,
): Record<string, unknown> {
  const { servers, ...otherFields } = fields
  const paths = buildPaths(routes, context)
  const webhooks = buildWebhooks(webhookRouters, context)
  context.security.note(fields['security'], 'openapi({ security })')
  base.noteSecurity(context.security)
  context.links.noteComponents(components)
  context.problems.push(...context.pathParameters.problems(), ...context.sources.problems())
  context.problems.push(...context.operationIds.settle())
  const built = buildComponents(components, context)
  const openapi = version.exact
  return { openapi, info, servers, paths, webhooks, components: built, ...otherFields }
}

interface ContextOptions extends DocumentOptions {
  /** The components that may be referred to. */
  readonly known: ComponentsObject | undefined
  /** The operationIds of what the author has documented elsewhere. */
  readonly elsewhere: ReadonlySet<string>
  readonly findOutside: FindSide
}

function createContext(
  { routes, visibleWebhooks }: Code,
  options: ContextOptions,
  problems: Problem[],
): DocumentContext {
  const operations = [...routes, ...visibleWebhooks].map(({ operation }) => operation)
  const context: DocumentContext = {
    problems,
    minor: options.version.minor,
    schemas: createSchemaComponents(options.schemas, problems),
    operationIds: createIds(operations, options, problems),
    links: createLinkUses(() => context),
    pathParameters: createPathParameters(),
    security: createSecurityUses(options.known, options.version.minor, problems),
    callbacks: createCallbackComponents(
      { operations, isInline: options.inlineCallbacks },
      () => context,
    ),
    sources: createCallbackSources(),
    problemResponse: createProblemResponse(listSchemaNames(options)),
    findOutside: options.findOutside,
    settled: createSettled(),
    alike: createAlike(),
  }
  return context
}

function createIds(
  operations: readonly DeclaredOperation[],
  { components, elsewhere, operationId: name }: ContextOptions,
  problems: Problem[],
): OperationIds {
  const authored = authoredIds(operations)
  const given = listGivenIds(components)
  return createOperationIds({ authored, given, elsewhere, name }, problems)
}

/** The schemas that plain JSON Schemas refer to by their names in the document. */
function createFinder(
  schemas: DocumentOptions['schemas'],
  components: ComponentsObject | undefined,
): FindSide {
  const given = (components?.schemas ?? {}) as Readonly<Record<string, Schema>>
  return (ref, side) => {
    const name = ref.replace('#/components/schemas/', '')
    const named = [schemas, given].find((one) => Object.hasOwn(one, name))
    try {
      return named && toJsonSchema(named[name] as Schema, side, name)
    } catch {
      // What has no such side, or is no schema, is reported where it is used.
      return undefined
    }
  }
}

function listSchemaNames({ schemas, components, known }: ContextOptions): string[] {
  const given = Object.keys(components?.schemas ?? {})
  return [...Object.keys(schemas), ...given, ...listForeignSchemas(known)]
}

/** Guards that hold for no route, whose callbacks are nowhere. */
function listLostGuards({ guards, routes }: Discovery): Problem[] {
  if (guards.length === 0) return []
  const used = new Set(routes.flatMap((route) => route.guards))
  return guards
    .filter((guard) => !used.has(guard))
    .flatMap(({ operation }) =>
      [...operation.callbacks.keys()].map((name) => describeLost(name, operation)),
    )
}

function describeLost(name: string, { place }: DeclaredOperation): Problem {
  return {
    code: 'WARN_CALLBACK_LOST',
    severity: 'warning',
    where: `callbacks.${name} of the guard at ${String(place)}`,
    message: `The guard at ${String(place)} has no operations behind it: its callback "${name}" is not in the document.`,
    remedy:
      'Mount it before the routes that call back, or give the operation to a route: app.post(path, operation(…)).',
  }
}

/** The operationIds that operations and their callbacks were given. */
function authoredIds(operations: readonly DeclaredOperation[]): Set<string> {
  const ids = new Set<string>()
  const met = new Set<DeclaredOperation>()
  for (const operation of operations) collect(operation)
  return ids

  function collect(operation: DeclaredOperation): void {
    if (operation.operationId !== undefined) ids.add(operation.operationId)
    if (operation.callbacks.size === 0) return
    // A callback within a callback may lead back to itself.
    if (met.has(operation)) return
    met.add(operation)
    for (const routes of operation.callbacks.values()) {
      for (const route of listVisible(routes)) collect(route.operation)
    }
  }
}

function buildComponents(
  given: ComponentsObject | undefined,
  { schemas, callbacks, security, problems }: DocumentContext,
): ComponentsObject | undefined {
  const built = withoutEmpty({
    schemas: schemas.build(),
    callbacks: callbacks.build(),
    securitySchemes: security.build(),
  })
  for (const [kind, components] of Object.entries(built)) {
    reportTakenNames(kind, components, given, problems)
  }
  const merged: Record<string, unknown> = { ...given }
  for (const [kind, components] of Object.entries(built)) {
    merged[kind] = { ...(given as Record<string, object> | undefined)?.[kind], ...components }
  }
  return Object.keys(merged).length === 0 ? undefined : (merged as ComponentsObject)
}

function reportTakenNames(
  kind: string,
  components: object,
  given: ComponentsObject | undefined,
  problems: Problem[],
): void {
  const taken = (given as Record<string, object> | undefined)?.[kind] ?? {}
  for (const name of Object.keys(components).filter((key) => Object.hasOwn(taken, key))) {
    problems.push({
      code: 'ERR_SCHEMA_NAME',
      severity: 'error',
      where: `components.${kind}.${name}`,
      message: `"${name}" is given in openapi({ components: { ${kind} } }), and is also the name of a declared one.`,
      remedy: 'Remove it from the components, or give one of them another name.',
    })
  }
}

function withoutEmpty(kinds: Record<string, object>): Record<string, object> {
  return Object.fromEntries(
    Object.entries(kinds).filter(([, kind]) => Object.keys(kind).length > 0),
  )
}
