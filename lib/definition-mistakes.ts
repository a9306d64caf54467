import type { ExpressionMistake } from './callbacks/expression-types.ts'
import type { CallbackRoutes } from './declared-operation.ts'
import type {
  BodyDefinition,
  CallbackOperationDefinition,
  MediaTypeDefinition,
  NotAStatus,
  OperationDefinition,
  PlainFields,
  ResponseDefinition,
  SchemaOf,
  SlotOf,
  Status,
} from './definition.ts'
import type { ReferenceObject } from './openapi-types.ts'
import type {
  FromSchema,
  Input,
  JsonSchema,
  JsonSchemaKeywords,
  JsonSchemaTypeName,
  LibrarySchema,
  SchemaSide,
  StandardTyped,
} from './schema-types.ts'

/**
 * The definition that `operation()` takes, or what it takes in place of the mistakes in `D`: the
 * compiler quotes the sentences of this file as the type that it expected.
 */
// `D` stands in a branch that is never taken, for the compiler to infer it from there: where it stood in
// the other, every property would be known, and no misspelt field refused. In brackets, since a
// conditional type that distributes does not let `const` through.
export type Checked<D> = [D] extends [never]
  ? D
  : [D, keyof ResponsesOf<D>] extends [SoundDefinition, Status]
    ? WithCallbacks<D, 'operation'>
    : Corrected<D, 'operation'>

/** The same for `callbackRouter()` and `webhookRouter()`. */
export type CheckedCallback<D, Kind extends 'callback' | 'webhook'> = [D] extends [never]
  ? D
  : [D, keyof ResponsesOf<D>] extends [SoundCallback, Status]
    ? WithCallbacks<D, Kind>
    : Corrected<D, Kind>

type WithCallbacks<D, Kind extends keyof Definitions> = D extends {
  readonly callbacks: infer Callbacks extends object
}
  ? [ExpressionMistakeIn<Callbacks[keyof Callbacks], D, Kind>] extends [never]
    ? Definitions[Kind]
    : Corrected<D, Kind>
  : Definitions[Kind]

type ResponsesOf<D> = D extends { readonly responses: infer Responses } ? Responses : never

/** By the kind of an operation, the definition that is looked for. */
interface Definitions {
  operation: OperationDefinition
  callback: CallbackOperationDefinition
  webhook: CallbackOperationDefinition
}

interface NoDefinition {
  operation: 'a definition comes first: operation({ summary, body, responses }, handler)'
  callback: "a definition follows the URL: .post('{$request.query.url}', { body, responses })"
  webhook: "a definition follows the name: .post('newSubscription', { body, responses })"
}

// `infer`, since the compiler would look for `D` in mapped types at each call.
type Corrected<D, Kind extends keyof Definitions> = [D] extends [
  LibrarySchema | { readonly type: unknown } | Callable,
]
  ? NoDefinition[Kind]
  : Mistakes<D, Kind> extends infer Found
    ? [keyof Found] extends [never]
      ? Definitions[Kind]
      : Omit<Definitions[Kind], keyof Found> & Found
    : never

type Callable = (...args: never) => unknown

type Mistakes<D, Kind extends keyof Definitions> = {
  readonly [
    Field in keyof D as [MistakeIn<Field, D[Field], D, Kind>] extends [never] ? never : Field
  ]: MistakeIn<Field, D[Field], D, Kind>
}

/** What stands in the place of a mistake; `never` where there is none, as in all that follows. */
type MistakeIn<Field, Value, D, Kind> = Field extends keyof MistakeByField<Value, D, Kind>
  ? MistakeByField<Value, D, Kind>[Field]
  : never

/** Members of an interface are worked out when they are asked for, and no other. */
interface MistakeByField<Value, D, Kind> {
  params: Kind extends keyof NoPath
    ? NoPathMistake<Value, Kind>
    : ParametersMistake<'params', Value>
  query: ParametersMistake<'query', Value>
  headers: ParametersMistake<'headers', Value>
  cookies: ParametersMistake<'cookies', Value>
  body: BodyMistake<Value>
  responses: ResponsesMistake<Value>
  callbacks: CallbacksMistake<Value, D, Kind>
}

interface NoPath {
  callback: 'a callback has no path parameters: write each varying part of the URL as a runtime expression'
  webhook: 'a webhook has no path parameters: whoever registers for it gives its URL'
}

type NoPathMistake<Value, Kind extends keyof NoPath> = [Value] extends [undefined]
  ? never
  : NoPath[Kind]

/** An object in which only the mistakes are left; `never` where there are none. */
type Found<Mistakes> = [keyof Mistakes] extends [never] ? never : Mistakes

type Below<Field extends string, Mistake> = [Mistake] extends [never]
  ? never
  : { readonly [Key in Field]: Mistake }

// --- definitions without a mistake ---

/**
 * What needs no search for mistakes: assignability is one question, and the search is many. What is
 * sound and not assignable is searched in vain.
 */
interface SoundDefinition extends SoundFields {
  readonly params?: SoundParameters
}

interface SoundCallback extends SoundFields {
  readonly params?: undefined
}

interface SoundFields extends PlainFields {
  readonly query?: SoundParameters
  readonly headers?: SoundParameters
  readonly cookies?: SoundParameters
  readonly body?: LibrarySchema | SoundJsonSchema | undefined
  readonly responses?: SoundResponses | undefined
  /** The expressions of these are looked at for themselves. */
  readonly callbacks?: Readonly<Record<string, CallbackRoutes>> | undefined
  /** Or else it is a schema. */
  readonly type?: never
  readonly '~standard'?: never
  readonly '~kind'?: never
  readonly '~unsafe'?: never
}

type SoundParameters = StandardObject | SoundObject | undefined

interface StandardObject extends StandardTyped {
  readonly '~standard': StandardTyped['~standard'] & {
    readonly types?: { readonly input: object } | undefined
  }
}

interface SoundObject extends JsonSchemaKeywords {
  readonly type: 'object'
}

interface SoundJsonSchema extends JsonSchemaKeywords {
  readonly type: JsonSchemaTypeName
  /** Or else it is a body or a response in OpenAPI's words. */
  readonly content?: never
}

interface SoundResponses {
  readonly [status: number]: LibrarySchema | SoundJsonSchema | null
}

// --- schemas ---

type ParametersMistake<Field extends string, Value> = Value extends LibrarySchema
  ? Input<Value> extends NotParameters
    ? `${Field} takes a schema of an object, of which each property is one parameter`
    : never
  : SchemaMistake<Value, `${Field} takes a schema of an object, such as z.object({ … })`>

type NotParameters = string | number | boolean | bigint | null

type BodyMistake<Value> = Value extends LibrarySchema
  ? never
  : Value extends { readonly content: infer Content }
    ? [ContentMistake<Content>] extends [never]
      ? Value extends BodyDefinition
        ? never
        : BodyDefinition
      : { readonly content: ContentMistake<Content> }
    : SchemaMistake<Value, 'body takes a schema, or { content: { [mediaType]: schema } }'>

/** Where a JSON Schema has a mistake in it, the compiler finds the place. */
type SchemaMistake<Value, Otherwise> = Value extends LibrarySchema | boolean | undefined
  ? never
  : Value extends Callable | readonly unknown[]
    ? Otherwise
    : Value extends JsonSchema
      ? true extends IsMapOfSchemas<Value>
        ? 'a schema is expected here, and this is a map of schemas: write z.object({ … })'
        : never
      : Value extends object
        ? JsonSchema
        : Otherwise

/** Schemas of a library under names that are no keywords of JSON Schema, or objects and no keyword. */
type IsMapOfSchemas<Value> = {
  [
    Name in Exclude<keyof Value, keyof JsonSchemaKeywords | `x-${string}`>
  ]: Value[Name] extends LibrarySchema
    ? true
    : Extract<keyof Value, keyof JsonSchemaKeywords> extends never
      ? Value[Name] extends object
        ? true
        : false
      : false
}[Exclude<keyof Value, keyof JsonSchemaKeywords | `x-${string}`>]

type ContentMistake<Content> = Content extends LibrarySchema
  ? 'content takes schemas by media type: { [mediaType]: schema }'
  : Found<{
      readonly [
        MediaType in keyof Content as [MediaTypeMistake<Content[MediaType]>] extends [never]
          ? never
          : MediaType
      ]: MediaTypeMistake<Content[MediaType]>
    }>

type MediaTypeMistake<Value> = Value extends LibrarySchema
  ? never
  : [Extract<keyof Value, 'schema' | 'itemSchema'>] extends [never]
    ? SchemaMistake<Value, 'a media type takes a schema, or { schema, example }'>
    : Value extends MediaTypeDefinition
      ? never
      : Field<Value, 'schema'> | Field<Value, 'itemSchema'>

type Field<Value, Name extends string> = Value extends { readonly [Key in Name]: infer Schema }
  ? Below<Name, SchemaMistake<Schema, NoSchema>>
  : never

type NoSchema = 'a schema is expected here, such as z.object({ … })'

// --- responses ---

type ResponsesMistake<Responses> = Responses extends LibrarySchema | readonly unknown[]
  ? NotByStatus
  : Responses extends object
    ? number extends keyof Responses
      ? AnswerMistake<Responses[number]>
      : Found<{
          readonly [
            Status in keyof Responses as [ResponseMistake<Status, Responses[Status]>] extends [
              never,
            ]
              ? never
              : Status
          ]: ResponseMistake<Status, Responses[Status]>
        }>
    : Responses extends undefined
      ? never
      : NotByStatus

type NotByStatus = 'responses are written by status: { 200: schema }'

type ResponseMistake<Key, Value> = Key extends Status
  ? AnswerMistake<Value>
  : Key extends string
    ? string extends Key
      ? AnswerMistake<Value>
      : NotAStatus<Key>
    : never

type AnswerMistake<Value> = Value extends LibrarySchema | null
  ? never
  : Value extends undefined
    ? NoResponse
    : Value extends ResponseObject
      ? ResponseObjectMistake<Value>
      : SchemaMistake<Value, NoResponse>

type NoResponse = 'a response is a schema, null for one without a body, or { description, content }'

/** What tells a Response Object from a JSON Schema: one of the fields that only the first has. */
type ResponseObject =
  | { readonly schema: unknown }
  | { readonly content: unknown }
  | { readonly headers: unknown }
  | { readonly links: unknown }

type ResponseObjectMistake<Value> = Found<{
  readonly [
    Field in keyof Value as [ResponseFieldMistake<Field, Value[Field]>] extends [never]
      ? never
      : Field
  ]: ResponseFieldMistake<Field, Value[Field]>
}>

type ResponseFieldMistake<Field, Value> = Field extends 'schema'
  ? SchemaMistake<Value, NoSchema>
  : Field extends 'content'
    ? ContentMistake<Value>
    : Field extends keyof ResponseDefinition
      ? Value extends ResponseDefinition[Field]
        ? never
        : ResponseDefinition[Field]
      : Field extends keyof JsonSchemaKeywords | keyof ReferenceObject
        ? never
        : Field extends string
          ? `${Field} is not a field of a response: look for a misspelling, or begin its name with x-`
          : never

// --- callbacks ---

type CallbacksMistake<Callbacks, D, Kind> = Callbacks extends CallbackRoutes | readonly unknown[]
  ? NotByName
  : Callbacks extends object
    ? Found<{
        readonly [
          Name in keyof Callbacks as [CallbackMistake<Callbacks[Name], D, Kind>] extends [never]
            ? never
            : Name
        ]: CallbackMistake<Callbacks[Name], D, Kind>
      }>
    : Callbacks extends undefined
      ? never
      : NotByName

type NotByName = 'callbacks takes callback routers by name: { events }'

type CallbackMistake<Router, D, Kind> = Router extends CallbackRoutes
  ? ExpressionMistakeIn<Router, D, Kind>
  : 'a callback is what callbackRouter() returns: a router of Express holds requests that you receive'

type ExpressionMistakeIn<Routers, D, Kind> = Routers extends {
  readonly '~ringback/expressions': infer Expressions
}
  ? ExpressionMistake<Expressions, Kind extends 'operation' ? Received<D> : Sent<D>>
  : never

/** What an operation of ours receives, before defaults and transforms, and what it sends. */
interface Received<D> extends LocationsOf<D, 'input', 'output'> {}

/** In a callback we are the client. */
interface Sent<D> extends LocationsOf<D, 'output', 'input'> {}

interface LocationsOf<D, Request extends SchemaSide, Response extends SchemaSide> {
  readonly query: ParametersOf<SlotOf<D, 'query'>, Request>
  readonly path: ParametersOf<SlotOf<D, 'params'>, Request>
  readonly header: ParametersOf<SlotOf<D, 'headers'>, Request>
  readonly body: BodyOf<SlotOf<D, 'body'>, Request>
  readonly response: AnswersOf<SlotOf<D, 'responses'>, Response>
}

type ParametersOf<S, Side extends SchemaSide> = [S] extends [undefined]
  ? unknown
  : FromSchema<S, Side>

type BodyOf<B, Side extends SchemaSide> = [B] extends [undefined]
  ? unknown
  : B extends { readonly content: infer Content }
    ? ContentOf<Content, Side>
    : FromSchema<B, Side>

// The parts of a multipart body are not what a pointer leads through.
type ContentOf<Content, Side extends SchemaSide> = {
  [MediaType in keyof Content]: MediaType extends `multipart/${string}`
    ? unknown
    : FromSchema<SchemaOf<Content[MediaType]>, Side>
}[keyof Content]

type AnswersOf<Responses, Side extends SchemaSide> = [keyof Responses] extends [never]
  ? unknown
  : { [Status in keyof Responses]: AnswerOf<Responses[Status], Side> }[keyof Responses]

type AnswerOf<Answer, Side extends SchemaSide> = Answer extends null
  ? never
  : Answer extends StandardTyped
    ? FromSchema<Answer, Side>
    : Answer extends { readonly content: infer Content }
      ? ContentOf<Content, Side>
      : FromSchema<SchemaOf<Answer>, Side>
