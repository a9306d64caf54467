import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, extname, relative } from 'node:path'
import { compileFunction } from 'node:vm'

/** What a developer writes into a file of an app. Nothing is taken away. */
export interface Insertion {
  /** Below the app's folder. */
  readonly file: string
  /** What the text is put in front of, which the file has once. */
  readonly before: string
  readonly text: string
}

/** What `require()` gives by these names, in place of what is installed. */
export type Packages = Readonly<Record<string, unknown>>

type Load = (name: string) => unknown

/**
 * The `require()` of an app in CommonJS, as Node's own, save that files are read with what was inserted.
 * Each has modules of its own, so that two apps share nothing of what they keep in memory.
 */
export function createAppRequire(
  folder: string,
  packages: Packages,
  insertions: readonly Insertion[],
): Load {
  for (const insertion of insertions) requireOnce(folder, insertion)
  const modules = new Map<string, { exports: unknown }>()
  return requireFrom(`${folder}/package.json`)

  function requireFrom(importer: string): Load {
    const { resolve } = createRequire(importer)
    return (name) => {
      if (Object.hasOwn(packages, name)) return packages[name]
      return name.startsWith('.') ? load(resolve(name)) : createRequire(importer)(name)
    }
  }

  function load(file: string): unknown {
    const known = modules.get(file)
    if (known) return known.exports
    const module = { exports: {} as unknown }
    modules.set(file, module)
    if (extname(file) === '.json') module.exports = JSON.parse(readFileSync(file, 'utf8'))
    else run(file, module)
    return module.exports
  }

  function run(file: string, module: { exports: unknown }): void {
    const source = insert(readFileSync(file, 'utf8'), relative(folder, file), insertions)
    const names = ['exports', 'require', 'module', '__filename', '__dirname']
    const compiled = compileFunction(source, names, { filename: file }) as (
      ...given: unknown[]
    ) => void
    compiled(module.exports, requireFrom(file), module, file, dirname(file))
  }
}

function insert(source: string, name: string, insertions: readonly Insertion[]): string {
  return insertions
    .filter(({ file }) => file === name)
    .reduce(
      (text, insertion) => text.replace(insertion.before, () => insertion.text + insertion.before),
      source,
    )
}

function requireOnce(folder: string, { file, before }: Insertion): void {
  const count = readFileSync(`${folder}/${file}`, 'utf8').split(before).length - 1
  if (count !== 1)
    throw new Error(`${file} has ${JSON.stringify(before)} ${count} times, not once.`)
}
