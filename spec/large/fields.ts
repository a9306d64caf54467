import type { LargeVersion } from './large-app.ts'

/**
 * Every field of every object of OpenAPI: what it holds (`Server`, `Server[]`, `Server{}` by names, or
 * nothing of these), and where not all versions have it, from which on (`3.1+`) or up to which (`3.0-`).
 * `*` is a map's own: whatever name its author gives.
 */
const objects: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Document: {
    ...plain('openapi'),
    ...{ $self: '3.2+', jsonSchemaDialect: '3.1+', info: 'Info', servers: 'Server[]' },
    ...{ paths: 'PathItem{}', webhooks: 'PathItem{} 3.1+', components: 'Components' },
    ...{ security: 'SecurityRequirement[]', tags: 'Tag[]', externalDocs: 'ExternalDocumentation' },
    // as readers of 3.0 know them
    'x-webhooks': 'PathItem{} 3.0-',
  },
  Info: {
    ...plain('title description termsOfService version'),
    ...{ summary: '3.1+', contact: 'Contact', license: 'License' },
  },
  Contact: plain('name url email'),
  License: { ...plain('name url'), identifier: '3.1+' },
  Server: { ...plain('url description'), name: '3.2+', variables: 'ServerVariable{}' },
  ServerVariable: plain('enum default description'),
  Components: {
    ...{ schemas: 'Schema{}', responses: 'Response{}', parameters: 'Parameter{}' },
    ...{ examples: 'Example{}', requestBodies: 'RequestBody{}', headers: 'Header{}' },
    ...{ securitySchemes: 'SecurityScheme{}', links: 'Link{}', callbacks: 'Callback{}' },
    ...{ pathItems: 'PathItem{} 3.1+', mediaTypes: 'MediaType{} 3.2+' },
  },
  PathItem: {
    ...plain('$ref summary description'),
    ...{ servers: 'Server[]', parameters: 'Parameter[]' },
    ...hold('Operation', 'get put post delete options head patch trace'),
    ...{ query: 'Operation 3.2+', additionalOperations: 'Operation{} 3.2+' },
  },
  Operation: {
    ...plain('tags summary description operationId deprecated'),
    ...{ externalDocs: 'ExternalDocumentation', parameters: 'Parameter[]' },
    ...{ requestBody: 'RequestBody', responses: 'Response{}', callbacks: 'Callback{}' },
    ...{ security: 'SecurityRequirement[]', servers: 'Server[]' },
  },
  ExternalDocumentation: plain('description url'),
  Parameter: {
    ...plain('name in description required deprecated allowEmptyValue style explode allowReserved'),
    ...{ schema: 'Schema', content: 'MediaType{}', example: '', examples: 'Example{}' },
  },
  RequestBody: { ...plain('description required'), content: 'MediaType{}' },
  MediaType: {
    ...{ schema: 'Schema', itemSchema: 'Schema 3.2+', example: '', examples: 'Example{}' },
    ...{ encoding: 'Encoding{}', prefixEncoding: 'Encoding[] 3.2+', itemEncoding: 'Encoding 3.2+' },
  },
  Encoding: {
    ...plain('contentType style explode allowReserved'),
    ...{ headers: 'Header{}', encoding: 'Encoding{} 3.2+' },
    ...{ prefixEncoding: 'Encoding[] 3.2+', itemEncoding: 'Encoding 3.2+' },
  },
  Response: {
    ...{ description: '', summary: '3.2+' },
    ...{ headers: 'Header{}', content: 'MediaType{}', links: 'Link{}' },
  },
  Callback: { '*': 'PathItem' },
  Example: {
    ...plain('summary description value externalValue'),
    ...{ dataValue: '3.2+', serializedValue: '3.2+' },
  },
  Link: {
    ...plain('operationRef operationId parameters requestBody description'),
    server: 'Server',
  },
  Header: {
    ...plain('description required deprecated style explode'),
    ...{ schema: 'Schema', content: 'MediaType{}', example: '', examples: 'Example{}' },
  },
  Tag: {
    ...{ name: '', description: '', externalDocs: 'ExternalDocumentation' },
    ...{ summary: '3.2+', parent: '3.2+', kind: '3.2+' },
  },
  Reference: { $ref: '', summary: '3.1+', description: '3.1+' },
  SecurityScheme: {
    ...plain('type description name in scheme bearerFormat openIdConnectUrl'),
    ...{ flows: 'OAuthFlows', deprecated: '3.2+', oauth2MetadataUrl: '3.2+' },
  },
  OAuthFlows: {
    ...hold('OAuthFlow', 'implicit password clientCredentials authorizationCode'),
    deviceAuthorization: 'OAuthFlow 3.2+',
  },
  OAuthFlow: {
    ...plain('authorizationUrl tokenUrl refreshUrl scopes'),
    deviceAuthorizationUrl: '3.2+',
  },
  SecurityRequirement: { '*': '' },
  Schema: {
    ...plain(
      'title multipleOf maximum exclusiveMaximum minimum exclusiveMinimum maxLength minLength',
    ),
    ...plain(
      'pattern maxItems minItems uniqueItems maxProperties minProperties required enum type',
    ),
    ...plain('description format default readOnly writeOnly example deprecated $ref'),
    ...{ nullable: '3.0-', not: 'Schema', items: 'Schema', additionalProperties: 'Schema' },
    ...hold('Schema[]', 'allOf anyOf oneOf'),
    ...{ properties: 'Schema{}', prefixItems: 'Schema[] 3.1+' },
    ...{ discriminator: 'Discriminator', xml: 'Xml', externalDocs: 'ExternalDocumentation' },
    ...hold('Schema 3.1+', 'if then else contains propertyNames unevaluatedItems'),
    ...hold('Schema 3.1+', 'unevaluatedProperties contentSchema'),
    ...hold('Schema{} 3.1+', 'patternProperties dependentSchemas $defs'),
    ...hold('3.1+', '$id $schema $anchor $dynamicAnchor $dynamicRef $vocabulary $comment const'),
    ...hold('3.1+', 'maxContains minContains dependentRequired examples'),
    ...hold('3.1+', 'contentEncoding contentMediaType'),
  },
  Discriminator: { ...plain('propertyName mapping'), defaultMapping: '3.2+' },
  Xml: { ...plain('name namespace prefix attribute wrapped'), nodeType: '3.2+' },
}

function plain(names: string): Record<string, string> {
  return hold('', names)
}

function hold(what: string, names: string): Record<string, string> {
  return Object.fromEntries(names.split(' ').map((name) => [name, what]))
}

/** Every field that a version has, such as `Info.title`. */
export function listFields(version: LargeVersion): string[] {
  return Object.entries(objects).flatMap(([kind, fields]) =>
    Object.entries(fields)
      .filter(([, what]) => isIn(version, what))
      .map(([name]) => `${kind}.${name}`),
  )
}

function isIn(version: LargeVersion, what: string): boolean {
  if (what.endsWith('-')) return version <= what.slice(-4, -1)
  return !what.endsWith('+') || version >= what.slice(-4, -1)
}

/** Every field that a document uses, such as `Info.title`. */
export function listUses(document: object): Set<string> {
  const uses = new Set<string>()
  visit('Document', document)
  return uses

  function visit(kind: string, value: unknown): void {
    if (!isObject(value)) return
    const own = '$ref' in value && !['PathItem', 'Schema'].includes(kind) ? 'Reference' : kind
    const fields = objects[own] ?? {}
    for (const [name, member] of Object.entries(value)) {
      const field = Object.hasOwn(fields, name) ? name : '*'
      uses.add(`${own}.${field === '*' && !('*' in fields) ? name : field}`)
      visitAll(fields[field] ?? '', member)
    }
  }

  function visitAll(what: string, member: unknown): void {
    const { kind, as } = /^(?<kind>[A-Z]\w+)(?<as>\[\]|\{\})?/.exec(what)?.groups ?? {}
    if (kind === undefined) return
    const all = as === undefined ? [member] : Object.values((member ?? {}) as object)
    for (const one of all) visit(kind, one)
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
