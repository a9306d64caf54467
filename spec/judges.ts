import { createRequire } from 'node:module'
import SwaggerParser from '@apidevtools/swagger-parser'
import { setShouldValidateFormat, validate } from '@hyperjump/json-schema'
import type { OutputUnit } from '@hyperjump/json-schema'
import '@hyperjump/json-schema/openapi-3-0'
import '@hyperjump/json-schema/openapi-3-1'
import '@hyperjump/json-schema/openapi-3-2'
import { BaseResolver, createConfig, lintFromString, ResolveError } from '@redocly/openapi-core'
import type { NormalizedProblem, Source } from '@redocly/openapi-core'
import { Spectral } from '@stoplight/spectral-core'
import type {
  IConstructorOpts,
  ISpectralDiagnostic,
  RulesetDefinition,
} from '@stoplight/spectral-core'
import { oas } from '@stoplight/spectral-rulesets'
import type { OpenAPI } from 'openapi-types'

/** What each judge holds against a document. An empty list: accepted. */
export interface Verdict {
  /**
   * `@apidevtools/swagger-parser`. It stops at the first kind of fault, does not look into the
   * schemas of a 3.1 document, and refuses every 3.2 document ("Unsupported OpenAPI version").
   */
  swaggerParser: string[]
  /** Redocly's ruleset `spec`. Its warnings are dropped. */
  redocly: string[]
  /**
   * Spectral's ruleset `oas`. Its warnings, which are matters of style, are dropped; save that no rule
   * applies to the document (`unrecognized-format`), which would pass for acceptance.
   */
  spectral: string[]
  /**
   * The JSON Schema that the OpenAPI Initiative publishes for the document's version, applied to its
   * Schema Objects too. It follows no reference, and `format` is not asserted.
   */
  officialSchema: string[]
}

/** The verdict on a document that no judge objects to, for `toEqual`. */
export const acceptedByAll: Verdict = {
  swaggerParser: [],
  redocly: [],
  spectral: [],
  officialSchema: [],
}

/**
 * Shows an OpenAPI document to four independent judges, as the JSON that a client would receive. They
 * open no connection and no file: a reference to another document stays unresolved, which Redocly and
 * Spectral count as an error. Where a judge throws, its error is its verdict.
 *
 * @throws TypeError where `document` is not an object, or refers to itself.
 */
export async function judge(document: unknown): Promise<Verdict> {
  const json = serialize(document)
  const [swaggerParser, redocly, spectral, officialSchema] = await Promise.all([
    errorsOf(judgeWithSwaggerParser, json),
    errorsOf(judgeWithRedocly, json),
    errorsOf(judgeWithSpectral, json),
    errorsOf(judgeWithOfficialSchema, json),
  ])
  return { swaggerParser, redocly, spectral, officialSchema }
}

/** The official JSON Schema alone, which takes a tenth of the time of all four. */
export async function judgeByOfficialSchema(document: unknown): Promise<string[]> {
  return errorsOf(judgeWithOfficialSchema, serialize(document))
}

/**
 * The `$ref`s of a document that are local JSON Pointers (`#`, `#/…`) and lead nowhere, each as
 * `#/where/it/is -> #/what/it/says`. References to other documents and to anchors are passed over; a
 * `$ref` inside an example counts, since readers take it for a reference.
 * Rules: RFC 6901, section 6 (percent-decoding) and sections 3 and 4 (escapes, array indexes).
 */
export function danglingRefs(document: unknown): string[] {
  const root: unknown = JSON.parse(serialize(document))
  return [...listRefs(root, '#')]
    .filter(({ ref }) => isLocalPointer(ref) && !resolves(root, ref))
    .map(({ place, ref }) => `${place} -> ${ref}`)
}

function serialize(document: unknown): string {
  if (typeof document !== 'object' || document === null) {
    throw new TypeError(`An OpenAPI document is an object, not ${JSON.stringify(document)}.`)
  }
  return JSON.stringify(document)
}

async function errorsOf(
  judgeWith: (json: string) => Promise<string[]>,
  json: string,
): Promise<string[]> {
  try {
    return await judgeWith(json)
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)]
  }
}

async function judgeWithSwaggerParser(json: string): Promise<string[]> {
  await SwaggerParser.validate(JSON.parse(json) as OpenAPI.Document, {
    resolve: { external: false },
  })
  return []
}

class OfflineResolver extends BaseResolver {
  override loadExternalRef(absoluteRef: string): Promise<Source> {
    return Promise.reject(new ResolveError(new Error(`another document, ${absoluteRef}`)))
  }
}

const redoclyConfig = await createConfig({ extends: ['spec'] })

async function judgeWithRedocly(json: string): Promise<string[]> {
  const problems = await lintFromString({
    source: json,
    config: redoclyConfig,
    externalRefResolver: new OfflineResolver(),
  })
  return problems.filter(({ severity }) => severity === 'error').map(describeRedoclyProblem)
}

function describeRedoclyProblem({ location, message, ruleId }: NormalizedProblem): string {
  return `${location[0]?.pointer ?? '#'}: ${message} (${ruleId})`
}

const spectral = new Spectral({ resolver: createOfflineResolver() })
spectral.setRuleset(oas as RulesetDefinition)

/** Spectral's own resolver with no reader for any scheme; Spectral itself exports only its type. */
function createOfflineResolver(): NonNullable<IConstructorOpts['resolver']> {
  const requireFromHere = createRequire(import.meta.url)
  const requireFromSpectral = createRequire(requireFromHere.resolve('@stoplight/spectral-core'))
  const { Resolver } = requireFromSpectral('@stoplight/spectral-ref-resolver') as {
    Resolver: new () => NonNullable<IConstructorOpts['resolver']>
  }
  return new Resolver()
}

async function judgeWithSpectral(json: string): Promise<string[]> {
  const diagnostics = await spectral.run(json)
  return diagnostics.filter(isSpectralError).map(describeSpectralDiagnostic)
}

function isSpectralError({ severity, code }: ISpectralDiagnostic): boolean {
  const error = 0
  return severity === error || code === 'unrecognized-format'
}

function describeSpectralDiagnostic({ code, message, path }: ISpectralDiagnostic): string {
  return `${['#', ...path.map((key) => escapeToken(String(key)))].join('/')}: ${message} (${code})`
}

/** `schema-base` is `schema` with the Schema Objects judged too; that of 3.0 always judges them. */
const officialSchemas: Readonly<Record<string, string>> = {
  '3.0': 'https://spec.openapis.org/oas/3.0/schema',
  '3.1': 'https://spec.openapis.org/oas/3.1/schema-base',
  '3.2': 'https://spec.openapis.org/oas/3.2/schema-base',
}

// the package asserts formats in 3.0 only, and there takes every `$ref: '#/…'` for a faulty `uri`
setShouldValidateFormat(false)

async function judgeWithOfficialSchema(json: string): Promise<string[]> {
  const document = JSON.parse(json) as { openapi?: string }
  const version = /^3\.[0-9]+(?=\.)/.exec(String(document.openapi))?.[0] ?? ''
  const schema = officialSchemas[version]
  if (schema === undefined) {
    return [`#/openapi: there is no official schema here for ${JSON.stringify(document.openapi)}`]
  }
  const output = await validate(schema, document, 'BASIC')
  return output.valid ? [] : describeOutput(output.errors ?? [])
}

function describeOutput(errors: OutputUnit[]): string[] {
  if (errors.length === 0) return ['#: refused without an explanation']
  return errors.map(
    ({ instanceLocation, keyword, absoluteKeywordLocation }) =>
      `${instanceLocation}: fails "${keyword.split('/').at(-1)}" (${absoluteKeywordLocation})`,
  )
}

interface LocatedRef {
  place: string
  ref: string
}

function* listRefs(value: unknown, place: string): Generator<LocatedRef> {
  if (typeof value !== 'object' || value === null) return
  for (const [key, child] of Object.entries(value)) {
    if (key === '$ref' && typeof child === 'string') yield { place, ref: child }
    yield* listRefs(child, `${place}/${escapeToken(key)}`)
  }
}

function escapeToken(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1')
}

/** A fragment that cannot be decoded counts as one: it leads nowhere. */
function isLocalPointer(ref: string): boolean {
  return ref.startsWith('#') && /^(\/|$)/.test(decodePercent(ref.slice(1)) ?? '')
}

function resolves(root: unknown, ref: string): boolean {
  const tokens = parseFragment(ref)
  if (tokens === undefined) return false
  let value = root
  for (const token of tokens) {
    if (!hasMember(value, token)) return false
    value = value[token]
  }
  return true
}

/** The reference tokens of `#/a/b`; undefined where it is not a well-formed pointer. */
function parseFragment(ref: string): string[] | undefined {
  const pointer = decodePercent(ref.slice(1))
  if (pointer === '') return []
  if (!pointer?.startsWith('/') || /~(?![01])/.test(pointer)) return undefined
  // "first transforming any occurrence of the sequence '~1' to '/', and then … '~0' to '~'"
  const unescape = (token: string): string => token.replaceAll('~1', '/').replaceAll('~0', '~')
  return pointer.slice(1).split('/').map(unescape)
}

function decodePercent(fragment: string): string | undefined {
  try {
    return decodeURIComponent(fragment)
  } catch {
    return undefined
  }
}

function hasMember(value: unknown, token: string): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, token)) return false
  // "the … array index … without leading zeros": this leaves out `length`, too
  return !Array.isArray(value) || /^(0|[1-9][0-9]*)$/.test(token)
}
