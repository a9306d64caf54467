import { findOperationId } from './operation-id.ts'
import type { Configs, ImmutableMap, LayoutSelectors, Plugin, System } from './system.ts'
import { groupWebhooks } from './webhook-groups.ts'
import { keyWebhooks, readWebhookHash, type KeyedGroup, type KeyedWebhook } from './webhook-keys.ts'

/** Webhooks by their tags, as Swagger UI shows operations; its own are in one list. */
export const webhooks: Plugin = (system) => ({
  wrapComponents: { Webhooks: (Original: unknown) => createWebhooks(system, Original) },
  statePlugins: {
    layout: { wrapSelectors: { isShownKeyFromUrlHashArray: readWebhookHash } },
  },
})

/** The component is given the whole system, as it is at that moment. */
function createWebhooks({ React }: System, Original: unknown) {
  const { createElement: h } = React
  const readGroups = rememberGroups()
  const Group = createGroup(React)
  return (props: System) => {
    if (!isKnown(props)) return h(Original, props)
    const groups = readGroups(props)
    if (groups.length === 0) return null
    return h(
      'div',
      { className: 'webhooks' },
      h('h2', null, 'Webhooks'),
      ...groups.map((group) => h(Group, { key: group.tag, group, system: props })),
    )
  }
}

/** Whether this version of Swagger UI has what we read of it. */
function isKnown({ specSelectors, fn, getComponent }: System): boolean {
  const { validOperationMethods, specResolvedSubtree } = specSelectors
  const parts = [validOperationMethods, specResolvedSubtree, fn.opId]
  return (
    parts.every((part) => typeof part === 'function') &&
    Boolean(getComponent('OperationContainer', true))
  )
}

/** Grouped once for each document, and not at each change of Swagger UI's state. */
function rememberGroups(): (system: System) => readonly KeyedGroup[] {
  let known: { readonly document: ImmutableMap; readonly groups: KeyedGroup[] } | undefined
  return (system) => {
    const document = system.specSelectors.specJson()
    if (known?.document !== document) {
      const groups = keyWebhooks(groupWebhooks(system), ({ operation, name, method }) =>
        findOperationId(operation, name, method, system),
      )
      known = { document, groups }
    }
    return known.groups
  }
}

function createGroup({ createElement: h, useMemo }: System['React']) {
  return ({ group, system }: { group: KeyedGroup; system: System }) => {
    const { layoutActions, getComponent } = system
    const { tag, description } = group
    const isOpen = isGroupOpen(group, system.layoutSelectors, system.getConfigs())
    const toggle = () => layoutActions.show(keyOf(group), !isOpen)
    // each follows the state by itself, save for what has been resolved
    const resolved = system.specSelectors.specResolvedSubtree([])
    const shown = useMemo(
      () => group.webhooks.map((one) => showWebhook(one, system)),
      [group, resolved],
    )
    return h(
      'section',
      { className: 'ringback-webhooks', 'data-tag': tag, 'data-is-open': isOpen },
      h(
        'h3',
        { className: 'opblock-tag' },
        h('button', { type: 'button', 'aria-expanded': isOpen, onClick: toggle }, tag),
      ),
      description === undefined ? null : h(getComponent('Markdown', true), { source: description }),
      ...(isOpen ? shown : []),
    )
  }
}

/** Apart from the tag of the same name among the operations. */
function keyOf({ tag }: KeyedGroup): string[] {
  return ['webhooks-tag', tag]
}

/** As the reader left it; else as `docExpansion` says, or where an address has opened a webhook in it. */
function isGroupOpen(
  group: KeyedGroup,
  { isShown }: LayoutSelectors,
  { docExpansion }: Configs,
): boolean {
  const isOpened = group.webhooks.some(({ key, operationId }) =>
    isShown(['operations', key, operationId], false),
  )
  return isShown(keyOf(group), docExpansion !== 'none' || isOpened)
}

function showWebhook(webhook: KeyedWebhook, { React, Im, getComponent }: System) {
  const { name, method, operation, specPath, key } = webhook
  return React.createElement(getComponent('OperationContainer', true), {
    ...{ key: `${name} ${method}`, tag: key, path: name, method },
    op: Im.Map({ operation }),
    specPath: Im.List(specPath),
    allowTryItOut: false,
  })
}
