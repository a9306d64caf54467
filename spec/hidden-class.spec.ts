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

/**
 * What the last of them is answered. All are sent at once, and so handled in one turn of the event loop: V8 keeps 64
 * classes of dictionaries, and who else of this thread makes such between two requests would have it forget theirs.
 */
async function ask(port: number, path: string, times: number): Promise<string> {
  const request = `GET ${path} HTTP/1.1\r\nHost: a\r\n`
  const requests = `${request}\r\n`.repeat(times - 1) + `${request}Connection: close\r\n\r\n`
  const answers = await exchangeBytes(port, requests)
  return answers.slice(answers.lastIndexOf('\r\n\r\n') + 4)
}

function askOften(port: number, path = '/'): Promise<string> {
  return ask(port, path, 10)
}

async function askApp(app: Express, path = '/'): Promise<string> {
  return askOften(await startApp(app), path)
}

/** Whether any has the class of the one before: V8 may forget one, where the app makes other dictionaries. */
function areShared(met: readonly Met[]): boolean {
  expect(met).toHaveLength(10)
  return met.some(({ req, res }, index) => {
    const before = met[index - 1]
    return before && haveSameClass(req, before.req) && haveSameClass(res, before.res)
  })
}

/**
 * Whether they are in one of five apps. V8 keeps each class in a place that its prototype is dealt: in one app of 64,
 * those of requests and of responses have the same, and each puts the other out.
 */
async function areSharedInSome(createApp: (met: Met[]) => Express, path = '/'): Promise<boolean> {
  for (let left = 5; left > 0; left -= 1) {
    const met: Met[] = []
    await askApp(createApp(met), path)
    if (areShared(met)) return true
  }
  return false
}

const declaration = { responses: { 200: { type: 'array', items: {} } } } as const
const sharesByItself = Number.parseInt(process.versions.v8, 10) >= 13

describe('the hidden classes of requests and responses', () => {
  it('are shared by those that come to an operation, which Express alone does not bring about', async () => {
    const plain: Met[] = []
    const bare = express().get('/', keep(plain))
    const createApp = (met: Met[]): Express => express().get('/', operation(declaration, keep(met)))
    const looks = await askApp(bare)

    expect(await askApp(createApp([]))).toBe(looks)
    expect(await areSharedInSome(createApp)).toBe(true)
    expect(areShared(plain)).toBe(sharesByItself)
  })

  it('are shared behind openapi(), whatever answers', async () => {
    const createApp = (met: Met[]): Express =>
      express()
        .use(openapi({ info: { title: 'A', version: '1' } }))
        .get('/', keep(met))
    const passOn: RequestHandler = (_req, _res, next) => next()
    const looks = await askApp(express().use(passOn).get('/', keep([])))

    expect(await askApp(createApp([]))).toBe(looks)
    expect(await areSharedInSome(createApp)).toBe(true)
  })

  it('are shared in a sub-app, which gives each other prototypes once more', async () => {
    const createApp = (met: Met[]): Express =>
      express().use('/sub', express().get('/', operation(declaration, keep(met))))

    expect(await areSharedInSome(createApp, '/sub')).toBe(true)
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
    await ask(port, '/?a=1', 1)

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
