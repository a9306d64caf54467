import { parseRegexp, type Piece, type Repeat } from './regexp-parser.ts'
import { parameter, unreadable, type Token } from './tokens.ts'

type Alternatives = readonly (readonly Piece[])[]

/**
 * The parameter that a capture of a regular expression stands for: one segment for what is like
 * `[^/]+`, a wildcard for `.*`, else a parameter with the pattern of the capture.
 */
export function describeCapture(name: string, alternatives: Alternatives): Token {
  if (isSegment(alternatives)) return parameter(name)
  if (isAnything(alternatives)) return parameter(name, { wildcard: true })
  const pattern = printPattern(alternatives)
  if (!pattern) return unreadable(`the pattern of '${name}' has no equal in JSON Schema`)
  return parameter(name, { pattern, ...(mayHoldSlash(alternatives) ? { wildcard: true } : {}) })
}

/**
 * The parameter of `:name(source)` in a path of Express 4, or of an unnamed group.
 *
 * path-to-regexp 0.1.7 and 0.1.13 rewrite `.` and `*` in it, each in its own way.
 */
export function describeConstraint(name: string, source: string): Token {
  const { alternatives } = parseRegexp(source)
  const dotted = alternatives.flat().some((piece) => isRewritten(piece))
  if (!dotted && !/[(*]/.test(source)) return describeCapture(name, alternatives)
  return unreadable(`'(${source})' means different things to the versions of Express 4`)
}

function isRewritten(piece: Piece): boolean {
  if (piece.type === 'repeat') return isRewritten(piece.piece)
  if (piece.type === 'character') return piece.value === '.'
  return piece.type === 'set' && piece.source === '.'
}

function isSegment(alternatives: Alternatives): boolean {
  const repeat = onlyRepeat(alternatives)
  if (!repeat || !/^\+\??$/.test(repeat.quantifier)) return false
  return isAllButSlash(repeat.piece) || isAllButSlashAndText(repeat.piece)
}

function onlyRepeat([pieces, ...others]: Alternatives): Repeat | undefined {
  const piece = pieces?.length === 1 && others.length === 0 ? pieces[0] : undefined
  return piece?.type === 'repeat' ? piece : undefined
}

/** `[^/]`, and `[^\/\.]`, which Express 4 makes of `.:name`. */
function isAllButSlash(piece: Piece): boolean {
  if (piece.type !== 'set' || !piece.source.startsWith('[^')) return false
  const members = piece.source.slice(2, -1).replaceAll('\\', '')
  return members.includes('/') && [...members].every((member) => '/.?#'.includes(member))
}

/** `(?:(?!\/|-).)`, which path-to-regexp 0.1.13 makes of `-:name`. */
function isAllButSlashAndText(piece: Piece): boolean {
  if (piece.type !== 'group' || piece.kind !== 'plain') return false
  const [without, any, ...others] = piece.alternatives.flat()
  if (without?.type !== 'group' || without.kind !== 'notAhead' || others.length > 0) return false
  const [slash] = without.alternatives[0] ?? []
  const isText = without.alternatives.flat().every((sign) => isCharacter(sign))
  return isText && slash?.type === 'character' && slash.value === '/' && isAnyCharacter(any)
}

/** The dots of the text are in it once with a backslash, once without. */
function isCharacter(piece: Piece): boolean {
  return piece.type === 'character' || isAnyCharacter(piece)
}

function isAnyCharacter(piece: Piece | undefined): boolean {
  return piece?.type === 'set' && piece.source === '.'
}

/** `.*`, `.+`, and the `(.*)` that Express 4 makes of the star in `:name(*)`. */
function isAnything(alternatives: Alternatives): boolean {
  const [inner] = alternatives[0] ?? []
  const nested = alternatives.length === 1 && alternatives[0]?.length === 1 && inner
  if (nested && nested.type === 'group' && nested.kind === 'capture') {
    return isAnything(nested.alternatives)
  }
  const repeat = onlyRepeat(alternatives)
  return !!repeat && /^[*+]\??$/.test(repeat.quantifier) && isAnyCharacter(repeat.piece)
}

/** Undefined for what has an anchor, a group or a reference in it. */
function printPattern(alternatives: Alternatives): string | undefined {
  const sources = alternatives.flatMap((pieces) => printPieces(pieces) ?? [])
  if (sources.length < alternatives.length) return undefined
  const source = sources.join('|')
  return source && isUnicodePattern(source) ? `^(?:${source})$` : undefined
}

/** JSON Schema's validators compile a pattern with the flag `u`, which accepts less. */
function isUnicodePattern(source: string): boolean {
  try {
    new RegExp(source, 'u')
    return true
  } catch {
    return false
  }
}

function printPieces(pieces: readonly Piece[]): string | undefined {
  const printed = pieces.flatMap((piece) => printPiece(piece) ?? [])
  return printed.length === pieces.length ? printed.join('') : undefined
}

function printPiece(piece: Piece): string | undefined {
  if (piece.type === 'character') return piece.value.replace(/[\^$\\.*+?()[\]{}|]/, '\\$&')
  if (piece.type === 'set') return printSet(piece.source)
  if (piece.type !== 'repeat') return undefined
  const repeated = printPiece(piece.piece)
  return repeated && repeated + piece.quantifier
}

/**
 * The set for a pattern with the flag `u`, where a backslash stands only before what needs one, and a
 * hyphen beside `\w` does.
 */
function printSet(source: string): string {
  if (!source.startsWith('[')) return source
  const members = source.slice(1, -1).match(/\\?[^]/g) ?? []
  return `[${members.map((member, index) => printMember(members, member, index)).join('')}]`
}

const namedSet = /^\\[dDsSwW]$/

function printMember(members: readonly string[], member: string, index: number): string {
  const beside = [members[index - 1], members[index + 1]]
  if (member === '-' && beside.some((other) => namedSet.test(other ?? ''))) return '\\-'
  return /^\\[^0-9A-Za-z^$\\.*+?()[\]{}|/-]$/.test(member) ? member.slice(1) : member
}

function mayHoldSlash(alternatives: Alternatives): boolean {
  return alternatives.flat().some((piece) => matchesSlash(piece))
}

function matchesSlash(piece: Piece): boolean {
  if (piece.type === 'repeat') return matchesSlash(piece.piece)
  if (piece.type === 'character') return piece.value === '/'
  if (piece.type !== 'set') return false
  return setHoldsSlash(piece.source, '') ?? setHoldsSlash(piece.source, 'u') ?? true
}

/** Undefined where the set cannot be read with these flags, which are not kept with it. */
function setHoldsSlash(source: string, flags: string): boolean | undefined {
  try {
    return new RegExp(`^${source}$`, flags).test('/')
  } catch {
    return undefined
  }
}
