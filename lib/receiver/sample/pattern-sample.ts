import { parseRegexp, type Piece, type Repeat } from '../../path/regexp-parser.ts'

export interface TextLength {
  readonly min: number
  readonly max: number
}

/**
 * A short text that a pattern fits, read off the pattern. Undefined where none is found: assertions and
 * references to groups are not followed.
 */
export function samplePattern(pattern: string, length: TextLength): string | undefined {
  const expression = compile(pattern)
  if (!expression) return undefined
  const { alternatives } = parseRegexp(pattern)
  for (const more of [0, 1, 2, 4, 8, 16, 32, 64, length.min]) {
    for (const choice of [0, 1, 2]) {
      const text = writeAlternatives(alternatives, { more, choice })
      const isFitting = text.length >= length.min && text.length <= length.max
      if (isFitting && expression.test(text)) return text
    }
  }
  return undefined
}

function compile(source: string): RegExp | undefined {
  try {
    return new RegExp(source, 'u')
  } catch {
    return undefined
  }
}

interface Writing {
  /** How much oftener than it has to a piece is repeated. */
  readonly more: number
  /** Which of alternatives is written. */
  readonly choice: number
}

function writeAlternatives(alternatives: readonly Piece[][], writing: Writing): string {
  const chosen = alternatives[writing.choice % alternatives.length] ?? []
  return chosen.map((piece) => writePiece(piece, writing)).join('')
}

function writePiece(piece: Piece, writing: Writing): string {
  switch (piece.type) {
    case 'character':
      return piece.value
    case 'set':
      return findMember(piece.source)
    case 'repeat':
      return writePiece(piece.piece, writing).repeat(countRepeats(piece, writing.more))
    case 'group':
      return ['capture', 'plain'].includes(piece.kind)
        ? writeAlternatives(piece.alternatives, writing)
        : ''
    default:
      return ''
  }
}

/** The first of these that a set has is what a reader expects of it. */
const members = [
  ...'a1A0bB2-_ .:/+@#,;=!?*%&~',
  ...'cdefghijklmnopqrstuvwxyzCDEFGHIJKLMNOPQRSTUVWXYZ3456789',
]

function findMember(source: string): string {
  const set = compile(`^${source}$`)
  return members.find((member) => set?.test(member)) ?? ''
}

/** More than this is no sample any more. */
const maxRepeats = 1000

function countRepeats({ quantifier }: Repeat, more: number): number {
  const [least, most] = readBounds(quantifier)
  return Math.min(least + more, most, maxRepeats)
}

function readBounds(quantifier: string): [least: number, most: number] {
  if (quantifier.startsWith('?')) return [0, 1]
  if (quantifier.startsWith('*')) return [0, Infinity]
  if (quantifier.startsWith('+')) return [1, Infinity]
  const [, least = '0', comma, most] = /^\{(\d+)(,?)(\d*)\}/.exec(quantifier) ?? []
  if (comma === '') return [Number(least), Number(least)]
  return [Number(least), most ? Number(most) : Infinity]
}
