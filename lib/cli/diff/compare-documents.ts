import { upgradeTo31 } from '../../document/versions/upgrade-3.1.ts'
import { shapeOf } from '../../document/path-shape.ts'
import { type Fields, isFields } from '../../document/fields.ts'
import type { Change } from './change.ts'
import {
  compareOperations,
  noteAddedOperation,
  noteRemovedOperation,
} from './compare-operations.ts'
import { compareSecuritySchemes } from './compare-security.ts'
import { compareServers } from './compare-servers.ts'
import { listPlaced, type PlacedOperation } from './placed-operations.ts'
import { openReport, receivers, type Report } from './report.ts'

/**
 * What has changed from one OpenAPI document (3.0 to 3.2, with local references) to another, for those who
 * call the API and for those who implement its callbacks and webhooks. Documents that mean the same in two
 * versions are equal, and so are descriptions, examples and the names of path parameters.
 */
export function compareDocuments(old: object, next: object): Change[] {
  const [before, after] = [readDocument(old), readDocument(next)]
  const report = openReport(before, after)
  compareServers([before], [after], report.at('servers'))
  compareSecuritySchemes(report)
  comparePaths(report)
  compareWebhooks(report.for(receivers))
  return [...report.changes]
}

function readDocument(document: object): Readonly<Fields> {
  const { openapi } = document as { openapi?: unknown }
  const isOld = typeof openapi === 'string' && openapi.startsWith('3.0')
  return (isOld ? upgradeTo31(document) : document) as Readonly<Fields>
}

function comparePaths(report: Report): void {
  const before = listPlaced(report.old['paths'], report.old)
  const after = listPlaced(report.next['paths'], report.next)
  const pairs = pairOperations(before, after)
  const known = new Set(pairs.values())
  for (const one of before) {
    const at = report.at(`${one.method} ${one.path}`)
    const other = pairs.get(one)
    if (other) compareOperations(one, other, at)
    else noteRemovedOperation(one, at)
  }
  for (const one of after.filter((operation) => !known.has(operation))) {
    noteAddedOperation(one, report.at(`${one.method} ${one.path}`))
  }
}

/** `/a/{x}` and `/a/{y}` are one path to who calls it. */
function pairOperations(
  old: readonly PlacedOperation[],
  next: readonly PlacedOperation[],
): Map<PlacedOperation, PlacedOperation> {
  const pairs = new Map<PlacedOperation, PlacedOperation>()
  const free = new Set(next)
  for (const keyOf of [(path: string) => path, shapeOf]) {
    const byKey = new Map([...free].map((one) => [`${one.method} ${keyOf(one.path)}`, one]))
    for (const one of old) {
      const other = byKey.get(`${one.method} ${keyOf(one.path)}`)
      if (other === undefined || pairs.has(one) || !free.delete(other)) continue
      pairs.set(one, other)
    }
  }
  return pairs
}

function compareWebhooks(report: Report): void {
  const before = listWebhooks(report.old)
  const after = listWebhooks(report.next)
  const keyOf = ({ path, method }: PlacedOperation): string => `${method} ${path}`
  const byKey = new Map(after.map((one) => [keyOf(one), one]))
  for (const one of before) {
    const at = report.at(place(one, before))
    const other = byKey.get(keyOf(one))
    if (other) compareOperations(one, other, at)
    else at.note('webhook-removed', 'breaking', 'the webhook is not sent any more')
    byKey.delete(keyOf(one))
  }
  for (const one of byKey.values()) {
    report.at(place(one, after)).note('webhook-added', 'safe', 'the webhook is new')
  }
}

function listWebhooks(document: Readonly<Fields>): PlacedOperation[] {
  const webhooks = isFields(document['webhooks']) ? document['webhooks'] : undefined
  return listPlaced(webhooks, document)
}

function place({ path, method }: PlacedOperation, all: readonly PlacedOperation[]): string {
  const isOne = all.filter((other) => other.path === path).length === 1
  return isOne ? `webhooks.${path}` : `webhooks.${path} ${method}`
}
