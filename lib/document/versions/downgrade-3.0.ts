import type { Problem } from '../../errors.ts'
import { withoutUndefined } from '../../json.ts'
import { convertObject } from './content-3.0.ts'
import type { Downgrade } from './downgrade-context-3.0.ts'
import { describeLoss, type Lose } from './losses-3.0.ts'
import { convertCallback, convertPathItems } from './path-items-3.0.ts'
import { createSchemaConverter } from './schema-references-3.0.ts'
import { createSecurityConverter } from './security-3.0.ts'
import { type Fields, isFields, mapMembers } from '../fields.ts'

export interface DowngradedDocument {
  readonly document: object
  /** What the document does not say any more, one problem for each place. */
  readonly problems: Problem[]
}

/** The rules of 3.1 for schemas, whose latest name has the day on which they were written. */
const dialect = 'https://spec.openapis.org/oas/3.1/dialect/'

/**
 * A document of OpenAPI 3.1 as one of 3.0: what 3.0 says otherwise is converted, and what it cannot say
 * is left out, which only ever accepts more, and reported.
 */
export function downgradeTo30(document: object): DowngradedDocument {
  const problems: Problem[] = []
  const lose: Lose = (place, what) => void problems.push(describeLoss(place, what))
  const original = structuredClone(document) as unknown as Fields
  const { info, paths, webhooks, components, security, ...others } = original
  const { jsonSchemaDialect, ...kept } = others
  if (jsonSchemaDialect !== undefined && !isUsual(jsonSchemaDialect)) lose([], 'jsonSchemaDialect')
  if (webhooks) lose([], 'webhooks')
  const downgrade = createDowngrade(original, lose)
  const parts = {
    ...kept,
    openapi: '3.0.4',
    info: isFields(info) ? convertInfo(info, lose) : info,
    security: downgrade.security.convert(security, ['security']),
    paths: convertPathItems(isFields(paths) ? paths : {}, ['paths'], downgrade),
    'x-webhooks': convertWebhooks(original, downgrade),
    components: convertComponents(isFields(components) ? components : undefined, downgrade),
  }
  return { document: inOrder(withoutUndefined(parts), original), problems }
}

function isUsual(given: unknown): boolean {
  return typeof given === 'string' && given.startsWith(dialect)
}

/** What else stands under "x-webhooks" stays beside them. */
function convertWebhooks({ webhooks, 'x-webhooks': notes }: Fields, downgrade: Downgrade): unknown {
  if (!isFields(webhooks)) return notes
  const converted = convertPathItems(webhooks, ['webhooks'], downgrade)
  return isFields(notes) ? { ...notes, ...converted } : converted
}

function createDowngrade(document: Fields, lose: Lose): Downgrade {
  return {
    document,
    lose,
    schemas: createSchemaConverter(document, lose),
    security: createSecurityConverter(document, lose),
    writtenIds: new Set(),
    writtenItems: new Set(),
  }
}

/** The fields in the order in which they were, so that a document reads as its author wrote it. */
function inOrder(parts: Fields, original: Fields): Fields {
  const names = Object.keys(original).map((name) => (name === 'webhooks' ? 'x-webhooks' : name))
  const known = names.filter((name) => name in parts).map((name) => [name, parts[name]])
  return { ...(Object.fromEntries(known) as Fields), ...parts }
}

function convertInfo(info: Fields, lose: Lose): Fields {
  const { summary, description, license, ...others } = info
  const text = [summary, description].filter(Boolean).join('\n\n')
  return withoutUndefined({
    ...others,
    description: text || description,
    license: isFields(license) ? convertLicense(license, lose) : license,
  })
}

/** What names one license of the SPDX list has a page there. */
function convertLicense({ identifier, ...license }: Fields, lose: Lose): Fields {
  if (typeof identifier !== 'string' || 'url' in license) return license
  if (/^[\w.+-]+$/.test(identifier)) {
    return { ...license, url: `https://spdx.org/licenses/${encodeURIComponent(identifier)}.html` }
  }
  lose(['info', 'license'], 'identifier')
  return license
}

function convertComponents(
  components: Fields | undefined,
  downgrade: Downgrade,
): Fields | undefined {
  const { pathItems, ...kinds } = components ?? {}
  const converted = mapMembers(kinds, (members, kind) =>
    kind.startsWith('x-') || !isFields(members) ? members : convertKind(kind, members, downgrade),
  )
  reportUnwritten(isFields(pathItems) ? pathItems : {}, downgrade)
  const moved = downgrade.schemas.buildMoved()
  if (Object.keys(moved).length > 0) {
    converted['schemas'] = { ...(converted['schemas'] as Fields | undefined), ...moved }
  }
  return components || Object.keys(converted).length > 0 ? converted : undefined
}

/** What refers to a path item has it in its place, and no other place has one. */
function reportUnwritten(pathItems: Readonly<Fields>, { writtenItems, lose }: Downgrade): void {
  for (const [name, item] of Object.entries(pathItems)) {
    // another name for one has nothing of its own
    if (isFields(item) && !('$ref' in item) && !writtenItems.has(item))
      lose(['components', 'pathItems', name], 'pathItem')
  }
}

function convertKind(kind: string, members: Fields, downgrade: Downgrade): Fields {
  if (kind === 'securitySchemes') return downgrade.security.convertSchemes(members)
  return mapMembers(members, (member, name) =>
    convertComponent(kind, member, ['components', kind, name], downgrade),
  )
}

function convertComponent(
  kind: string,
  member: unknown,
  path: readonly string[],
  downgrade: Downgrade,
): unknown {
  if (kind === 'schemas') return downgrade.schemas.convert(member, path)
  if (kind === 'callbacks') return convertCallback(member, path, downgrade)
  return convertObject(kind, member, path, downgrade)
}
