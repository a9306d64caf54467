import { isAbsolute, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { RingbackError, type ErrorDetails, type Problem } from '../../errors.ts'

/** The error of an entry that cannot be loaded, or has no app. */
export function refuseEntry(
  message: string,
  remedy: string,
  details: Pick<ErrorDetails, 'where' | 'cause'> = {},
): RingbackError {
  return new RingbackError({ code: 'ERR_COMMAND_ENTRY', message, remedy, ...details })
}

/**
 * What an entry threw while it was loaded: what it is, and the line of the user's own that it comes from.
 * Where it is ringback that refused a declaration, the error has that as a problem of the document.
 *
 * @param place That line, where it is known otherwise.
 */
export function describeThrown(error: unknown, entry: string, place?: string): RingbackError {
  const where = place ?? findPlace(error)
  const declared = readDeclared(error, where)
  if (declared) return refuseDeclared(declared, error)
  const { name, message } = toError(error)
  if (name === 'SyntaxError' || /ParseError|Transform failed/.test(message)) {
    const remedy = where === undefined ? `Run it to see where: node ${entry}.` : 'Mend it there.'
    const text = `${entry} cannot be read: ${explainSyntax(message)}.`
    return refuseEntry(text, remedy, { where, cause: error })
  }
  const [first = ''] = message.trim().split('\n')
  return refuseEntry(
    `${entry} threw as it was loaded: ${name}: ${first}`,
    'Let it load without what is missing, or let the entry export a function that makes the app.',
    { where, cause: error },
  )
}

/** By its name: the app may have another copy of this package. */
function readDeclared(error: unknown, place: string | undefined): Problem | undefined {
  const { name, code, where = '', message = '', remedy } = (error ?? {}) as Partial<RingbackError>
  if (name !== 'RingbackError' || code === undefined || remedy === undefined) return undefined
  const told = where === '' ? '' : `\n  at ${where}`
  const text = message.slice(`${code} `.length).replace(`${told}\n  ${remedy}`, '')
  // Some of them name the place themselves.
  const isPlaced = place === undefined || where.includes(place)
  const full = isPlaced ? where : `${where === '' ? '' : `${where} `}at ${place}`
  return { code, severity: 'error', where: full, message: text, remedy }
}

function refuseDeclared(problem: Problem, cause: unknown): RingbackError {
  const { message, where, remedy } = problem
  const problems = [problem]
  return new RingbackError({ code: 'ERR_DOCUMENT', message, where, remedy, problems, cause })
}

function toError(error: unknown): { name: string; message: string } {
  const {
    name = 'Error',
    message,
    code,
    errors,
  } = (error ?? {}) as Partial<AggregateError> & {
    code?: string
  }
  if (typeof message !== 'string') return { name, message: String(error) }
  // An attempt to connect by several addresses says nothing but why each has failed.
  return { name, message: message || (errors?.[0] as Error | undefined)?.message || code || '' }
}

/** jiti and tsx say the place with the message. */
function explainSyntax(message: string): string {
  const [line = ''] = message
    .split('\n')
    .map((one) => one.trim())
    .filter((one) => one !== '' && !one.startsWith('Transform failed'))
  return line.replace(/^(?:ParseError:|\S+:\d+:\d+:\s*ERROR:)\s*/, '').trim()
}

/** The first line in the stack that is the user's. */
function findPlace(error: unknown): string | undefined {
  const { stack = '', message = '' } = (error ?? {}) as Partial<Error>
  const places = `${message}\n${stack}`.matchAll(
    /(?<=^|[\s(])((?:file:\/\/)?\/[^\s():]+|[A-Z]:\\[^\s():]+):(\d+)/g,
  )
  for (const [, file = '', line = ''] of places) {
    const path = file.startsWith('file://') ? fileURLToPath(file) : file
    if (/[\\/]node_modules[\\/]/.test(path) || isOwn(path)) continue
    return `${shorten(path)}:${line}`
  }
  return undefined
}

/** Where this package runs from its sources, it is in no node_modules. */
function isOwn(path: string): boolean {
  return /[\\/]lib[\\/]cli[\\/]/.test(path)
}

/** As the user would write it. */
export function shorten(path: string): string {
  const short = relative(process.cwd(), path)
  return short.startsWith('..') || isAbsolute(short) ? path : short
}
