import { listCallbacks, type DeclaredCallback } from './declared-callbacks.ts'
import { useLiveValue } from './live-value.ts'
import { useShownOperation, type PluginContext, type ShownOperation } from './shown-operation.ts'
import { createUrlPreview, readExpression } from './url-preview.ts'

/** Below the fields of Try it out: where each callback would be sent. */
export function createTypedUrls(context: PluginContext, Original: unknown) {
  const { createElement: h, Fragment } = context.React
  const TypedUrls = createList(context)
  return (props: object) => {
    const operation = useShownOperation(context)
    const isShown = operation?.isClient === false
    return h(Fragment, null, h(Original, props), isShown ? h(TypedUrls, { operation }) : null)
  }
}

function createList(context: PluginContext) {
  const { createElement: h, useMemo } = context.React
  const UrlPreview = createUrlPreview(context)
  return ({ operation }: { operation: ShownOperation }) => {
    const callbacks = useMemo(() => listReadable(operation, context), [operation.operation])
    const isListed = useLiveValue(context, () => isListShown(operation, context))
    // Each callback in the list says it itself.
    if (callbacks.length === 0 || isListed) return null
    return h(
      'section',
      { className: 'ringback-urls', 'aria-label': 'Where the callbacks are sent' },
      h('h4', null, callbacks.length === 1 ? 'Callback' : 'Callbacks'),
      ...callbacks.map(({ name, method, expression }) =>
        h(
          'div',
          { key: `${name} ${method} ${expression}` },
          h('span', { className: 'ringback-name' }, `${name} ${method.toUpperCase()}`),
          h(UrlPreview, { expression, parent: operation }),
        ),
      ),
    )
  }
}

function listReadable(
  { operation }: ShownOperation,
  { getSystem }: PluginContext,
): DeclaredCallback[] {
  return listCallbacks(operation, getSystem()).filter(({ expression }) =>
    readExpression(expression),
  )
}

/** Whether the tab is open that Swagger UI has beside that of the parameters. */
function isListShown({ path, method }: ShownOperation, { getSystem }: PluginContext): boolean {
  return getSystem().layoutSelectors.isShown([path, method, 'callbacks-tab'], false)
}
