import { readFileSync } from 'node:fs'
import { extname } from 'node:path'
import { pathToFileURL } from 'node:url'

/** What a module exports, by name. */
export type Exports = Readonly<Record<string, unknown>>

/**
 * Load a module as its project would run it. JavaScript is Node's own business. TypeScript is left to the
 * tsx of the project where it has one, which knows the decorators and paths of its tsconfig.json; else
 * jiti takes it, which comes with this package.
 */
export async function loadModule(file: string): Promise<Exports> {
  if (!isTypeScript(file)) return importModule(file)
  const { createJiti } = await import('jiti')
  const jiti = createJiti(file, { tsconfigPaths: true, interopDefault: true })
  const tsx = findTsx((specifier) => jiti.esmResolve(specifier, { try: true }))
  return tsx ? importByTsx(tsx, file) : jiti.import<Exports>(file)
}

/** The line at which a file in JavaScript cannot be parsed, which Node keeps from whoever catches its error. */
export async function findSyntaxError(file: string): Promise<number | undefined> {
  const { createJiti } = await import('jiti')
  const source = readFileSync(file, 'utf8')
  const code = createJiti(file, { fsCache: false }).transform({
    source,
    filename: file,
    async: true,
  })
  // In place of the code that it would have made.
  const [, line] = /^exports\.__JITI_ERROR__ = .*"line":(\d+)/.exec(code) ?? []
  return line === undefined ? undefined : Number(line)
}

function isTypeScript(file: string): boolean {
  return ['.ts', '.mts', '.cts', '.tsx'].includes(extname(file))
}

async function importModule(file: string): Promise<Exports> {
  return (await import(pathToFileURL(file).href)) as Exports
}

/** The files that run TypeScript in this process, for `import` and for `require()`. */
function findTsx(resolve: (specifier: string) => string | undefined): string[] | undefined {
  const apis = [resolve('tsx/esm/api'), resolve('tsx/cjs/api')]
  return apis.every((api) => api !== undefined) ? apis : undefined
}

async function importByTsx(apis: readonly string[], file: string): Promise<Exports> {
  for (const api of apis) {
    const { register } = (await import(api)) as { register: () => unknown }
    register()
  }
  return importModule(file)
}
