import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLargeApp } from '../large/large-app.ts'
import {
  compile,
  folderOf,
  generateClients,
  generators,
  readGenerated,
  versions,
} from './generate.ts'
import type { Generator, Version } from './generate.ts'
import { installGenerators } from './install.ts'
import { listNames } from './names.ts'

let folder = ''
let messages: string[]
let documents: Record<Version, Document>
const unwritable: Record<Generator, string[]> = {
  'openapi-typescript': [],
  'hey-api': [],
  orval: [],
}

beforeAll(async () => {
  folder = mkdtempSync(join(await installGenerators(), 'large-'))
  documents = {
    '3.0': createDocument('3.0'),
    '3.1': createDocument('3.1'),
    '3.2': createDocument('3.2'),
  }
  await generateClients((version) => documents[version], folder)
  for (const generator of generators) {
    const found = versions.flatMap((version) => writeRanges(folderOf(folder, generator, version)))
    unwritable[generator] = [...new Set(found)].toSorted()
  }
  messages = await compile(folder)
})

afterAll(() => {
  if (folder !== '') rmSync(folder, { recursive: true, force: true })
})

/** With an example that openapi-typescript can fetch, which it insists on, in place of one that is nowhere. */
function createDocument(version: Version): Document {
  const { app, documentation } = createLargeApp(version)
  const text = JSON.stringify(documentation.document(app))
  return JSON.parse(
    text.replaceAll(/"externalValue":"[^"]*"/g, '"externalValue":"./openapi.json"'),
  ) as Document
}

/** Write a range of statuses as one of them, where it was written as no number and no text; those ranges. */
function writeRanges(client: string): string[] {
  return Object.entries(readGenerated(client)).flatMap(([file, text]) => {
    const ranges = [...text.matchAll(/status: (\dXX)$/gm)].map(([, range = '']) => range)
    if (ranges.length === 0) return []
    const mended = text.replaceAll(/status: (\d)XX$/gm, 'status: $100')
    writeFileSync(join(client, 'generated', file), mended)
    return ranges
  })
}

describe('the clients of a large app', () => {
  it('compile', () => {
    const faults = messages.map((line) => line.replace(/\/.*?: error/, ':'))
    expect([...new Set(faults)]).toEqual([
      // it makes two operations of a path item that another in the components refers to
      "openapi-typescript: TS2300: Duplicate identifier 'getStock'.",
    ])
  })

  it('need no change, but for the ranges of statuses in those of orval', () => {
    expect(unwritable).toEqual({ 'openapi-typescript': [], 'hey-api': [], orval: ['3XX', '4XX'] })
  })
})

const cases = generators.flatMap((generator) =>
  versions.map((version) => [generator, version] as const),
)

describe.each(cases)('what %s makes of a large app in OpenAPI %s', (generator, version) => {
  it('has each operation, but for methods that it does not know', () => {
    const made = listNames(generator, folderOf(folder, generator, version)).map(plain)
    const operations = listOperations(documents[version])
    const missing = operations.filter(({ id }) => !made.includes(plain(id)))
    const unknown = operations.filter(({ method }) => !methods[generator].includes(method))
    expect(missing).toEqual(unknown)
    expect(operations.length - missing.length).toBeGreaterThan(40)
  })

  it('has each webhook, or none', () => {
    const { webhooks = {} } = documents[version]
    const ids = listIds(webhooks)
    expect(ids.length > 0).toBe(version !== '3.0')
    const made = readWords(folderOf(folder, generator, version))
    expect(ids.filter((id) => isMade(id, made))).toEqual(generator === 'orval' ? [] : ids)
  })

  it('has no callback', () => {
    const { paths, components } = documents[version]
    const ids = [...listCallbacks(paths), ...Object.values(components.callbacks)].flatMap(listIds)
    expect(ids.length).toBeGreaterThan(5)
    const made = readWords(folderOf(folder, generator, version))
    expect(ids.filter((id) => isMade(id, made))).toEqual([])
  })
})

const common = ['get', 'put', 'post', 'delete', 'head', 'patch']

/** None knows `query` and the additional methods of OpenAPI 3.2. */
const methods: Record<Generator, readonly string[]> = {
  'openapi-typescript': [...common, 'options', 'trace'],
  'hey-api': [...common, 'options', 'trace'],
  orval: common,
}

type PathItems = Readonly<Record<string, Readonly<Record<string, unknown>>>>

interface Document {
  readonly paths: PathItems
  readonly webhooks?: PathItems
  readonly components: { readonly callbacks: Readonly<Record<string, PathItems>> }
}

interface Operation {
  readonly operationId: string
  readonly callbacks?: Readonly<Record<string, PathItems>>
}

/** Those of the paths, with their methods. */
function listOperations({ paths }: Document): { method: string; id: string }[] {
  return Object.values(paths).flatMap((item) =>
    readOperations(item).map(([method, { operationId }]) => ({ method, id: operationId })),
  )
}

function listIds(items: PathItems): string[] {
  return Object.values(items).flatMap((item) =>
    readOperations(item).map(([, { operationId }]) => operationId),
  )
}

function listCallbacks(paths: PathItems): PathItems[] {
  return Object.values(paths)
    .flatMap((item) => readOperations(item))
    .flatMap(([, { callbacks = {} }]) => Object.values(callbacks))
    .filter((callback) => !('$ref' in callback))
}

function readOperations(item: Readonly<Record<string, unknown>>): [string, Operation][] {
  const { additionalOperations = {}, ...fields } = item
  return Object.entries({ ...fields, ...(additionalOperations as object) }).filter(
    (entry): entry is [string, Operation] => {
      const [, value] = entry
      return typeof value === 'object' && value !== null && 'operationId' in value
    },
  )
}

function readWords(client: string): string[] {
  const words = Object.values(readGenerated(client)).flatMap((text) => text.match(/[\w-]+/g) ?? [])
  return [...new Set(words)].map(plain)
}

/** The names of what is made of an operation begin with its id. */
function isMade(id: string, words: readonly string[]): boolean {
  return words.some((word) => word.startsWith(plain(id)))
}

/** `Orders.createOrder`, `create_order` and `CreateOrder` are one name. */
function plain(name: string): string {
  const words = name.split('.').at(-1) ?? name
  return words.replaceAll(/[^a-zA-Z0-9]/g, '').toLowerCase()
}
