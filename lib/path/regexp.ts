import { describeCapture } from './constraint.ts'
import { parseRegexp, type Group, type ParsedRegexp, type Piece } from './regexp-parser.ts'
import { blockStarved, optional, text, unreadable, type PathPurpose, type Token } from './tokens.ts'

/** What a capture is called in `req.params`. */
export type Key = { readonly name: string | number }

interface Reading {
  readonly purpose: PathPurpose
  readonly keys: readonly Key[]
}

/**
 * Read a regular expression that stands for paths: literals, captures, groups that may be missing.
 * Gives the tokens of each alternative, of which Express 4 makes one for each path of an array.
 *
 * @param keys What the captures are called. Default: as Express 4.22 and 5 call those of a path that
 *   is given as a RegExp.
 */
export function tokenizeRegexp(
  regexp: RegExp,
  purpose: PathPurpose,
  keys?: readonly Key[],
): Token[][] {
  if (/[gvy]/.test(regexp.flags)) return [[unreadable(`it has the flags '${regexp.flags}'`)]]
  const parsed = parseRegexp(regexp.source)
  const reading = { purpose, keys: keys ?? numberCaptures(parsed, regexp.source) }
  const alternatives = withoutOuterGroup(parsed.alternatives)
  if (alternatives.length > 1 && !alternatives.every(isAnchored)) return [[unreadable(notAnchored)]]
  return alternatives.map((pieces) => readAlternative(reading, pieces))
}

const notAnchored = 'not each of its alternatives has an anchor at both ends'

/** Else one alternative might match a part of what the next one stands for. */
function isAnchored(pieces: readonly Piece[]): boolean {
  return pieces[0]?.type === 'start' && endOf(pieces) !== 'open'
}

/**
 * Named captures keep their names, the others are 0, 1 … Express finds them by searching for `(`, in
 * sets and after a backslash too, so that after one of those no name is certain.
 */
function numberCaptures({ captureNames, groups }: ParsedRegexp, source: string): Key[] {
  const named = captureNames.some((name) => name !== undefined)
  if (named && source.split('(').length - 1 !== groups) return []
  let number = 0
  return captureNames.map((name) => ({ name: name ?? number++ }))
}

/** path-to-regexp 0.1.7 puts one group around the paths of an array, 0.1.13 does not. */
function withoutOuterGroup(alternatives: readonly Piece[][]): readonly Piece[][] {
  return alternatives.flatMap((pieces) => {
    const [group, ...others] = pieces
    const isOuter = others.length === 0 && group?.type === 'group' && group.kind === 'plain'
    return isOuter ? withoutOuterGroup(group.alternatives) : [pieces]
  })
}

function readAlternative(reading: Reading, pieces: readonly Piece[]): Token[] {
  const started = pieces[0]?.type === 'start' ? pieces.slice(1) : pieces
  const end = endOf(started)
  const bounded = end === 'open' ? started : started.slice(0, -1)
  const body = isOptionalSlash(bounded.at(-1)) ? bounded.slice(0, -1) : bounded
  if (reading.purpose === 'mount' && leavesNothing(end, bounded)) return [unreadable(nothingBehind)]
  if (end === 'open' && endsEarly(body.at(-1))) return [unreadable(openAtEnd)]
  return blockStarved(body.flatMap((piece) => readPiece(reading, piece)))
}

const nothingBehind = "with its end as it is, nothing but '/' can be reached behind it"
const openAtEnd = "its last group may take less than a segment, since no '$' follows"

type End = 'closed' | 'edge' | 'open'

function endOf(pieces: readonly Piece[]): End {
  const last = pieces.at(-1)
  if (last?.type === 'end') return 'closed'
  return isEdge(last) ? 'edge' : 'open'
}

/** `(?=\/|$)` */
function isEdge(piece: Piece | undefined): boolean {
  if (piece?.type !== 'group' || piece.kind !== 'ahead') return false
  const [[slash] = [], [end] = [], ...others] = piece.alternatives
  return isSlash(slash) && end?.type === 'end' && others.length === 0
}

/** What is mounted needs the slash that an optional one would take. */
function leavesNothing(end: End, pieces: readonly Piece[]): boolean {
  return end === 'closed' || (end === 'open' && isOptionalSlash(pieces.at(-1)))
}

function isSlash(piece: Piece | undefined): boolean {
  return piece?.type === 'character' && piece.value === '/'
}

function isOptionalSlash(piece: Piece | undefined): boolean {
  return piece?.type === 'repeat' && piece.quantifier === '?' && isSlash(piece.piece)
}

/** Whether a lazy or an alternative group stands last, where nothing makes it take all it can. */
function endsEarly(piece: Piece | undefined): boolean {
  if (piece?.type === 'repeat') return endsEarly(piece.piece) || /.\?$/.test(piece.quantifier)
  if (piece?.type !== 'group') return false
  const isChoice = piece.kind === 'capture' && piece.alternatives.length > 1
  return isChoice || endsEarly(piece.alternatives[0]?.at(-1))
}

function readPiece(reading: Reading, piece: Piece): Token[] {
  if (piece.type === 'character') return [text(piece.value)]
  if (piece.type === 'group') return readGroup(reading, piece)
  const isOptional = piece.type === 'repeat' && piece.quantifier === '?'
  if (isOptional && piece.piece.type === 'group') {
    return [optional(readGroup(reading, piece.piece))]
  }
  return [unreadable(beyondLiterals)]
}

const beyondLiterals = 'it holds more than literals and groups'

function readGroup(reading: Reading, group: Group): Token[] {
  if (group.kind === 'capture') return [readCapture(reading.keys[group.index], group)]
  const [pieces = [], ...others] = group.alternatives
  if (group.kind !== 'plain' || others.length > 0) return [unreadable(beyondLiterals)]
  return pieces.flatMap((piece) => readPiece(reading, piece))
}

function readCapture(key: Key | undefined, group: Group): Token {
  if (!key) return unreadable('Express gives one of its groups no name')
  return describeCapture(String(key.name), group.alternatives)
}
