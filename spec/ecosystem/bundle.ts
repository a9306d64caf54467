import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type BuildOptions, type Metafile } from 'esbuild'
import { onTestFinished } from 'vitest'
import { isExpress4 } from '../validation/responses/answering.ts'

export const root: string = fileURLToPath(new URL('../..', import.meta.url))

export interface Bundle {
  readonly folder: string
  readonly file: string
  /** What went into it: paths from the root of the package. */
  readonly inputs: Metafile['inputs']
}

/**
 * An app in one file, in a folder of its own until the test has finished, made for Node of all that it
 * imports: ringback, and the Express of this run.
 */
export async function bundle(contents: string, options: BuildOptions = {}): Promise<Bundle> {
  const folder = await createFolder()
  const file = join(folder, options.format === 'esm' ? 'app.mjs' : 'app.cjs')
  const { metafile } = await build({
    stdin: { contents, resolveDir: join(root, 'spec'), loader: 'ts' },
    ...{ bundle: true, platform: 'node', target: 'node20', format: 'cjs', outfile: file },
    alias: {
      ringback: join(root, 'lib/index.ts'),
      ...(isExpress4 ? { express: 'express4' } : {}),
    },
    ...{ absWorkingDir: root, metafile: true, logLevel: 'silent' },
    ...options,
  })
  return { folder, file, inputs: metafile?.inputs ?? {} }
}

async function createFolder(): Promise<string> {
  const folder = await mkdtemp(join(await realpath(tmpdir()), 'ringback-bundle-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}
