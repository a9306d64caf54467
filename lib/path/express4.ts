import { describeConstraint } from './constraint.ts'
import {
  blockStarved,
  optional,
  parameter,
  text,
  unreadable,
  type PathPurpose,
  type Token,
} from './tokens.ts'

interface Cursor {
  readonly path: string
  readonly purpose: PathPurpose
  index: number
  /** How many groups without a name were met: Express 4 calls them 0, 1 … */
  unnamed: number
  /** Whether a backslash or a group without a name was met since the last parameter. */
  isRaw: boolean
}

/**
 * Read a path of Express 4: `:name`, `:name(\\d+)`, `:name(*)`, each with `?` and `*` after it, `*`, and
 * groups that capture. Every other character goes into a regular expression as it is, so that what has
 * a meaning there is unreadable here.
 */
export function tokenizeExpress4(path: string, purpose: PathPurpose): Token[] {
  const cursor = createCursor(withoutOptionalSlash(path, purpose), purpose)
  const tokens: Token[] = []
  while (cursor.index < cursor.path.length) tokens.push(...readTokens(cursor))
  return blockStarved(tokens)
}

function createCursor(path: string, purpose: PathPurpose): Cursor {
  return { path, purpose, index: 0, unnamed: 0, isRaw: false }
}

/**
 * `use('/api/')` matches `/api` too, and leaves the slash to what is mounted. `get('/api/?')` says what
 * holds without it: a slash at the end may be there or not.
 */
function withoutOptionalSlash(path: string, purpose: PathPurpose): string {
  if (purpose === 'mount') return path.endsWith('/') ? path.slice(0, -1) : path
  return path.endsWith('/?') ? path.slice(0, -2) || '/' : path
}

function readTokens(cursor: Cursor): Token[] {
  const head = matchHere(cursor, parameterHere)
  if (head) return readParameter(cursor, head)
  const character = characterAt(cursor, cursor.index)
  if (character === '\\') return [readEscape(cursor)]
  if (character === '(') return [readGroup(cursor)]
  cursor.index += character.length
  if (character === '*') return [parameter(takeNumber(cursor), { wildcard: true })]
  if (/[?+[\]{}^$|)]/.test(character)) return [unreadable(signOutside(character))]
  return [text(character)]
}

/** A whole code point, or '' at the end. */
function characterAt({ path }: Cursor, index: number): string {
  const codePoint = path.codePointAt(index)
  return codePoint === undefined ? '' : String.fromCodePoint(codePoint)
}

function signOutside(character: string): string {
  return `'${character}' has a meaning of its own there, as in a regular expression`
}

function takeNumber(cursor: Cursor): string {
  return String(cursor.unnamed++)
}

/** The slash and the dot are parts of what a `?` after the parameter makes optional. */
const parameterHere = /(\/?)(\.?):(\w+)/y
const constraintHere = /\(([^)]*)\)/y
const modifiersHere = /(\*?)(\??)/y

function matchHere(cursor: Cursor, pattern: RegExp): RegExpExecArray | undefined {
  pattern.lastIndex = cursor.index
  const match = pattern.exec(cursor.path)
  if (!match) return undefined
  cursor.index += match[0].length
  return match
}

function readParameter(cursor: Cursor, [, slash, dot, name = '']: RegExpExecArray): Token[] {
  if (slash && dot) return [unreadable("the versions of Express 4 read '/.:' differently")]
  if (!slash && !dot && cursor.isRaw) return [unreadable(rawBefore)]
  cursor.isRaw = false
  const value = readValue(cursor, name)
  const [, star, question] = matchHere(cursor, modifiersHere) ?? []
  const before = [slash, dot].flatMap((sign) => (sign ? text(sign) : []))
  const tokens = [...before, value, ...(star ? [readRepetition(cursor)] : [])]
  return question ? [optional(tokens)] : tokens
}

/** path-to-regexp 0.1.13 writes the text before a parameter into its group, at times a part of it. */
const rawBefore = "Express 4.22 goes wrong where a '\\' or a group stands before a parameter"

function readValue(cursor: Cursor, name: string): Token {
  const constraint = matchHere(cursor, constraintHere)?.[1]
  if (constraint === undefined) return parameter(name)
  if (constraint !== '*') return describeConstraint(name, constraint)
  // the star becomes a group within the group, with a number that repeats the value
  takeNumber(cursor)
  return parameter(name, { wildcard: true })
}

/** `:name*` also takes further segments, into a group without a name. */
function readRepetition(cursor: Cursor): Token {
  if (cursor.purpose === 'mount') return unreadable(repeatedInMount)
  return optional([text('/'), parameter(takeNumber(cursor), { wildcard: true })])
}

const repeatedInMount = "':name*' takes the first segment of what is mounted behind it"

/** Express 4 takes a group right after a slash for one that does not capture. */
function readGroup(cursor: Cursor): Token {
  const afterSlash = cursor.path[cursor.index - 1] === '/'
  cursor.isRaw = true
  const content = matchHere(cursor, constraintHere)?.[1]
  if (content === undefined) cursor.index = cursor.path.length
  if (content === undefined || afterSlash || /:\w/.test(content))
    return unreadable(signOutside('('))
  return describeConstraint(takeNumber(cursor), content)
}

/** Of letters and digits the backslash makes sets and references, of all else the sign itself. */
function readEscape(cursor: Cursor): Token {
  const character = characterAt(cursor, cursor.index + 1)
  cursor.index += 1 + character.length
  cursor.isRaw = true
  return /^[^0-9A-Za-z]$/u.test(character) ? text(character) : unreadable(signOutside('\\'))
}
