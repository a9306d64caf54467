import type { DeclaredOperation } from '../declared-operation.ts'
import type { Problem } from '../errors.ts'
import type { Place } from '../place.ts'
import { findFreeName } from '../free-name.ts'

/**
 * The operationIds of one document. "Unique string used to identify the operation. The id MUST be
 * unique among all operations described in the API": callbacks and components included.
 */
export interface OperationIds {
  /**
   * The id of an operation: the author's, or `proposal` where there is none. One declaration that is
   * mounted twice gets `…_2` at its second place; two declarations with one id are reported.
   */
  assign(operation: DeclaredOperation, proposal: string, where: string): string
}

/** @param authored Every id that an author gave anywhere: no proposal takes one of these. */
export function createOperationIds(
  authored: ReadonlySet<string>,
  problems: Problem[],
): OperationIds {
  const taken = new Map<string, { place: Place; where: string }>()

  function assign(operation: DeclaredOperation, proposal: string, where: string): string {
    const { operationId, place } = operation
    const first = operationId === undefined ? undefined : taken.get(operationId)
    if (first && first.place !== place) {
      problems.push(duplicateId(operationId ?? '', first.where, where))
    }
    const isFirst = operationId !== undefined && !first
    const id = isFirst ? operationId : findFreeName(operationId ?? proposal, isTaken)
    taken.set(id, { place, where })
    return id
  }

  function isTaken(id: string): boolean {
    return taken.has(id) || authored.has(id)
  }

  return { assign }
}

/** Such as `getInvoicesByInvoiceId` for GET /invoices/{invoiceId}. */
export function proposeId(method: string, path: string): string {
  const words = path
    .replaceAll(/\{([^}]*)\}/g, 'by $1')
    .split(/[^a-zA-Z0-9]+/)
    .filter(Boolean)
  return method + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')
}

function duplicateId(id: string, first: string, second: string): Problem {
  return {
    code: 'ERR_OPERATION_ID',
    severity: 'error',
    where: second,
    message: `The operationId "${id}" is used twice: by ${first} and by ${second}.`,
    remedy: 'Give one of them another operationId.',
  }
}
