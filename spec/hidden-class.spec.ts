import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import express, { type Express, type Request, type RequestHandler, type Response } from 'express'
import { createServer, openapi, operation } from 'ringback'
import { describe, expect, it } from 'vitest'
import { exchangeBytes, start, startApp } from './raw-exchange.ts'

setFlagsFromString('--allow-natives-syntax')
const haveSameClass = runInNewContext('(one, other) => %HaveSameMap(one, other)') as Compare
const isDictionary = runInNewContext('(one) => !%HasFastProperties(one)') as Look
// Compiled at the first call, as all functions are.
haveSameClass({}, {})
isDictionary({})
setFlagsFromString('--no-allow-natives-syntax')

type Compare = (one: object, other: object) => boolean
type Look = (one: object) => boolean

interface Met {
  readonly req: Request
  readonly res: Response
}

/** Keeps each request as its handler has it, and answers what the two objects look like to a program. */
function keep(met: Met[]): RequestHandler {
  return (req, res) => {
    met.push({ req, res })
    res.json([looksOf(req), looksOf(res)])
  }
}

function looksOf(of: object): unknown[] {
  return Reflect.ownKeys(of).map((name) => {
    const { value: _, ...attributes } = Object.getOwnPropertyDescriptor(of, name) ?? {}
    return [String(name), attributes]
  })
}

async function ask(port: number, path = '/'): Promise<string> {
  const answer = await exchangeBytes(port, `GET ${path} HTTP/1.0\r\nHost: a\r\n\r\n`)
  return answer.slice(answer.indexOf('\r\n\r\n') + 4)
}

/** What the last of them is answered. */
async function askOften(port: number, path = '/'): Promise<string> {
  for (let left = 9; left > 0; left -= 1) await ask(port, path)
  return ask(port, path)
}

async function askApp(app: Express): Promise<string> {
  return askOften(await startApp(app))
}

/** Whether any has the class of the one before. */
function areShared(met: readonly Met[]): boolean {
  return met.some(({ req, res }, index) => {
    const before = met[index - 1]
    return before && haveSameClass(req, before.req) && haveSameClass(res, before.res)
  })
}

/**
 * The same, asked for until they are: V8 keeps few classes of dictionaries, and forgets one where others are made
 * meanwhile, be it by what runs this spec.
 */
async function becomeShared(app: Express, met: readonly Met[], path = '/'): Promise<boolean> {
  const port = await startApp(app)
  for (let left = 200; left > 0 && !areShared(met); left -= 1) await ask(port, path)
  return areShared(met)
}

const declaration = { responses: { 200: { type: 'array', items: {} } } } as const
const sharesByItself = Number.parseInt(process.versions.v8, 10) >= 13

describe('the hidden classes of requests and responses', () => {
  it('are shared by those that come to an operation, which Express alone does not bring about', async () => {
    const [plain, declared]: [Met[], Met[]] = [[], []]
    const bare = express().get('/', keep(plain))
    const app = express().get('/', operation(declaration, keep(declared)))
    const looks = await askApp(bare)

    expect(await askApp(app)).toBe(looks)
    expect(await becomeShared(app, declared)).toBe(true)
    expect(areShared(plain)).toBe(sharesByItself)
  })

  it('are shared behind openapi(), whatever answers', async () => {
    const met: Met[] = []
    const app = express().use(openapi({ info: { title: 'A', version: '1' } }))
    const passOn: RequestHandler = (_req, _res, next) => next()
    const looks = await askApp(express().use(passOn).get('/', keep([])))

    expect(await askApp(app.get('/', keep(met)))).toBe(looks)
    expect(await becomeShared(app, met)).toBe(true)
  })

  it('are shared in a sub-app, which gives each other prototypes once more', async () => {
    const met: Met[] = []
    const sub = express().get('/', operation(declaration, keep(met)))
    expect(await becomeShared(express().use('/sub', sub), met, '/sub')).toBe(true)
  })

  it('are those that V8 gives them under createServer()', async () => {
    const met: Met[] = []
    const app = express().get('/', operation(declaration, keep(met)))
    const port = await start(createServer(app))
    await askOften(port)

    expect(areShared(met)).toBe(true)
    expect(met.filter(({ req, res }) => isDictionary(req) || isDictionary(res))).toEqual([])
  })

  it('leave what others have made of a request as it is', async () => {
    const met: Met[] = []
    const app = express()
    app.use((req, res, next) => {
      const { url } = req
      Object.defineProperty(req, 'url', { get: () => url, enumerable: true })
      Object.defineProperty(res, 'sendDate', { value: true, enumerable: false })
      next()
    })
    const port = await startApp(app.get('/', operation(declaration, keep(met))))
    await ask(port, '/?a=1')

    const [{ req, res } = { req: {}, res: {} }] = met
    expect(Object.getOwnPropertyDescriptor(req, 'url')).toMatchObject({
      get: expect.any(Function),
      enumerable: true,
    })
    expect(Object.getOwnPropertyDescriptor(res, 'sendDate')).toEqual({
      value: true,
      enumerable: false,
      configurable: true,
      writable: true,
    })
  })
})
