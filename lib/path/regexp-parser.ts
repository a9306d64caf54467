/** One place of a regular expression, as far as paths make use of it. */
export type Piece =
  | { readonly type: 'character'; readonly value: string }
  /** One character out of several: `[^/]`, `\d`, `.` */
  | { readonly type: 'set'; readonly source: string }
  | { readonly type: 'start' | 'end' }
  | Group
  | Repeat
  /** Back references, word boundaries and other signs that no path template can say. */
  | { readonly type: 'other'; readonly source: string }

/** What stands in parentheses. */
export interface Group {
  readonly type: 'group'
  readonly kind: 'capture' | 'plain' | 'ahead' | 'notAhead' | 'behind'
  /** Of a capture: its place among the captures, from 0. */
  readonly index: number
  readonly alternatives: readonly Piece[][]
}

/** A piece with a quantifier. */
export interface Repeat {
  readonly type: 'repeat'
  readonly piece: Piece
  /** Such as `+`, `*?` or `{2,3}`. */
  readonly quantifier: string
}

/** A regular expression in pieces. */
export interface ParsedRegexp {
  readonly alternatives: readonly Piece[][]
  /** Of every capture, in the order in which JavaScript numbers them; undefined for `(…)`. */
  readonly captureNames: readonly (string | undefined)[]
  /** How many groups of any kind there are. */
  readonly groups: number
}

interface Cursor {
  readonly source: string
  index: number
  groups: number
  readonly captureNames: (string | undefined)[]
}

/**
 * Read the source of a regular expression. What JavaScript would refuse is read somehow: the caller
 * compiles what it keeps.
 */
export function parseRegexp(source: string): ParsedRegexp {
  const cursor: Cursor = { source, index: 0, groups: 0, captureNames: [] }
  const alternatives = readAlternatives(cursor)
  const rest = source.slice(cursor.index)
  if (rest) alternatives.push([{ type: 'other', source: rest }])
  return { alternatives, captureNames: cursor.captureNames, groups: cursor.groups }
}

/** Up to the `)` of the group that is being read, or to the end. */
function readAlternatives(cursor: Cursor): Piece[][] {
  const alternatives: Piece[][] = [[]]
  while (cursor.index < cursor.source.length && cursor.source[cursor.index] !== ')') {
    if (accept(cursor, '|')) alternatives.push([])
    else alternatives.at(-1)?.push(readPiece(cursor))
  }
  return alternatives
}

function accept(cursor: Cursor, expected: string): boolean {
  if (!cursor.source.startsWith(expected, cursor.index)) return false
  cursor.index += expected.length
  return true
}

/** Sticky and without nested repetition, so that it cannot backtrack far. */
const quantifierHere = /(?:[?*+]|\{\d+(?:,\d*)?\})\??/y

function readPiece(cursor: Cursor): Piece {
  const piece = readSinglePiece(cursor)
  quantifierHere.lastIndex = cursor.index
  const quantifier = quantifierHere.exec(cursor.source)?.[0] ?? ''
  cursor.index += quantifier.length
  return quantifier ? { type: 'repeat', piece, quantifier } : piece
}

function readSinglePiece(cursor: Cursor): Piece {
  const character = cursor.source[cursor.index] ?? ''
  if (character === '(') return readGroup(cursor)
  if (character === '[') return readSet(cursor)
  if (character === '\\') return readEscape(cursor)
  cursor.index += 1
  if (character === '^') return { type: 'start' }
  if (character === '$') return { type: 'end' }
  if (character === '.') return { type: 'set', source: '.' }
  if ('?*+'.includes(character)) return { type: 'other', source: character }
  return { type: 'character', value: character }
}

function readEscape(cursor: Cursor): Piece {
  const source = cursor.source.slice(cursor.index, cursor.index + 2)
  cursor.index += 2
  if (/^\\[dDsSwW]$/.test(source)) return { type: 'set', source }
  if (/^\\[^0-9A-Za-z]$/s.test(source)) return { type: 'character', value: source.slice(1) }
  return { type: 'other', source }
}

function readSet(cursor: Cursor): Piece {
  const start = cursor.index
  let character = ''
  do {
    cursor.index += character === '\\' ? 2 : 1
    character = cursor.source[cursor.index] ?? ''
  } while (character !== '' && character !== ']')
  cursor.index += 1
  const source = cursor.source.slice(start, cursor.index)
  return { type: character ? 'set' : 'other', source }
}

const openings = [
  ['(?:', 'plain'],
  ['(?=', 'ahead'],
  ['(?!', 'notAhead'],
  ['(?<=', 'behind'],
  ['(?<!', 'behind'],
  ['(', 'capture'],
] as const

function readGroup(cursor: Cursor): Group {
  const kind = openings.find(([opening]) => accept(cursor, opening))?.[1] ?? 'capture'
  const index = kind === 'capture' ? cursor.captureNames.push(readGroupName(cursor)) - 1 : -1
  cursor.groups += 1
  const alternatives = readAlternatives(cursor)
  accept(cursor, ')')
  return { type: 'group', kind, index, alternatives }
}

function readGroupName(cursor: Cursor): string | undefined {
  if (!accept(cursor, '?<')) return undefined
  const name = cursor.source.slice(cursor.index).split('>', 1)[0] ?? ''
  cursor.index += name.length + 1
  return name
}
