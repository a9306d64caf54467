import { describeValue, type Problem } from '../errors.ts'
import { createFreeNames } from '../free-name.ts'
import type { OperationObject } from '../openapi-types.ts'
import type { Place } from '../place.ts'
import type { OperationKey, PlacedOperation } from './operation.ts'

/** What `openapi({ operationId })` is told of an operation that was given no id. */
export interface UnnamedOperation extends OperationKey {
  /** Its groups, those of its guards among them. */
  readonly tags: readonly string[]
  /** Undefined where none was given. */
  readonly summary: string | undefined
}

/**
 * Names an operation. Undefined leaves it the id that it would have without this function.
 *
 * @param operation What it is known by.
 */
export type NameOperation = (operation: UnnamedOperation) => string | undefined

/**
 * The operationIds of one document. "Unique string used to identify the operation. The id MUST be
 * unique among all operations described in the API": callbacks and components included.
 */
export interface OperationIds {
  /**
   * Note an operation, for its id to be written once all are known: the author's, or a proposal where
   * there is none, which gives way. One declaration that is mounted twice gets `…_2` at its second place;
   * two declarations with one id are reported.
   */
  note(placed: PlacedOperation, written: OperationObject): void
  /** Something refers to an operation by its id. */
  refer(id: string, where: string): void
  /** Write all ids, and tell what is wrong with them. */
  settle(): Problem[]
}

interface Noted {
  readonly placed: PlacedOperation
  readonly written: OperationObject
  /** Given by its author, once that was asked. */
  own: string | undefined
}

export interface OperationIdOptions {
  /** Every id that an author gave anywhere: no proposal takes one of these. */
  readonly authored: ReadonlySet<string>
  /** The ids in the components that the author wrote, each with its place. */
  readonly given: readonly (readonly [id: string, where: string])[]
  /** Those of a document that the author has, and that are none of the code's. */
  readonly elsewhere: ReadonlySet<string>
  readonly name: NameOperation | undefined
}

export function createOperationIds(
  { authored, given, elsewhere, name }: OperationIdOptions,
  problems: Problem[],
): OperationIds {
  const taken = new Map<string, { place: Place; where: string }>()
  for (const [id, where] of given) {
    const first = taken.get(id)
    if (first) problems.push(duplicateId(id, first.where, where))
    else taken.set(id, { place: { toString: () => where }, where })
  }
  const references: { id: string; where: string }[] = []
  const noted: Noted[] = []
  const findFreeId = createFreeNames(isTaken)

  function settle(): Problem[] {
    for (const one of noted) one.own = one.placed.operation.operationId ?? askAuthor(one.placed)
    for (const one of noted) if (one.own !== undefined) assignOwn(one, one.own)
    for (const one of noted) if (one.own === undefined) assignFree(one, one.placed.proposal)
    const isKnown = (id: string): boolean => taken.has(id) || elsewhere.has(id)
    return references.filter(({ id }) => !isKnown(id)).map(unknownOperation)
  }

  function assignOwn(one: Noted, own: string): void {
    const { operation, where } = one.placed
    const first = taken.get(own)
    if (!first) return write(one, own)
    if (first.place !== operation.place) problems.push(duplicateId(own, first.where, where))
    assignFree(one, own)
  }

  function assignFree(one: Noted, wanted: string): void {
    write(one, findFreeId(wanted))
  }

  function write({ placed: { operation, where }, written }: Noted, id: string): void {
    taken.set(id, { place: operation.place, where })
    written.operationId = id
  }

  function askAuthor({ operation: { fields }, key, where }: PlacedOperation): string | undefined {
    if (!name) return undefined
    const { tags, summary } = fields as { tags?: readonly string[]; summary?: string }
    const answer = callName(name, { ...key, tags: tags ?? [], summary })
    if ('id' in answer) return answer.id
    problems.push(unusableId(answer.fault, where))
    return undefined
  }

  function isTaken(id: string): boolean {
    return taken.has(id) || authored.has(id) || elsewhere.has(id)
  }

  return {
    note: (placed, written) => noted.push({ placed, written, own: undefined }),
    refer: (id, where) => references.push({ id, where }),
    settle,
  }
}

function callName(
  name: NameOperation,
  operation: UnnamedOperation,
): { id: string | undefined } | { fault: string } {
  try {
    const id: unknown = name(operation)
    if (id === undefined || (typeof id === 'string' && id !== '')) return { id }
    return { fault: `answers ${describeValue(id)}` }
  } catch (error) {
    return { fault: `throws ${String(error)}` }
  }
}

/** Such as `getInvoicesByInvoiceId` for GET /invoices/{invoiceId}. */
export function proposeId(method: string, path: string): string {
  if (path === '') return method
  const said = path.includes('{') ? path.replaceAll(/\{([^}]*)\}/g, 'by $1') : path
  let id = method
  for (const word of said.match(/[a-zA-Z0-9]+/g) ?? [])
    id += word.charAt(0).toUpperCase() + word.slice(1)
  return id
}

export function duplicateId(id: string, first: string, second: string): Problem {
  return {
    code: 'ERR_OPERATION_ID',
    severity: 'error',
    where: second,
    message: `The operationId "${id}" is used twice: by ${first} and by ${second}.`,
    remedy: 'Give one of them another operationId.',
  }
}

function unusableId(fault: string, where: string): Problem {
  return {
    code: 'ERR_OPERATION_ID',
    severity: 'error',
    where,
    message: `The function of openapi({ operationId }) ${fault} for this operation.`,
    remedy: 'Let it return a string that is not empty, or undefined to leave the usual id.',
  }
}

export function unknownOperation({ id, where }: { id: string; where: string }): Problem {
  return {
    code: 'ERR_REFERENCE',
    severity: 'error',
    where,
    message: `The link leads to the operation "${id}", and no operation has this operationId.`,
    remedy: 'Give the operationId of one that is in the document.',
  }
}
