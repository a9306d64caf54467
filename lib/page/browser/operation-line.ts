import { createCallbackBadge } from './callback-badge.ts'
import { createExpressionPanel } from './expression-panel.ts'
import { readOperationId } from './operation-id.ts'
import { useShownOperation, type PluginContext, type ShownOperation } from './shown-operation.ts'
import type { ImmutableMap } from './system.ts'

interface OperationSummaryProps {
  readonly operationProps: ImmutableMap
  readonly isShown: boolean
  getComponent(name: string, container?: boolean): unknown
}

/** The line of an operation: with the number of its callbacks, and below that of a callback its explanation. */
export function createOperationLine(context: PluginContext, Original: unknown) {
  const { React, getSystem } = context
  const { createElement: h, Fragment } = React
  const ExpressionPanel = createExpressionPanel(context)
  const Badge = createCallbackBadge(context)
  const getComponent = (name: string, container?: boolean): unknown =>
    name === 'JumpToPath' ? Badge : getSystem().getComponent(name, container)
  return (props: OperationSummaryProps) => {
    const operation = useShownOperation(context)
    if (!operation) return h(Original, props)
    const { parent, label, steps } = operation
    const own = steps.length > 0 ? showCallback(operation, props, context) : {}
    return h(
      Fragment,
      null,
      h(Original, { ...props, ...own, getComponent }),
      props.isShown && parent && steps.length > 0
        ? h(ExpressionPanel, { expression: label, parent })
        : null,
    )
  }
}

/** Swagger UI knows a callback by its address; what it shows, links to and copies is the callback's own. */
function showCallback(
  { address, steps, label, operation }: ShownOperation,
  { operationProps }: OperationSummaryProps,
  { getSystem }: PluginContext,
): object {
  const { Im } = getSystem()
  const end = address.lastIndexOf('/')
  const shown = operationProps
    .set('path', label)
    .set('tag', address.slice(0, end))
    .set('operationId', address.slice(end + 1))
    .set('originalOperationId', readOperationId(operation) ?? steps.at(-1)?.name)
  return { operationProps: shown, specPath: Im.List(['callbacks', label]) }
}
