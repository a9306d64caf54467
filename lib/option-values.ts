import { describeValue, RingbackError } from './errors.ts'

/** The error of an option of `openapi()`. */
export function refuse(message: string, remedy: string): RingbackError {
  return new RingbackError({ code: 'ERR_OPENAPI_OPTION', message, where: 'openapi()', remedy })
}

/**
 * A path as browsers ask for it: percent-encoded where they do so.
 *
 * @throws {RingbackError} `ERR_OPENAPI_OPTION`
 */
export function readPath(path: unknown, option: string): string {
  const isPath = typeof path === 'string' && /^\/[^?#\s\\]*$/.test(path)
  if (isPath && !/\/\.{1,2}(?:\/|$)/.test(path)) {
    return new URL(`http://localhost${path}`).pathname.replace(/\/+$/, '') || '/'
  }
  throw refuse(
    `${option} is ${describeValue(path)}.`,
    'Give a path that begins with "/", such as "/docs", without spaces, "?" and "#".',
  )
}

/** @throws {RingbackError} `ERR_OPENAPI_OPTION` */
export function readFlag(value: unknown, option: string): boolean {
  if (value === undefined || typeof value === 'boolean') return value ?? false
  throw refuse(`${option} is ${describeValue(value)}.`, 'Give true or false.')
}

/** @throws {RingbackError} `ERR_OPENAPI_OPTION` */
export function requireList(value: unknown, option: string): void {
  if (value === undefined || Array.isArray(value)) return
  throw refuse(`${option} is ${describeValue(value)}.`, 'Give a list.')
}

/** @throws {RingbackError} `ERR_OPENAPI_OPTION` */
export function requireObject(value: unknown, option: string): void {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
  if (value === undefined || isObject) return
  throw refuse(`${option} is ${describeValue(value)}.`, 'Give an object.')
}

/** @throws {RingbackError} `ERR_OPENAPI_OPTION` */
export function readChoice<Choice extends string>(
  option: string,
  value: Choice,
  choices: readonly Choice[],
): Choice {
  if (choices.includes(value)) return value
  const listed = choices.map((choice) => `'${choice}'`)
  const all = `${listed.slice(0, -1).join(', ')} or ${listed.at(-1)}`
  throw refuse(`${option} is ${describeValue(value)}.`, `Give ${all}.`)
}

/** @throws {RingbackError} `ERR_OPENAPI_OPTION` */
export function requireFunction(value: unknown, option: string): void {
  if (value === undefined || typeof value === 'function') return
  throw refuse(
    `${option} takes a function, and ${describeValue(value)} was given.`,
    'Give a function.',
  )
}

/** @throws {RingbackError} `ERR_OPENAPI_OPTION` */
export function readText(option: string, value: unknown): string | undefined {
  if (value === undefined || typeof value === 'string') return value
  throw refuse(`${option} is ${describeValue(value)}.`, 'Give a string.')
}

/** @throws {RingbackError} `ERR_OPENAPI_OPTION` */
export function readUrls(option: string, values: unknown): readonly string[] {
  const isList = Array.isArray(values) && values.every((value) => typeof value === 'string')
  if (isList) return values as string[]
  throw refuse(`${option} is ${describeValue(values)}.`, 'Give a list of URLs.')
}
