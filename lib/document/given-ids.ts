import type { ComponentsObject } from '../openapi-types.ts'

/** The operationIds in the callbacks and path items that an author wrote, each with its place. */
export function listGivenIds(
  components: ComponentsObject | undefined,
): [id: string, where: string][] {
  const { callbacks, pathItems } = (components ?? {}) as Record<string, unknown>
  const ids: [id: string, where: string][] = []
  for (const [name, callback] of listMembers(callbacks)) {
    collectCallback(callback, `components.callbacks.${name}`)
  }
  for (const [name, pathItem] of listMembers(pathItems)) {
    collect(pathItem, `components.pathItems.${name}`)
  }
  return ids

  function collect(pathItem: unknown, where: string): void {
    for (const [, operation] of listMembers(pathItem)) {
      const { operationId, callbacks: inner } = (operation ?? {}) as Record<string, unknown>
      if (typeof operationId === 'string') ids.push([operationId, where])
      for (const [, callback] of listMembers(inner)) collectCallback(callback, where)
    }
  }

  function collectCallback(callback: unknown, where: string): void {
    for (const [, pathItem] of listMembers(callback)) collect(pathItem, where)
  }
}

function listMembers(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : []
}
