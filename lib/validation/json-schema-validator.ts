import { canonicalText, definitionName, mapSubschemas, unescapeToken } from '../json-schema.ts'
import type { SchemaObject } from '../openapi-types.ts'
import { embedOutside, type FindOutside } from '../schema/outside.ts'
import { isSimple } from '../schema/simple.ts'
import {
  loadAjv,
  type Ajv2020,
  type CodeKeywordDefinition,
  type DataValidateFunction,
  type ErrorObject,
  type FuncKeywordDefinition,
  type Options,
  type ValidateFunction,
} from './ajv.ts'
import { createUnion, judgeAll, type UnionKeyword } from './alternatives.ts'
import { formatOf, listFormats } from './formats.ts'
import { holdsPlainly, isPlainlyJudged } from './plain-judge.ts'
import {
  maxFaults,
  readThrown,
  toPointer,
  type Fault,
  type Outcome,
  type RegExpEngine,
} from './outcome.ts'

/** Checks values of one JSON Schema, and fills in its defaults. */
export type JsonSchemaValidator = (value: unknown) => Outcome

export interface JsonSchemaOptions {
  /** Compiles patterns in place of `RegExp`. */
  readonly regExp?: RegExpEngine | undefined
  readonly findOutside?: FindOutside | undefined
  /** Compiles now what would be compiled once it is worthwhile. */
  readonly isEager?: boolean | undefined
}

/**
 * Compile a JSON Schema, as `toJsonSchema()` gives it. Defaults are filled into the value itself.
 *
 * @throws {Error} where ajv cannot compile it, such as for a `pattern` that is none
 */
export function compileJsonSchema(
  schema: Readonly<SchemaObject>,
  options: JsonSchemaOptions = {},
): JsonSchemaValidator {
  const isPlain = !options.isEager && isSimple(schema) && isPlainlyJudged(schema)
  return isPlain ? compileWhenWorthwhile(schema, options) : compile(schema, options)
}

/**
 * An app answers its first requests while it is new, and most of its operations are seldom called: ajv is asked
 * to compile what has judged a few values, and what has to say all that is wrong with one.
 */
function compileWhenWorthwhile(
  schema: Readonly<SchemaObject>,
  options: JsonSchemaOptions,
): JsonSchemaValidator {
  let left = fewValues
  let compiled: JsonSchemaValidator | undefined
  return (value) => {
    if (compiled) return compiled(value)
    left -= 1
    if (left >= 0 && holdsPlainly(schema, value, formatOf)) return { value }
    compiled = compile(schema, options)
    return compiled(value)
  }
}

const fewValues = 20

function compile(
  schema: Readonly<SchemaObject>,
  { regExp, findOutside = () => undefined }: JsonSchemaOptions,
): JsonSchemaValidator {
  const compiler = compilerFor(regExp)
  const whole = embedOutside(schema, findOutside)
  const validate = register(compiler, schema, whole)
  const evaluates = asksForEvaluated(whole) ? compileEvaluating(compiler, whole) : undefined
  return (value) => check(value, () => listFaults(validate, value) ?? evaluates?.(value))
}

function check(value: unknown, find: () => readonly Fault[] | undefined): Outcome {
  try {
    const faults = judgeAll(find)
    return faults ? { faults } : { value }
  } catch (error) {
    return readThrown(error, value)
  }
}

/** What is wrong with a value; undefined where nothing is. */
function listFaults(validate: ValidateFunction, value: unknown): readonly Fault[] | undefined {
  return validate(value) ? undefined : readErrors(validate.errors)
}

interface Compiler {
  /** Fills defaults in. */
  readonly ajv: Ajv2020
  /** Tells which of alternatives a value is of, and must not change it meanwhile. */
  readonly asking: Ajv2020
  /** Has the alternatives of ajv itself, which note what they have evaluated, and the schema of schemas. */
  readonly evaluating: Ajv2020
  /** What was handed to ajv, by its source: the same schema is compiled once. */
  readonly validators: WeakMap<Readonly<SchemaObject>, ValidateFunction>
  /** Where each schema within is, as a reference. */
  readonly places: WeakMap<object, string>
  /** The ids of those that have defaults. */
  readonly defaulting: Set<string>
}

const compilers = new Map<RegExpEngine | undefined, Compiler>()

function compilerFor(regExp: RegExpEngine | undefined): Compiler {
  const known = compilers.get(regExp)
  if (known) return known
  const compiler: Compiler = {
    ajv: createAjv(regExp, { useDefaults: true, meta: false }),
    asking: createAjv(regExp, { meta: false }),
    evaluating: createAjv(regExp),
    validators: new WeakMap(),
    places: new WeakMap(),
    defaulting: new Set(),
  }
  addAlternatives(compiler.ajv, compiler)
  addAlternatives(compiler.asking, compiler)
  compiler.evaluating.addKeyword(evaluatedKeyword)
  compilers.set(regExp, compiler)
  return compiler
}

function createAjv(regExp: RegExpEngine | undefined, options: Options = {}): Ajv2020 {
  const { Ajv2020 } = loadAjv()
  const ajv = new Ajv2020({
    allErrors: true,
    // Else `{}` has the required property "toString", which it inherits.
    ownProperties: true,
    strict: false,
    // `1e999` in a body is infinity, which JSON cannot write.
    strictNumbers: true,
    logger: false,
    formats: listFormats(),
    ...options,
    validateSchema: options.meta !== false,
    ...(regExp ? { code: { regExp: named(regExp) } } : {}),
  })
  return ajv.removeKeyword('uniqueItems').addKeyword(uniqueItems)
}

/** ajv compares each object with each, which takes minutes for a long list of them. */
const uniqueItems: FuncKeywordDefinition = {
  keyword: 'uniqueItems',
  type: 'array',
  schemaType: 'boolean',
  validate: (isAsked: boolean, items: readonly unknown[]) =>
    !isAsked || new Set(items.map(canonicalText)).size === items.length,
  error: { message: 'must not have items that are equal' },
}

/**
 * `anyOf` and `oneOf` of our own. ajv's ask every alternative for all that is wrong with it, at each level
 * of a recursive schema anew, which takes hours for a small value that is nested; fill no defaults in; and
 * tell the faults of all alternatives, whichever was meant.
 */
function addAlternatives(ajv: Ajv2020, { asking, places, defaulting }: Compiler): void {
  for (const keyword of ['anyOf', 'oneOf'] as const) {
    ajv.removeKeyword(keyword).addKeyword({
      keyword,
      schemaType: 'array',
      errors: 'full',
      compile: (alternatives: readonly unknown[], parentSchema: object) => {
        const place = placeWithin(places.get(parentSchema) ?? '', keyword)
        const fillsIn = ajv !== asking && defaulting.has(place.split('#')[0] ?? '')
        return compileUnion(keyword, alternatives.length, {
          ask: (index) => asking.compile({ $ref: `${place}/${index}` }),
          fillIn: fillsIn ? (index) => ajv.compile({ $ref: `${place}/${index}` }) : undefined,
        })
      },
    })
  }
}

interface AlternativeCompilers {
  ask(index: number): ValidateFunction
  readonly fillIn: ((index: number) => ValidateFunction) | undefined
}

/** Compiled as they are met: a recursive schema leads back to itself. */
function compileUnion(
  keyword: UnionKeyword,
  count: number,
  { ask, fillIn }: AlternativeCompilers,
): DataValidateFunction {
  const asked: ValidateFunction[] = []
  const filling: ValidateFunction[] = []
  const judge = createUnion(keyword, count, (index, value) =>
    listFaults((asked[index] ??= ask(index)), value),
  )
  const validate: DataValidateFunction = (value, context) => {
    const { faults, holding } = judge(value)
    if (faults) {
      const instancePath = context?.instancePath ?? ''
      validate.errors = [{ keyword, instancePath, params: { faults } }]
      return false
    }
    if (fillIn) (filling[holding] ??= fillIn(holding))(value)
    return true
  }
  return validate
}

/**
 * Of our own, in each part of a schema that asks for it: what it has evaluated is noted from its
 * beginning, in an object that inherits nothing. Else ajv begins to note it within the first alternative
 * that holds, and forgets what it has seen where that one does not, and `toString` is always among what
 * it finds there.
 */
const evaluated = 'ringback:evaluated'

const evaluatedKeyword: CodeKeywordDefinition = {
  keyword: evaluated,
  before: '$ref',
  code: ({ gen, it }) => {
    const { _ } = loadAjv()
    it.props ??= gen.var('props', _`Object.create(null)`)
    it.items ??= gen.var('items', 0)
  },
}

/** What a schema tells of names and items that nothing in it speaks of, where all else is right. */
function compileEvaluating(
  { evaluating }: Compiler,
  whole: Readonly<SchemaObject>,
): (value: unknown) => readonly Fault[] | undefined {
  const validate = evaluating.compile(copyKnown(withEvaluated(whole)))
  return (value) => listFaults(validate, value)
}

/** ajv tells patterns apart by their text, which an engine need not give. */
function named(engine: RegExpEngine): RegExpEngine & { code: string } {
  const make = (
    pattern: string,
    flags: string,
  ): { test(text: string): boolean; toString(): string } => {
    const made = engine(pattern, flags)
    return { test: (text) => made.test(text), toString: () => `/${pattern}/${flags}` }
  }
  return Object.assign(make, { code: engine.code ?? 'RegExp' })
}

let count = 0

/** Hand a schema to ajv under an id of its own, with all that it refers to. */
function register(
  { ajv, asking, evaluating, validators, places, defaulting }: Compiler,
  schema: Readonly<SchemaObject>,
  whole: Readonly<SchemaObject>,
): ValidateFunction {
  const known = validators.get(schema)
  if (known) return known
  const $id = `ringback:${++count}`
  const root: SchemaObject = { ...withoutUnevaluated(copyKnown(whole)), $id }
  // The schema of schemas takes longer to compile than most of what is judged by it; it has alternatives, too.
  if (!isSimple(schema)) void evaluating.validateSchema(root, true)
  notePlaces(root, $id, places)
  if (JSON.stringify(root).includes('"default"')) defaulting.add($id)
  ajv.addSchema(root)
  asking.addSchema(root)
  const validate = ajv.getSchema($id) as ValidateFunction
  validators.set(schema, validate)
  return validate
}

/** Who asks for it is asked once more, by what can tell. */
function withoutUnevaluated(schema: Readonly<SchemaObject>): SchemaObject {
  if (!asksForEvaluated(schema)) return schema
  const { unevaluatedProperties: _, unevaluatedItems: __, ...others } = schema
  return mapSubschemas(others, withoutUnevaluated)
}

/** @throws {Error} where a reference leads nowhere: anything would hold there, in silence */
function copyKnown(schema: Readonly<SchemaObject>): SchemaObject {
  const { $id: _, $schema: __, $anchor: ___, $dynamicAnchor: ____, $ref, ...rest } = schema
  if ($ref === undefined) return mapSubschemas(rest, copyKnown)
  if ($ref !== '#' && definitionName($ref) === undefined) throw new Error(unknownReference($ref))
  return mapSubschemas({ ...rest, $ref }, copyKnown)
}

function unknownReference($ref: unknown): string {
  const name = /^#\/components\/schemas\/(.+)$/.exec(String($ref))?.[1]
  const remedy = name === undefined ? '' : `: give it to openapi({ schemas: { ${name} } })`
  return `nothing is known of the reference ${JSON.stringify($ref)} as it runs${remedy}`
}

function asksForEvaluated(schema: Readonly<SchemaObject>): boolean {
  return JSON.stringify(schema).includes('"unevaluated')
}

function withEvaluated(schema: Readonly<SchemaObject>): SchemaObject {
  return mapSubschemas({ ...schema, [evaluated]: true }, withEvaluated)
}

function notePlaces(value: unknown, place: string, places: WeakMap<object, string>): void {
  if (typeof value !== 'object' || value === null) return
  places.set(value, place)
  for (const [key, member] of Object.entries(value)) {
    notePlaces(member, placeWithin(place, key), places)
  }
}

function placeWithin(place: string, key: string): string {
  const at = place.includes('#') ? place : `${place}#`
  return `${at}${toPointer([encodeURIComponent(key)])}`
}

// What ajv says, in the words of a fault

function readErrors(errors: readonly Partial<ErrorObject>[] | null | undefined): Fault[] {
  return (errors ?? []).slice(0, maxFaults + 1).flatMap((error) => {
    const { faults } = (error.params ?? {}) as { faults?: readonly Fault[] }
    if (!faults) return isTelling(error as ErrorObject) ? [describe(error as ErrorObject)] : []
    const path = readPointer(error.instancePath ?? '')
    return faults.map((fault) => ({ ...fault, path: [...path, ...fault.path] }))
  })
}

/** What stands beside it says the same in more detail. */
function isTelling({ keyword }: ErrorObject): boolean {
  return keyword !== 'if'
}

function describe({ keyword, instancePath, params, message = '' }: ErrorObject): Fault {
  const path = readPointer(instancePath)
  const name = namedIn(keyword, params)
  if (name === undefined) return { path, message, code: keyword }
  const said =
    keyword.startsWith('un') || keyword === 'additionalProperties'
      ? 'is not declared'
      : 'is required'
  return {
    path: [...path, name],
    message: keyword === 'propertyNames' ? message : said,
    code: keyword,
  }
}

/** The property that the fault is of, where ajv tells it of the object around it. */
function namedIn(keyword: string, params: Record<string, unknown>): string | undefined {
  const name = {
    required: params['missingProperty'],
    dependentRequired: params['missingProperty'],
    additionalProperties: params['additionalProperty'],
    unevaluatedProperties: params['unevaluatedProperty'],
    propertyNames: params['propertyName'],
  }[keyword]
  return typeof name === 'string' ? name : undefined
}

function readPointer(pointer: string): string[] {
  return pointer.split('/').slice(1).map(unescapeToken)
}
