import { listMembers, resolve } from '../../document/base/operations.ts'
import type { Fields } from '../../document/fields.ts'
import { quote } from './difference.ts'
import { listPlaced, type PlacedOperation } from './placed-operations.ts'
import { clients, receivers, turnRound, type Report } from './report.ts'

/** One operation of a callback. */
interface CallbackOperation extends PlacedOperation {
  readonly name: string
}

type CompareOperations = (old: PlacedOperation, next: PlacedOperation, report: Report) => void

/**
 * What an operation calls back, for those who are called.
 *
 * @param compare compares two operations, which may have callbacks in turn
 */
export function compareCallbacks(
  old: Readonly<Fields>,
  next: Readonly<Fields>,
  report: Report,
  compare: CompareOperations,
): void {
  const before = listCallbacks(old, report.old)
  const after = listCallbacks(next, report.next)
  if (before.length + after.length === 0) return
  const calls = called(report)
  const pairs = pairCallbacks(before, after)
  for (const one of before) {
    const other = pairs.get(one)
    const at = calls.at(place(one, before))
    if (other) compareCallback(one, other, at, compare)
    else at.note('callback-removed', 'breaking', 'the callback is not made any more')
  }
  const known = new Set(pairs.values())
  for (const one of after.filter((callback) => !known.has(callback))) {
    calls.at(place(one, after)).note('callback-added', 'safe', 'the callback is new')
  }
}

/** Those of an operation that has come or gone. */
export function noteCallbacks(
  operation: Readonly<Fields>,
  report: Report,
  fate: 'added' | 'removed',
): void {
  const all = listCallbacks(operation, fate === 'removed' ? report.old : report.next)
  for (const one of all) {
    const at = called(report).at(place(one, all))
    if (fate === 'added') at.note('callback-added', 'safe', 'the callback is new')
    else at.note('callback-removed', 'breaking', 'the callback is not made any more')
  }
}

function called(report: Report): Report {
  const { party } = report
  return report.for(party.name === clients.name ? receivers : turnRound(party))
}

function listCallbacks(
  operation: Readonly<Fields>,
  document: Readonly<Fields>,
): CallbackOperation[] {
  return listMembers(operation['callbacks']).flatMap(([name, callback]) =>
    listPlaced(resolve(callback, document), document).map((one) => ({
      ...one,
      // Braces say where an expression ends, and one that is the whole key needs none.
      path: /^\$[^{}]*$/.test(one.path) ? `{${one.path}}` : one.path,
      name,
    })),
  )
}

/** By name, URL and method; what is left by all but the URL, and then by all but the name. */
function pairCallbacks(
  old: readonly CallbackOperation[],
  next: readonly CallbackOperation[],
): Map<CallbackOperation, CallbackOperation> {
  const pairs = new Map<CallbackOperation, CallbackOperation>()
  const free = new Set(next)
  const keys: ((one: CallbackOperation) => string)[] = [
    ({ name, path, method }) => [name, path, method].join('\n'),
    ({ name, method }) => [name, method].join('\n'),
    ({ path, method }) => [path, method].join('\n'),
  ]
  for (const keyOf of keys) {
    for (const one of old) {
      if (pairs.has(one)) continue
      const other = [...free].find((candidate) => keyOf(candidate) === keyOf(one))
      if (other === undefined) continue
      pairs.set(one, other)
      free.delete(other)
    }
  }
  return pairs
}

/** With what tells it apart from others of the same name. */
function place(one: CallbackOperation, all: readonly CallbackOperation[]): string {
  const sameName = all.filter(({ name }) => name === one.name)
  const name = `callbacks.${one.name}`
  if (sameName.length < 2) return name
  const isOneUrl = sameName.every(({ path }) => path === one.path)
  return isOneUrl ? `${name} ${one.method}` : `${name} ${one.method} ${one.path}`
}

function compareCallback(
  old: CallbackOperation,
  next: CallbackOperation,
  report: Report,
  compare: CompareOperations,
): void {
  if (old.path !== next.path) {
    const message = `it is sent to ${quote(next.path)} now, and was to ${quote(old.path)}`
    report.note('callback-url-changed', 'breaking', message)
  }
  if (old.name !== next.name) {
    const message = `the callback is called ${quote(next.name)} now, and was ${quote(old.name)}`
    report.note('callback-renamed', 'warning', message)
  }
  compare(old, next, report)
}
