import { isSignatureHeaders } from '../callbacks/signature-headers.ts'
import type { DeclaredOperation, ParameterSlot } from '../declared-operation.ts'
import { RingbackError } from '../errors.ts'
import type { SchemaObject } from '../openapi-types.ts'
import { toJsonSchema } from '../schema.ts'
import type { Schema } from '../schema-types.ts'
import { createBodyCheck, type BodyCheck } from '../validation/check-response.ts'
import { restOf } from '../validation/coercion.ts'
import { readParameterStyles, type ParameterStyle } from '../validation/parameters.ts'
import { refuseInvalid } from './invalid-input.ts'
import { findHeaderFault } from './sent-headers.ts'

/**
 * Checks what was given for the headers or the query of an operation, and writes each as text: that of the
 * query percent-encoded.
 */
export type WriteParameters = (
  given: object | undefined,
) => Promise<readonly (readonly [string, string])[]>

type Slot = Extract<ParameterSlot, 'headers' | 'query'>

/** What is declared is checked; what is not is refused, since nobody could know of it. */
export function createParameterWriter(
  { parameters, place }: DeclaredOperation,
  slot: Slot,
): WriteParameters {
  // The sender makes these itself, at each attempt.
  const declared = (parameters[slot] ?? []).filter((schema) => !isSignatureHeaders(schema))
  const parts = declared.map((schema) => readPart(schema, slot))
  const where = String(place)
  return async (given) => {
    // Most operations declare none.
    if (given === undefined && parts.length === 0) return []
    const lists = await Promise.all(
      share(given === undefined ? {} : given, parts, slot, where).map((own, index) =>
        writePart(own, parts[index] as Part, slot, where),
      ),
    )
    return lists.flat()
  }
}

/** One schema that names parameters; a guard of the router adds its own. */
interface Part {
  readonly check: BodyCheck
  /** As it is sent. */
  readonly styles: ReadonlyMap<string, ParameterStyle>
  /** As it is given. */
  readonly names: ReadonlySet<string>
  /** Whether it describes parameters that it does not name. */
  readonly isOpen: boolean
}

function readPart(schema: Schema, slot: Slot): Part {
  const root = toJsonSchema(schema, 'output', slot)
  const styles = new Map(readParameterStyles(root, slot).map((style) => [style.name, style]))
  const names = [...styles.keys(), ...listGivenNames(schema, slot)]
  return {
    check: createBodyCheck(schema, {}),
    styles,
    names: new Set(names),
    isOpen: isOpen(root),
  }
}

/** A transform may give them other names, and only what is sent has to be sayable. */
function listGivenNames(schema: Schema, slot: Slot): string[] {
  try {
    return readParameterStyles(toJsonSchema(schema, 'input', slot), slot).map(({ name }) => name)
  } catch {
    return []
  }
}

function isOpen(root: Readonly<SchemaObject>): boolean {
  const rest = restOf(root, root)
  return typeof rest !== 'boolean' && Object.keys(rest).length > 0
}

/** What was given, to each of the schemas its own. */
function share(
  given: object,
  parts: readonly Part[],
  slot: Slot,
  where: string,
): Record<string, unknown>[] {
  const shares = parts.map(() => Object.create(null) as Record<string, unknown>)
  for (const [key, value] of Object.entries(given)) {
    if (value === undefined) continue
    const takers = parts.flatMap((part, index) => {
      const name = findName(key, part, slot)
      return name === undefined ? [] : [[index, name] as const]
    })
    const open = parts.findIndex((part) => part.isOpen)
    if (takers.length === 0 && open !== -1) takers.push([open, key])
    if (takers.length === 0) throw undeclared(slot, key, where)
    for (const [index, name] of takers) Object.assign(shares[index] as object, { [name]: value })
  }
  return shares
}

/** "Header names are case insensitive." */
function findName(key: string, { names }: Part, slot: Slot): string | undefined {
  if (names.has(key)) return key
  if (slot === 'query') return undefined
  return [...names].find((name) => name.toLowerCase() === key.toLowerCase())
}

async function writePart(
  given: object,
  { check, styles }: Part,
  slot: Slot,
  where: string,
): Promise<(readonly [string, string])[]> {
  const kind = slot === 'headers' ? 'header' : 'query'
  const outcome = await check({ ...given })
  if (outcome.faults) throw refuseInvalid(nouns[slot], kind, outcome.faults, where)
  return Object.entries(outcome.value as object).flatMap(([name, value]) =>
    writeEach(name, value, styles.get(name), slot, where),
  )
}

const nouns = { headers: 'What was given for the headers', query: 'What was given for the query' }

const separators: Readonly<Record<string, string>> = { spaceDelimited: '%20', pipeDelimited: '%7C' }

/** A list is `?a=1&a=2`, and one header with commas, where its schema does not say otherwise. */
function writeEach(
  name: string,
  value: unknown,
  style: ParameterStyle | undefined,
  slot: Slot,
  where: string,
): (readonly [string, string])[] {
  const values = [value].flat().filter((one) => one !== undefined && one !== null)
  const texts = values.map((one) => writeText(name, one, slot, where))
  if (texts.length === 0) return []
  if (slot === 'headers') refuseUnsendable(name, where)
  if (slot === 'headers') return [[name.toLowerCase(), texts.join(', ')]]
  const [key, ...encoded] = [name, ...texts].map(percentEncode) as [string, ...string[]]
  if (style?.explode === false) return [[key, encoded.join(separators[style.style] ?? ',')]]
  return encoded.map((text) => [key, text] as const)
}

/** As a form writes it, which has a sign for half a character too. */
function percentEncode(text: string): string {
  return new URLSearchParams([['', text]]).toString().slice(1)
}

function writeText(name: string, value: unknown, slot: Slot, where: string): string {
  const isScalar = ['string', 'number', 'boolean', 'bigint'].includes(typeof value)
  const text = isScalar ? String(value) : ''
  const isFitting = slot === 'query' || isHeaderValue(text)
  if (isScalar && isFitting) return text
  throw new RingbackError({
    code: 'ERR_DELIVERY_PAYLOAD',
    message: `${slot}.${name} cannot be written as text.`,
    where,
    remedy: 'Give text, a number or a boolean, or a list of these; a header has no line breaks.',
  })
}

/** What a schema allows without naming it may have any name. */
function refuseUnsendable(name: string, where: string): void {
  const found = findHeaderFault(name)
  if (found === undefined) return
  throw new RingbackError({
    code: 'ERR_DELIVERY_PAYLOAD',
    message: `headers.${name} cannot be sent: the header ${found.fault}.`,
    where,
    remedy: found.remedy,
  })
}

function isHeaderValue(text: string): boolean {
  return /^[\t\x20-\x7e]*$/.test(text)
}

function undeclared(slot: Slot, name: string, where: string): RingbackError {
  return new RingbackError({
    code: 'ERR_DELIVERY_PAYLOAD',
    message: `${slot}.${name} is not declared.`,
    where,
    remedy: `Declare it in ${slot}, or leave it out.`,
  })
}
