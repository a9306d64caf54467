/**
 * The check of runtime expressions as an author types them. A mistake is the type of its sentence,
 * `never` where there is none; the way to a verdict without one is kept short, since every callback of
 * every operation takes it.
 */

/** The types of what an expression can read; `unknown` where nobody says, which is never a mistake. */
export interface Locations {
  readonly query: unknown
  readonly path: unknown
  readonly header: unknown
  readonly body: unknown
  /** All bodies that are declared, in one union. */
  readonly response: unknown
}

/**
 * The runtime expressions in the key of a Callback Object, without their braces, in one union. None
 * are known in a key that is no literal.
 */
export type ExpressionsIn<Key extends string> = string extends Key
  ? never
  : Key extends `$${string}`
    ? Key extends `\${${string}`
      ? BracedIn<Key>
      : Key
    : BracedIn<Key>

type BracedIn<
  Key extends string,
  Before extends string = never,
> = Key extends `${string}{${infer Expression}}${infer After}`
  ? BracedIn<After, string extends Expression ? Before : Before | Expression>
  : Before

/** What is wrong with expressions where they read from these locations, in one union. */
export type ExpressionMistake<
  Expression,
  From extends Locations,
> = Expression extends `$request.${infer Source}`
  ? Source extends `body${infer Pointer}`
    ? BodyMistake<Expression, From['body'], Pointer, 'the request body'>
    : Source extends `${infer Place extends keyof Slots}.${infer Name}`
      ? ParameterMistake<Expression, From[Place], Place, Name>
      : never
  : Expression extends `$response.body${infer Pointer}`
    ? BodyMistake<Expression, From['response'], Pointer, 'the response body'>
    : never

/** What may be a mistake: a value that is always composite, or not there at all (`never`). */
type Doubtful = object | null | undefined

type BodyMistake<
  Expression extends string,
  Body,
  Written,
  Subject extends string,
> = Written extends `#/${infer Pointer}`
  ? [At<Body, Pointer>] extends [Doubtful]
    ? Sentence<Expression, PointerMistake<Body, Pointer, Subject>>
    : never
  : Written extends '' | '#'
    ? [Body] extends [Doubtful]
      ? Sentence<Expression, WholeMistake<Body, Subject>>
      : never
    : never

type ParameterMistake<
  Expression extends string,
  Parameters,
  Place extends keyof Slots,
  Name extends string,
> = [Member<Parameters, Name>] extends [Doubtful]
  ? Sentence<
      Expression,
      Place extends 'header'
        ? HeaderMistake<Parameters, Lowercase<Name>, Name>
        : NamedMistake<Parameters, Name, Slots[Place]>
    >
  : never

/** By the source in an expression, the word for it in a definition. */
interface Slots {
  query: 'query'
  path: 'params'
  header: 'headers'
}

// What a template leaves open, as in `{$request.query.${string}}`, nobody can check.
type Sentence<Expression extends string, Mistake> = [Mistake] extends [never]
  ? never
  : {} extends { [Key in Expression]: true }
    ? never
    : `{${Expression}}: ${Mistake & string}`

// --- what a pointer leads to ---

type Scalar = string | number | bigint | boolean | symbol | null | undefined
type List = readonly unknown[]

/** What a pointer without its first slash leads to: `never` where no value has it. */
type At<T, Pointer extends string> = Pointer extends `${infer Token}/${infer Tokens}`
  ? At<Member<T, Decoded<Token>>, Tokens>
  : Member<T, Decoded<Pointer>>

/** RFC 6901 §4: `~1` first, so that `~01` becomes `~1` and not `/`. */
type Decoded<Token extends string> = Token extends `${string}~${string}`
  ? Replaced<Replaced<Token, '~1', '/'>, '~0', '~'>
  : Token

type Replaced<
  Text extends string,
  From extends string,
  To extends string,
  Before extends string = '',
> = Text extends `${infer Head}${From}${infer Tail}`
  ? Replaced<Tail, From, To, `${Before}${Head}${To}`>
  : `${Before}${Text}`

/** In a union it is enough that one member has it. */
type Member<T, Name extends string> = unknown extends T
  ? unknown
  : T extends Scalar
    ? never
    : T extends List
      ? Item<T, Name>
      : Name extends keyof T
        ? T[Name]
        : [keyof T] extends [never]
          ? unknown
          : Name extends `${keyof T & number}`
            ? T[keyof T & number]
            : never

type Item<T extends List, Name extends string> = Name extends keyof T & `${number}`
  ? T[Name]
  : number extends T['length']
    ? IsIndex<Name> extends true
      ? T[number]
      : never
    : never

// What does not come out as it went in, such as `01`, comes out as `bigint`.
type IsIndex<Name extends string> = Name extends `${infer Index extends bigint}`
  ? bigint extends Index
    ? false
    : Name extends `-${string}`
      ? false
      : true
  : false

// --- sentences ---

type PointerMistake<
  T,
  Pointer extends string,
  Subject extends string,
  Path extends string = '#/',
> = Pointer extends `${infer Token}/${infer Tokens}`
  ? [Member<T, Decoded<Token>>] extends [never]
    ? Absence<T, Decoded<Token>, Subject, Path>
    : PointerMistake<Member<T, Decoded<Token>>, Tokens, NameOf<Path, Token>, `${Path}${Token}/`>
  : [Member<T, Decoded<Pointer>>] extends [never]
    ? Absence<T, Decoded<Pointer>, Subject, Path>
    : CompositeMistake<Member<T, Decoded<Pointer>>, NameOf<Path, Pointer>, `${Path}${Pointer}/`>

/** `customer/name` for `#/customer/name`. */
type NameOf<Path extends string, Token extends string> = Path extends `#/${infer Before}`
  ? `${Before}${Token}`
  : Token

type WholeMistake<T, Subject extends string> = [T] extends [never]
  ? NoBody<Subject>
  : CompositeMistake<T, Subject, '#/'>

type NoBody<Subject extends string> = Subject extends 'the response body'
  ? 'no response has a body'
  : `${Subject} is never there`

type NamedMistake<Parameters, Name extends string, Slot extends string> = [
  Member<Parameters, Name>,
] extends [never]
  ? Absence<Parameters, Name, Slot>
  : CompositeMistake<Member<Parameters, Name>, `${Name} in ${Slot}`>

// "If in is header and the name is Accept, Content-Type or Authorization, the definition SHALL be
// ignored": nobody can declare these.
type HeaderMistake<Headers, Lower extends string, Name extends string> = Lower extends
  'accept' | 'content-type' | 'authorization'
  ? never
  : [Member<InLowerCase<Headers>, Lower>] extends [never]
    ? Absence<Headers, Name, 'headers'>
    : CompositeMistake<Member<InLowerCase<Headers>, Lower>, `${Name} in headers`>

type InLowerCase<T> = unknown extends T
  ? unknown
  : T extends unknown
    ? { [Name in keyof T as Name extends string ? Lowercase<Name> : Name]: T[Name] }
    : never

/** What the members of a union are. `{}` says as little as `unknown`, and a Date is sent as a string. */
type KindOf<T> = unknown extends T
  ? 'unknown'
  : T extends null | undefined
    ? never
    : T extends Scalar
      ? 'scalar'
      : T extends List
        ? 'list'
        : T extends { toJSON: unknown }
          ? 'unknown'
          : [keyof T] extends [never]
            ? 'unknown'
            : 'object'

/** `Path` is where a pointer goes on from; nothing points into a parameter. */
type CompositeMistake<T, Subject extends string, Path extends string = never> = [
  KindOf<T>,
] extends [never]
  ? never
  : [KindOf<T>] extends ['list']
    ? `${Subject} is a list, which no URL can hold${[Path] extends [never] ? '' : `: point to an item of it, such as ${Path}0`}`
    : [KindOf<T>] extends ['list' | 'object']
      ? `${Subject} is an object, which no URL can hold${[Path] extends [never] ? '' : `: point to a part of it${Known<NameIn<T>>}`}`
      : never

type Absence<T, Name extends string, Subject extends string, Path extends string = ''> = [
  T,
] extends [never]
  ? NoBody<Subject>
  : 'object' extends KindOf<T>
    ? `${Subject} has no '${Name}'${Known<NameIn<T>>}`
    : 'list' extends KindOf<T>
      ? NoItem<Extract<T, List>, Name, Subject, Path>
      : [KindOf<T>] extends [never]
        ? `${Subject} is null and has no '${Name}'`
        : `${Subject} is ${Listed<ScalarName<T>, ' or '>} and has no '${Name}'`

type NoItem<T extends List, Name extends string, Subject extends string, Path extends string> =
  IsIndex<Name> extends true
    ? `${Subject} is a list of ${Listed<`${T['length']}`, ' or '>} and has no ${Name}`
    : `${Subject} is a list and has no '${Name}': write an index, such as ${Path}0`

type ScalarName<T> = T extends string
  ? 'a string'
  : T extends number | bigint
    ? 'a number'
    : T extends boolean
      ? 'a boolean'
      : never

type NameIn<T> = T extends Scalar | List ? never : `${Exclude<keyof T, symbol>}`

type Known<Names extends string> = string extends Names
  ? ''
  : [Names] extends [never]
    ? ''
    : `, it has ${Listed<Names, ', '>}`

// --- a union in words ---

type Listed<Names extends string, Separator extends string> = Joined<InOrder<Names>, Separator>

/** A dozen, and then no more: the compiler would cut the sentence short. */
type Joined<
  Names extends List,
  Separator extends string,
  Text extends string = '',
  Count extends unknown[] = [],
> = Names extends readonly [infer Name extends string, ...infer Others]
  ? Text extends ''
    ? Joined<Others, Separator, Name, [1]>
    : Count['length'] extends 12
      ? `${Text}${Separator}…`
      : Joined<Others, Separator, `${Text}${Separator}${Name}`, [...Count, 1]>
  : Text

type InOrder<Names, After extends List = []> = [Names] extends [never]
  ? After
  : LastOf<Names> extends infer Name
    ? InOrder<Exclude<Names, Name>, [Name, ...After]>
    : never

/** Of overloads, the last one is inferred from. */
type LastOf<Union> =
  IntersectionOf<Union extends unknown ? () => Union : never> extends () => infer Last
    ? Last
    : never

type IntersectionOf<Union> = (Union extends unknown ? (member: Union) => void : never) extends (
  all: infer All,
) => void
  ? All
  : never

// --- the grammar ---

/**
 * The key of a Callback Object as `callbackRouter()` takes it, or the sentences about what is no
 * runtime expression in it.
 */
// `Key` stands in a branch that is never taken, for the compiler to infer it from there.
export type GrammaticalKey<Key extends string> = [Key] extends [never]
  ? Key
  : [ExpressionsIn<Key>] extends [Grammatical]
    ? string
    : [GrammarMistake<ExpressionsIn<Key>>] extends [never]
      ? string
      : GrammarMistake<ExpressionsIn<Key>>

type Grammatical =
  | '$url'
  | '$method'
  | '$statusCode'
  | `$request.${keyof Slots}.${string}`
  | `$response.header.${string}`
  | `$${'request' | 'response'}.body${'' | '#' | `#/${string}`}`

type GrammarMistake<Expression extends string> = Expression extends Grammatical
  ? never
  : {} extends { [Key in Expression]: true }
    ? never
    : `{${Expression}} is no runtime expression: ${Remedy<Expression>}`

type Remedy<Expression extends string> = Expression extends `$${infer Words}`
  ? Words extends `${infer Side extends RequestWord | ResponseWord}.${infer Source}`
    ? SourceRemedy<SideOf<Side>, Source>
    : Words extends `${string}${'.' | '/' | '#'}${string}`
      ? 'one begins with $request, $response, $url, $method or $statusCode'
      : `did you mean {${ConstantFor<Lowercase<Words>, `$request.query.${Words}`>}}?`
  : `$${Expression}` extends Grammatical
    ? `it lacks the '$', write {$${Expression}}`
    : Expression extends `${string}${'.' | '/' | '#' | ' '}${string}` | ''
      ? 'one begins with $request, $response, $url, $method or $statusCode'
      : `write {$request.body#/${Expression}} or {$request.query.${Expression}}`

type RequestWord = 'request' | 'req'
type ResponseWord = 'response' | 'res'

type SideOf<Word> = Word extends RequestWord ? 'request' : 'response'

type ConstantFor<Word extends string, Otherwise extends string> = Word extends 'url' | 'method'
  ? `$${Word}`
  : Word extends 'status' | 'statuscode'
    ? '$statusCode'
    : Otherwise

type SourceRemedy<
  Side extends 'request' | 'response',
  Source extends string,
> = Source extends `body${infer Pointer}`
  ? `write {$${Side}.body${CorrectPointer<Pointer>}}`
  : Source extends `${infer Word extends keyof Sources}.${infer Name}`
    ? `${Side}.${Sources[Word]}` extends `response.${'query' | 'path'}`
      ? `a response has no ${Sources[Word]}, did you mean {$request.${Sources[Word]}.${Name}}?`
      : `write {$${Side}.${Sources[Word]}.${Name}}`
    : Source extends `cookie${string}`
      ? 'there is none for cookies'
      : `after $${Side} stands ${Side extends 'request' ? 'query, path, ' : ''}header or body`

interface Sources {
  query: 'query'
  path: 'path'
  params: 'path'
  header: 'header'
  headers: 'header'
}

type CorrectPointer<Pointer extends string> = Pointer extends `#/${string}` | ''
  ? Pointer
  : Pointer extends `${'#' | '/'}${infer Names}`
    ? `#/${Names}`
    : Pointer extends `.${infer Names}`
      ? `#/${Replaced<Names, '.', '/'>}`
      : ''
