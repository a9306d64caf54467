import {
  readCallbackLink,
  readParentAddress,
  readPlainCallbackLink,
  writeCallbackAddress,
  writeOperationAddress,
  type CallbackLink,
  type CallbackStep,
} from './callback-address.ts'
import { findCallback } from './callback-search.ts'
import type { PluginContext } from './shown-operation.ts'
import type { System } from './system.ts'

type Key = readonly string[]

/** Addresses of callbacks: Swagger UI writes some, `#/callbacks/<operationId>`, that lead nowhere. */
export function createCallbackLinks(context: PluginContext) {
  const { addresses } = context
  const isCallback = (key: Key): boolean => key[0] === 'operations' && addresses.has(key[1] ?? '')
  let isOpening = false

  /** Opens what an address names, and leaves the address as it is. */
  function open(link: CallbackLink, { layoutActions }: System): void {
    const parent = writeOperationAddress(link.tag, link.operationId)
    const key = ['operations', link.tag, link.operationId]
    isOpening = true
    layoutActions.show(['operations-tag', link.tag], true)
    layoutActions.show(key, true)
    context.pending.parent = parent
    context.pending.address = openSteps(parent, link.steps, layoutActions) ?? parent
    layoutActions.scrollToVirtualizedOperation?.(key)
    isOpening = false
  }

  function openSteps(
    parent: string,
    steps: readonly CallbackStep[],
    { show }: System['layoutActions'],
  ): string | undefined {
    let address: string | undefined
    for (const [index, step] of steps.entries()) {
      address = writeCallbackAddress(address ?? parent, step)
      addresses.add(address)
      show(['operations', address, step.name], true)
      if (index < steps.length - 1) show([address, step.method, 'callbacks-tab'], true)
    }
    return address
  }

  return {
    wrapActions: {
      parseDeepLinkHash: (parse: (hash: string) => void, system: System) => (hash: string) => {
        const link = system.getConfigs().deepLinking ? readCallbackLink(location.hash) : undefined
        if (link) return open(link, system)
        parse(hash)
        const operationId = readPlainCallbackLink(location.hash)
        if (operationId === undefined || !system.getConfigs().deepLinking) return
        afterLoad(context, () => {
          const found = findCallback(operationId, context.getSystem())
          if (found) open(found, context.getSystem())
        })
      },
      show:
        (show: (key: Key, isShown: boolean) => void, system: System) =>
        (key: Key, isShown: boolean) => {
          show(key, isShown)
          if (isOpening || !isCallback(key) || key.length > 3) return
          if (system.getConfigs().deepLinking) writeHash(key[1] as string, isShown)
        },
    },
    wrapSelectors: {
      // Without an address of its own here, Swagger UI writes none.
      urlHashArrayFromIsShownKey: (read: (key: Key) => Key) => (_state: unknown, key: Key) =>
        isOpening || isCallback(key) ? [] : read(key),
    },
  }
}

/** What is closed leaves the address of what it was in. */
function writeHash(address: string, isShown: boolean): void {
  history.pushState(null, '', `#/${isShown ? address : readParentAddress(address)}`)
}

/** Links are read before the document is there. */
function afterLoad({ getSystem }: PluginContext, act: () => void): void {
  const isLoaded = (): boolean => getSystem().specSelectors.specJson().has('paths')
  if (isLoaded()) return act()
  const stop = getSystem()
    .getStore()
    .subscribe(() => {
      if (!isLoaded()) return
      stop()
      act()
    })
}
