import {
  _,
  Ajv2020,
  type ErrorObject,
  type Format,
  type FuncKeywordDefinition,
  type ValidateFunction,
} from 'ajv/dist/2020.js'
import { fullFormats } from 'ajv-formats/dist/formats.js'
import { canonicalText, definitionName, mapSubschemas, unescapeToken } from '../json-schema.ts'
import type { SchemaObject } from '../openapi-types.ts'
import { embedOutside, type FindOutside } from '../schema/outside.ts'
import {
  findMeant,
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
}

/**
 * Compile a JSON Schema, as `toJsonSchema()` gives it. Defaults are filled into the value itself.
 *
 * @throws {Error} where ajv cannot compile it, such as for a `pattern` that is none
 */
export function compileJsonSchema(
  schema: Readonly<SchemaObject>,
  { regExp, findOutside = () => undefined }: JsonSchemaOptions = {},
): JsonSchemaValidator {
  const compiler = compilerFor(regExp)
  const root = register(compiler, schema, findOutside)
  const validate = compiler.ajv.getSchema(root['$id'] as string) as ValidateFunction
  return (value) => check(validate, value, compiler)
}

function check(validate: ValidateFunction, value: unknown, compiler: Compiler): Outcome {
  try {
    return validate(value) ? { value } : { faults: listFaults(validate.errors ?? [], compiler) }
  } catch (error) {
    return readThrown(error, value)
  }
}

interface Compiler {
  readonly ajv: Ajv2020
  /** What was handed to ajv, by its source: the same schema is compiled once. */
  readonly roots: WeakMap<Readonly<SchemaObject>, SchemaObject>
  /** Where each schema within is, as a reference. */
  readonly places: WeakMap<object, string>
  /** By that place, the alternatives that had to be asked one by one. */
  readonly alternatives: Map<string, ValidateFunction>
}

const compilers = new Map<RegExpEngine | undefined, Compiler>()

function compilerFor(regExp: RegExpEngine | undefined): Compiler {
  const known = compilers.get(regExp)
  if (known) return known
  const compiler: Compiler = {
    ajv: createAjv(regExp),
    roots: new WeakMap(),
    places: new WeakMap(),
    alternatives: new Map(),
  }
  compilers.set(regExp, compiler)
  return compiler
}

function createAjv(regExp: RegExpEngine | undefined): Ajv2020 {
  const ajv = new Ajv2020({
    allErrors: true,
    // Else `{}` has the required property "toString", which it inherits.
    ownProperties: true,
    // For the alternative that was meant, which is told by the schema that an error stands in.
    verbose: true,
    strict: false,
    // `1e999` in a body is infinity, which JSON cannot write.
    strictNumbers: true,
    useDefaults: true,
    logger: false,
    formats,
    ...(regExp ? { code: { regExp: named(regExp) } } : {}),
  })
  ajv.removeKeyword('uniqueItems').addKeyword(uniqueItems)
  return ajv.addKeyword({
    keyword: evaluated,
    before: '$ref',
    code: ({ gen, it }) => {
      it.props ??= gen.var('props', _`Object.create(null)`)
      it.items ??= gen.var('items', 0)
    },
  })
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
 * Of our own, in each part of a schema that asks for it: what it has evaluated is noted from its beginning, in an object that
 * inherits nothing. Else ajv begins to note it within the first alternative that holds, and forgets what
 * it has seen where that one does not, and `toString` is always among what it finds there.
 */
const evaluated = 'ringback:evaluated'

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
  compiler: Compiler,
  schema: Readonly<SchemaObject>,
  findOutside: FindOutside,
): SchemaObject {
  const known = compiler.roots.get(schema)
  if (known) return known
  const $id = `ringback:${++count}`
  const whole = embedOutside(schema, findOutside)
  const root = { ...copyKnown(asksForEvaluated(whole) ? withEvaluated(whole) : whole), $id }
  compiler.roots.set(schema, root)
  notePlaces(root, $id, compiler.places)
  compiler.ajv.addSchema(root)
  return root
}

/** Where nothing is known of what a reference leads to, anything holds. */
function copyKnown(schema: Readonly<SchemaObject>): SchemaObject {
  const { $id: _, $schema: __, $anchor: ___, $dynamicAnchor: ____, $ref, ...rest } = schema
  const isKnown = $ref === '#' || definitionName($ref) !== undefined
  return mapSubschemas(isKnown ? { ...rest, $ref } : rest, copyKnown)
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
  const at = place.includes('#') ? place : `${place}#`
  for (const [key, member] of Object.entries(value)) {
    notePlaces(member, `${at}${toPointer([encodeURIComponent(key)])}`, places)
  }
}

// What ajv says, in the words of a fault

/** Of alternatives of which none holds, the faults of the one that was meant, or that none holds. */
function listFaults(errors: readonly ErrorObject[], compiler: Compiler): Fault[] {
  const index = errors.findLastIndex(isOfNone)
  const union = errors[index]
  if (!union) return errors.filter(isTelling).map(describe)
  const alternatives = (union.schema as unknown[]).map((_, alternative) =>
    checkAlternative(union, alternative, compiler),
  )
  // ajv reports what it found in each of them right before it says that none holds.
  const inside = alternatives.reduce((sum, { length }) => sum + length, 0)
  return [
    ...listFaults(errors.slice(0, index - inside), compiler),
    ...describeUnion(union, alternatives, compiler),
    ...listFaults(errors.slice(index + 1), compiler),
  ]
}

/** With `oneOf`, several may hold. */
function isOfNone({ keyword, params }: ErrorObject): boolean {
  return keyword === 'anyOf' || (keyword === 'oneOf' && params['passingSchemas'] === null)
}

function checkAlternative(
  { parentSchema, keyword, data }: ErrorObject,
  index: number,
  { ajv, places, alternatives }: Compiler,
): readonly ErrorObject[] {
  const within = places.get(parentSchema as object) ?? ''
  const place = `${within}${within.includes('#') ? '' : '#'}/${keyword}/${index}`
  const validate = alternatives.get(place) ?? ajv.compile({ $ref: place })
  alternatives.set(place, validate)
  return validate(data) ? [] : (validate.errors ?? [])
}

function describeUnion(
  union: ErrorObject,
  alternatives: readonly (readonly ErrorObject[])[],
  compiler: Compiler,
): Fault[] {
  const path = readPointer(union.instancePath)
  const meant = findMeant(alternatives.map((errors) => listFaults(errors, compiler)))
  if (meant) return meant.map((fault) => ({ ...fault, path: [...path, ...fault.path] }))
  return [{ path, message: 'fits none of the alternatives', code: union.keyword }]
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

/**
 * The formats of ajv-formats, but for those whose pattern a long string can keep busy, and those that
 * the URL parser of the platform knows better and faster.
 */
const formats: Record<string, Format> = {
  ...fullFormats,
  uri: isUri,
  url: (text: string) => /^(?:https?|ftp):$/i.test(schemeOf(text)) && URL.canParse(text),
  'uri-reference': isUriReference,
  iri: (text: string) => schemeOf(text) !== '' && !/\s/.test(text) && URL.canParse(text),
  'iri-reference': (text: string) => !/[\s\\]/.test(text) && URL.canParse(text, 'http://a.test'),
  email: isEmail,
  'idn-email': (text: string) => /^[^\s@]{1,64}@[^\s@]{1,255}$/u.test(text),
  regex: isRegExp,
  binary: true as const,
  byte: (text: string) => text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text),
}

/** RFC 3986: absolute, and of ASCII characters that a URI may hold. */
function isUri(text: string): boolean {
  return schemeOf(text) !== '' && isOfUriCharacters(text) && URL.canParse(text)
}

function isUriReference(text: string): boolean {
  return isOfUriCharacters(text) && URL.canParse(text, 'http://a.test')
}

function schemeOf(text: string): string {
  return /^[a-z][a-z0-9+.-]*:/i.exec(text)?.[0] ?? ''
}

function isOfUriCharacters(text: string): boolean {
  return /^(?:[\w\-.~:/?#[\]@!$&'()*+,;=]|%[0-9a-f]{2})*$/i.test(text)
}

/**
 * A mailbox of RFC 5321, whose limited lengths keep the pattern from backtracking over long texts. Its
 * local part may be in quotes, and its domain an address: `"ann o"@[127.0.0.1]`.
 */
function isEmail(text: string): boolean {
  const at = text.lastIndexOf('@')
  if (at < 1 || at > 64 || text.length - at > 254) return false
  const local = text.slice(0, at)
  const domain = text.slice(at + 1)
  const isQuoted = /^"(?:[ !#-[\]-~]|\\[ -~])*"$/.test(local)
  return matches(
    'email',
    `${isQuoted ? 'a' : local}@${isAddressLiteral(domain) ? 'a.test' : domain}`,
  )
}

function isAddressLiteral(domain: string): boolean {
  const [, version, address = ''] = /^\[(IPv6:)?([^\]]*)\]$/i.exec(domain) ?? []
  return matches(version === undefined ? 'ipv4' : 'ipv6', address)
}

function matches(format: 'email' | 'ipv4' | 'ipv6', text: string): boolean {
  const pattern = fullFormats[format]
  return pattern instanceof RegExp && pattern.test(text)
}

/** "A regular expression … according to the ECMA-262 dialect": with the flag that ajv compiles by. */
function isRegExp(text: string): boolean {
  try {
    void new RegExp(text, 'u')
    return true
  } catch {
    return false
  }
}
