import type { Role } from './declared-operation.ts'
import { describeValue, RingbackError, type Where } from './errors.ts'
import { copyJson, putMember } from './json.ts'
import type { Place } from './place.ts'

/** Where a definition is, and which end of it we are. */
export interface DefinitionContext {
  /** Names the definition in errors, such as `operation()`. */
  readonly name: string
  readonly place: Place
  readonly role: Role
}

/** The fields that are present, but for some; `noFields` where there are none. */
export function pickFields(
  given: Record<string, unknown>,
  except: ReadonlySet<string>,
): Readonly<Record<string, unknown>> {
  let kept: Record<string, unknown> | undefined
  // Nothing is made that is not needed, to be collected: this runs for each operation of an app.
  for (const name in given) {
    const value = Object.hasOwn(given, name) ? given[name] : undefined
    if (value !== undefined && !except.has(name)) putMember((kept ??= {}), name, value)
  }
  return kept ?? noFields
}

/** What most definitions have besides their own fields. */
export const noFields: Readonly<Record<string, unknown>> = Object.freeze({})

/**
 * A copy of fields that go into the document as they are.
 *
 * @throws {RingbackError} `ERR_DEFINITION` for what JSON cannot say
 */
export function copyFields(
  fields: Readonly<Record<string, unknown>>,
  within: string,
  context: DefinitionContext,
): Readonly<Record<string, unknown>> {
  if (fields === noFields) return noFields
  const copy = copyJson(fields, ({ what, path }) => {
    const place = [within, ...path].filter(Boolean).join('.')
    return refuse(context, place, `The definition holds ${what}, which JSON cannot say.`, plain)
  })
  if (isFields(copy)) return copy
  throw refuse(context, within, `Its toJSON() gives ${describeValue(copy)}.`, plain)
}

const plain = 'Write it in plain JSON values.'

function isFields(copy: unknown): copy is Readonly<Record<string, unknown>> {
  return typeof copy === 'object' && copy !== null
}

/** Whether a value is an object with this field of its own. */
export function isObjectWith(value: unknown, field: string): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, field)
}

/** Put into words only by an error: reading the place of a call is slow. */
export function placeOf(context: DefinitionContext, within: string): Where {
  return new PlaceWithin(context, within)
}

class PlaceWithin implements Where {
  // Not `#context`: a class like that takes microseconds for each object, as long as it is new.
  private readonly context: DefinitionContext
  private readonly within: string

  constructor(context: DefinitionContext, within: string) {
    this.context = context
    this.within = within
  }

  toString(): string {
    const { name, place } = this.context
    return `${this.within ? `${this.within} of ` : ''}${name} at ${String(place)}`
  }
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
