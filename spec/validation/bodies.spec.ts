import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type } from 'arktype'
import { Type as OlderType } from '@sinclair/typebox'
import busboy from 'busboy'
import fileUpload from 'express-fileupload'
import express, { type Express, type RequestHandler } from 'express'
import multer from 'multer'
import { Type } from 'typebox'
import * as v from 'valibot'
import { describe, expect, it, onTestFinished } from 'vitest'
import { z } from 'zod'
import { openapi, operation, type Schema } from '../../lib/index.ts'
import { listen } from '../live-app.ts'

/** A form with a number, an optional list and a file. */
const forms: Readonly<Record<string, Schema>> = {
  'JSON Schema': {
    type: 'object',
    properties: {
      title: { type: 'string', minLength: 2 },
      count: { type: 'integer' },
      tags: { type: 'array', items: { type: 'string' } },
      photo: { type: 'string', format: 'binary' },
    },
    required: ['title', 'count', 'photo'],
  },
  Zod: z.object({
    title: z.string().min(2),
    count: z.int(),
    tags: z.array(z.string()).optional(),
    photo: z.file(),
  }),
  Valibot: v.object({
    title: v.pipe(v.string(), v.minLength(2)),
    count: v.pipe(v.number(), v.integer()),
    tags: v.optional(v.array(v.string())),
    photo: v.file(),
  }),
  ArkType: type({
    title: 'string >= 2',
    count: 'number.integer',
    'tags?': 'string[]',
    photo: 'File',
  }),
  TypeBox: Type.Object({
    title: Type.String({ minLength: 2 }),
    count: Type.Integer(),
    tags: Type.Optional(Type.Array(Type.String())),
    photo: Type.String({ format: 'binary' }),
  }),
  'TypeBox 0.34': OlderType.Object({
    title: OlderType.String({ minLength: 2 }),
    count: OlderType.Integer(),
    tags: OlderType.Optional(OlderType.Array(OlderType.String())),
    photo: OlderType.String({ format: 'binary' }),
  }),
}

/** Reads a form as an author does who has busboy and nothing else. */
const readWithBusboy: RequestHandler = (req, _res, next) => {
  const fields: Record<string, unknown> = {}
  const files: Record<string, unknown> = {}
  const parser = busboy({ headers: req.headers })
  parser.on('field', (name, value) => {
    const before = fields[name]
    fields[name] = before === undefined ? value : [before, value].flat()
  })
  parser.on('file', (name, stream, { filename, mimeType }) => {
    const chunks: Buffer[] = []
    stream.on('data', (chunk: Buffer) => chunks.push(chunk))
    stream.on('end', () => {
      files[name] = { filename, mimeType, data: Buffer.concat(chunks) }
    })
  })
  parser.on('close', () => {
    Object.assign(req, { body: fields, files })
    next()
  })
  req.pipe(parser)
}

function createFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'uploads-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}

const parsers: Readonly<Record<string, () => RequestHandler>> = {
  'multer().single()': () => multer().single('photo'),
  'multer().any()': () => multer().any(),
  'multer().fields()': () => multer().fields([{ name: 'photo' }]),
  'multer({ dest })': () => multer({ dest: createFolder() }).single('photo'),
  'fileUpload()': () => fileUpload(),
  'fileUpload({ useTempFiles })': () =>
    fileUpload({ useTempFiles: true, tempFileDir: createFolder() }),
  busboy: () => readWithBusboy,
}

/** Answers with the form, a file in it by its name and text. */
async function describeForm(body: Readonly<Record<string, unknown>>): Promise<object> {
  const { photo, ...fields } = body
  const file = photo instanceof File ? { name: photo.name, text: await photo.text() } : photo
  return { ...fields, photo: file }
}

function createUploadApp(form: Schema, parser: RequestHandler): Express {
  const app = express()
  app.use(openapi({ info: { title: 'Uploads', version: '1.0.0' } }))
  app.use(express.json())
  app.post(
    '/',
    parser,
    operation({ body: { content: { 'multipart/form-data': form } } }, async (req, res) => {
      res.json(await describeForm(req.body as Record<string, unknown>))
    }),
  )
  return app
}

function createForm(fields: Readonly<Record<string, string | readonly string[]>>): FormData {
  const form = new FormData()
  for (const [name, values] of Object.entries(fields)) {
    for (const value of [values].flat()) form.append(name, value)
  }
  return form
}

async function sendForm(url: string, form: FormData): Promise<{ status: number; body: unknown }> {
  const response = await fetch(url, { method: 'POST', body: form })
  return { status: response.status, body: await response.json() }
}

function pathsOf(body: unknown): string[] {
  const { errors = [] } = body as { errors?: { in: string; path: string }[] }
  return errors.map((fault) => `${fault.in} ${fault.path}`).toSorted()
}

const photo = new File(['pixels'], 'cat.png', { type: 'image/png' })

describe.each(Object.entries(forms))('a form in %s', (kind, form) => {
  const hasFiles = ['Zod', 'Valibot', 'ArkType'].includes(kind)

  it.each(Object.entries(parsers))(
    'and its file are checked over what %s left',
    async (_, parse) => {
      const url = await listen(createUploadApp(form, parse()))
      const good = createForm({ title: 'Cat', count: '3', tags: ['a', 'b'] })
      good.append('photo', photo)
      expect(await sendForm(url, good)).toEqual({
        status: 200,
        body: {
          title: 'Cat',
          count: 3,
          tags: ['a', 'b'],
          photo: hasFiles ? { name: 'cat.png', text: 'pixels' } : 'cat.png',
        },
      })
      const bad = await sendForm(url, createForm({ title: 'C', count: 'x', tags: 'a' }))
      expect(bad.status).toBe(422)
      expect(pathsOf(bad.body)).toEqual(['body /count', 'body /photo', 'body /title'])
    },
  )
})

describe('a form', () => {
  it('may have rules for its files, and several of them', async () => {
    const form = z.object({
      photos: z.array(z.file().mime('image/png').max(10)),
      note: z.string().meta({ format: 'binary' }),
    })
    const app = express()
    app.post(
      '/',
      multer().any(),
      operation({ body: { content: { 'multipart/form-data': form } } }, (req, res) => {
        const { photos, note } = req.body
        res.json({ photos: photos.map(({ name, size }) => ({ name, size })), note })
      }),
    )
    const url = await listen(app)
    const one = new FormData()
    one.append('photos', photo)
    one.append('note', new File(['text'], 'note.txt'))
    const expected = { photos: [{ name: 'cat.png', size: 6 }], note: 'note.txt' }
    expect(await sendForm(url, one)).toEqual({ status: 200, body: expected })
    const bad = new FormData()
    bad.append('photos', photo)
    bad.append('photos', new File(['a large text'], 'dog.txt', { type: 'text/plain' }))
    const answer = await sendForm(url, bad)
    expect(answer.status).toBe(422)
    expect(pathsOf(answer.body)).toEqual(['body /note', 'body /photos/1', 'body /photos/1'])
  })

  it('that no parser has read is the fault of the app', async () => {
    const app = createUploadApp(forms['Zod'] as Schema, (_req, _res, next) => next())
    app.use(((error, _req, res, _next) => {
      res.status(500).json((error as { remedy: string }).remedy)
    }) as express.ErrorRequestHandler)
    expect(await sendForm(await listen(app), createForm({ title: 'Cat' }))).toEqual({
      status: 500,
      body: 'Add the upload parser of your choice, such as multer, before this route, or the parser before operation() in it.',
    })
  })
})

describe('a body of another media type than JSON', () => {
  const Order = {
    type: 'object',
    properties: {
      id: { type: 'string' },
      lines: {
        type: 'array',
        items: { type: 'object', properties: { count: { type: 'integer' } }, required: ['count'] },
      },
    },
    required: ['id'],
  } as const

  async function send(
    parser: RequestHandler,
    content: Readonly<Record<string, Schema>>,
    body: string | Uint8Array<ArrayBuffer>,
    mediaType: string,
  ): Promise<{ status: number; body: unknown }> {
    const app = express()
    app.use(parser)
    app.post(
      '/',
      operation({ body: { content } }, (req, res) => {
        const read: unknown = req.body
        res.json(Buffer.isBuffer(read) ? { bytes: read.toString('hex') } : read)
      }),
    )
    const headers = { 'content-type': mediaType }
    const response = await fetch(await listen(app), { method: 'POST', body, headers })
    return { status: response.status, body: await response.json() }
  }

  it('is coerced where a form is all text', async () => {
    const content = { 'application/x-www-form-urlencoded': Order }
    const parser = express.urlencoded({ extended: true })
    const mediaType = 'application/x-www-form-urlencoded'
    expect(
      await send(parser, content, 'id=1&lines[0][count]=2&lines[1][count]=3', mediaType),
    ).toEqual({ status: 200, body: { id: '1', lines: [{ count: 2 }, { count: 3 }] } })
    const bad = await send(parser, content, 'lines[0][count]=x', mediaType)
    expect(bad.status).toBe(422)
    expect(pathsOf(bad.body)).toEqual(['body /id', 'body /lines/0/count'])
  })

  it.each<[string, Schema]>([
    ['JSON Schema', { type: 'integer', minimum: 1 }],
    ['Zod', z.int().min(1)],
  ])('is text that stands for what %s declares', async (_kind, schema) => {
    const content = { 'text/plain': schema }
    expect(await send(express.text(), content, '42', 'text/plain')).toEqual({
      status: 200,
      body: 42,
    })
    expect(
      await send(express.raw({ type: '*/*' }), content, '42', 'text/plain; charset=utf-8'),
    ).toEqual({ status: 200, body: 42 })
    expect((await send(express.text(), content, 'x', 'text/plain')).status).toBe(422)
  })

  it('is bytes where it is binary', async () => {
    const bytes = new Uint8Array([0, 255, 1])
    const content = { 'image/*': { type: 'string', format: 'binary' } as const }
    expect(await send(express.raw({ type: '*/*' }), content, bytes, 'image/png')).toEqual({
      status: 200,
      body: { bytes: '00ff01' },
    })
    expect((await send(express.raw({ type: '*/*' }), content, bytes, 'audio/mpeg')).status).toBe(
      415,
    )
  })

  it('is JSON where a vendor has a name of its own for it', async () => {
    const content = { 'application/vnd.shop.order+json': Order }
    const parser = express.json({ type: ['json', '+json'] })
    const mediaType = 'application/vnd.shop.order+json; charset=utf-8'
    expect(await send(parser, content, '{"id":"1"}', mediaType)).toEqual({
      status: 200,
      body: { id: '1' },
    })
    const bad = await send(parser, content, '{"id":1}', mediaType)
    expect(pathsOf(bad.body)).toEqual(['body /id'])
    expect((await send(parser, content, '{"id":"1"}', 'application/json')).status).toBe(415)
  })

  it('is checked by the schema of its own media type', async () => {
    const content = {
      'application/json': Order,
      'text/plain': { type: 'string', pattern: '^o' } as const,
    }
    const parser = express.Router().use(express.json(), express.text())
    expect(await send(parser, content, 'o-1', 'text/plain')).toEqual({ status: 200, body: 'o-1' })
    expect((await send(parser, content, 'i-1', 'text/plain')).status).toBe(422)
    expect((await send(parser, content, '{"id":"o-1"}', 'application/json')).status).toBe(200)
  })
})
