import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import express, { type ErrorRequestHandler, type RequestHandler } from 'express'
import multer, { MulterError, type Options } from 'multer'
import { openapi, operation } from 'ringback'
import { describe, expect, it, onTestFinished } from 'vitest'
import { z } from 'zod'
import { listen } from '../live-app.ts'
import { askJson } from './ask.ts'

const Form = z.object({ title: z.string().min(2), photo: z.file().mime('image/png') })
const Uploaded = z.object({ title: z.string(), size: z.number() })
const definition = {
  query: z.object({ album: z.coerce.number() }),
  body: { content: { 'multipart/form-data': Form } },
  responses: { 201: Uploaded, 400: z.object({ title: z.string() }) },
}

const png = (content = 'pixels'): File => new File([content], 'cat.png', { type: 'image/png' })

function formOf(fields: Readonly<Record<string, string | File>>): FormData {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.append(name, value)
  return form
}

const answerSize: RequestHandler = (req, res) => {
  const { title } = req.body as { title: string }
  res.status(201).json({ title, size: req.file?.size, path: req.file?.path })
}

const places: readonly [string, (upload: RequestHandler) => RequestHandler[]][] = [
  [
    'before operation(definition, handler)',
    (upload) => [upload, operation(definition, answerSize as never) as never],
  ],
  [
    'behind operation(definition)',
    (upload) => [operation(definition) as never, upload, answerSize],
  ],
]

/** Answers an error of multer in a way of its own, which no operation declares. */
const answerError: ErrorRequestHandler = (error: Error, req, res, _next) => {
  const code = error instanceof MulterError ? error.code : undefined
  res.status(400).json({ own: code ?? error.message, route: (req.route as { path: string }).path })
}

async function serve(handlers: RequestHandler[]): Promise<string> {
  const app = express()
  app.post('/photos', ...handlers)
  app.use(openapi({ info: { title: 'Photos', version: '1' }, onProblem: () => {} }))
  app.use(answerError)
  return `${await listen(app)}/photos?album=7`
}

describe.each(places)('multer %s', (_where, place) => {
  const serveWith = (options: Options = {}): Promise<string> =>
    serve(place(multer(options).single('photo')))

  it('reads the form, and its answer is filtered', async () => {
    const body = formOf({ title: 'Cat', photo: png() })
    expect(await askJson(await serveWith(), { body })).toEqual([201, { title: 'Cat', size: 6 }])
  })

  it.each<[string, Options, FormData, string]>([
    [
      'a file that is too large',
      { limits: { fileSize: 3 } },
      formOf({ title: 'Cat', photo: png() }),
      'LIMIT_FILE_SIZE',
    ],
    [
      'a file that nobody expects',
      {},
      formOf({ title: 'Cat', face: png() }),
      'LIMIT_UNEXPECTED_FILE',
    ],
    [
      'too many fields',
      { limits: { fields: 1 } },
      formOf({ title: 'Cat', other: '1', photo: png() }),
      'LIMIT_FIELD_COUNT',
    ],
    [
      'what its filter refuses by an error',
      { fileFilter: (_req, _file, done) => done(new Error('no cats')) },
      formOf({ title: 'Cat', photo: png() }),
      'no cats',
    ],
  ])(
    "hands %s to the app's own error handler, whose answer is not checked",
    async (_, options, body, own) => {
      expect(await askJson(await serveWith(options), { body })).toEqual([
        400,
        { own, route: '/photos' },
      ])
    },
  )

  it('leaves a form that ends too soon to the app as well', async () => {
    const headers = { 'content-type': 'multipart/form-data; boundary=x' }
    const body = '--x\r\nContent-Disposition: form-data; name="title"\r\n\r\nCat'
    const answer = await fetch(await serveWith(), { method: 'POST', headers, body })
    expect([answer.status, await answer.json()]).toEqual([
      400,
      { own: 'Unexpected end of form', route: '/photos' },
    ])
  })

  it('leaves out what its filter passes over, which the operation then asks for', async () => {
    const url = await serveWith({ fileFilter: (_req, _file, done) => done(null, false) })
    const [status, problem] = await askJson(url, { body: formOf({ title: 'C', photo: png() }) })
    const { errors } = problem as { errors: { path: string }[] }
    expect([status, errors.map(({ path }) => path).toSorted()]).toEqual([422, ['/photo', '/title']])
  })

  it('keeps a file that was written to disk where it is, though the form is refused', async () => {
    const dest = mkdtempSync(join(tmpdir(), 'ringback-multer-'))
    onTestFinished(() => rmSync(dest, { recursive: true }))
    const url = await serveWith({ dest })
    const [status] = await askJson(url, { body: formOf({ title: 'C', photo: png() }) })
    expect([status, readdirSync(dest).length]).toEqual([422, 1])
  })
})

describe('multer behind operation(definition)', () => {
  it('reads nothing of a request whose parameters are refused', async () => {
    const dest = mkdtempSync(join(tmpdir(), 'ringback-multer-'))
    onTestFinished(() => rmSync(dest, { recursive: true }))
    const url = await serve([
      operation(definition) as never,
      multer({ dest }).single('photo'),
      answerSize,
    ])
    const body = formOf({ title: 'Cat', photo: png() })
    const [status] = await askJson(url.replace('album=7', 'album=x'), { body })
    expect([status, readdirSync(dest)]).toEqual([422, []])
  })
})
