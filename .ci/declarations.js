// The declarations of the entries, and of what these lead to. The compiler writes one for each file of lib/, most
// of which nobody can reach.
import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

/** @param entries Paths such as lib/index.ts. */
export const writeDeclarations = (root, entries, target) => {
  const all = mkdtempSync(join(tmpdir(), 'ringback-declarations-'))
  try {
    const compiler = join(root, 'node_modules/typescript/bin/tsc')
    const flags = ['--emitDeclarationOnly', '--outDir', all]
    execFileSync(process.execPath, [compiler, ...flags], { cwd: root, stdio: 'inherit' })
    for (const file of follow(entries.map((entry) => declarationOf(join(all, entry.slice(4)))))) {
      for (const format of ['esm', 'cjs']) {
        cpSync(file, join(target, format, file.slice(all.length)))
      }
    }
  } finally {
    rmSync(all, { recursive: true, force: true })
  }
}

const declarationOf = (file) => file.replace(/\.[jt]s$/, '.d.ts')

const follow = (files, seen = new Set(files)) => {
  const next = [...new Set(files.flatMap(listImported))].filter((file) => !seen.has(file))
  if (next.length === 0) return seen
  return follow(next, new Set([...seen, ...next]))
}

/** From the folder of the file, `..` leads to that of another. */
const listImported = (file) =>
  [...readFileSync(file, 'utf8').matchAll(/\b(?:from|import) *\(?["'](\.[^"']+)["']/g)].map(
    ([, path]) => declarationOf(resolve(file, '..', path)),
  )
