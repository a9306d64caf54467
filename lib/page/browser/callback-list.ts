import { readParentAddress, writeCallbackAddress } from './callback-address.ts'
import { scrollLastingly } from './lasting-scroll.ts'
import { useShownOperation, type PluginContext, type ShownOperation } from './shown-operation.ts'
import { readOperationPlace } from './spec-path.ts'
import type { CallbackOperation, ImmutableList, ImmutableMap } from './system.ts'

interface CallbackListProps {
  readonly callbacks: ImmutableMap
  readonly specPath: ImmutableList
}

/**
 * The callbacks of an operation, each of which opens by itself. Swagger UI has all that are alike in
 * operationId, or in URL and method where they have none, open and close as one (its issue 5536).
 */
export function createCallbackList(context: PluginContext, Original: unknown) {
  const { React, getSystem } = context
  const { createElement: h } = React
  const Callback = createCallback(context)
  return (props: CallbackListProps) => {
    const parent = useShownOperation(context)
    const element = usePendingScroll(context, parent)
    const { specSelectors, getComponent } = getSystem()
    if (
      !parent ||
      !specSelectors.callbacksOperations ||
      !getComponent('OperationContainer', true)
    ) {
      return h(Original, props)
    }
    const named = Object.entries(specSelectors.callbacksOperations(props) ?? {})
    if (named.length === 0) return h('span', null, 'No callbacks')
    return h(
      'div',
      { className: 'ringback-callbacks', ref: element },
      ...named.map(([name, operations]) =>
        h(
          'div',
          { key: name },
          h('h2', null, name),
          ...operations.map((callback) => {
            const address = addressOf(callback, parent.address)
            return h(Callback, { key: address, name, address, callback })
          }),
        ),
      ),
    )
  }
}

/** Where the page's address names the callbacks of an operation, or one among them that is not there. */
function usePendingScroll({ React, pending }: PluginContext, parent: ShownOperation | undefined) {
  const element = React.useRef<Element | null>(null)
  React.useEffect(() => {
    const { address } = pending
    if (parent === undefined || address === undefined) return
    const isHere = address === parent.address || readParentAddress(address) === parent.address
    return isHere ? scrollToPending(element.current, pending) : undefined
  }, [parent?.address])
  return element
}

/**
 * It is pending until the page has settled: a list that is drawn anew meanwhile begins again. A callback
 * is there before the list around it, and takes the scroll from it.
 */
function scrollToPending(element: Element | null, pending: PluginContext['pending']) {
  if (!element || pending.isTaken) return
  pending.isTaken = true
  const stop = scrollLastingly(element, () => {
    pending.isTaken = false
    pending.address = undefined
  })
  return () => {
    pending.isTaken = false
    stop()
  }
}

function addressOf({ specPath, method }: CallbackOperation, parent: string): string {
  const place = readOperationPlace(specPath.toArray().map(String))
  const step = place?.steps.at(-1) ?? { name: '', expression: '', method }
  return writeCallbackAddress(parent, step)
}

interface CallbackProps {
  readonly name: string
  readonly address: string
  readonly callback: CallbackOperation
}

/** By its address Swagger UI keeps what is open, chosen and shown of it, and writes its HTML ids. */
function createCallback(context: PluginContext) {
  const { React, getSystem, addresses, pending } = context
  const { createElement: h, useEffect, useRef } = React
  return ({ name, address, callback }: CallbackProps) => {
    const { Im, getComponent } = getSystem()
    const element = useRef<Element | null>(null)
    const { method, specPath } = callback
    addresses.add(address)
    useEffect(() => {
      if (pending.address === address) return scrollToPending(element.current, pending)
    }, [address])
    return h(
      'div',
      { ref: element },
      h(getComponent('OperationContainer', true), {
        ...{ tag: address, path: address, method, specPath },
        op: Im.Map({ operation: identify(callback.operation.get('operation'), name, context) }),
        allowTryItOut: false,
      }),
    )
  }
}

/** Swagger UI takes this for the operation's own id, with or without an operationId. */
function identify(operation: unknown, name: string, { getSystem }: PluginContext): unknown {
  const { isMap } = getSystem().Im.Map
  return isMap(operation) ? operation.set('__originalOperationId', name) : operation
}
