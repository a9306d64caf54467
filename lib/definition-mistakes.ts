import type { CallbackRoutes } from './declared-operation.ts'
import type {
  BodyDefinition,
  MediaTypeDefinition,
  NotAStatus,
  OperationDefinition,
  OperationFields,
  ResponseDefinition,
  Status,
} from './definition.ts'
import type { ReferenceObject } from './openapi-types.ts'
import type {
  Input,
  JsonSchema,
  JsonSchemaKeywords,
  JsonSchemaTypeName,
  LibrarySchema,
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
    ? OperationDefinition
    : Corrected<D>

type ResponsesOf<D> = D extends { readonly responses: infer Responses } ? Responses : never

// `infer`, since the compiler would look for `D` in mapped types at each call.
type Corrected<D> = [D] extends [LibrarySchema | { readonly type: unknown } | Callable]
  ? 'a definition comes first: operation({ summary, body, responses }, handler)'
  : Mistakes<D> extends infer Found
    ? [keyof Found] extends [never]
      ? OperationDefinition
      : Omit<OperationDefinition, keyof Found> & Found
    : never

type Callable = (...args: never) => unknown

type Mistakes<D> = {
  readonly [
    Field in keyof D as [MistakeIn<Field, D[Field]>] extends [never] ? never : Field
  ]: MistakeIn<Field, D[Field]>
}

/** What stands in the place of a mistake; `never` where there is none, as in all that follows. */
type MistakeIn<Field, Value> = Field extends keyof MistakeByField<Value>
  ? MistakeByField<Value>[Field]
  : never

/** Members of an interface are worked out when they are asked for, and no other. */
interface MistakeByField<Value> {
  params: ParametersMistake<'params', Value>
  query: ParametersMistake<'query', Value>
  headers: ParametersMistake<'headers', Value>
  cookies: ParametersMistake<'cookies', Value>
  body: BodyMistake<Value>
  responses: ResponsesMistake<Value>
  callbacks: CallbacksMistake<Value>
}

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
interface SoundDefinition extends OperationFields {
  readonly params?: SoundParameters
  readonly query?: SoundParameters
  readonly headers?: SoundParameters
  readonly cookies?: SoundParameters
  readonly body?: LibrarySchema | SoundJsonSchema | undefined
  readonly responses?: SoundResponses | undefined
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
  : Value extends { readonly schema: infer Schema }
    ? Value extends MediaTypeDefinition
      ? never
      : Below<'schema', SchemaMistake<Schema, NoSchema>>
    : SchemaMistake<Value, 'a media type takes a schema, or { schema, example }'>

type NoSchema = 'a schema is expected here, such as z.object({ … })'

// --- responses ---

type ResponsesMistake<Responses> = Responses extends LibrarySchema | readonly unknown[]
  ? NotByStatus
  : Responses extends object
    ? Found<{
        readonly [
          Status in keyof Responses as [ResponseMistake<Status, Responses[Status]>] extends [never]
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

type CallbacksMistake<Callbacks> = Callbacks extends CallbackRoutes | readonly unknown[]
  ? NotByName
  : Callbacks extends object
    ? Found<{
        readonly [
          Name in keyof Callbacks as Callbacks[Name] extends CallbackRoutes ? never : Name
        ]: 'a callback is what callbackRouter() returns: a router of Express holds requests that you receive'
      }>
    : Callbacks extends undefined
      ? never
      : NotByName

type NotByName = 'callbacks takes callback routers by name: { events }'
