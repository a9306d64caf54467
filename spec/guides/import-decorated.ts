import {
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { transform } from 'esbuild'

/**
 * Imports a file with decorators, which Vitest itself does not lower. What it imports is found as if it
 * stood where its source stands, so that it runs on the sources, with the Express of the project.
 */
export async function importDecorated<Module>(file: string): Promise<Module> {
  const { code } = await transform(readFileSync(file, 'utf8'), { loader: 'ts', target: 'es2022' })
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'ringback-guide-'))
  try {
    symlinkSync(resolve('node_modules'), join(folder, 'node_modules'), 'junction')
    const compiled = join(folder, 'compiled.js')
    writeFileSync(compiled, code.replaceAll(/(?<=from ")\.(?=\/)/g, resolve(dirname(file))))
    return (await import(compiled)) as Module
  } finally {
    rmSync(folder, { recursive: true })
  }
}
