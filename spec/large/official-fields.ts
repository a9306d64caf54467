import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import type { LargeVersion } from './large-app.ts'

interface Schema {
  readonly [keyword: string]: unknown
}

/**
 * Every field that the official JSON Schema of a version names, such as `Info.title`: read off its
 * definitions, of which each is one object of the specification.
 */
export async function listOfficialFields(version: LargeVersion): Promise<string[]> {
  const folder = `openapi-${version.replace('.', '-')}`
  const root = await load(`${folder}/schema.js`)
  const definitions = Object.entries((root['$defs'] ?? root['definitions']) as Definitions).filter(
    ([name]) => !isPartOfOthers(name),
  )
  const nested = definitions.flatMap(([name, { $defs = {} }]) =>
    name === 'oauth-flows' ? Object.entries($defs as Definitions) : [],
  )
  const all = [
    ['document', root] as const,
    ...definitions,
    ...nested.map(([, one]) => ['OAuthFlow', one] as const),
    ...(await loadSchemaObject(folder)),
  ]
  const fields = all.flatMap(([name, one]) =>
    [...listProperties(one, root)].map((field) => `${nameKind(name)}.${field}`),
  )
  return [...new Set(fields)]
}

/** What is no object of its own, and is met where it is referred to. */
function isPartOfOthers(name: string): boolean {
  return /-or-reference$|^(?:examples|styles-for-form|responses)$/i.test(name)
}

type Definitions = Readonly<Record<string, Schema>>

/** The keywords of a Schema Object are those of a dialect, and stand elsewhere. */
async function loadSchemaObject(folder: string): Promise<(readonly [string, Schema])[]> {
  if (folder === 'openapi-3-0') {
    const dialect = await load(`${folder}/dialect.js`)
    const { Discriminator, XML } = dialect['definitions'] as Definitions
    return [
      ['Schema', dialect],
      ['Discriminator', Discriminator!],
      ['Xml', XML!],
    ]
  }
  const base = await load(`${folder}/meta/base.js`)
  const { discriminator, xml } = base['$defs'] as Definitions
  const vocabularies = await Promise.all(
    [
      ...['core', 'applicator', 'validation', 'unevaluated'],
      ...['format-annotation', 'content', 'meta-data'],
    ].map((name) => load(`draft-2020-12/meta/${name}.js`)),
  )
  return [
    ...[base, ...vocabularies].map((one) => ['Schema', one] as const),
    ['Discriminator', discriminator!],
    ['Xml', xml!],
  ]
}

/** The package exports no schema, and validates by them. */
async function load(file: string): Promise<Schema> {
  const entry = createRequire(import.meta.url).resolve('@hyperjump/json-schema')
  const module = (await import(new URL(`../${file}`, pathToFileURL(entry)).href)) as {
    default: Schema
  }
  return module.default
}

/** The properties that a definition names itself, and under its conditions. */
function listProperties(schema: Schema, root: Schema): Set<string> {
  const { $ref, allOf = [], then, dependentSchemas = {}, properties = {} } = schema
  const target = typeof $ref === 'string' ? follow($ref, root) : undefined
  const parts = [target, then, ...(allOf as Schema[]), ...Object.values(dependentSchemas as object)]
  const isPart = (part: unknown): part is Schema => typeof part === 'object' && part !== null
  const inner = parts.filter(isPart).flatMap((part) => [...listProperties(part, root)])
  return new Set([...Object.keys(properties as object), ...inner])
}

function follow(ref: string, root: Schema): Schema | undefined {
  if (!ref.startsWith('#/')) return undefined
  let value: unknown = root
  for (const token of ref.slice(2).split('/')) value = (value as Schema | undefined)?.[token]
  return value as Schema | undefined
}

/** `path-item` of 3.1 is `PathItem` of 3.0, which has a definition for each kind of security. */
function nameKind(name: string): string {
  const words = name.split('-').map((word) => word.charAt(0).toUpperCase() + word.slice(1))
  const kind = words.join('').replace('Oauth', 'OAuth')
  if (kind.endsWith('SecurityScheme')) return 'SecurityScheme'
  return /(?:OAuth|Credentials)Flow$/.test(kind) ? 'OAuthFlow' : kind
}
