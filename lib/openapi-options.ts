import type { Origins } from './cors.ts'
import type { OnInvalidRequest, WebhookRoutes } from './declared-operation.ts'
import type { NameOperation } from './document/operation-ids.ts'
import type { Problem } from './errors.ts'
import type { GuardHandler } from './guard.ts'
import type {
  ComponentsObject,
  ExternalDocumentationObject,
  InfoObject,
  SecurityRequirementObject,
  ServerObject,
  TagObject,
} from './openapi-types.ts'
import type { OpenAPIVersion } from './openapi-version.ts'
import type { PageOptions } from './page/page-options.ts'
import type { RequestSettings } from './request-settings.ts'
import type { Schema } from './schema-types.ts'
import type { RegExpEngine } from './validation/outcome.ts'

/** The options of `openapi()`; only `info` is required, and not even that where `base` has it. */
export type OpenAPIOptions = OptionsWithBase | OptionsWithInfo

export interface OptionsWithInfo extends FurtherOptions {
  /** Title and version of the API, and what else OpenAPI's Info Object holds. */
  readonly info: InfoObject
  readonly base?: undefined
}

export interface OptionsWithBase extends FurtherOptions {
  /**
   * An OpenAPI document that you have, parsed: of 3.0, 3.1 or 3.2. What the code declares is merged into
   * it, so that routes can be declared one by one; conflicts are reported, and the code's is used.
   */
  readonly base: object
  /** With a `base`: what overrides its own, field by field. */
  readonly info?: Partial<InfoObject> | undefined
}

interface FurtherOptions {
  /**
   * The version of OpenAPI that the document is written in: `'3.0'`, `'3.1'`, `'3.2'`, or an exact patch.
   * What a version cannot say is converted to what it can, and reported where something is lost.
   *
   * @default '3.1.0', which more readers accept than the later patches
   */
  readonly openapi?: OpenAPIVersion | undefined
  /** 3.2: the address that the document is known by. */
  readonly $self?: string | undefined
  /**
   * Where the API is reached.
   *
   * @default none, which is the host that the document comes from; in a sub-app the path that it is mounted at,
   * and behind a trusted proxy the prefix that `X-Forwarded-Prefix` says
   */
  readonly servers?: readonly ServerObject[] | undefined
  /** What the groups are that operations are listed in, and their order. Each has a name of its own. */
  readonly tags?: readonly TagObject[] | undefined
  /** What every operation requires that does not say otherwise. Callbacks do not inherit it. */
  readonly security?: readonly SecurityRequirementObject[] | undefined
  /** Where more is written about the API. */
  readonly externalDocs?: ExternalDocumentationObject | undefined
  /** Components of your own, such as `securitySchemes`; schemas that are used are added to them. */
  readonly components?: ComponentsObject | undefined
  /**
   * Component names for schemas: `schemas: { Invoice }`. A schema is known by identity, and where it
   * was copied (by nesting or `.describe()`) by its equal JSON Schema. `.meta({ id })`, `$id` and
   * `title` name a schema too.
   */
  readonly schemas?: Readonly<Record<string, Schema>> | undefined
  /** The requests that the API makes to whoever has registered outside of it: a `webhookRouter()`. */
  readonly webhooks?: WebhookRoutes | undefined
  /**
   * Names the operations that have no `operationId`, those of callbacks and webhooks too; undefined
   * leaves one the id that it would have.
   */
  readonly operationId?: NameOperation | undefined
  /**
   * Write a callback router out in each operation that uses it, with operationIds of its own each time,
   * for readers that cannot follow a `$ref` there. @default false, which makes it one component
   */
  readonly inlineCallbacks?: boolean | undefined
  /**
   * The page that shows the document: its path below the mount path, or its options, or a list of these;
   * `false` serves none. @default '/docs'
   */
  readonly ui?:
    `/${string}` | PageOptions | readonly (`/${string}` | PageOptions)[] | false | undefined
  /**
   * Where the document is served, below the mount path. In YAML it is beside it, at `/openapi.yaml`.
   *
   * @default '/openapi.json'
   */
  readonly document?: `/${string}` | undefined
  /**
   * Where the document of what the other side implements is served, for generators of code: each callback
   * and webhook is a path of it. In YAML it is beside it. @default false
   */
  readonly receiverDocument?: `/${string}` | false | undefined
  /** Middleware before the pages and the document, such as one that asks for a login. */
  readonly guard?: GuardHandler | readonly GuardHandler[] | undefined
  /** Which other origins may read the document: all by `true`, or those listed. @default false */
  readonly cors?: Origins | undefined
  /**
   * Whether the pages and the document are served: `'development'` serves neither where NODE_ENV is
   * production. All else stays, such as the checks of requests. @default 'always'
   */
  readonly publish?: 'always' | 'development' | undefined
  /**
   * Swagger UI's own options, such as `{ docExpansion: 'none', persistAuthorization: true }`; its `plugins`
   * are added to ours. Functions are sent to the browser by their text.
   */
  readonly swagger?: Readonly<Record<string, unknown>> | undefined
  /**
   * Whether routes without a declaration are listed, marked `x-undocumented: true`.
   *
   * @default 'omit' where NODE_ENV is production, so that no internal route is published; else 'list'
   */
  readonly undocumented?: 'list' | 'omit' | undefined
  /** What is done with requests that are not as declared. */
  readonly validation?: ValidationOptions | undefined
  /**
   * What is done with a JSON response that is not as declared: `'check'` sends what is declared and
   * nothing else, and answers 500 where it does not fit; `'warn'` tells of it and sends it all the same;
   * `'off'` looks at none. @default 'check'
   */
  readonly responses?: 'check' | 'warn' | 'off' | undefined
  /**
   * When the checks of requests and responses are compiled: each once it has been used a few times, or
   * sooner where it has to be, or all together right after start-up. @default 'lazy'
   */
  readonly compile?: 'lazy' | 'eager' | undefined
  /** Told of each response that is not as declared. @default prints it to the console */
  readonly onResponseError?: RequestSettings['onResponseError']
  /** Turn warnings into errors. @default false */
  readonly strict?: boolean | undefined
  /** Told of each problem, once, right after start-up. @default prints it to the console */
  readonly onProblem?: ((problem: Problem) => void) | undefined
  /** Fields of your own at the root of the document. */
  readonly [extension: `x-${string}`]: unknown
}

/** What is done with requests that are not as declared. */
export interface ValidationOptions {
  /** Answers them, or hands them to the app: `next(error)`. @default 422 `application/problem+json` */
  readonly onError?: OnInvalidRequest | undefined
  /** Compiles the `pattern`s of plain JSON Schema and TypeBox, such as by the package `re2`. @default RegExp */
  readonly regExp?: RegExpEngine | undefined
}
