import type { ErrorCode, Problem } from '../../../lib/index.ts'
import { calling, type Documented } from './apps.ts'

/** One line of the table: what the reference asks for, an app, and what becomes of it. */
export interface RuleCase {
  /** Of the reference, 1 to 30. */
  readonly rules: readonly number[]
  readonly title: string
  readonly build: () => Documented
  readonly expected: Expected
}

/** What a problem or an error says; what is not given is not compared. */
export interface Said {
  readonly code: ErrorCode
  readonly severity?: Problem['severity']
  /** Its first line, in which places in the table are written HERE. */
  readonly message?: string
  readonly remedy?: string
  readonly where?: string
  /** What stands from the caret on. */
  readonly caret?: string
}

/** A part of the document, by its path there. */
export interface Shown {
  readonly path: readonly string[]
  /** Undefined where there is none. */
  readonly value: unknown
}

/** Whose call throws, by what its errors name as their place; a mount and `operations` name none. */
export type Thrower = 'callbackRouter()' | 'webhookRouter()' | 'operation()' | 'openapi()' | 'mount'

export type Expected =
  | {
      readonly outcome: 'accepted'
      readonly shown: readonly Shown[]
      readonly notices?: readonly Said[]
    }
  | { readonly outcome: 'refused'; readonly by: Thrower; readonly said: Said }
  | { readonly outcome: 'refused'; readonly by: 'problems'; readonly said: readonly Said[] }
  | { readonly outcome: 'warned'; readonly said: readonly Said[]; readonly shown: readonly Shown[] }

export function shown(value: unknown, ...path: string[]): Shown {
  return { path, value }
}

/** Neither an error nor a warning, and this in the document. */
export function accepted(...parts: Shown[]): Expected {
  return { outcome: 'accepted', shown: parts }
}

export function noticed(notices: readonly Said[], ...parts: Shown[]): Expected {
  return { outcome: 'accepted', shown: parts, notices }
}

/** Thrown by the call that is mistaken. */
export function thrown(by: Thrower, said: Said): Expected {
  return { outcome: 'refused', by, said }
}

/** Found as the document is built, and nothing else with it. */
export function found(...said: Said[]): Expected {
  return { outcome: 'refused', by: 'problems', said }
}

export function warned(said: readonly Said[], ...parts: Shown[]): Expected {
  return { outcome: 'warned', said, shown: parts }
}

/** The warning of a source that may have no value. */
export function mayLack(message: string, remedy: string = requireIt): Said {
  return { code: 'WARN_CALLBACK_OPTIONAL', message, remedy }
}

const requireIt = 'Require it, or keep it so where a caller may do without the callback.'

/** A part of the callback `events` of POST /invoices. */
export function inEvents(value: unknown, ...path: string[]): Shown {
  return shown(value, 'paths', '/invoices', 'post', 'callbacks', 'events', ...path)
}

/** POST /invoices with the callback POST `key`, that is accepted as it stands. */
export function accepts(
  rules: readonly number[],
  title: string,
  key: string,
  parent: Readonly<Record<string, unknown>> = {},
): RuleCase {
  const expected = accepted(inEvents('event', key, 'post', 'operationId'))
  return { rules, title, build: () => calling(key, parent), expected }
}

/** The same with a warning that there may be no call. */
export function warns(
  rules: readonly number[],
  title: string,
  key: string,
  parent: Readonly<Record<string, unknown>>,
  ...messages: string[]
): RuleCase {
  const said = messages.map((message) => mayLack(message))
  const expected = warned(said, inEvents('event', key, 'post', 'operationId'))
  return { rules, title, build: () => calling(key, parent), expected }
}

/** The same, refused by operation(), which knows what it declares. */
export function refuses(
  rules: readonly number[],
  title: string,
  key: string,
  parent: Readonly<Record<string, unknown>>,
  said: Omit<Said, 'code'>,
): RuleCase {
  const expected = thrown('operation()', { code: 'ERR_CALLBACK_SOURCE', ...said })
  return { rules, title, build: () => calling(key, parent), expected }
}

/** The same, refused as the document is built. */
export function finds(
  rules: readonly number[],
  title: string,
  key: string,
  parent: Readonly<Record<string, unknown>>,
  said: Omit<Said, 'code'>,
): RuleCase {
  const expected = found({ code: 'ERR_CALLBACK_SOURCE', ...said })
  return { rules, title, build: () => calling(key, parent), expected }
}

/** A key that callbackRouter() refuses, whatever its operation declares. */
export function refusesKey(
  rules: readonly number[],
  title: string,
  key: string,
  said: Omit<Said, 'code'>,
): RuleCase {
  const expected = thrown('callbackRouter()', { code: 'ERR_CALLBACK_EXPRESSION', ...said })
  return { rules, title, build: () => calling(key), expected }
}
