import { suggest } from './did-you-mean.ts'
import { isCallbackRoutes, isWebhookRoutes, type WebhookRoutes } from './declared-operation.ts'
import { layComponents } from './document/base/components.ts'
import { readBase } from './document/base/reading.ts'
import { layInfo, layTags, listRootFields } from './document/base/root.ts'
import type { NameOperation } from './document/operation-ids.ts'
import { readOrigins, type Origins } from './cors.ts'
import { describeValue, RingbackError, type Problem } from './errors.ts'
import { readGuard, type GuardHandler } from './guard.ts'
import { isComponentName } from './json-schema.ts'
import { copyJson, withoutUndefined } from './json.ts'
import type { OpenAPIOptions, ValidationOptions } from './openapi-options.ts'
import { readTargetVersion, type TargetVersion } from './openapi-version.ts'
import type { ComponentsObject, InfoObject, SchemaObject, TagObject } from './openapi-types.ts'
import {
  readChoice,
  readFlag,
  readPath,
  refuse,
  requireFunction,
  requireList,
  requireObject,
} from './option-values.ts'
import { readPages, type ResolvedPage } from './page/page-options.ts'
import { readSwagger } from './page/swagger-ui.ts'
import type { RequestSettings } from './request-settings.ts'
import { reportProblems } from './report.ts'
import { toJsonSchema } from './schema.ts'
import type { Schema } from './schema-types.ts'

/** One document in two formats. */
export interface DocumentAddresses {
  readonly json: string
  readonly yaml: string
}

/** The options with every default in place. */
export interface ResolvedOptions {
  readonly info: InfoObject
  readonly version: TargetVersion
  /** `$self`, `servers`, `tags`, `security`, `externalDocs` and `x-…`: into the document as they are. */
  readonly fields: Readonly<Record<string, unknown>>
  readonly components: ComponentsObject | undefined
  /** Those of the code, and of the base. */
  readonly securitySchemes: ComponentsObject['securitySchemes']
  /** The document that the author has, in OpenAPI 3.1 or 3.2. */
  readonly base: Readonly<Record<string, unknown>> | undefined
  readonly schemas: Readonly<Record<string, Schema>>
  readonly webhooks: WebhookRoutes | undefined
  readonly operationId: NameOperation | undefined
  readonly inlineCallbacks: boolean
  readonly pages: readonly ResolvedPage[]
  /** Where the document is, in JSON. */
  readonly document: string
  readonly yaml: string
  /** Where the document of the other side is; undefined where it is not served. */
  readonly receiver: DocumentAddresses | undefined
  readonly guard: readonly GuardHandler[]
  readonly cors: Origins
  /** Whether the pages and the document are served. */
  readonly isPublished: boolean
  readonly swagger: Readonly<Record<string, unknown>>
  readonly undocumented: 'list' | 'omit'
  readonly settings: RequestSettings
  readonly isEager: boolean
  readonly strict: boolean
  readonly isProduction: boolean
  readonly onProblem: ((problem: Problem) => void) | undefined
}

/**
 * Check the options and fill in the defaults.
 *
 * @throws {RingbackError} `ERR_OPENAPI_OPTION`, or `ERR_OPENAPI_NOT_CALLED` where a request was given
 */
export function readOptions(options: OpenAPIOptions): ResolvedOptions {
  refuseRequest(options)
  const base = readBase((options as OpenAPIOptions | undefined)?.base)
  const info = readInfo(layInfo(base, (options as OpenAPIOptions | undefined)?.info))
  refuseUnknown(options)
  refuseWrongKinds(options)
  const tags = layTags(base, options.tags)
  refuseTags(tags ?? [])
  const components = layComponents(base?.['components'] as ComponentsObject, options.components)
  refuseComponentNames(components ?? {})
  refuseOtherThanJson(options.components)
  const isProduction = process.env['NODE_ENV'] === 'production'
  return {
    info: copyOptions({ info })['info'] as InfoObject,
    fields: {
      ...listRootFields(base),
      ...copyOptions(pickFields({ ...options, ...(tags ? { tags } : {}) })),
    },
    components: options.components,
    securitySchemes: components?.securitySchemes,
    base,
    version: readVersion(options.openapi ?? '3.1'),
    schemas: readSchemas(options.schemas ?? {}),
    webhooks: readWebhooks(options.webhooks),
    operationId: readNameOperation(options.operationId),
    inlineCallbacks: readFlag(options.inlineCallbacks, 'inlineCallbacks'),
    ...readAddresses(options),
    guard: readGuard(options.guard),
    cors: readOrigins(options.cors),
    isPublished: readPublish(options.publish) === 'always' || !isProduction,
    swagger: options.swagger === undefined ? {} : readSwagger(options.swagger),
    undocumented: readChoice(
      'undocumented',
      options.undocumented ?? (isProduction ? 'omit' : 'list'),
      ['list', 'omit'],
    ),
    settings: readSettings(options, components),
    isEager: readChoice('compile', options.compile ?? 'lazy', ['lazy', 'eager']) === 'eager',
    strict: readFlag(options.strict, 'strict'),
    isProduction,
    onProblem: options.onProblem,
  }
}

/** `app.use(openapi)` makes Express call `openapi` with a request, or mount it as if it were an app. */
export function notCalled(): RingbackError {
  return new RingbackError({
    code: 'ERR_OPENAPI_NOT_CALLED',
    message: 'openapi was given to Express itself, without being called.',
    remedy: `Write app.use(openapi({ info: { title: 'My API', version: '1.0.0' } })).`,
  })
}

function refuseRequest(options: unknown): void {
  const isRequest =
    typeof options === 'object' && options !== null && 'headers' in options && 'method' in options
  if (isRequest) throw notCalled()
}

const known = new Set([
  ...[
    'info',
    'openapi',
    '$self',
    'servers',
    'tags',
    'security',
    'externalDocs',
    'components',
    'schemas',
  ],
  ...['base', 'webhooks', 'operationId', 'inlineCallbacks', 'validation', 'responses'],
  ...['onResponseError', 'compile'],
  ...[
    'ui',
    'document',
    'receiverDocument',
    'guard',
    'cors',
    'publish',
    'swagger',
    'undocumented',
    'strict',
    'onProblem',
  ],
])

function readInfo(given: unknown): InfoObject {
  const info = given as InfoObject | null | undefined
  if (info === undefined) throw refuse('The option info is missing.', infoRemedy)
  for (const field of ['title', 'version'] as const) {
    if (typeof info?.[field] === 'string' && info[field] !== '') continue
    throw refuse(
      `info.${field} is ${JSON.stringify(info?.[field])}; OpenAPI requires a string that is not empty.`,
      infoRemedy,
    )
  }
  return info as InfoObject
}

const infoRemedy = `Write openapi({ info: { title: 'My API', version: '1.0.0' } }).`

function refuseUnknown(options: OpenAPIOptions): void {
  for (const name of Object.keys(options)) {
    if (known.has(name) || name.startsWith('x-')) continue
    throw refuse(
      `There is no option "${name}".`,
      `${didYouMean(name, known)}The options are ${[...known].join(', ')}, and x-… for fields of your own.`,
    )
  }
}

/** What JavaScript lets pass, and would be missed only in the document. */
function refuseWrongKinds(options: OpenAPIOptions): void {
  requireList(options.servers, 'servers')
  requireList(options.tags, 'tags')
  requireList(options.security, 'security')
  requireObject(options.components, 'components')
  requireObject(options.schemas, 'schemas')
  requireFunction(options.onProblem, 'onProblem')
}

function didYouMean(name: string, names: Iterable<string>): string {
  const meant = suggest(name, [...names])
  return meant === undefined ? '' : `Did you mean ${meant}? `
}

/** @throws {RingbackError} `ERR_OPENAPI_OPTION` */
export function readVersion(version: unknown): TargetVersion {
  const target = readTargetVersion(version)
  if (target) return target
  throw refuse(
    `A document cannot be written in OpenAPI ${describeValue(version)}.`,
    `Give openapi: '3.0', '3.1', '3.2' or an exact patch, such as '3.1.2'.`,
  )
}

function readSchemas(schemas: Readonly<Record<string, Schema>>): Readonly<Record<string, Schema>> {
  const wrong = Object.keys(schemas).find((name) => !isComponentName(name))
  if (wrong === undefined) return schemas
  throw refuse(
    `"${wrong}" cannot name a component.`,
    'Use letters, digits, ".", "-" and "_" in the names of schemas.',
  )
}

function refuseTags(tags: readonly TagObject[]): void {
  refuseTwinTags(tags)
  refuseParents(new Map(tags.map(({ name, parent }) => [name, parent])))
}

/** "The named tag MUST exist in the API description, and circular references … MUST NOT be used." */
function refuseParents(parents: ReadonlyMap<string, string | undefined>): void {
  for (const name of parents.keys()) {
    const above = new Set([name])
    // Grows as it is walked, which a Set's iteration follows.
    for (const one of above) {
      const parent = parents.get(one)
      if (parent === undefined) continue
      if (!parents.has(parent)) {
        throw refuse(
          `The tag "${one}" has the parent "${parent}", and no tag is called so.`,
          `${didYouMean(parent, parents.keys())}Declare it in tags too.`,
        )
      }
      if (above.has(parent)) {
        throw refuse(
          `The tag "${parent}" is nested under itself: ${[...above].join(', ')}.`,
          'Give a parent that stands higher, or none.',
        )
      }
      above.add(parent)
    }
  }
}

/** "Each tag name in the list MUST be unique." */
function refuseTwinTags(tags: readonly TagObject[]): void {
  const names = tags.map(({ name }) => name)
  const twin = names.find((name, index) => names.indexOf(name) !== index)
  if (twin === undefined) return
  throw refuse(`The tag "${twin}" is declared twice.`, 'Declare each tag once.')
}

/** "All the fixed fields declared above are objects that MUST use keys that match" a pattern. */
function refuseComponentNames(components: ComponentsObject): void {
  const kinds = Object.entries(components).filter(([kind]) => !kind.startsWith('x-'))
  const wrong = kinds
    .flatMap(([, kind]) => Object.keys(kind ?? {}))
    .find((name) => !isComponentName(name))
  if (wrong === undefined) return
  throw refuse(
    `"${wrong}" cannot name a component.`,
    'Use letters, digits, ".", "-" and "_" in the names of components.',
  )
}

/** Their author may add to them until the document is built: they are looked at here, and read there. */
function refuseOtherThanJson(components: ComponentsObject | undefined): void {
  copyOptions(
    { components },
    'Give JSON, as the document is: a schema of a library goes into the option schemas.',
  )
}

/** Where the pages and the documents are; no two of them at one path. */
function readAddresses(
  options: OpenAPIOptions,
): Pick<ResolvedOptions, 'pages' | 'document' | 'yaml' | 'receiver'> {
  const pages = readPages(options.ui)
  const own = readFormats(options.document ?? '/openapi.json', 'document')
  const receiver = readReceiver(options.receiverDocument)
  const isAt = ({ json, yaml }: DocumentAddresses, path: string): boolean =>
    path === json || path === yaml
  for (const { path } of pages) {
    if (isAt(own, path)) throw refuseShared('page', 'document', path, 'ui and document')
    if (receiver && isAt(receiver, path)) {
      throw refuseShared('page', 'receiver document', path, 'ui and receiverDocument')
    }
  }
  if (receiver && isAt(own, receiver.json)) {
    const options = 'document and receiverDocument'
    throw refuseShared('document', 'receiver document', receiver.json, options)
  }
  return { pages, document: own.json, yaml: own.yaml, receiver }
}

/** A document is in JSON and in YAML, side by side, whichever of the two is named. */
function readFormats(path: unknown, option: string): DocumentAddresses {
  const given = readPath(path, option)
  const name = given.replace(/\.(?:json|ya?ml)$/, '')
  const isYaml = /\.ya?ml$/.test(given)
  return { json: isYaml ? `${name}.json` : given, yaml: isYaml ? given : `${name}.yaml` }
}

function readReceiver(path: unknown): DocumentAddresses | undefined {
  if (path === undefined || path === false) return undefined
  return readFormats(path, 'receiverDocument')
}

function refuseShared(one: string, other: string, path: string, options: string): RingbackError {
  return refuse(
    `The ${one} and the ${other} are both at "${path}".`,
    `Give ${options} a path of their own each.`,
  )
}

function readPublish(publish: unknown): 'always' | 'development' {
  return readChoice('publish', (publish ?? 'always') as 'always', ['always', 'development'])
}

function readWebhooks(webhooks: unknown): WebhookRoutes | undefined {
  if (webhooks === undefined || isWebhookRoutes(webhooks)) return webhooks
  const given = isCallbackRoutes(webhooks) ? 'a callback router' : describeValue(webhooks)
  throw refuse(
    `webhooks takes what webhookRouter() returned, and ${given} was given.`,
    "Write openapi({ webhooks: webhookRouter().post('newSubscription', { … }) }).",
  )
}

function readNameOperation(value: unknown): NameOperation | undefined {
  if (value === undefined || typeof value === 'function') return value as NameOperation | undefined
  throw refuse(
    `operationId takes a function, and ${describeValue(value)} was given.`,
    'Write openapi({ operationId: ({ method, path }) => … }).',
  )
}

function readSettings(
  options: OpenAPIOptions,
  components: ComponentsObject | undefined,
): RequestSettings {
  const { validation = {}, responses = 'check', onResponseError, schemas = {} } = options
  refuseUnknownValidation(validation)
  requireFunction(validation.onError, 'validation.onError')
  requireFunction(validation.regExp, 'validation.regExp')
  requireFunction(onResponseError, 'onResponseError')
  return {
    onError: validation.onError,
    regExp: validation.regExp,
    isEager: options.compile === 'eager',
    responses: readChoice('responses', responses, ['check', 'warn', 'off']),
    onResponseError,
    report: (problem) => reportProblems([problem], options),
    findSchema: (ref) => findSchema(ref, schemas, components),
  }
}

function refuseUnknownValidation(validation: ValidationOptions): void {
  const isObject = typeof validation === 'object' && validation !== null
  const unknown = isObject
    ? Object.keys(validation).find((name) => !['onError', 'regExp'].includes(name))
    : undefined
  if (isObject && unknown === undefined) return
  throw refuse(
    unknown === undefined
      ? `validation is ${describeValue(validation)}.`
      : `validation has no option "${unknown}".`,
    'Give { onError: (error, req, res, next) => … }, { regExp: (pattern, flags) => … } or both.',
  )
}

/** A schema that a plain JSON Schema refers to by its name in the document. */
function findSchema(
  ref: string,
  schemas: Readonly<Record<string, Schema>>,
  components: ComponentsObject | undefined,
): Readonly<SchemaObject> | undefined {
  const name = ref.replace('#/components/schemas/', '')
  const given = (components?.schemas ?? {}) as Record<string, Schema>
  const schema = [schemas, given].find((named) => Object.hasOwn(named, name))?.[name]
  return schema === undefined ? undefined : toJsonSchema(schema, 'input', `schemas.${name}`)
}

const rootFields = ['$self', 'servers', 'tags', 'security', 'externalDocs']

/** What goes into the document as it is, and is JSON there. */
function copyOptions(
  options: Readonly<Record<string, unknown>>,
  remedy = 'Give JSON, as the document is.',
): Record<string, unknown> {
  const copy = copyJson(options, ({ what, path }) =>
    refuse(`${path.join('.')} is ${what}.`, remedy),
  )
  return copy as Record<string, unknown>
}

function pickFields(options: OpenAPIOptions): Record<string, unknown> {
  const fields = Object.entries(options).filter(
    ([name]) => rootFields.includes(name) || name.startsWith('x-'),
  )
  return withoutUndefined(Object.fromEntries(fields))
}
