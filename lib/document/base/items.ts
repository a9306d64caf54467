import type { Problem } from '../../errors.ts'
import type { MergeContext } from './fields.ts'
import { mergeOperation, type SaidOperation } from './operation.ts'
import { listMembers, listMethods, replaceOperation, type BaseOperation } from './operations.ts'
import { describeConflicts, describeHidden, describeRepeated } from './problems.ts'
import type { Fields } from '../fields.ts'

/** The operations that the code has, each under its method and path. */
export interface SaidItems {
  readonly operations: ReadonlyMap<string, SaidOperation>
  /** What a problem calls one of them. */
  where(method: string, path: string): string
}

export interface ItemContext extends MergeContext {
  isHidden(operation: BaseOperation): boolean
}

export interface MergedItems {
  readonly value: Fields
  readonly problems: Problem[]
}

/** The path items of the base, in their order, and then those that the code adds. */
export function mergeItems(
  built: unknown,
  base: unknown,
  said: SaidItems,
  context: ItemContext,
): MergedItems {
  const problems: Problem[] = []
  const operations = context.items.list(base)
  const known = new Map(operations.map((one) => [`${one.method} ${one.path}`, one]))
  const items = new Map(listMembers(base))
  for (const operation of operations.filter(context.isHidden)) hide(operation)
  for (const [path, item] of listMembers(built)) {
    const own = items.get(path)
    items.set(path, own === undefined ? item : addOperations(path, own, item as Fields))
  }
  return { value: Object.fromEntries(items), problems }

  function hide({ method, path }: BaseOperation): void {
    const left = replaceOperation(context.items.writeOut(items.get(path)), method, undefined)
    if (listMethods(left).length === 0) items.delete(path)
    else items.set(path, left)
    problems.push(describeHidden(said.where(method, path)))
  }

  function addOperations(path: string, own: unknown, item: Readonly<Fields>): Fields {
    return listMethods(item).reduce(
      (merged, [method, operation]) =>
        replaceOperation(merged, method, mergeOne(path, method, operation)),
      context.items.writeOut(own),
    )
  }

  function mergeOne(path: string, method: string, operation: Fields): Fields {
    const key = `${method} ${path}`
    const other = known.get(key)
    const one = said.operations.get(key)
    if (!other || !one) return operation
    const { value, adds, conflicts } = mergeOperation(operation, other, one, context)
    const where = said.where(method, path)
    if (conflicts.length > 0) problems.push(describeConflicts(where, conflicts))
    else if (!adds && one.isDeclared) problems.push(describeRepeated(where))
    return value
  }
}
