import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { loadDocument, type LoadOptions } from '../../lib/cli/documents/load-document.ts'
import { danglingRefs } from '../judges.ts'

const folders: string[] = []
const servers: (() => Promise<unknown>)[] = []
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })))
afterEach(async () => void (await Promise.all(servers.splice(0).map((close) => close()))))

/** A folder that has these files; what is no text is written as JSON. */
function writeFiles(files: Readonly<Record<string, unknown>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'ringback-documents-'))
  folders.push(folder)
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(
      path,
      content instanceof Uint8Array || typeof content === 'string'
        ? content
        : JSON.stringify(content),
    )
  }
  return folder
}

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle))
  servers.push(
    () =>
      new Promise((settle) => {
        server.close(settle)
        server.closeAllConnections()
      }),
  )
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** Answers with files by their paths. */
async function serveFiles(files: Readonly<Record<string, unknown>>): Promise<string> {
  return await serve((req, res) => {
    const content = files[req.url ?? '']
    if (content === undefined) res.writeHead(404)
    res.end(typeof content === 'string' ? content : JSON.stringify(content))
  })
}

const info = { title: 'Documents', version: '1.0.0' }
const empty = { openapi: '3.1.0', info, paths: {} }

function describeBody(schema: object, openapi = '3.1.0') {
  const content = { 'application/json': { schema } }
  return {
    openapi,
    info,
    paths: {
      '/a': { post: { requestBody: { content }, responses: { 200: { description: '' } } } },
    },
  }
}

async function load(source: string, options?: LoadOptions): Promise<Record<string, never>> {
  const { document } = await loadDocument(source, options)
  return document as unknown as Record<string, never>
}

async function loadFiles(files: Readonly<Record<string, unknown>>, options?: LoadOptions) {
  return await load(join(writeFiles(files), Object.keys(files)[0] ?? ''), options)
}

describe('a document that is given by hand', () => {
  it('is a file in JSON or YAML, or behind a URL', async () => {
    const yaml = 'openapi: 3.2.0\ninfo: { title: Documents, version: 1.0.0 }\npaths: {}\n'
    const folder = writeFiles({ 'a.json': empty, 'a.yaml': yaml })
    const origin = await serveFiles({ '/openapi': empty })
    const all = [join(folder, 'a.json'), join(folder, 'a.yaml'), `${origin}/openapi`]
    const loaded = await Promise.all(all.map((source) => loadDocument(source)))
    expect(loaded).toEqual([
      { document: empty, source: all[0], format: 'json' },
      { document: { ...empty, openapi: '3.2.0' }, source: all[1], format: 'yaml' },
      { document: empty, source: all[2], format: 'json' },
    ])
  })

  it('follows redirects of its origin', async () => {
    const origin = await serve((req, res) => {
      if (req.url === '/docs/openapi.json') res.end(JSON.stringify(empty))
      else res.writeHead(302, { location: '/docs/openapi.json' }).end()
    })
    expect(await load(`${origin}/openapi`)).toEqual(empty)
  })

  it('has strings for dates, and what an alias stands for in its place', async () => {
    const yaml = [
      'openapi: 3.1.0',
      'info: &info { title: Documents, version: 2026-01-01 }',
      'x-one: *info',
      'x-two: { <<: *info, title: Other }',
    ]
    const document = await loadFiles({ 'a.yaml': yaml.join('\n') })
    const own = { title: 'Documents', version: '2026-01-01' }
    expect(document).toMatchObject({ info: own, 'x-one': own, 'x-two': { ...own, title: 'Other' } })
    expect(document['x-one']).not.toBe(document['info'])
  })

  const bomb = ['a: &a [1, 1, 1, 1, 1, 1, 1, 1]']
  for (const [index, name] of [...'bcdefgh'].entries()) {
    bomb.push(
      `${name}: &${name} [${Array.from({ length: 8 }, () => `*${'abcdefgh'[index]}`).join(', ')}]`,
    )
  }

  const refused: [name: string, files: Record<string, unknown>, told: RegExp, where?: RegExp][] = [
    ['an empty file', { 'a.yaml': ' \n' }, /^ERR_DOCUMENT_SYNTAX .*a\.yaml is empty/],
    [
      'JSON with a mistake',
      { 'a.json': '{\n  "a": 1,\n}' },
      /^ERR_DOCUMENT_SYNTAX/,
      /a\.json:3:1$/,
    ],
    ['JSON that ends early', { 'a.json': '{\n  "a": 1' }, /^ERR_DOCUMENT_SYNTAX/, /a\.json:2:9$/],
    ['YAML with a mistake', { 'a.yaml': 'a: 1\nb: ]' }, /^ERR_DOCUMENT_SYNTAX/, /a\.yaml:2:4$/],
    [
      'a name that is given twice',
      { 'a.yaml': 'a: 1\nb: 2\na: 3' },
      /duplicated.*\n.*\n.*once/,
      /a\.yaml:3:1$/,
    ],
    ['a bomb of aliases', { 'a.yaml': bomb.join('\n') }, /^ERR_DOCUMENT_LIMIT .*aliases/],
    ['an alias of itself', { 'a.yaml': 'a: &a [*a]' }, /^ERR_DOCUMENT_LIMIT .*levels deep/],
    [
      'what is nested deeply',
      { 'a.json': '['.repeat(5000) + ']'.repeat(5000) },
      /^ERR_DOCUMENT_LIMIT .*levels deep/,
    ],
    ['a number that is none', { 'a.yaml': 'a: .nan' }, /^ERR_DOCUMENT_SYNTAX .*NaN/],
    ['a tag of a language', { 'a.yaml': 'a: !!js/function "x"' }, /^ERR_DOCUMENT_SYNTAX/],
    [
      'what is not UTF-8',
      { 'a.yaml': new Uint8Array([0x61, 0xff]) },
      /^ERR_DOCUMENT_SYNTAX .*UTF-8/,
    ],
    ['a page', { a: '<!doctype html><p>' }, /^ERR_DOCUMENT_SYNTAX .*page in HTML/],
    ['a list', { 'a.json': [] }, /^ERR_DOCUMENT_VERSION .*an array/],
    ['a text', { 'a.yaml': 'hello' }, /^ERR_DOCUMENT_VERSION .*"hello"/],
    ['no OpenAPI', { 'a.json': { name: 'x' } }, /^ERR_DOCUMENT_VERSION .*no field "openapi"/],
    [
      'Swagger',
      { 'a.json': { swagger: '2.0' } },
      /^ERR_DOCUMENT_VERSION .*Swagger "2.0"[^]*swagger2openapi/,
    ],
    ['a version to come', { 'a.json': { openapi: '4.0.0' } }, /^ERR_DOCUMENT_VERSION .*"4.0.0"/],
    [
      'a reference to nothing',
      { 'a.json': describeBody({ $ref: 'b.json' }) },
      /^ERR_DOCUMENT_READ There is no file/,
      /a\.json > \$ref "b\.json"$/,
    ],
    [
      'a pointer to nothing',
      { 'a.json': describeBody({ $ref: 'b.json#/x' }), 'b.json': {} },
      /^ERR_DOCUMENT_REFERENCE .*"#\/x"/,
      /a\.json > \$ref/,
    ],
    [
      'a reference that nobody can read',
      { 'a.json': describeBody({ $ref: 'urn:x' }) },
      /^ERR_DOCUMENT_REFERENCE/,
      /urn:x/,
    ],
  ]

  it.each(refused)('is refused where it is %s', async (_name, files, told, where = /^/) => {
    const error = await loadFiles(files).catch((caught: unknown) => caught)
    expect(error).toMatchObject({
      name: 'RingbackError',
      message: expect.stringMatching(told) as string,
      where: expect.stringMatching(where) as string,
    })
  })

  it('is refused where it cannot be read, with what to do', async () => {
    const folder = writeFiles({ 'a.json': empty })
    const origin = await serveFiles({})
    const gone = await serveFiles({})
    await servers.pop()?.()
    const told = async (source: string) => await load(source).catch((error: Error) => error.message)
    expect(await told(join(folder, 'b.json'))).toMatch(/^ERR_DOCUMENT_READ There is no file /)
    expect(await told(folder)).toMatch(/^ERR_DOCUMENT_READ This is a directory: /)
    expect(await told(`${origin}/x`)).toMatch(/^ERR_DOCUMENT_READ .* answers 404/)
    expect(await told(`${gone}/x`)).toMatch(/^ERR_DOCUMENT_READ .*ECONNREFUSED/)
    expect(await told('http://me:secret@127.0.0.1/x')).toMatch(/^ERR_DOCUMENT_READ [^]*user name/)
    expect(await told('http://me:secret@127.0.0.1/x')).not.toContain('secret')
  })
})

describe('what a document refers to', () => {
  it('becomes a component, in a document with local references alone', async () => {
    const document = await loadFiles({
      'a.yaml': describeBody({ $ref: 'schemas/index.yaml#/Invoice' }),
      'schemas/index.yaml':
        'Invoice: { type: object, properties: { line: { $ref: line.yaml }, parent: { $ref: "#/Invoice" } } }',
      'schemas/line.yaml': 'type: object\nproperties: { of: { $ref: "index.yaml#/Invoice" } }',
    })
    expect(document['components']).toEqual({
      schemas: {
        Invoice: {
          type: 'object',
          properties: {
            line: { $ref: '#/components/schemas/line' },
            parent: { $ref: '#/components/schemas/Invoice' },
          },
        },
        line: { type: 'object', properties: { of: { $ref: '#/components/schemas/Invoice' } } },
      },
    })
    expect(danglingRefs(document)).toEqual([])
  })

  it('has another name where that of a component is taken', async () => {
    const document = await loadFiles({
      'a.json': { ...describeBody({ $ref: 'Item.json' }), components: { schemas: { Item: {} } } },
      'Item.json': { type: 'string' },
    })
    expect(document['components']).toEqual({ schemas: { Item: {}, Item_2: { type: 'string' } } })
  })

  it('may be the document itself, or a part of it in another file', async () => {
    const document = await loadFiles({
      'a.yaml': {
        openapi: '3.0.3',
        info,
        paths: { $ref: 'paths.json' },
        components: { schemas: { Id: {} } },
      },
      'paths.json': { '/a': { $ref: 'item.json' }, '/b': { $ref: 'item.json' } },
      'item.json': {
        get: {
          responses: { 200: { $ref: 'responses.json#/Done' } },
          callbacks: { again: { '{$url}': { $ref: 'item.json' } } },
        },
      },
      'responses.json': {
        Done: {
          description: '',
          content: { 'text/plain': { schema: { $ref: 'a.yaml#/components/schemas/Id' } } },
        },
      },
    })
    const schema = { $ref: '#/components/schemas/Id' }
    expect(document['paths']).toEqual({
      '/a': {
        get: {
          responses: { 200: { $ref: '#/components/responses/Done' } },
          callbacks: { again: { '{$url}': { $ref: '#/paths/~1a' } } },
        },
      },
      '/b': { $ref: '#/paths/~1a' },
    })
    expect(document['components']).toEqual({
      schemas: { Id: {} },
      responses: { Done: { description: '', content: { 'text/plain': { schema } } } },
    })
  })

  it('is found by the $id and the $anchor of a schema', async () => {
    const document = await loadFiles({
      'a.json': {
        ...describeBody({ $ref: 'https://shop.test/schemas/invoice#line' }),
        components: {
          schemas: {
            Invoice: {
              $id: 'https://shop.test/schemas/invoice',
              $defs: { line: { $anchor: 'line', type: 'string' } },
            },
          },
        },
      },
    })
    const body = JSON.stringify(document['paths'])
    expect(body).toContain(
      '{"$ref":"#/components/schemas/Invoice/$defs/line"}'.replace('$defs', '%24defs'),
    )
    expect(danglingRefs(document)).toEqual([])
  })

  it('is not what only looks like a reference', async () => {
    const example = { $ref: 'https://nowhere.invalid/x' }
    const given = describeBody({
      type: 'object',
      examples: [example],
      properties: { $ref: { type: 'string' } },
    })
    expect(await loadFiles({ 'a.json': given })).toEqual(given)
  })

  it('is a file beneath the directory, and no link out of it', async () => {
    const folder = writeFiles({
      'out.json': { type: 'string' },
      'in/a.json': describeBody({ $ref: '../out.json' }),
      'in/b.json': describeBody({ $ref: 'link.json' }),
    })
    symlinkSync(join(folder, 'out.json'), join(folder, 'in/link.json'))
    for (const name of ['a.json', 'b.json']) {
      await expect(load(join(folder, 'in', name))).rejects.toMatchObject({
        code: 'ERR_DOCUMENT_REFERENCE',
        message: expect.stringContaining('is outside of') as string,
      })
    }
  })

  it('is of the web where the document is, and of its origin where that is private', async () => {
    const other = await serveFiles({ '/x.json': { type: 'string' } })
    const files: Record<string, unknown> = { '/x.json': { type: 'number' } }
    const origin = await serveFiles(files)
    files['/own.json'] = describeBody({ $ref: 'x.json' })
    files['/other.json'] = describeBody({ $ref: `${other}/x.json` })
    files['/file.json'] = describeBody({ $ref: 'file:///etc/hostname' })
    files['/name.json'] = describeBody({ $ref: other.replace('127.0.0.1', 'localhost') })
    files['/public.json'] = describeBody({ $ref: 'http://169.254.169.254/latest/meta-data' })
    expect(await load(`${origin}/own.json`)).toMatchObject({
      components: { schemas: { x: { type: 'number' } } },
    })
    for (const name of ['other', 'file', 'name', 'public']) {
      await expect(load(`${origin}/${name}.json`)).rejects.toMatchObject({
        code: 'ERR_DOCUMENT_REFERENCE',
      })
    }
  })

  it('is not reached by a redirect where it may not be referred to', async () => {
    let asked = 0
    const inner = await serve((_req, res) => {
      asked += 1
      res.end('{}')
    })
    const origin = await serve((req, res) => {
      if (req.url === '/a.json') res.end(JSON.stringify(describeBody({ $ref: 'b.json' })))
      else res.writeHead(307, { location: `${inner}/x` }).end()
    })
    await expect(load(`${origin}/a.json`)).rejects.toMatchObject({ code: 'ERR_DOCUMENT_REFERENCE' })
    await expect(load(`${origin}/b.json`)).rejects.toMatchObject({ code: 'ERR_DOCUMENT_REFERENCE' })
    expect(asked).toBe(0)
  })

  it('is bounded in number, in size and in time', async () => {
    const files: Record<string, unknown> = {}
    for (let index = 0; index < 10; index++) {
      files[`${index}.json`] = describeBody({ $ref: `${index + 1}.json#/paths` })
    }
    const chain = { ...files, '10.json': { paths: {} } }
    const schemas = (index: number) => ({ $ref: `${index + 1}.json` })
    const linked = Object.fromEntries(
      Object.keys(chain).map((name, index) => [
        name,
        index === 0 ? describeBody(schemas(0)) : schemas(index),
      ]),
    )
    linked['10.json'] = {} as never
    const code = 'ERR_DOCUMENT_LIMIT'
    await expect(loadFiles(linked, { maxFiles: 10 })).rejects.toMatchObject({ code })
    await expect(loadFiles(linked, { maxBytes: 300 })).rejects.toMatchObject({ code })
    await expect(loadFiles(linked)).resolves.toBeDefined()
    const slow = await serve((_req, res) => void res.write('{'))
    await expect(load(slow, { timeoutMs: 200 })).rejects.toMatchObject({
      message: expect.stringContaining('within 0.2 s') as string,
    })
    const endless = await serve((_req, res) => {
      const write = (): void =>
        void (res.write('x'.repeat(65_536)) ? setImmediate(write) : res.once('drain', write))
      write()
    })
    await expect(load(endless, { maxBytes: 1_000_000 })).rejects.toMatchObject({ code })
  })

  it('is given up when the command is ended', async () => {
    const silent = await serve(() => {})
    const signal = AbortSignal.timeout(100)
    await expect(load(silent, { signal })).rejects.toBe(
      await new Promise((settle) => {
        signal.addEventListener('abort', () => settle(signal.reason))
      }),
    )
  })
})
