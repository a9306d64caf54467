import { pathItemMethods } from '../../openapi-version.ts'

/** The objects of an OpenAPI document. */
export type Kind =
  | 'document'
  | 'server'
  | 'tag'
  | 'components'
  | 'pathItem'
  | 'operation'
  | 'parameter'
  | 'header'
  | 'requestBody'
  | 'response'
  | 'mediaType'
  | 'encoding'
  | 'example'
  | 'link'
  | 'callback'
  | 'schema'
  | 'securityScheme'

/** What a field holds: one object, a list of them, or a map by names. */
export interface Child {
  readonly kind: Kind
  readonly as: 'one' | 'list' | 'map'
}

export interface ObjectKind {
  readonly fields: Readonly<Record<string, Child>>
  /** What every field holds that is no extension, where names are the author's. */
  readonly every?: Child
}

function one(kind: Kind): Child {
  return { kind, as: 'one' }
}

function list(kind: Kind): Child {
  return { kind, as: 'list' }
}

function map(kind: Kind): Child {
  return { kind, as: 'map' }
}

/** A `schema` within which a value of a parameter, a header or a body is described. */
const described = { schema: one('schema'), examples: map('example') }

/** Where each object has others. What stands elsewhere is text, or data. */
export const objects: Readonly<Record<Kind, ObjectKind>> = {
  document: {
    fields: {
      servers: list('server'),
      tags: list('tag'),
      paths: map('pathItem'),
      webhooks: map('pathItem'),
      components: one('components'),
    },
  },
  server: { fields: {} },
  tag: { fields: {} },
  components: {
    fields: {
      schemas: map('schema'),
      responses: map('response'),
      parameters: map('parameter'),
      examples: map('example'),
      requestBodies: map('requestBody'),
      headers: map('header'),
      securitySchemes: map('securityScheme'),
      links: map('link'),
      callbacks: map('callback'),
      pathItems: map('pathItem'),
      mediaTypes: map('mediaType'),
    },
  },
  pathItem: {
    fields: {
      servers: list('server'),
      parameters: list('parameter'),
      additionalOperations: map('operation'),
      ...Object.fromEntries(
        [...pathItemMethods, 'query'].map((method) => [method, one('operation')]),
      ),
    },
  },
  operation: {
    fields: {
      servers: list('server'),
      parameters: list('parameter'),
      requestBody: one('requestBody'),
      responses: map('response'),
      callbacks: map('callback'),
    },
  },
  parameter: { fields: { ...described, content: map('mediaType') } },
  header: { fields: { ...described, content: map('mediaType') } },
  requestBody: { fields: { content: map('mediaType') } },
  response: {
    fields: { headers: map('header'), content: map('mediaType'), links: map('link') },
  },
  mediaType: {
    fields: {
      ...described,
      itemSchema: one('schema'),
      'x-itemSchema': one('schema'),
      encoding: map('encoding'),
      prefixEncoding: list('encoding'),
      itemEncoding: one('encoding'),
    },
  },
  encoding: {
    fields: {
      headers: map('header'),
      encoding: map('encoding'),
      prefixEncoding: list('encoding'),
      itemEncoding: one('encoding'),
    },
  },
  example: { fields: {} },
  link: { fields: { server: one('server') } },
  callback: { fields: {}, every: one('pathItem') },
  schema: { fields: {} },
  securityScheme: { fields: {} },
}

/** Whether it is an object of the specification, which may have extensions, and not a map of names. */
export function isPatterned(kind: Kind, field: string): boolean {
  return (
    (kind === 'document' && field === 'paths') || (kind === 'operation' && field === 'responses')
  )
}

/** In a map of path items, any name may be one; that of an extension is none. */
export function childOf(kind: Kind, field: string): Child | undefined {
  const { every } = objects[kind]
  if (!every) return children[kind].get(field)
  return field.startsWith('x-') && field !== 'x-itemSchema' ? undefined : every
}

/** By field, none of which is an extension but `x-itemSchema`. */
const children = mapKinds(({ fields }) => new Map(Object.entries(fields)))

function mapKinds<Mapped>(map: (kind: ObjectKind) => Mapped): Readonly<Record<Kind, Mapped>> {
  const entries = Object.entries(objects).map(([name, kind]) => [name, map(kind)])
  return Object.fromEntries(entries) as Record<Kind, Mapped>
}
