/** The two path languages of Express: '4' is path-to-regexp 0.1, '5' is path-to-regexp 8. */
export type PathSyntax = '4' | '5'

/** What one place of a path may hold. */
export interface PathParameter {
  /** As Express names it in `req.params`; '0', '1' … for what Express numbers. */
  readonly name: string
  /** A JSON Schema pattern for the whole value, from a constraint such as `:id(\\d+)`. */
  readonly pattern?: string
  /** The value may contain '/', which OpenAPI cannot say of a parameter. */
  readonly wildcard?: true
  /** Its name in `req.params`, where the document has to give it another. */
  readonly declaredAs?: string
}

/** A path in OpenAPI's words. */
export interface PathTemplate {
  /** Such as `/shops/{shop}`; '' for a mount at the root. */
  readonly path: string
  /** In the order in which they stand in the path; no two share a name. */
  readonly parameters: readonly PathParameter[]
}

/** A path, or one form of it, that no template can stand for. */
export interface UnknownPath {
  /** How it was written, printable; a RegExp as its source between slashes. */
  readonly path: string
  /** A clause that says why, without a full stop. */
  readonly reason: string
}

/** What a path stands for, and what of it cannot be documented. */
export interface PathReading {
  readonly templates: PathTemplate[]
  readonly unknown: UnknownPath[]
  /** Of a mount: the short forms of an optional end, behind which the leaf '/' alone is reached. */
  readonly atRoot?: PathTemplate[]
}

/** A route must match to the end of a request's path; a mount, from `use()`, leaves a rest to others. */
export type PathPurpose = 'route' | 'mount'

/** One character of the path, or several, as they stand in the template. */
export type Text = { readonly type: 'text'; readonly value: string }
/** A place for a value. */
export type Parameter = { readonly type: 'parameter'; readonly parameter: PathParameter }
/** What a request may leave out as a whole. */
export type Optional = { readonly type: 'optional'; readonly tokens: readonly Token[] }
/** What a template cannot say; it makes the whole path unknown. */
export type Unreadable = { readonly type: 'unreadable'; readonly reason: string }

/** What both path languages, and the regular expressions made from them, come down to. */
export type Token = Text | Parameter | Optional | Unreadable

/** A token for characters that stand for themselves. */
export function text(value: string): Text {
  return { type: 'text', value }
}

/** A token for a parameter. Default: any one segment. */
export function parameter(name: string, more: Omit<PathParameter, 'name'> = {}): Parameter {
  return { type: 'parameter', parameter: { name, ...more } }
}

/** A token for a part that may be missing. */
export function optional(tokens: readonly Token[]): Optional {
  return { type: 'optional', tokens }
}

/** A token that makes its path unknown; `reason` is a clause without a full stop. */
export function unreadable(reason: string): Unreadable {
  return { type: 'unreadable', reason }
}

/**
 * In a regular expression a wildcard takes all it can get, so that an optional part behind it gets
 * nothing, unless a literal stands between them.
 */
export function blockStarved(tokens: Token[]): Token[] {
  let isStarving = false
  for (const token of tokens) {
    if (token.type === 'optional' && isStarving) return [unreadable(starved)]
    if (holdsWildcard(token)) isStarving = true
    if (token.type === 'text' && token.value !== '/') isStarving = false
  }
  return tokens
}

const starved = 'a wildcard leaves nothing to the optional part behind it'

function holdsWildcard(token: Token): boolean {
  if (token.type === 'optional') return token.tokens.some(holdsWildcard)
  return token.type === 'parameter' && token.parameter.wildcard === true
}
