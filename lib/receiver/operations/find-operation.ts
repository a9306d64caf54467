import { suggest } from '../../did-you-mean.ts'
import { describeValue, RingbackError } from '../../errors.ts'
import type { ClientOperation } from './client-operations.ts'

/** A request of a document, with a name that no other of the document has. */
export interface NamedOperation extends ClientOperation {
  /** Its operationId, or else `name` or `name/METHOD`, with more before it where several have that. */
  readonly label: string
}

/** Gives each operation its operationId for a name, or else the shortest that it has alone. */
export function nameOperations(operations: readonly ClientOperation[]): NamedOperation[] {
  const ids = countEach(operations.flatMap(({ operationId }) => operationId ?? []))
  const names = countEach(operations.flatMap(listNames))
  return operations.map((operation, index) => {
    const { operationId } = operation
    const isIdentified = operationId !== undefined && ids.get(operationId) === 1
    const label = isIdentified
      ? operationId
      : listNames(operation).find((name) => names.get(name) === 1 && !ids.has(name))
    return { ...operation, label: label ?? `${lastName(operation)}#${index + 1}` }
  })
}

function countEach(names: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  return counts
}

/** By which an operation can be asked for, the shortest first. */
function listNames(operation: ClientOperation): string[] {
  const { operationId, name, method } = operation
  const names = [
    ...(operationId === undefined ? [] : [operationId]),
    name,
    `${name}/${method}`,
    lastName(operation),
  ]
  return [...new Set(names)]
}

function lastName({ name, key, method, parents: [parent] }: ClientOperation): string {
  const path = `${name}/${method} ${key}`
  return parent ? `${parent.method} ${parent.path} > ${path}` : path
}

/**
 * The operation that somebody asks for: by its operationId, by the name of its callback or webhook, or by
 * that and its method, as in `invoiceEvents/POST`.
 *
 * @throws {RingbackError} `ERR_DOCUMENT_OPERATION` where there is none, or several
 */
export function findOperation(
  asked: string,
  operations: readonly NamedOperation[],
  source: string,
): NamedOperation {
  requireOperations(operations, source)
  const [found, ...others] = findAll(asked, operations)
  if (found && others.length === 0) return found
  if (!found) throw refuseUnknown(asked, operations, source)
  throw new RingbackError({
    code: 'ERR_DOCUMENT_OPERATION',
    message: `${describeValue(asked)} is the name of ${others.length + 1} operations.`,
    where: source,
    remedy: `Say which one:${listLabels([found, ...others])}`,
  })
}

/** What it names alone comes before those that have it for one of several names. */
function findAll(asked: string, operations: readonly NamedOperation[]): readonly NamedOperation[] {
  const upper = asked.replace(/\/[a-z]+$/, (method) => method.toUpperCase())
  const labelled = operations.filter(({ label }) => label === asked || label === upper)
  return labelled.length > 0
    ? labelled
    : operations.filter((operation) =>
        listNames(operation).some((name) => name === asked || name === upper),
      )
}

/** @throws {RingbackError} `ERR_DOCUMENT_OPERATION` where the API makes no requests at all */
export function requireOperations(operations: readonly NamedOperation[], source: string): void {
  if (operations.length > 0) return
  throw new RingbackError({
    code: 'ERR_DOCUMENT_OPERATION',
    message: 'The document has neither callbacks nor webhooks.',
    where: source,
    remedy:
      'Give one that has; `ringback check` names callbacks of an app that are in no document.',
  })
}

function refuseUnknown(
  asked: string,
  operations: readonly NamedOperation[],
  source: string,
): RingbackError {
  const meant = suggest(asked, operations.flatMap(listNames))
  return new RingbackError({
    code: 'ERR_DOCUMENT_OPERATION',
    message: `There is no callback and no webhook ${describeValue(asked)}.`,
    where: source,
    remedy: `${meant === undefined ? 'There are' : `Did you mean ${meant}? There are`}:${listLabels(operations)}`,
  })
}

/** More than these are no help. */
const maxListed = 50

/** Of each a line: its name, its method and where it goes. */
export function listLabels(operations: readonly NamedOperation[]): string {
  const shown = operations.slice(0, maxListed)
  const width = Math.min(40, Math.max(...shown.map(({ label }) => label.length)))
  const lines = shown.map(
    ({ label, method, key, kind }) =>
      `\n    ${label.padEnd(width)}  ${method} ${kind === 'webhook' ? `(webhook ${key})` : key}`,
  )
  const more = operations.length - shown.length
  return lines.join('') + (more > 0 ? `\n    … and ${more} more` : '')
}
