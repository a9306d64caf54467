import { createCallbackLinks } from './callback-links.ts'
import { createCallbackList } from './callback-list.ts'
import { resolveClientDirection } from './client-direction.ts'
import { createOperationLine } from './operation-line.ts'
import { createPayloadCopy } from './payload-copy.ts'
import {
  createPluginContext,
  readShownOperation,
  useShownOperation,
  type OperationProps,
  type PluginContext,
} from './shown-operation.ts'
import { readOperationPlace } from './spec-path.ts'
import type { ImmutableMap, Plugin, System } from './system.ts'
import { createTypedUrls } from './typed-urls.ts'

/** Callbacks that are seen, opened, linked to and understood each by itself. */
export const callbacks: Plugin = (system) => {
  const context = createPluginContext(system)
  const { wrapActions, wrapSelectors } = createCallbackLinks(context)
  return {
    wrapComponents: {
      operation: (Original: unknown) => createOperation(context, Original),
      OperationSummary: (Original: unknown) => createOperationLine(context, Original),
      OperationServers: (Original: unknown) => createTypedUrls(context, Original),
      Callbacks: (Original: unknown) => createCallbackList(context, Original),
      RequestBody: (Original: unknown) => createPayloadCopy(context, Original),
    },
    statePlugins: {
      layout: { wrapActions, wrapSelectors },
      spec: { wrapSelectors: { specResolvedSubtree: createDirectedSubtree() } },
    },
  }
}

/** Tells all that is within an operation which one it is, and shows it where the page's address names it. */
function createOperation(context: PluginContext, Original: unknown) {
  const { React, OperationContext } = context
  const { createElement: h, useEffect, useMemo } = React
  return (props: OperationProps) => {
    const parent = useShownOperation(context)
    const operation = useMemo(
      () => readShownOperation(props, parent, context),
      [...namesOf(props.operation), props.specPath?.toArray().join('\n'), parent],
    )
    useEffect(() => {
      if (operation === undefined || context.pending.parent !== operation.address) return
      context.pending.parent = undefined
      const { path, method } = operation
      context.getSystem().layoutActions.show([path, method, 'callbacks-tab'], true)
    }, [operation?.address])
    return h(OperationContext.Provider, { value: operation }, h(Original, props))
  }
}

function namesOf(operation: ImmutableMap): unknown[] {
  return ['tag', 'operationId', 'path', 'method', 'op'].map((key) => operation.get(key))
}

/** What Swagger UI shows of an operation is the resolved subtree of its document. */
function createDirectedSubtree() {
  const known = new WeakMap<object, ImmutableMap>()
  return (read: System['specSelectors']['specResolvedSubtree'], { Im }: System) =>
    (_state: unknown, path: readonly string[]): unknown => {
      const subtree = read(path)
      if (!Im.Map.isMap(subtree) || !readOperationPlace(path)?.isClient) return subtree
      const directed = known.get(subtree) ?? resolveClientDirection(subtree, Im)
      known.set(subtree, directed)
      return directed
    }
}
