import { mergeTemplates, takeFreeName } from './merge.ts'
import type {
  Parameter,
  PathParameter,
  PathPurpose,
  PathReading,
  PathTemplate,
  Text,
  Token,
} from './tokens.ts'

/** More forms of one path than anybody reads. */
const mostForms = 32

/** One way to go through the optional parts of a path. */
type Form = readonly (Text | Parameter)[]

/**
 * The templates of one path, longest first.
 *
 * @param written The path as the user wrote it, for what is reported.
 */
export function buildTemplates(
  tokens: readonly Token[],
  purpose: PathPurpose,
  written: string,
): PathReading {
  const blocked = findUnreadable(tokens)
  if (blocked) return unknownPath(written, blocked)
  return purpose === 'route'
    ? buildForms(listForms(tokens), purpose, written)
    : buildMount(tokens, written)
}

function findUnreadable(tokens: readonly Token[]): string | undefined {
  for (const token of tokens) {
    if (token.type === 'unreadable') return token.reason
    const reason = token.type === 'optional' ? findUnreadable(token.tokens) : undefined
    if (reason) return reason
  }
  return undefined
}

/**
 * With and without each optional part, in the order in which Express tries them, and no more than one
 * beyond the most that are listed.
 */
function listForms(tokens: readonly Token[]): Form[] {
  let forms: Form[] = [[]]
  for (const token of tokens.toReversed()) forms = continueForms(token, forms)
  return forms
}

function continueForms(token: Token, forms: readonly Form[]): Form[] {
  if (token.type === 'unreadable') return []
  if (token.type !== 'optional') return forms.map((form) => [token, ...form])
  const present = listForms(token.tokens).flatMap((part) => forms.map((form) => [...part, ...form]))
  return withoutRepeats([...present, ...forms], describeForm).slice(0, mostForms + 1)
}

function withoutRepeats<Item>(items: readonly Item[], describe: (item: Item) => string): Item[] {
  const first = new Map<string, Item>()
  for (const item of items) if (!first.has(describe(item))) first.set(describe(item), item)
  return [...first.values()]
}

/** Equal for what OpenAPI takes for one path: names do not matter, patterns are told apart later. */
function describeForm(form: Form): string {
  const parts = form.map((token) =>
    token.type === 'text' ? token.value : [token.parameter.pattern ?? ''],
  )
  return JSON.stringify(parts)
}

/**
 * A mount takes as much of a request's path as it can: `/om/leaf` never reaches `/leaf` mounted at
 * `/om/:lang?`. So a mount has its full form; a short one that can be reached all the same is reported.
 */
function buildMount(declared: readonly Token[], written: string): PathReading {
  const tokens = isOptionalSlash(declared.at(-1)) ? declared.slice(0, -1) : declared
  const reading = buildForms([fullForm(tokens)], 'mount', written)
  const start = tokens.findIndex(({ type }) => type === 'optional')
  if (start === -1) return reading
  if (tokens.slice(start).every(takesNextSegment)) return { ...reading, atRoot: shortForms(tokens) }
  return { ...reading, unknown: [...reading.unknown, { path: written, reason: shortFormToo }] }
}

/** `/om` of `/om/:lang?`: a request for `/om` alone is all that it takes. */
function shortForms(tokens: readonly Token[]): PathTemplate[] {
  const full = describeForm(fullForm(tokens))
  return listForms(tokens)
    .filter((form) => describeForm(form) !== full)
    .flatMap((form) => buildTemplate(form, 'mount') ?? [])
}

const shortFormToo =
  'it answers without its optional part too, and a mount is listed in full only; ' +
  'an array of both paths lists both'

/** `/api{/}`: the slash is always there, since what is mounted begins with it. */
function isOptionalSlash(token: Token | undefined): boolean {
  return token?.type === 'optional' && token.tokens.length === 1 && isSlash(token.tokens[0])
}

function isSlash(token: Token | undefined): boolean {
  return token?.type === 'text' && token.value === '/'
}

function fullForm(tokens: readonly Token[]): Form {
  return tokens.flatMap((token) => {
    if (token.type === 'optional') return fullForm(token.tokens)
    return token.type === 'unreadable' ? [] : [token]
  })
}

/** Whether an optional part fits whatever segment comes next: `{/:lang}`. */
function takesNextSegment(token: Token): boolean {
  if (token.type !== 'optional') return false
  const [slash, segment, ...others] = token.tokens
  const isAny = segment?.type === 'parameter' && segment.parameter.pattern === undefined
  return isSlash(slash) && isAny && others.every(takesNextSegment)
}

function buildForms(forms: readonly Form[], purpose: PathPurpose, written: string): PathReading {
  const listed = forms.slice(0, mostForms)
  const blocked = listed.flatMap(reasonsAgainst)[0]
  if (blocked) return unknownPath(written, blocked)
  const reached = listed.flatMap((form) => buildTemplate(form, purpose) ?? [])
  if (reached.length === 0) return unknownPath(written, noSlash)
  const { templates, unknown } = mergeTemplates(reached)
  if (forms.length > mostForms) unknown.push({ path: written, reason: tooMany })
  return { templates: templates.toSorted(byLength), unknown }
}

/** A reading that tells nothing but why. */
export function unknownPath(path: string, reason: string): PathReading {
  return { templates: [], unknown: [{ path, reason }] }
}

function byLength(one: PathTemplate, other: PathTemplate): number {
  return other.path.length - one.path.length
}

const tooMany = `it stands for more than ${mostForms} paths`
const noSlash = "it does not begin with '/', so that no request reaches it"

/** Undefined for what no request can begin with. */
function buildTemplate(form: Form, purpose: PathPurpose): PathTemplate | undefined {
  const named = renameRepeated(form)
  const path = startOf(form, purpose) + named.map(printToken).join('')
  if (path !== '' && !path.startsWith('/')) return undefined
  return { path, parameters: named.flatMap(parametersOf) }
}

/** `*` takes the first slash with the rest; a route without characters is the root. */
function startOf([first]: Form, purpose: PathPurpose): string {
  if (!first) return purpose === 'route' ? '/' : ''
  if (first.type === 'text') return ''
  return first.parameter.wildcard && first.parameter.pattern === undefined ? '/' : ''
}

function printToken(token: Text | Parameter): string {
  return token.type === 'text' ? token.value : `{${token.parameter.name}}`
}

function parametersOf(token: Text | Parameter): PathParameter[] {
  return token.type === 'text' ? [] : [token.parameter]
}

/** RFC 3986, 3.3: the characters of a path; a client sends any other as `%` and two digits. */
const urlCharacter = /^[A-Za-z0-9\-._~!$&'()*+,;=:@/%]$/

function reasonsAgainst(form: Form): string[] {
  return form.flatMap((token, index) => reasonAgainst(token, form[index - 1]) ?? [])
}

function reasonAgainst(token: Text | Parameter, before?: Text | Parameter): string | undefined {
  if (token.type === 'text') return reasonAgainstText(token.value)
  const { name } = token.parameter
  if (/[{}/]/.test(name)) return `OpenAPI has no parameter called '${name}'`
  if (before?.type !== 'parameter') return undefined
  return `nothing stands between '${before.parameter.name}' and '${name}'`
}

function reasonAgainstText(value: string): string | undefined {
  if ('{}'.includes(value)) return `OpenAPI takes '${value}' for the edge of a parameter`
  if (urlCharacter.test(value)) return undefined
  return `a request has ${JSON.stringify(value)} encoded, and Express compares it as it is written`
}

/** `req.params` has the last value of a name that is given twice, and OpenAPI wants unique names. */
function renameRepeated(form: Form): Form {
  const names = form.flatMap(parametersOf).map(({ name }) => name)
  const taken = new Set(names)
  return form.map((token) => {
    if (token.type === 'text') return token
    const { name } = token.parameter
    names.shift()
    if (!names.includes(name)) return token
    return { ...token, parameter: { ...token.parameter, name: takeFreeName(name, taken) } }
  })
}
