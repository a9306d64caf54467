import type { Fields } from '../../document/fields.ts'
import { compareRequestBodies, compareResponses } from './compare-bodies.ts'
import { compareCallbacks, noteCallbacks } from './compare-callbacks.ts'
import { compareParameters } from './compare-parameters.ts'
import { compareSecurity } from './compare-security.ts'
import { compareServers } from './compare-servers.ts'
import { quote } from './difference.ts'
import type { PlacedOperation } from './placed-operations.ts'
import type { Report } from './report.ts'

/** Of the API, of a callback or of a webhook. */
export function compareOperations(
  old: PlacedOperation,
  next: PlacedOperation,
  report: Report,
): void {
  const [before, after] = [old.operation, next.operation]
  compareNames(before, after, report)
  compareParameters(old, next, report)
  compareRequestBodies(before, after, report)
  compareResponses(before, after, report)
  compareSecurity(before, after, report)
  if ([old, next].some(({ item, operation }) => 'servers' in item || 'servers' in operation)) {
    compareServers([before, old.item, report.old], [after, next.item, report.next], report)
  }
  compareCallbacks(before, after, report, compareOperations)
}

function compareNames(old: Readonly<Fields>, next: Readonly<Fields>, report: Report): void {
  const [from, to] = [old['operationId'], next['operationId']]
  if (from !== undefined && from !== to) {
    const now = to === undefined ? 'is gone' : `is ${quote(to)} now`
    const message = `the operationId ${quote(from)}, which generated code has names from, ${now}`
    report.note('operation-id-changed', 'warning', message)
  }
  if (old['deprecated'] !== true && next['deprecated'] === true) {
    report.note('operation-deprecated', 'safe', 'is deprecated now')
  }
}

/** With all the callbacks that are not made any more. */
export function noteRemovedOperation({ operation }: PlacedOperation, report: Report): void {
  report.note('operation-removed', 'breaking', 'the operation is gone')
  noteCallbacks(operation, report, 'removed')
}

export function noteAddedOperation({ operation }: PlacedOperation, report: Report): void {
  report.note('operation-added', 'safe', 'the operation is new')
  noteCallbacks(operation, report, 'added')
}
