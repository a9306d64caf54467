import type { Problem } from '../../errors.ts'
import type { MinorVersion } from '../../openapi-version.ts'

/**
 * What a conversion from OpenAPI 3.2 leaves out or says otherwise: a field, and where it stood.
 *
 * @param name What it is called there, where `field` is but a word of this file for it.
 */
export type Tell = (place: readonly string[], field: string, name?: string) => void

interface Words {
  /** `lost`: the document does not say it any more. `moved`: it stands somewhere else. */
  readonly kind: 'lost' | 'moved'
  readonly message: string
}

function moved(message: string): Words {
  return { kind: 'moved', message }
}

function lost(message: string): Words {
  return { kind: 'lost', message }
}

const fields: Readonly<Record<string, Words>> = {
  itemSchema: moved(
    'what streams is described as text, and the schema of its items is in "x-itemSchema"',
  ),
  summary: moved('it begins the description'),
  parent: moved('it is in "x-parent"'),
  kind: moved('it is in "x-kind"'),
  displayName: moved('it is in "x-displayName", which some pages show'),
  name: moved('it is in "x-name"'),
  $self: moved('it is in "x-self"'),
  deprecated: moved('it is in "x-deprecated"'),
  oauth2MetadataUrl: moved('it is in "x-oauth2MetadataUrl"'),
  serializedValue: moved('it is in "x-serializedValue"'),
  query: lost('its operation is left out'),
  additionalOperations: lost('its operations are left out'),
  querystring: lost('the parameter is left out'),
  allowReserved: lost('outside of the query it is left out'),
  cookie: lost('the cookie is said to be written in the style "form", which escapes more'),
  deviceAuthorization: lost('this flow is left out'),
  prefixEncoding: lost('how the parts are encoded is left out'),
  itemEncoding: lost('how the parts are encoded is left out'),
  encoding: lost('how the parts of a part are encoded is left out'),
  defaultMapping: lost('what values without a mapping are is left out'),
  nodeType: lost('how it is written in XML is left out'),
  formEncoding: lost('how the fields of the query string are written is left out'),
  itself: lost('what holds itself is written once, and what it holds of itself is left out'),
  dataValue: lost('beside an "externalValue" it is left out'),
  link: lost('the operation that it leads to is left out, and so is the link'),
  securityScheme: lost('a scheme has a name, and what stands at another address is not found'),
  mediaTypes: lost('what the reference leads to is not in the document'),
}

/** What is called otherwise in a document. */
const names: Readonly<Record<string, string>> = {
  displayName: 'summary',
  formEncoding: 'encoding',
  itself: 'mediaTypes',
}

/** Told by a warning where something is lost, else by a notice. */
export function describeMove(
  minor: MinorVersion,
  place: readonly string[],
  field: string,
  name: string = names[field] ?? field,
): Problem {
  const { kind, message } = fields[field] as Words
  const isLost = kind === 'lost'
  return {
    code: isLost ? 'WARN_VERSION' : 'NOTICE_VERSION',
    severity: isLost ? 'warning' : 'notice',
    where: [...(place.length === 0 ? [] : [place.join('.')]), name].join(' > '),
    message: `OpenAPI ${minor} has no "${name}" here: ${message}.`,
    remedy: "Keep it so, or give readers the document in OpenAPI 3.2: openapi({ openapi: '3.2' }).",
  }
}
