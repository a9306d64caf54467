import type { Verdict } from '../judges.ts'
import type { LargeVersion } from './large-app.ts'

/** Spectral takes `items: false`, which closes a tuple, for no `items`. */
const closedTuple =
  '#/components/schemas/Settings/properties/monday/items: Schemas with "type: array", require a sibling "items" field (array-items)'

/** Redocly takes an Encoding Object of 3.2 for one of 3.1. */
const nestedEncodings = ['1/prefixEncoding', '1/itemEncoding', '2/encoding'].map(
  (place) =>
    `#/paths/~1files/post/requestBody/content/multipart~1mixed/prefixEncoding/${place}: Property \`${place.slice(2)}\` is not expected here. (struct)`,
)

/** Redocly takes `components.mediaTypes` for a map of maps, and knows no reference to one of them. */
const sharedMediaTypes = [
  ...['#/components/schemas/Problem/type', '#/components/schemas/Problem/properties'],
  '#/components/schemas/Problem/required',
].map(refuseProperty)
const sharedExample = ['type', 'title']
  .map((field) => `#/components/mediaTypes/Fault/example/${field}`)
  .map(refuseProperty)
const unexpectedReference = 'Field $ref is not expected here. (spec-strict-refs)'

function refuseProperty(place: string): string {
  return `${place}: Property \`${place.split('/').at(-1)}\` is not expected here. (struct)`
}

/**
 * What the judges hold against the large document in which it is they who are mistaken: whatever else
 * they found would be a fault of the document.
 */
export const refusals: Readonly<Record<LargeVersion, Partial<Verdict>>> = {
  '3.0': {},
  '3.1': {
    // the official schema of 3.1 calls the `server` of a link "body", and swagger-parser's copy of it the
    // `description` of a server's variable "descriptions"
    swaggerParser: [
      [
        'Swagger schema validation failed.',
        '#/servers/0/variables/region must NOT have unevaluated properties',
        '#/components/links/Elsewhere must NOT have unevaluated properties',
        '#/components/links/Elsewhere must match "else" schema\n',
      ].join('\n  '),
    ],
    spectral: [
      closedTuple,
      '#/components/links/Elsewhere: "Elsewhere" property must not have unevaluated properties. (oas3-schema)',
    ],
    officialSchema: [
      '#/components/links/Elsewhere/server: fails "validate" (https://spec.openapis.org/oas/3.1/schema#/$defs/link/unevaluatedProperties)',
    ],
  },
  '3.2': {
    // 13.1.0, the last of them, refuses it in the same words
    swaggerParser: [
      'Unsupported OpenAPI version: 3.2.0. Swagger Parser only supports versions 3.1.0, 3.1.1, 3.1.2, 3.0.0, 3.0.1, 3.0.2, 3.0.3, 3.0.4',
    ],
    redocly: [
      `#/components/responses/Unfit/content/application~1json/$ref: ${unexpectedReference}`,
      ...nestedEncodings,
      ...sharedMediaTypes,
      `#/components/mediaTypes/Fault/schema/$ref: ${unexpectedReference}`,
      ...sharedExample,
    ],
    spectral: [closedTuple],
  },
}

/**
 * What they misread, as JSON Pointers: the document without it is as good as any, and is accepted by all
 * of them.
 */
export const misread: Readonly<Record<LargeVersion, readonly string[]>> = {
  '3.0': [],
  '3.1': [
    '/components/links/Elsewhere/server',
    '/components/schemas/Settings/properties/monday',
    '/servers/0/variables/region/description',
  ],
  '3.2': [
    '/components/mediaTypes',
    '/components/responses/Unfit/content',
    '/components/schemas/Settings/properties/monday',
    ...['1/prefixEncoding', '1/itemEncoding', '2/encoding'].map(
      (place) => `/paths/~1files/post/requestBody/content/multipart~1mixed/prefixEncoding/${place}`,
    ),
  ],
}
