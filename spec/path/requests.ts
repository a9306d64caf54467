import { once } from 'node:events'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import type express from 'express'
import { expect } from 'vitest'
import {
  isCatchAll,
  joinTemplates,
  type JoinedTemplate,
  type PathSyntax,
  type PathTemplate,
} from '../../lib/path.ts'

type Express = typeof express
export type Path = string | RegExp | (string | RegExp)[]

// required, since an import of 'express' is another version in each of Vitest's projects
const require = createRequire(import.meta.url)
/** Express by the path language that it speaks. */
export const versions: Record<PathSyntax, Express> = {
  '4': require('express4') as Express,
  '5': require('express') as Express,
}

interface Answer {
  readonly status: number
  readonly params: Record<string, string | string[]>
}

/** Ask an app for paths over HTTP, one after the other. */
export async function ask(app: express.Application, paths: readonly string[]): Promise<Answer[]> {
  const server = createServer(app).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const answers: Answer[] = []
  for (const path of paths) {
    const response = await fetch(`http://127.0.0.1:${port}${path}`)
    const params = response.status === 200 ? await response.json() : {}
    answers.push({ status: response.status, params: params as Answer['params'] })
  }
  server.closeAllConnections()
  server.close()
  return answers
}

const answerParams: express.RequestHandler = (req, res) => {
  res.json(req.params)
}

export function createRouteApp(syntax: PathSyntax, path: Path): express.Application {
  const app = versions[syntax]()
  app.get(path, answerParams)
  return app
}

export function createMountApp(syntax: PathSyntax, path: Path, leaf: string): express.Application {
  const app = versions[syntax]()
  const router = versions[syntax].Router({ mergeParams: true })
  router.get(leaf, answerParams)
  app.use(path, router)
  return app
}

/** A value for each parameter, told from every other: what `values` has, else one of its own. */
function chooseValues(
  { parameters }: PathTemplate,
  values: Record<string, string> = {},
): Record<string, string> {
  const chosen = parameters.map(({ name, wildcard }, index) => {
    const own = wildcard ? `w${index}/x${index}` : `v${index}`
    return [name, values[name] ?? own]
  })
  return Object.fromEntries(chosen) as Record<string, string>
}

function fill({ path }: PathTemplate, values: Record<string, string>): string {
  return path.replaceAll(/\{([^{}]*)\}/g, (_, name: string) => encodeURI(values[name] ?? ''))
}

/** What the handler saw, under the template's names; Express may count a slash to a wildcard. */
function readValues({ parameters }: PathTemplate, { params }: Answer): Record<string, string> {
  const values = parameters.map(({ name, wildcard }) => {
    const value = [params[name] ?? []].flat().join('/')
    return [name, wildcard ? value.replace(/^\//, '') : value]
  })
  return Object.fromEntries(values) as Record<string, string>
}

export async function expectReached(
  app: express.Application,
  templates: readonly PathTemplate[],
  values?: Record<string, string>,
): Promise<void> {
  const filled = templates.map((template) => chooseValues(template, values))
  const paths = templates.map((template, index) => fill(template, filled[index] ?? {}))
  const answers = await ask(app, paths)
  const seen = answers.map((answer, index) => ({
    template: templates[index]?.path,
    status: answer.status,
    values: readValues(templates[index] ?? { path: '', parameters: [] }, answer),
  }))
  expect(seen).toEqual(
    templates.map(({ path }, index) => ({ template: path, status: 200, values: filled[index] })),
  )
}

export async function expectMissed(
  app: express.Application,
  paths: readonly string[],
): Promise<void> {
  const answers = await ask(app, paths)
  expect(answers.map(({ status }) => status)).toEqual(paths.map(() => 404))
}

function leafOf(prefix: PathTemplate): string {
  return isCatchAll(prefix) ? '/' : '/leaf'
}

/** The app at the one leaf that is reached behind each of the templates, and the joined templates. */
export function mountLeaf(
  syntax: PathSyntax,
  path: Path,
  prefixes: readonly PathTemplate[],
): { app: express.Application; joined: JoinedTemplate[]; leaf: string } {
  const [leaf = ''] = prefixes.map(leafOf)
  const joined = prefixes.map((prefix) => joinTemplates(prefix, { path: leaf, parameters: [] }))
  return { app: createMountApp(syntax, path, leaf), joined, leaf }
}

export interface Layer {
  readonly regexp: RegExp & { fast_slash?: boolean }
  readonly keys: { name: string | number }[]
}

/** The last layer that Express 4 keeps of an app, which is what was mounted. */
export function lastLayer(app: express.Application): Layer {
  const { _router: router } = app as unknown as { _router: { stack: Layer[] } }
  const layer = router.stack.at(-1)
  if (!layer) throw new Error('nothing is mounted')
  return layer
}
