import { optional, parameter, text, unreadable, type PathPurpose, type Token } from './tokens.ts'

interface Cursor {
  readonly characters: readonly string[]
  index: number
}

/**
 * Read a path of Express 5: `:name`, `:"odd name"`, `*name`, `{optional}`, `\` before a character that
 * stands for itself.
 */
export function tokenizeExpress5(path: string, purpose: PathPurpose): Token[] {
  return readTokens({ characters: [...withoutEndSlashes(path, purpose)], index: 0 }, '')
}

/**
 * Express 5 takes all slashes off the end of a path, then lets a request have one. One stays in the
 * template of a route, as it was declared.
 */
function withoutEndSlashes(path: string, purpose: PathPurpose): string {
  let end = path.length
  while (path[end - 1] === '/') end -= 1
  return path.slice(0, purpose === 'route' ? end + 1 : end)
}

function readTokens(cursor: Cursor, closing: '' | '}'): Token[] {
  const tokens: Token[] = []
  for (let character = take(cursor); character !== closing; character = take(cursor)) {
    if (character === '') return [...tokens, unreadable("a '{' is not closed")]
    tokens.push(readToken(cursor, character))
  }
  return tokens
}

/** '' at the end. */
function take(cursor: Cursor): string {
  return cursor.characters[cursor.index++] ?? ''
}

const reserved = new Set('}()[]+?!')

function readToken(cursor: Cursor, character: string): Token {
  if (character === ':') return readParameter(cursor, {})
  if (character === '*') return readParameter(cursor, { wildcard: true })
  if (character === '{') return optional(readTokens(cursor, '}'))
  if (character === '\\') return readEscape(cursor)
  if (reserved.has(character)) return unreadable(`Express 5 does not accept '${character}' there`)
  return text(character)
}

function readEscape(cursor: Cursor): Token {
  const character = take(cursor)
  return character ? text(character) : unreadable("nothing follows the last '\\'")
}

function readParameter(cursor: Cursor, more: { wildcard?: true }): Token {
  const quoted = cursor.characters[cursor.index] === '"'
  const name = quoted ? readQuotedName(cursor) : readName(cursor)
  return name ? parameter(name, more) : unreadable('a parameter has no name')
}

const startsName = /^[$_\p{ID_Start}]$/u
const continuesName = /^[$\u200c\u200d\p{ID_Continue}]$/u

function readName(cursor: Cursor): string {
  const { characters, index: start } = cursor
  if (!startsName.test(characters[start] ?? '')) return ''
  do cursor.index += 1
  while (continuesName.test(characters[cursor.index] ?? ''))
  return characters.slice(start, cursor.index).join('')
}

/** '' if the quote is not closed. */
function readQuotedName(cursor: Cursor): string {
  take(cursor)
  let name = ''
  for (let character = take(cursor); character !== '"'; character = take(cursor)) {
    if (character === '') return ''
    name += character === '\\' ? take(cursor) : character
  }
  return name
}
