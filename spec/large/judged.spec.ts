import { describe, expect, it } from 'vitest'
import type { Problem } from '../../lib/index.ts'
import { acceptedByAll, danglingRefs, judge } from '../judges.ts'
import { listen } from '../live-app.ts'
import { listFields, listUses } from './fields.ts'
import { createLargeApp, type LargeVersion } from './large-app.ts'
import { losses } from './losses.ts'
import { listOfficialFields } from './official-fields.ts'
import { misread, refusals } from './refusals.ts'

const versions: readonly LargeVersion[] = ['3.0', '3.1', '3.2']

/** The fields that the large document does without. */
const unused: Readonly<Record<LargeVersion, readonly string[]>> = {
  '3.0': [],
  '3.1': [
    // openapi() has no option for it: schemas are written in the dialect of the version
    'Document.jsonSchemaDialect',
    // excludes `identifier`, from which it is made in 3.0
    'License.url',
    // the official schema lets in no dialect but the one of the version
    'Schema.$schema',
    // for those who write a dialect
    'Schema.$vocabulary',
  ],
  '3.2': [
    // openapi() has no option for it: a document that is served has its own address
    'Document.$self',
    'Document.jsonSchemaDialect',
    'License.url',
    'Schema.$schema',
    'Schema.$vocabulary',
  ],
}

/** The fields that are in the official schema, and in no table of the specification. */
const schemaOnly: Readonly<Record<LargeVersion, readonly string[]>> = {
  '3.0': ['Header.allowEmptyValue', 'Header.allowReserved'],
  // for `server`
  '3.1': ['Link.body'],
  '3.2': ['MediaType.description', 'Header.allowReserved'],
}

describe.each(versions)('the large document in OpenAPI %s', (version) => {
  const { app, documentation } = createLargeApp(version)
  const document = documentation.document(app)

  it('is accepted by every judge', { timeout: 120_000 }, async () => {
    expect(await judge(document)).toEqual({ ...acceptedByAll, ...refusals[version] })
    expect(danglingRefs(document)).toEqual([])
  })

  it('is accepted without a word, less what they misread', { timeout: 120_000 }, async () => {
    const { swaggerParser = [] } = version === '3.2' ? refusals[version] : {}
    expect(await judge(without(document, misread[version]))).toEqual({
      ...acceptedByAll,
      swaggerParser,
    })
  })

  it('is of the same bytes in another build, and over HTTP', async () => {
    const other = createLargeApp(version)
    const text = JSON.stringify(document)
    expect(JSON.stringify(other.documentation.document(other.app))).toBe(text)
    const answer = await fetch(`${await listen(other.app)}/openapi.json`)
    expect(JSON.stringify(await answer.json())).toBe(text)
  })

  it('uses every field that there is', () => {
    const uses = listUses(document)
    expect(listFields(version).filter((field) => !uses.has(field))).toEqual(unused[version])
    const ofOtherVersions = [...uses].filter((field) => !listFields(version).includes(field))
    expect(ofOtherVersions.filter((field) => !/\.x-/.test(field))).toEqual([])
  })

  it('is looked at for every field of the official schema', async () => {
    const known = listFields(version)
    const official = await listOfficialFields(version)
    expect(official.filter((field) => !known.includes(field))).toEqual(schemaOnly[version])
  })

  it('asks for every security scheme that it declares', () => {
    const { components } = document as { components: { securitySchemes: object } }
    const { anyKey: _, ...declared } = components.securitySchemes as Record<string, object>
    expect(listAsked(document)).toEqual(Object.keys(declared).toSorted())
  })

  it('has every status, media type and style that was declared', () => {
    expect(listNames(document, 'responses').filter(isStatus)).toEqual(statuses[version])
    expect(listNames(document, 'content')).toEqual(mediaTypes)
    expect(listValues(document, 'style')).toEqual(styles)
  })

  it('leaves nothing out in silence', () => {
    expect(documentation.problems(app).map(describePlace)).toEqual(losses[version])
  })
})

const all = ['200', '201', '202', '204', '206', '2XX', '304', '3XX', '401', '403', '404', '409']
const others = ['410', '422', '429', '4XX', '5XX', 'default']
const statuses = {
  '3.0': [...all, ...others],
  '3.1': [...all, ...others],
  // of a method that the others have no place for
  '3.2': [...all.slice(0, 5), '207', ...all.slice(5), ...others],
}

const mediaTypes = [
  ...['application/json', 'application/json-seq', 'application/jsonl'],
  ...['application/merge-patch+json', 'application/octet-stream', 'application/pdf'],
  ...['application/problem+json', 'application/vnd.shop.v2+json'],
  ...['application/x-www-form-urlencoded', 'application/xml', 'image/*', 'image/png'],
  ...['image/webp', 'multipart/form-data', 'multipart/mixed', 'text/*', 'text/csv'],
  ...['text/event-stream', 'text/html', 'text/plain'],
]

const styles = [
  ...['deepObject', 'form', 'label', 'matrix', 'pipeDelimited', 'simple', 'spaceDelimited'],
]

function describePlace({ code, where }: Problem): string {
  return `${code} ${where.replace(/\S*\/(?=[\w-]+\.ts:)/, '').replace(/\.ts:\d+/, '.ts')}`
}

/** A copy without what stands at these JSON Pointers, each of which has to be there. */
function without(document: object, pointers: readonly string[]): object {
  const copy = structuredClone(document)
  for (const pointer of pointers) {
    const tokens = pointer.slice(1).split('/')
    const names = tokens.map((token) => token.replaceAll('~1', '/'))
    const holder = names.slice(0, -1).reduce<unknown>(memberOf, copy) as Record<string, unknown>
    const last = names.at(-1) as string
    expect(holder).toHaveProperty([last])
    delete holder[last]
  }
  return copy
}

function memberOf(value: unknown, name: string): unknown {
  return (value as Record<string, unknown>)[name]
}

function isStatus(name: string): boolean {
  return /^(?:\d|default)/.test(name)
}

function listAsked(document: object): string[] {
  const asked = listMembers(document, 'security').flatMap((requirements) =>
    (requirements as object[]).flatMap((requirement) => Object.keys(requirement)),
  )
  return [...new Set(asked)].toSorted()
}

/** The names in every map that stands under a field. */
function listNames(document: object, field: string): string[] {
  const names = listMembers(document, field).flatMap((map) => Object.keys(map as object))
  return [...new Set(names)].toSorted()
}

function listValues(document: object, field: string): string[] {
  return [...new Set(listMembers(document, field).map(String))].toSorted()
}

function listMembers(value: unknown, field: string): unknown[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, member]) => [
    ...(name === field ? [member] : []),
    ...listMembers(member, field),
  ])
}
