import type { Problem } from '../../errors.ts'

/** What a conversion to OpenAPI 3.0 leaves out: a keyword or a field, and where it stood. */
export type Lose = (place: readonly string[], what: string) => void

interface Words {
  /** What is called otherwise in a document than in this file. */
  readonly name?: string
  /** What the 3.0 document does not say any more. */
  readonly message: string
  readonly remedy: string
}

const inWords = 'Say it in the description too, or give readers the document in OpenAPI 3.1.'

const objects: Readonly<Record<string, string>> = {
  patternProperties:
    'any name may have what one of the patterns asks for, or what all other names may have',
  propertyNames: 'the names of the properties are not checked',
  unevaluatedProperties: 'properties that are not declared are accepted',
}
const arrays: Readonly<Record<string, string>> = {
  prefixItems: 'each item may be what any of the places asks for',
  unevaluatedItems: 'items that are not declared are accepted',
  minContains: 'one item that matches is enough',
  maxContains: 'there may be more items that match',
}
const combinations: Readonly<Record<string, string>> = {
  oneOf: 'one of its alternatives accepts more in 3.0, so that several may match: it is anyOf',
  not: 'what it refuses cannot be said exactly, so that nothing is refused',
  if: 'its condition cannot be said exactly, so that "then" or "else" may hold for any value',
  $dynamicRef: 'what it leads to is not checked',
}
const descriptions: Readonly<Record<string, string>> = {
  examples: 'the first is the example of the schema, and the others are left out',
  contentEncoding: 'no format says it, and the value is text',
  contentMediaType: 'the value is text or a file of any media type',
  contentSchema: 'what the text contains is not described',
}
const schemaWords = { ...objects, ...arrays, ...combinations, ...descriptions }

const fieldWords: Readonly<Record<string, Words>> = {
  webhooks: {
    message: 'OpenAPI 3.0 has no "webhooks": they are in "x-webhooks", which some readers show.',
    remedy: 'Give readers that need them the document in OpenAPI 3.1.',
  },
  jsonSchemaDialect: {
    message: 'OpenAPI 3.0 has no "jsonSchemaDialect": its schemas are read by the rules of 3.0.',
    remedy: 'Write the schemas in the dialect of OpenAPI 3.1, which is converted.',
  },
  mutualTLS: {
    message:
      'OpenAPI 3.0 has no security scheme "mutualTLS": it is left out, and where it was asked for.',
    remedy: 'Say in info.description that clients need a certificate.',
  },
  mutualTLSAlone: {
    name: 'mutualTLS',
    message:
      'OpenAPI 3.0 has no security scheme "mutualTLS", and nothing else is asked for here: it is left out, and what it protects reads as open to everybody.',
    remedy:
      'Say in the description that clients need a certificate, or give readers the document in OpenAPI 3.1.',
  },
  roles: {
    message: 'OpenAPI 3.0 has scopes in OAuth 2 and OpenID Connect alone: the roles are left out.',
    remedy: 'Name the roles in the description of the operation.',
  },
  identifier: {
    message: 'OpenAPI 3.0 has no "identifier" of a license, and an expression has no page.',
    remedy: 'Write the licenses in license.name.',
  },
  operationId: {
    message: 'The path item is used more than once, and its operationId can be given once only.',
    remedy: 'Write the path item out at each place, with operationIds of its own.',
  },
  $ref: {
    message:
      'OpenAPI 3.0 has nothing beside a "$ref", and what it leads to is not in the document.',
    remedy: 'Write what is beside it where the reference leads to.',
  },
  pathItem: {
    message: 'OpenAPI 3.0 has no "components.pathItems": what nothing refers to is left out.',
    remedy: 'Refer to it where it is meant to be, or give readers the document in OpenAPI 3.1.',
  },
  pathItems: {
    message: 'OpenAPI 3.0 has no "components.pathItems", and a path item that holds itself.',
    remedy: 'Write the callback without the path item that it stands in.',
  },
}

export function describeLoss(place: readonly string[], what: string): Problem {
  const { name = what, ...words } = Object.hasOwn(fieldWords, what)
    ? (fieldWords[what] as Words)
    : describeKeyword(what)
  return {
    code: 'WARN_VERSION',
    severity: 'warning',
    where: place.length === 0 ? name : `${place.join('.')} > ${name}`,
    ...words,
  }
}

function describeKeyword(keyword: string): Words {
  const consequence = Object.hasOwn(schemaWords, keyword)
    ? (schemaWords as Record<string, string>)[keyword]
    : 'it is left out'
  return { message: `OpenAPI 3.0 cannot say this "${keyword}": ${consequence}.`, remedy: inWords }
}
