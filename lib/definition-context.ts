import type { Role } from './declared-operation.ts'
import { RingbackError, type Where } from './errors.ts'
import { copyJson } from './json.ts'
import type { Place } from './place.ts'

/** Where a definition is, and which end of it we are. */
export interface DefinitionContext {
  /** Names the definition in errors, such as `operation()`. */
  readonly name: string
  readonly place: Place
  readonly role: Role
}

/** The fields that are present, but for some. */
export function pickFields(
  given: Record<string, unknown>,
  except: ReadonlySet<string>,
): Record<string, unknown> {
  const kept = Object.entries(given).filter(
    ([name, value]) => !except.has(name) && value !== undefined,
  )
  return Object.fromEntries(kept)
}

/**
 * A copy of fields that go into the document as they are.
 *
 * @throws {RingbackError} `ERR_DEFINITION` for what JSON cannot say
 */
export function copyFields(
  fields: Record<string, unknown>,
  within: string,
  context: DefinitionContext,
): Record<string, unknown> {
  return copyJson(fields, ({ what, path }) =>
    refuse(
      context,
      [within, ...path].filter(Boolean).join('.'),
      `The definition holds ${what}, which JSON cannot say.`,
      'Write it in plain JSON values.',
    ),
  ) as Record<string, unknown>
}

/** Whether a value is an object with this field of its own. */
export function isObjectWith(value: unknown, field: string): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, field)
}

/** Put into words only by an error: reading the place of a call is slow. */
export function placeOf({ name, place }: DefinitionContext, within: string): Where {
  return { toString: () => `${within ? `${within} of ` : ''}${name} at ${String(place)}` }
}

/** The error of a mistaken definition. */
export function refuse(
  context: DefinitionContext,
  within: string,
  message: string,
  remedy: string,
): RingbackError {
  return new RingbackError({
    code: 'ERR_DEFINITION',
    message,
    where: placeOf(context, within),
    remedy,
  })
}
