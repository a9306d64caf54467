import { listCallbacks } from './declared-callbacks.ts'
import { useShownOperation, type PluginContext, type ShownOperation } from './shown-operation.ts'
import type { System } from './system.ts'

/**
 * Says in the line of an operation that it has callbacks, and opens them. Stands where Swagger UI has the
 * place of another plugin's button, `JumpToPath`, which is given the line's own props.
 */
export function createCallbackBadge(context: PluginContext) {
  const { React, getSystem } = context
  const { createElement: h, useMemo } = React
  return (props: object) => {
    const operation = useShownOperation(context)
    const count = useMemo(
      () => (operation ? countCallbacks(operation, getSystem()) : 0),
      [operation?.operation, operation?.address],
    )
    return h(
      React.Fragment,
      null,
      h(getSystem().getComponent('JumpToPath', true), props),
      operation && count > 0 ? showBadge(operation, count) : null,
    )
  }

  function showBadge(operation: ShownOperation, count: number): unknown {
    const text = count === 1 ? '1 callback' : `${count} callbacks`
    const { method, label } = operation
    return h(
      'button',
      {
        ...{ type: 'button', className: 'ringback-badge' },
        'aria-label': `${text} of ${method.toUpperCase()} ${label}`,
        onClick: () => openCallbacks(operation, context),
      },
      text,
    )
  }
}

function openCallbacks({ path, method, key }: ShownOperation, { getSystem }: PluginContext): void {
  const { layoutActions } = getSystem()
  layoutActions.show([path, method, 'callbacks-tab'], true)
  layoutActions.show(key, true)
}

/** Swagger UI resolves an operation as it opens; until then it is as the document has it. */
function countCallbacks(
  { operation, specPath }: ShownOperation,
  { specSelectors, Im, getSystem }: System,
): number {
  const declared = operation.has('callbacks') ? operation : specSelectors.specJson().getIn(specPath)
  return Im.Map.isMap(declared) ? listCallbacks(declared, getSystem()).length : 0
}
