/**
 * Decorated classes as each compiler makes them: Vitest itself leaves decorators as they are. What was
 * compiled is imported as any other file, so that it runs on the sources, with the Express of the project.
 */
import { execFile } from 'node:child_process'
import { mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import type { Options, TransformConfig } from '@swc/core'
import { transform } from 'esbuild'
import express from 'express'
import type { CompilerOptions } from 'typescript-5.9'
import { decorators } from '../readme/decorators-vitest.ts'

const here = import.meta.dirname

const compilers = {
  'TypeScript 7': compileByTypeScript7,
  'TypeScript 5.9': byTypeScript59({}),
  'TypeScript 5.9, experimentalDecorators': byTypeScript59({ experimentalDecorators: true }),
  esbuild: compileAsReadmeSays,
  'esbuild, experimentalDecorators': compileByOlderEsbuild,
  'swc, 2022-03': bySwc({ decoratorVersion: '2022-03' }),
  'swc, 2023-11': bySwc({ decoratorVersion: '2023-11' }),
  'swc, by default': bySwc({}),
  'swc, legacyDecorator': bySwc({ legacyDecorator: true }),
}

export type Compiler = keyof typeof compilers

export const isExpress4: boolean = 'lazyrouter' in express.application

/** The compilers to try: on Express 4 the first alone, since Express makes no difference to the others. */
export function firstOnExpress4(...tried: [Compiler, ...Compiler[]]): readonly Compiler[] {
  return isExpress4 ? [tried[0]] : tried
}

/** Imports what a compiler makes of a file, which is named as from this folder: anew each time. */
export async function importCompiled<Module>(file: string, compiler: Compiler): Promise<Module> {
  const source = join(here, file)
  const code = await compilers[compiler](source)
  return inFolder(async (folder) => {
    symlinkSync(join(here, '../../node_modules'), join(folder, 'node_modules'), 'junction')
    const compiled = join(folder, `${basename(file, '.ts')}.js`)
    await writeFile(compiled, code.replaceAll(/(?<=from ['"])\.(?=\/)/g, dirname(source)))
    return (await import(compiled)) as Module
  })
}

async function inFolder<Result>(action: (folder: string) => Promise<Result>): Promise<Result> {
  // realpath, since the temporary folder may be a link
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'ringback-decorators-'))
  try {
    return await action(folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function compileByTypeScript7(file: string): Promise<string> {
  return inFolder(async (folder) => {
    const compiler = join(here, '../../node_modules/typescript/bin/tsc')
    const options = ['--ignoreConfig', '--target', 'es2022', '--module', 'esnext']
    const alone = ['--noCheck', '--noResolve', '--rootDir', dirname(file), '--outDir', folder]
    await promisify(execFile)(process.execPath, [compiler, ...options, ...alone, file])
    return readFile(join(folder, `${basename(file, '.ts')}.js`), 'utf8')
  })
}

function byTypeScript59(options: CompilerOptions): (file: string) => Promise<string> {
  return async (file) => {
    const { default: ts } = await import('typescript-5.9')
    const target = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext }
    const compilerOptions = { ...target, ...options }
    return ts.transpileModule(await readFile(file, 'utf8'), { compilerOptions }).outputText
  }
}

async function compileAsReadmeSays(file: string): Promise<string> {
  const compiled = await decorators.transform(await readFile(file, 'utf8'), file)
  return compiled?.code ?? ''
}

async function compileByOlderEsbuild(file: string): Promise<string> {
  const tsconfigRaw = { compilerOptions: { experimentalDecorators: true } }
  const { code } = await transform(await readFile(file, 'utf8'), {
    ...{ loader: 'ts', target: 'es2022', tsconfigRaw },
  })
  return code
}

/** In a process of its own: as a native module it does not outlive the threads of the specs. */
function bySwc(decorators: TransformConfig): (file: string) => Promise<string> {
  const parser = { syntax: 'typescript', decorators: true } as const
  const options: Options = {
    swcrc: false,
    jsc: { target: 'es2022', parser, transform: decorators },
  }
  const script = `require('@swc/core').transformFile(process.argv[1], ${JSON.stringify(options)})
    .then(({ code }) => process.stdout.write(code))`
  return async (file) => {
    const { stdout } = await promisify(execFile)(process.execPath, ['-e', script, file], {
      cwd: here,
    })
    return stdout
  }
}
