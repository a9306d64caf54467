import { matchExpression } from './expression-grammar.ts'

/** A reference into the request or the response, as a forgiving reader understands it. */
export interface Reference {
  readonly text: string
  /** Empty where the `$` is missing. */
  readonly dollar: string
  /** As written; undefined where it is missing. */
  readonly sideWord: string | undefined
  readonly side: 'request' | 'response'
  readonly sourceWord: string
  /** Undefined for a source that OpenAPI does not have. */
  readonly source: Source | undefined
  readonly sourceOffset: number
  /** What follows the source, such as `.name` or `#/pointer`. */
  readonly tail: string
  readonly tailOffset: number
}

type Source = 'header' | 'query' | 'path' | 'body'

const shape = /^(\$?)(?:(request|response|req|res)\.)?(\w+)(.*)$/is

const sources: ReadonlyMap<string, Source> = new Map([
  ['header', 'header'],
  ['headers', 'header'],
  ['query', 'query'],
  ['path', 'path'],
  ['params', 'path'],
  ['body', 'body'],
])

const constants: ReadonlyMap<string, string> = new Map([
  ['url', '$url'],
  ['method', '$method'],
  ['status', '$statusCode'],
  ['statuscode', '$statusCode'],
])

/** `$url`, `$method` or `$statusCode` for the same word in any case, and for `status`. */
export function correctConstant(word: string): string | undefined {
  return constants.get(word.toLowerCase())
}

/**
 * Reads a reference in any case, in Express's words (`req`, `headers`, `params`), without its `$` or
 * without its side; undefined for what does not look like a reference.
 */
export function readReference(text: string): Reference | undefined {
  const [, dollar = '', sideWord, sourceWord = '', tail = ''] = shape.exec(text) ?? []
  const source = sources.get(sourceWord.toLowerCase())
  if (sourceWord === '' || (!sideWord && (!source || tail === ''))) return undefined
  const side = /^res/i.test(sideWord ?? '') ? 'response' : 'request'
  const tailOffset = text.length - tail.length
  const sourceOffset = tailOffset - sourceWord.length
  return { text, dollar, sideWord, side, sourceWord, source, sourceOffset, tail, tailOffset }
}

/** The runtime expression that `written` was most likely meant to be: always a grammatical one. */
export function correctExpression(written: string): string | undefined {
  const text = written.trim()
  const reference = readReference(text)
  const candidate = reference ? correctReference(reference) : correctWord(text)
  // Nobody should have to paste control characters out of an error message.
  if (candidate === undefined || /\p{Cc}/u.test(candidate)) return undefined
  return matchExpression(candidate, 0) && candidate
}

/** `$URL` is a constant; `$name` is how FastAPI writes a query parameter; `name` a path parameter. */
function correctWord(text: string): string | undefined {
  const [, dollar, name] = /^(\$?)([A-Za-z_][\w-]*)$/.exec(text) ?? []
  if (!name) return undefined
  if (!dollar) return `$request.body#/${name}`
  if (/^(?:req|request|res|response)$/i.test(name)) return undefined
  return correctConstant(name) ?? `$request.query.${name}`
}

function correctReference({ side, sourceWord, source, tail }: Reference): string | undefined {
  if (source === 'body') return `$${side}.body${correctPointer(tail)}`
  if (!source) return tail === '' ? correctConstant(sourceWord) : undefined
  const name = tail.replace(/^(?:\.|#?\/)/, '')
  return name === tail ? undefined : `$${source === 'header' ? side : 'request'}.${source}.${name}`
}

/** `.a[0].b`, `/a/0/b` and `#a/0/b` all become `#/a/0/b`. */
function correctPointer(tail: string): string {
  if (tail.startsWith('#')) return tail === '#' ? '' : escapeTildes(tail.replace(/^#\/?/, '#/'))
  if (!/^[.[]/.test(tail)) return escapeTildes(tail.replace(/^\//, '#/'))
  const names = tail.replaceAll(/\[(\d+)\]/g, '.$1').split(/[./]/)
  return escapeTildes(['#', ...names.filter((name) => name !== '')].join('/')).replace(/^#$/, '')
}

function escapeTildes(pointer: string): string {
  return pointer.replaceAll(/~(?![01])/g, '~0')
}
