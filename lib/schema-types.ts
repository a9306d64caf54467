/**
 * What a library that implements Standard Schema carries: its static types, which exist for the
 * compiler only. A schema need not be able to give its JSON Schema to match.
 * @see https://standardschema.dev
 */
export interface StandardTyped {
  readonly '~standard': {
    readonly version: 1
    readonly vendor: string
    readonly types?: { readonly input: unknown; readonly output: unknown } | undefined
  }
}

/** The values of the keyword `type`; JSON Schema Validation 2020-12, 6.1.1. */
export type JsonSchemaTypeName =
  'string' | 'number' | 'integer' | 'boolean' | 'null' | 'object' | 'array'

type List<Item> = readonly Item[]
/**
 * A list as a literal has it. Other lists of schemas come from types written by hand, such as
 * ajv's, which may contain themselves: following those would not end.
 */
type Tuple = readonly [] | readonly [unknown, ...unknown[]]
type Dictionary<Item> = { readonly [name: string]: Item }
type TypeName = JsonSchemaTypeName | (string & {})

/**
 * The keywords of JSON Schema 2020-12, for completion while typing. What does not decide about the
 * TypeScript type is `unknown`, so that schemas typed by other libraries are accepted.
 */
export interface JsonSchemaKeywords {
  readonly type?: TypeName | List<TypeName> | undefined
  readonly enum?: List<unknown> | undefined
  readonly const?: unknown
  readonly properties?: Dictionary<JsonSchema> | undefined
  readonly required?: List<string> | undefined
  readonly additionalProperties?: JsonSchema | undefined
  readonly patternProperties?: Dictionary<JsonSchema> | undefined
  readonly items?: JsonSchema | List<JsonSchema> | undefined
  readonly prefixItems?: List<JsonSchema> | undefined
  readonly anyOf?: List<JsonSchema> | undefined
  readonly oneOf?: List<JsonSchema> | undefined
  readonly allOf?: List<JsonSchema> | undefined
  readonly $ref?: string | undefined
  readonly $defs?: Dictionary<JsonSchema> | undefined
  readonly $id?: unknown
  readonly $schema?: unknown
  readonly $anchor?: unknown
  readonly $dynamicRef?: unknown
  readonly $dynamicAnchor?: unknown
  readonly $comment?: unknown
  readonly title?: unknown
  readonly description?: unknown
  readonly default?: unknown
  readonly examples?: unknown
  readonly deprecated?: unknown
  readonly readOnly?: unknown
  readonly writeOnly?: unknown
  readonly format?: unknown
  readonly pattern?: unknown
  readonly minLength?: unknown
  readonly maxLength?: unknown
  readonly contentEncoding?: unknown
  readonly contentMediaType?: unknown
  readonly contentSchema?: unknown
  readonly minimum?: unknown
  readonly maximum?: unknown
  readonly exclusiveMinimum?: unknown
  readonly exclusiveMaximum?: unknown
  readonly multipleOf?: unknown
  readonly minItems?: unknown
  readonly maxItems?: unknown
  readonly uniqueItems?: unknown
  readonly contains?: unknown
  readonly minContains?: unknown
  readonly maxContains?: unknown
  readonly unevaluatedItems?: unknown
  readonly minProperties?: unknown
  readonly maxProperties?: unknown
  readonly propertyNames?: unknown
  readonly dependentRequired?: unknown
  readonly dependentSchemas?: unknown
  readonly unevaluatedProperties?: unknown
  readonly not?: unknown
  readonly if?: unknown
  readonly then?: unknown
  readonly else?: unknown
  readonly '~standard'?: NotInside
}

// The compiler quotes it where it meets a schema of another library.
type NotInside =
  'a schema of a library cannot stand inside a JSON Schema: write the whole with the library'

/** Lets in keywords of every vocabulary, `x-…` among them. */
interface OpenJsonSchema extends JsonSchemaKeywords {
  readonly [keyword: string]: unknown
}

/** TypeBox 1.x. Its optional properties carry `~optional`, `Unsafe` nothing but `~unsafe`. */
interface BrandedByTypeBox {
  readonly '~kind': string
}
interface UnsafeByTypeBox {
  readonly '~unsafe': unknown
}

/** TypeBox 0.34. Every schema computes its type in `static`, given the `params`. */
interface ComputedByTypeBox {
  readonly params: List<unknown>
}

/** A schema that a library made, known by its marks. */
export type LibrarySchema = StandardTyped | BrandedByTypeBox | ComputedByTypeBox | UnsafeByTypeBox

/**
 * A plain JSON Schema (2020-12) written as a literal, or a TypeBox schema. Where a type parameter
 * takes it, declare it `const`, and the literal needs no `as const`.
 */
export type JsonSchema =
  | boolean
  // Before the keywords in the alphabet, by which TypeScript 7 tries them: comparing a TypeBox
  // schema keyword by keyword costs as much again as inferring its type.
  | BrandedByTypeBox
  | ComputedByTypeBox
  | UnsafeByTypeBox
  // Two, since an interface has no implicit index signature and matches only the first.
  | JsonSchemaKeywords
  | OpenJsonSchema

/** What may be written where a schema is wanted. */
export type Schema = StandardTyped | JsonSchema

/** The two faces of a value: `input` before defaults and transforms, `output` after them. */
export type SchemaSide = 'input' | 'output'

/**
 * What a caller of the API sends: before defaults and transforms. `unknown` where the schema does
 * not say; never `any`.
 */
export type Input<S> = FromSchema<S, 'input'>

/**
 * `Input`, for a parameter: in one, an `any` beneath takes what `unknown` would take, and nobody reads
 * it, so that looking for it would cost the compiler time for nothing.
 */
export type Accepted<S> = unknown extends S
  ? unknown
  : S extends StandardTyped
    ? WithoutOutermostAny<NonNullable<S['~standard']['types']>['input']>
    : FromLiteral<S, 'input'>

type WithoutOutermostAny<T> = 0 extends 1 & T ? unknown : T

/**
 * What a handler sees, and what a response is after parsing: after defaults and transforms.
 * `unknown` where the schema does not say; never `any`.
 */
export type Output<S> = FromSchema<S, 'output'>

/**
 * The type of the values that a JSON Schema literal describes.
 *
 * A property with `default` is optional in the input and present in the output. An object with
 * `properties` gets no index signature unless `additionalProperties` or `patternProperties` holds a
 * schema: a misspelt property is an error, although JSON Schema allows further keys. The elements
 * of `prefixItems` are all present unless `minItems` says less. `$ref` is followed within the
 * schema. What cannot be told (a widened `type: string`, a reference that leads elsewhere or only
 * to itself, annotations alone) is `unknown`. `format`, `not`, `if` and the like are ignored.
 */
export type FromJsonSchema<S, Side extends SchemaSide> = Resolve<S, { side: Side; root: S }, '#'>

/** One of the two. */
// `unknown extends` holds for `any` as well: one question keeps both out.
export type FromSchema<S, Side extends SchemaSide> = unknown extends S
  ? unknown
  : S extends StandardTyped
    ? WithoutAny<NonNullable<S['~standard']['types']>[Side]>
    : FromLiteral<S, Side>

// Deferred by the inference: a type parameter would else be expanded over its whole constraint, at each
// use, for half a million instantiations.
type FromLiteral<S, Side extends SchemaSide> = S extends infer T ? FromJsonSchema<T, Side> : never

// --- one schema ---

interface Context {
  readonly side: SchemaSide
  /** Where references start. */
  readonly root: unknown
}

interface Scalars {
  string: string
  number: number
  integer: number
  boolean: boolean
  null: null
}

type Combinator = '$ref' | 'anyOf' | 'oneOf' | 'allOf'

/** Keywords beside which `type` is not the whole answer. */
type Decisive = Combinator | 'const' | 'enum' | 'static' | '~unsafe'

type Decided = { [Keyword in Decisive]: { readonly [Key in Keyword]: unknown } }[Decisive]
type WithoutDecisive = { readonly [Keyword in Decisive]?: never }

/** Most schemas are of this kind: asked first, since every question costs. */
interface Plain extends WithoutDecisive {
  readonly type: keyof Scalars
}

/**
 * `Seen` are the references followed since the last property or list item. TypeScript puts those
 * off until they are asked for, so that recursion through them has no end to reach; a reference
 * that leads back to itself without one has to be given up. `'flat'` is among them where the result
 * will be flattened, which asks for the items of a list at once.
 */
type Resolve<S, In extends Context, Seen> = S extends Plain
  ? unknown extends S['type']
    ? unknown
    : Scalars[S['type']]
  : unknown extends S
    ? unknown
    : S extends boolean
      ? S extends true
        ? unknown
        : never
      : S extends Decided
        ? FromDecisive<S, In, Seen>
        : FromType<S, In, Seen>

// Strictly, `properties` alone leaves other types than objects alone; nobody who writes it means so.
type FromType<S, In extends Context, Seen> = S extends { readonly type: infer Name }
  ? FromTypeName<Name, S, In, Seen>
  : S extends ImpliesObject
    ? FromObject<S, In>
    : S extends ImpliesArray
      ? FromArray<S, In, Seen>
      : S extends { readonly '~kind': 'Never' }
        ? never
        : unknown

type FromTypeName<Name, S, In extends Context, Seen> = unknown extends Name
  ? unknown
  : Name extends keyof Scalars
    ? Scalars[Name]
    : Name extends 'object'
      ? FromObject<S, In>
      : Name extends 'array'
        ? FromArray<S, In, Seen>
        : Name extends List<unknown>
          ? FromTypeName<Name[number], S, In, Seen>
          : unknown

// --- objects ---

type ImpliesObject =
  | { readonly properties: unknown }
  | { readonly required: List<unknown> }
  | { readonly additionalProperties: unknown }
  | { readonly patternProperties: unknown }

type FromObject<S, In extends Context> = ObjectOf<
  WithRequired<PropertiesOf<S>, RequiredOf<S>>,
  RequiredOf<S>,
  ExtraOf<S>,
  S,
  In
>

// The mapped types stand in branches, not under names of their own: editors would show the names.
type ObjectOf<Properties, Required, Extra, S, In extends Context> = [Extra] extends [never]
  ? [keyof Properties] extends [never]
    ? WithoutProperties<S>
    : {
        [Name in keyof Shape<Properties, Present<Properties, Required, In>>]: Resolve<
          Properties[Name & keyof Properties],
          In,
          never
        >
      }
  : {
      // An index signature has to admit the values of the named properties, too.
      [Name in keyof OpenShape<Properties, Present<Properties, Required, In>>]: Resolve<
        Name extends keyof Properties ? Properties[Name] : Properties[keyof Properties] | Extra,
        In,
        never
      >
    }

type WithoutProperties<S> = S extends { readonly additionalProperties: false }
  ? { [key: string]: never }
  : { [key: string]: unknown }

type PropertiesOf<S> = S extends { readonly properties: infer Properties } ? Properties : {}

// TypeBox turns the names into a tuple, one by one; reading its marks is cheaper.
type RequiredOf<S> = S extends { readonly '~kind': 'Object'; readonly properties: infer Properties }
  ? {
      [Name in keyof Properties]: Properties[Name] extends { readonly '~optional': true }
        ? never
        : Name
    }[keyof Properties]
  : S extends { readonly required: List<infer Name extends string> }
    ? string extends Name
      ? never
      : Name
    : never

/** A name may be required without being mentioned in `properties`. */
type WithRequired<Properties, Required> = [Required] extends [keyof Properties]
  ? Properties
  : Properties & { readonly [Name in Exclude<Required, keyof Properties> & string]: true }

type Present<Properties, Required, In extends Context> = In['side'] extends 'input'
  ? Exclude<Required, Defaulted<Properties>>
  : Required | Defaulted<Properties>

type Defaulted<Properties> = {
  [Name in keyof Properties]-?: Properties[Name] extends { readonly default: unknown }
    ? Name
    : never
}[keyof Properties]

/** The schemas of further keys; `never` where all of them are allowed, or none. */
type ExtraOf<S> =
  | (S extends { readonly additionalProperties: infer Extra } ? ExceptTrivial<Extra> : never)
  | (S extends { readonly patternProperties: infer Patterns } ? Patterns[keyof Patterns] : never)

type ExceptTrivial<Extra> = Extra extends boolean
  ? never
  : [keyof Extra] extends [never]
    ? never
    : Extra

// A property is optional in an intersection only where it is in each part.
type Shape<Properties, Present> = { -readonly [Name in keyof Properties]?: unknown } & {
  [Name in Present & PropertyKey]: unknown
}

type OpenShape<Properties, Present> = Shape<Properties, Present> & { [name: string]: unknown }

// --- arrays ---

type ImpliesArray = { readonly items: unknown } | { readonly prefixItems: unknown }

type FromArray<S, In extends Context, Seen> = S extends { readonly prefixItems: infer Prefix }
  ? FromTuple<Prefix, RestOf<S, 'items'>, MinimumOf<S>, In, Seen>
  : S extends { readonly items: infer Items }
    ? unknown extends Items
      ? unknown[]
      : Items extends List<unknown>
        ? // The form of draft 7, which TypeBox writes.
          FromTuple<Items, RestOf<S, 'additionalItems'>, MinimumOf<S>, In, Seen>
        : Resolve<Items, In, 'flat' extends Seen ? Seen : never>[]
    : unknown[]

type RestOf<S, Keyword extends string> = S extends { readonly [Key in Keyword]: infer Rest }
  ? unknown extends Rest
    ? true
    : Rest
  : true

type MinimumOf<S> = S extends { readonly minItems: infer Minimum extends number }
  ? number extends Minimum
    ? never
    : Minimum
  : never

type FromTuple<Prefix, Rest, Minimum, In extends Context, Seen> = unknown extends Prefix
  ? unknown[]
  : Prefix extends Tuple
    ? Rest extends false
      ? Elements<Prefix, Minimum, In, Seen>
      : [...Elements<Prefix, Minimum, In, Seen>, ...Resolve<Rest, In, Seen>[]]
    : unknown[]

type Elements<Prefix extends List<unknown>, Minimum, In extends Context, Seen> = OptionalFrom<
  Minimum,
  { -readonly [Index in keyof Prefix]: Resolve<Prefix[Index], In, Seen> }
>

type OptionalFrom<Minimum, Items extends unknown[], Head extends unknown[] = []> = [
  Minimum,
] extends [never]
  ? Items
  : Head['length'] extends Minimum
    ? [...Head, ...Partial<Items>]
    : Items extends [infer First, ...infer Others]
      ? OptionalFrom<Minimum, Others, [...Head, First]>
      : [...Head, ...Items]

// --- what decides beside `type` ---

type FromDecisive<S, In extends Context, Seen> = S extends ComputedByTypeBox & {
  readonly static: unknown
}
  ? WithoutAny<(S & { params: [] })['static']>
  : S extends { readonly '~unsafe': infer Value }
    ? WithoutAny<Value>
    : S extends { readonly const: infer Value }
      ? Mutable<Value>
      : S extends { readonly enum: List<infer Value> }
        ? Mutable<Value>
        : FromCombination<S, In, Seen>

/** `const` type parameters make a literal read-only to the bottom; parsed JSON is not. */
type Mutable<Value> = unknown extends Value
  ? unknown
  : Value extends object
    ? { -readonly [Key in keyof Value]: Mutable<Value[Key]> }
    : Value

type Assertion =
  | Combinator
  | 'type'
  | 'properties'
  | 'required'
  | 'additionalProperties'
  | 'patternProperties'
  | 'items'
  | 'prefixItems'

type FromCombination<S, In extends Context, Seen> = [keyof S & Assertion] extends ['$ref']
  ? FromReference<S, In, Seen>
  : [keyof S & Assertion] extends ['anyOf' | 'oneOf']
    ? FromAnyOf<S, In, Seen> & FromOneOf<S, In, Seen>
    : Flat<FromParts<S, In, Seen | 'flat'>>

// Conditional, since an intersection under a name of its own would be shown by that name.
type FromParts<S, In extends Context, Seen> = S extends unknown
  ? FromType<S, In, Seen> &
      FromReference<S, In, Seen> &
      FromAnyOf<S, In, Seen> &
      FromOneOf<S, In, Seen> &
      FromAllOf<S, In, Seen>
  : never

type FromAnyOf<S, In extends Context, Seen> = S extends {
  readonly anyOf: infer Members extends Tuple
}
  ? Resolve<Members[number], In, Seen>
  : unknown

type FromOneOf<S, In extends Context, Seen> = S extends {
  readonly oneOf: infer Members extends Tuple
}
  ? Resolve<Members[number], In, Seen>
  : unknown

type FromAllOf<S, In extends Context, Seen> = S extends {
  readonly allOf: infer Members extends Tuple
}
  ? IntersectionOf<Members, In, Seen>
  : unknown

type IntersectionOf<Members, In extends Context, Seen, All = unknown> = Members extends readonly [
  infer First,
  ...infer Others,
]
  ? IntersectionOf<Others, In, Seen, All & Resolve<First, In, Seen>>
  : All

type Flat<T> = T extends List<unknown> ? FlatList<T> : T extends object ? FlatObject<T> : T

// Nothing is both an array and an object with keys of its own.
type FlatList<T extends List<unknown>> = [
  Exclude<keyof T, keyof unknown[] | number | `${number}`>,
] extends [never]
  ? '0' extends keyof T
    ? T
    : T[number][]
  : never

// `{ type: 'object' }` beside a part with properties says nothing new, and JSON has no `undefined`.
type FlatObject<T> = {
  [Key in keyof T as string extends Key ? (unknown extends T[Key] ? never : Key) : Key]: Exclude<
    T[Key],
    undefined
  >
} extends infer Closed
  ? [keyof Closed] extends [never]
    ? { [key: string]: unknown }
    : Closed
  : never

// --- references ---

type FromReference<S, In extends Context, Seen> = S extends { readonly $ref: infer Ref }
  ? unknown extends Ref
    ? unknown
    : Ref extends Seen
      ? unknown
      : Ref extends '#'
        ? Resolve<In['root'], In, Seen | Ref>
        : Ref extends `#/${infer Pointer}`
          ? Resolve<At<In['root'], Pointer>, In, Seen | Ref>
          : FromName<Ref, S, In, Seen>
  : unknown

type At<T, Pointer extends string> = Pointer extends `${infer Name}/${infer Others}`
  ? Name extends keyof T
    ? At<T[Name], Others>
    : unknown
  : Pointer extends keyof T
    ? T[Pointer]
    : unknown

/** TypeBox 1.x refers by name to the definitions of the `Cyclic` around the reference. */
type FromName<Ref, S, In extends Context, Seen> = S extends { readonly $defs: infer Definitions }
  ? Ref extends keyof Definitions
    ? Resolve<Definitions[Ref], { side: In['side']; root: S }, Ref>
    : unknown
  : In['root'] extends { readonly $defs: infer Definitions }
    ? Ref extends keyof Definitions
      ? Resolve<Definitions[Ref], In, Seen | Ref>
      : unknown
    : unknown

// --- `any` in the types of a library ---

type Primitive = string | number | bigint | boolean | symbol | null | undefined
type Method = (...args: never) => unknown

/** `T` itself, unless there is an `any` in it: then a copy with `unknown` in its place. */
type WithoutAny<T> = unknown extends T
  ? unknown
  : [T] extends [Primitive]
    ? T
    : 'any' extends Finding<T, 9>
      ? ReplaceAny<T>
      : T

type ReplaceAny<T> = unknown extends T
  ? unknown
  : T extends Primitive | Method
    ? T
    : T extends unknown
      ? 'method' extends FindingOfEach<T>[keyof T]
        ? T
        : { [Key in keyof T]: ReplaceAny<T[Key]> }
      : never

type FindingOfEach<T> = {
  [Key in keyof T]-?: 0 extends 1 & T[Key] ? 'any' : T[Key] extends Method ? 'method' : 'none'
}

/** What is left to look at, level by level: recursive types have no bottom. */
interface Below {
  9: 8
  8: 7
  7: 6
  6: 5
  5: 4
  4: 3
  3: 2
  2: 1
  1: 0
}

/**
 * Whether `any` is in a type or below it. Looks at all members of an object at once: `any` swallows
 * the rest of a union.
 */
type Finding<T, Level> = T extends Primitive
  ? never
  : T extends Method
    ? 'method'
    : Level extends keyof Below
      ? T extends List<unknown>
        ? FindingBelow<T[number], Below[Level]>
        : FindingInMembers<T, T[keyof T], Below[Level]>
      : never

type FindingBelow<T, Level> = 0 extends 1 & T
  ? 'any'
  : [T] extends [Primitive]
    ? never
    : Finding<T, Level>

// What has methods is an instance of a class (Date, File), and a copy would not be one.
type FindingInMembers<T, Member, Level> = 0 extends 1 & Member
  ? 'method' extends FindingOfEach<T>[keyof T]
    ? never
    : 'any'
  : [Member] extends [Primitive]
    ? never
    : WithoutMethods<Finding<Member, Level>>

type WithoutMethods<Findings> = 'method' extends Findings ? never : Findings
