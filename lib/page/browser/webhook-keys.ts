import type { Webhook, WebhookGroup } from './webhook-groups.ts'

/** A webhook in one group: Swagger UI knows each operation on the page by a tag and an operationId. */
export interface KeyedWebhook extends Webhook {
  /** In place of the tag. */
  readonly key: string
  readonly operationId: string
}

export interface KeyedGroup extends Omit<WebhookGroup, 'webhooks'> {
  readonly webhooks: readonly KeyedWebhook[]
}

/**
 * Gives each webhook a key of its own in each of its groups, so that it opens there alone. In the first it
 * has the address that Swagger UI gives to it, `#/webhooks/<operationId>`.
 */
export function keyWebhooks(
  groups: readonly WebhookGroup[],
  readOperationId: (webhook: Webhook) => string,
): KeyedGroup[] {
  const taken = new Set<string>()
  const take = (tag: string, webhook: Webhook): KeyedWebhook => {
    const operationId = readOperationId(webhook)
    const keys = listKeys(tag, webhook)
    const key = keys.find((one) => !taken.has(`${one}/${operationId}`)) ?? keys.join('/')
    taken.add(`${key}/${operationId}`)
    return { ...webhook, key, operationId }
  }
  return groups.map((group) => ({
    ...group,
    webhooks: group.webhooks.map((webhook) => take(group.tag, webhook)),
  }))
}

function listKeys(tag: string, { name, method }: Webhook): string[] {
  const inGroup = `webhooks/${tag}`
  return ['webhooks', inGroup, `${inGroup}/${name}`, `${inGroup}/${name}/${method}`]
}

/** In an address, Swagger UI takes the slash within a key for one between tag and operationId. */
export function readWebhookHash(read: (hash: readonly string[]) => readonly string[]) {
  return (_state: unknown, hash: readonly string[]): readonly string[] => {
    const isKeyed = hash.length > 2 && hash[0] === 'webhooks'
    return isKeyed ? ['operations', hash.slice(0, -1).join('/'), hash.at(-1) ?? ''] : read(hash)
  }
}
