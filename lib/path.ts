import { tokenizeExpress4 } from './path/express4.ts'
import { tokenizeExpress5 } from './path/express5.ts'
import { mergeMounts, mergeTemplates, takeFreeName } from './path/merge.ts'
import { tokenizeRegexp } from './path/regexp.ts'
import { buildTemplates, unknownPath } from './path/templates.ts'
import type {
  PathParameter,
  PathPurpose,
  PathReading,
  PathSyntax,
  PathTemplate,
  Token,
} from './path/tokens.ts'

export type {
  PathParameter,
  PathReading,
  PathSyntax,
  PathTemplate,
  UnknownPath,
} from './path/tokens.ts'

/** Two templates joined, and what had to be renamed for it. */
export interface JoinedTemplate extends PathTemplate {
  /** The parameters of the prefix that the leaf names again. */
  readonly renamed: readonly { readonly from: string; readonly to: string }[]
}

/**
 * Every OpenAPI path that one route path stands for: two for an optional segment, the longest first;
 * one for each path of an array. What cannot be told is in `unknown`; nothing is thrown.
 *
 * A wildcard that begins a path (`*`, `*rest`) is listed as `/{0}`, `/{rest}`: its value in
 * `req.params` begins with the slash. Names are those of `req.params`, save that of two equal names in
 * one path the first is renamed as {@link joinTemplates} does. Routers are taken to be neither strict
 * nor case sensitive, as they are by default.
 *
 * @param path A string, a RegExp, or an array of them, as given to `app.get()`.
 */
export function parseRoutePath(path: unknown, syntax: PathSyntax): PathReading {
  return readPath(path, syntax, 'route')
}

/**
 * The same for the path of a mount, as given to `app.use()`; '' for '/'.
 *
 * An optional segment has its full form only: Express takes for it whatever comes next, so that what is
 * mounted is not reached without it. Where it is, `unknown` has the path too. See {@link isCatchAll}.
 */
export function parseMountPath(path: unknown, syntax: PathSyntax): PathReading {
  // What most middleware is mounted at, and the first request waits for.
  if (path === '/') return { templates: [{ path: '', parameters: [] }], unknown: [] }
  return readPath(path, syntax, 'mount')
}

/**
 * The templates of a mount in Express 4, which keeps only what path-to-regexp 0.1 made of its path, or
 * the RegExp that was given.
 *
 * @param regexp `layer.regexp`
 * @param keys `layer.keys`
 */
export function readMountRegexp(
  regexp: RegExp & { fast_slash?: boolean },
  keys: readonly { name: string | number }[],
): PathReading {
  if (regexp.fast_slash) return { templates: [{ path: '', parameters: [] }], unknown: [] }
  return buildAll(tokenizeRegexp(regexp, 'mount', keys), 'mount', printPath(regexp))
}

function readPath(path: unknown, syntax: PathSyntax, purpose: PathPurpose): PathReading {
  if (!Array.isArray(path)) return readSinglePath(path, syntax, purpose)
  const paths = path.flat(Infinity)
  if (paths.length === 0) return unknownPath('[]', 'it is an array without a path')
  const isLoneSlash = (single: unknown): boolean =>
    single === '/' && syntax === '5' && purpose === 'mount'
  const readings = paths.map((single: unknown) =>
    isLoneSlash(single) ? unknownPath('/', loneSlash) : readSinglePath(single, syntax, purpose),
  )
  return mergeReadings(readings, purpose)
}

/** Only where '/' is the whole path of a mount does Express 5 take it for all that follows. */
const loneSlash = "Express 5 matches '/' in an array where nothing follows it; '' matches all"

/** Most paths, and what every syntax takes for text. */
const plainPath = /^(?:\/[\w-]+)+$/

function readSinglePath(path: unknown, syntax: PathSyntax, purpose: PathPurpose): PathReading {
  if (typeof path === 'string' && plainPath.test(path)) {
    return { templates: [{ path, parameters: [] }], unknown: [] }
  }
  const written = printPath(path)
  if (path instanceof RegExp) return buildAll(tokenizeRegexp(path, purpose), purpose, written)
  if (typeof path !== 'string') return unknownPath(written, 'it is neither a string nor a RegExp')
  const tokenize = syntax === '4' ? tokenizeExpress4 : tokenizeExpress5
  return buildTemplates(tokenize(path, purpose), purpose, written)
}

function buildAll(
  alternatives: readonly (readonly Token[])[],
  purpose: PathPurpose,
  written: string,
): PathReading {
  const readings = alternatives.map((tokens) => buildTemplates(tokens, purpose, written))
  return mergeReadings(readings, purpose)
}

function mergeReadings(readings: readonly PathReading[], purpose: PathPurpose): PathReading {
  const merge = purpose === 'mount' ? mergeMounts : mergeTemplates
  const { templates, unknown } = merge(readings.flatMap((reading) => reading.templates))
  const atRoot = readings.flatMap((reading) => reading.atRoot ?? [])
  return {
    templates,
    unknown: [...readings.flatMap((reading) => reading.unknown), ...unknown],
    ...(atRoot.length === 0 ? {} : { atRoot }),
  }
}

function printPath(path: unknown): string {
  if (path instanceof RegExp) return `/${path.source}/`
  if (typeof path === 'string') return path.replaceAll(/\p{Cc}/gu, printControl)
  return typeof path === 'object' && path ? Object.prototype.toString.call(path) : String(path)
}

function printControl(character: string): string {
  return `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`
}

/**
 * Whether a mount takes the whole rest of a path, as `/files/*` and `/files/*` + `/:name` do: only a
 * leaf '/' is reached behind it, though as a guard it stands before everything beneath.
 */
export function isCatchAll({ path, parameters }: PathTemplate): boolean {
  const start = parameters.findLastIndex(({ wildcard }) => wildcard)
  const last = parameters.slice(start).map(({ name }) => `{${name}}`)
  return start !== -1 && path.endsWith(last.join('/'))
}

/**
 * A mount's template with that of what is mounted: '/api' and '/' give '/api'; any other slash at an
 * end stays as declared. A parameter of the prefix that the leaf names again is renamed in the prefix
 * (`shop` to `shop_1`), since OpenAPI wants unique names.
 */
export function joinTemplates(prefix: PathTemplate, leaf: PathTemplate): JoinedTemplate {
  const renamed = chooseNames(prefix.parameters, leaf.parameters)
  const start = renamed.reduce(renameParameter, prefix)
  return {
    path: leaf.path === '/' && start.path !== '' ? start.path : start.path + leaf.path,
    parameters: [...start.parameters, ...leaf.parameters],
    renamed,
  }
}

function chooseNames(
  outer: readonly PathParameter[],
  inner: readonly PathParameter[],
): JoinedTemplate['renamed'] {
  if (outer.length === 0 || inner.length === 0) return []
  const taken = new Set([...outer, ...inner].map(({ name }) => name))
  return outer
    .filter(({ name }) => inner.some((other) => other.name === name))
    .map(({ name }) => ({ from: name, to: takeFreeName(name, taken) }))
}

/** A template has braces around its parameters only, and each name once. */
function renameParameter(
  { path, parameters }: PathTemplate,
  { from, to }: JoinedTemplate['renamed'][number],
): PathTemplate {
  return {
    path: path.replace(`{${from}}`, () => `{${to}}`),
    parameters: parameters.map((parameter) =>
      parameter.name === from ? { ...parameter, name: to } : parameter,
    ),
  }
}

export { isBeneath, takesRest } from './path/beneath.ts'
