import { followReference } from './document-references.ts'
import { listOperations } from './path-item.ts'
import type { Immutable, ImmutableMap, System } from './system.ts'

/** An operation of a webhook. */
export interface Webhook {
  readonly name: string
  readonly method: string
  readonly operation: ImmutableMap
  /** Where the operation stands in the document. */
  readonly specPath: readonly string[]
}

/** The webhooks of one tag. */
export interface WebhookGroup {
  readonly tag: string
  readonly description: string | undefined
  readonly webhooks: readonly Webhook[]
}

/** The webhooks of a document by their tags: those of the root's `tags` first, in their order. */
export function groupWebhooks(system: System): WebhookGroup[] {
  const document = system.specSelectors.specJson()
  const declared = listTags(document, system.Im)
  const groups = new Map<string, Webhook[]>([...declared.keys()].map((tag) => [tag, []]))
  for (const webhook of listWebhooks(document, system)) {
    for (const tag of tagsOf(webhook, system.Im)) {
      groups.set(tag, [...(groups.get(tag) ?? []), webhook])
    }
  }
  return [...groups]
    .filter(([, webhooks]) => webhooks.length > 0)
    .map(([tag, webhooks]) => ({ tag, description: declared.get(tag), webhooks }))
}

/** The descriptions of the tags that the document declares, by their names. */
function listTags(document: ImmutableMap, { Map: { isMap }, List: { isList } }: Immutable) {
  const tags = document.get('tags')
  return new Map(
    (isList(tags) ? tags.toArray() : [])
      .filter((tag) => isMap(tag))
      .map((tag) => [String(tag.get('name')), readText(tag.get('description'))]),
  )
}

function tagsOf({ operation }: Webhook, { List: { isList } }: Immutable): ReadonlySet<string> {
  const tags = operation.get('tags')
  const named = new Set(isList(tags) ? tags.toArray().map(String) : [])
  // where Swagger UI has the operations without tags
  return named.size === 0 ? new Set(['default']) : named
}

function listWebhooks(document: ImmutableMap, system: System): Webhook[] {
  const { isMap } = system.Im.Map
  const named = document.get('webhooks')
  return (isMap(named) ? [...named.entries()] : []).flatMap(([name, value]) => {
    // Swagger UI leaves out those that are a `$ref`.
    const { value: item, specPath = ['webhooks', name] } = followReference(value, system)
    const operations = isMap(item) ? listOperations(item, system) : []
    return operations.map(({ method, operation, path }) => ({
      ...{ name, method, operation },
      specPath: [...specPath, ...path],
    }))
  })
}

function readText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
