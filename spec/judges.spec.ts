import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it, onTestFinished } from 'vitest'
import { acceptedByAll, danglingRefs, judge } from './judges.ts'
import type { Verdict } from './judges.ts'

type Json = Record<string, unknown>

const invoice = { $ref: '#/components/schemas/Invoice' }
const callbackKey = '{$request.query.callback_url}/invoices/{$request.body#/id}'

/** A new document at each call, so that a test may plant a fault in it. */
function createDocument(openapi = '3.1.0') {
  const responses = { '200': { description: 'Received' } as Json }
  const notify = { operationId: 'notify', requestBody: createBody(), responses }
  const create = {
    operationId: 'createInvoice',
    parameters: [{ name: 'callback_url', in: 'query', schema: { type: 'string' } }],
    requestBody: createBody(),
    responses: { '201': { description: 'Created' } as Json },
    callbacks: { invoiceEvents: { [callbackKey]: { post: notify } } },
  }
  const id: Json = { type: 'string' }
  return {
    openapi,
    info: { title: 'Invoices', version: '1.0.0' } as Json,
    paths: { '/invoices': { post: create } },
    components: { schemas: { Invoice: { type: 'object', properties: { id } } } },
  }
}

type TestDocument = ReturnType<typeof createDocument>

function createBody() {
  return { content: { 'application/json': { schema: { ...invoice } as Json } } }
}

function callbackOf(document: TestDocument) {
  return document.paths['/invoices'].post.callbacks.invoiceEvents[callbackKey]?.post
}

const faults = {
  'a dangling $ref': (document: TestDocument) => {
    document.paths['/invoices'].post.requestBody.content['application/json'].schema = {
      $ref: '#/components/schemas/Absent',
    }
  },
  'a dangling $ref in a callback': (document: TestDocument) => {
    Object.assign(callbackOf(document) ?? {}, { requestBody: { $ref: '#/components/absent' } })
  },
  'a missing info.title': (document: TestDocument) => {
    delete document.info['title']
  },
  'a wrong type in a schema': (document: TestDocument) => {
    document.components.schemas.Invoice.properties.id['type'] = 'text'
  },
  'a response without description': (document: TestDocument) => {
    delete document.paths['/invoices'].post.responses['201']['description']
  },
  'a response without description in a callback': (document: TestDocument) => {
    delete callbackOf(document)?.responses['200']['description']
  },
  'one operationId twice': (document: TestDocument) => {
    Object.assign(document.paths['/invoices'], { put: document.paths['/invoices'].post })
  },
} satisfies Record<string, (document: TestDocument) => void>

function plant(fault: keyof typeof faults, openapi?: string): TestDocument {
  const document = createDocument(openapi)
  faults[fault](document)
  return document
}

function refusing(verdict: Verdict): string[] {
  return Object.entries(verdict).flatMap(([name, errors]) => (errors.length > 0 ? [name] : []))
}

describe('judge()', () => {
  it.each(['3.0.4', '3.1.0', '3.1.2'])('accepts a good %s document with a callback', async (v) => {
    expect(await judge(createDocument(v))).toEqual(acceptedByAll)
  })

  it('accepts a good 3.2 document, save that swagger-parser reads none', async () => {
    expect(await judge(createDocument('3.2.0'))).toEqual({
      ...acceptedByAll,
      swaggerParser: [expect.stringMatching(/^Unsupported OpenAPI version: 3\.2\.0\./)],
    })
  })

  const everyone = ['swaggerParser', 'redocly', 'spectral', 'officialSchema']
  it.each([
    ['3.0.4', 'a dangling $ref', ['swaggerParser', 'redocly', 'spectral']],
    ['3.0.4', 'a missing info.title', everyone],
    ['3.0.4', 'a wrong type in a schema', everyone],
    ['3.0.4', 'a response without description', everyone],
    ['3.1.0', 'a dangling $ref', ['swaggerParser', 'redocly', 'spectral']],
    ['3.1.0', 'a dangling $ref in a callback', ['swaggerParser', 'redocly', 'spectral']],
    ['3.1.0', 'a missing info.title', everyone],
    ['3.1.0', 'a wrong type in a schema', ['redocly', 'spectral', 'officialSchema']],
    ['3.1.0', 'a response without description', everyone],
    ['3.1.0', 'a response without description in a callback', everyone],
    ['3.1.0', 'one operationId twice', ['redocly', 'spectral']],
    ['3.2.0', 'a dangling $ref', ['swaggerParser', 'redocly', 'spectral']],
    ['3.2.0', 'a missing info.title', everyone],
    ['3.2.0', 'a wrong type in a schema', everyone],
  ] as const)('refuses a %s document with %s', async (openapi, fault, judges) => {
    expect(refusing(await judge(plant(fault, openapi)))).toEqual(judges)
  })

  it('says what is wrong and where', async () => {
    expect(await judge(plant('a missing info.title'))).toEqual({
      swaggerParser: [
        "Swagger schema validation failed.\n  #/info must have required property 'title'\n",
      ],
      redocly: ['#/info: The field `title` must be present on this level. (struct)'],
      spectral: ['#/info: "info" property must have required property "title". (oas3-schema)'],
      officialSchema: [
        '#/info: fails "required" (https://spec.openapis.org/oas/3.1/schema#/$defs/info/required)',
      ],
    })
  })

  it('is refused by every judge in a version that none knows', async () => {
    expect(refusing(await judge(createDocument('4.0.0')))).toEqual(everyone)
  })

  it('leaves the document as it was', async () => {
    const document = createDocument()
    await judge(document)
    expect(document).toEqual(createDocument())
  })

  it('opens no connection for a reference to another document', async () => {
    const { url, requests } = await countRequests()
    const document = createDocument()
    document.components.schemas.Invoice.properties.id = { $ref: `${url}/id.json` }
    expect(refusing(await judge(document))).toEqual(['redocly', 'spectral'])
    expect(requests).toEqual([])
  })

  it('opens no file for a reference to another document', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ringback-spec-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    writeFileSync(join(folder, 'id.json'), '{"type":"string"}')
    const document = createDocument()
    document.components.schemas.Invoice.properties.id = { $ref: join(folder, 'id.json') }
    expect(refusing(await judge(document))).toEqual(['redocly', 'spectral'])
  })

  it.each(['package.json', null, undefined])('rejects for %j, which is no document', async (v) => {
    await expect(judge(v)).rejects.toThrow(TypeError)
  })
})

describe('danglingRefs()', () => {
  it('lists no reference of a good document', () => {
    expect(danglingRefs(createDocument())).toEqual([])
  })

  it('lists where a reference is and what it says', () => {
    expect(danglingRefs(plant('a dangling $ref'))).toEqual([
      '#/paths/~1invoices/post/requestBody/content/application~1json/schema -> #/components/schemas/Absent',
    ])
  })

  it.each([
    ['the whole document', '#'],
    ['the empty key', '#/'],
    ['an escaped slash', '#/a~1b'],
    ['an escaped tilde', '#/m~0n'],
    ['~01, which is ~1 and no slash', '#/~01'],
    ['a percent-encoded name', '#/%7B%24request.body%23~1id%7D'],
    ['a percent-encoded slash between tokens', '#/list%2F1'],
    ['a member of an array', '#/list/1'],
    ['a null', '#/nothing'],
  ])('resolves %s', (_what, ref) => {
    expect(danglingRefs({ ...targets, from: { $ref: ref } })).toEqual([])
  })

  it.each([
    ['an absent name', '#/absent'],
    ['a name that only every object inherits', '#/constructor'],
    ['a step below a scalar', '#/a~1b/length'],
    ['a step below null', '#/nothing/x'],
    ['an index past the end', '#/list/2'],
    ['an index with a leading zero', '#/list/01'],
    ['the index -', '#/list/-'],
    ['the length of an array', '#/list/length'],
    ['a tilde that escapes nothing', '#/m~n'],
    ['a percent sign that encodes nothing', '#/%zz'],
    ['a slash that is not escaped', '#/a/b'],
  ])('does not resolve %s', (_what, ref) => {
    expect(danglingRefs({ ...targets, from: { $ref: ref } })).toEqual([`#/from -> ${ref}`])
  })

  it('resolves what RFC 6901 makes of any keys, and nothing longer', () => {
    const keys = fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(keys, (path) => {
        const pointer = path.map((key) => key.replaceAll('~', '~0').replaceAll('/', '~1'))
        const ref = ['#', ...pointer.map(encodeURIComponent)].join('/')
        const document = path.reduceRight<unknown>((value, key) => ({ [key]: value }), 'target')
        expect(danglingRefs([document, { $ref: ref.replace('#', '#/0') }])).toEqual([])
        expect(danglingRefs([document, { $ref: `${ref.replace('#', '#/0')}/` }])).toHaveLength(1)
      }),
    )
  })

  it('passes over other documents and anchors', () => {
    const refs = ['other.json', 'other.json#/a', 'https://example.com/a#/b', '#anchor']
    expect(danglingRefs(refs.map(($ref) => ({ $ref })))).toEqual([])
  })

  it('passes over a property that is called $ref', () => {
    expect(danglingRefs({ properties: { $ref: { type: 'string' } } })).toEqual([])
  })
})

const targets = {
  '': 'empty key',
  'a/b': 'slash',
  'm~n': 'tilde',
  '~1': 'tilde and one',
  '{$request.body#/id}': 'expression',
  list: ['zero', 'one'],
  nothing: null,
}

async function countRequests(): Promise<{ url: string; requests: string[] }> {
  const requests: string[] = []
  const server: Server = createServer((req, res) => {
    requests.push(req.url ?? '')
    res.end('{"type":"string"}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests }
}
