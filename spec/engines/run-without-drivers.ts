import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { build } from 'esbuild'

/**
 * Runs a script where no driver is installed, but for the packages that are given by the text of their
 * code: what it writes.
 *
 * @param script imports from the sources, such as `lib/delivery/redis/redis.ts`
 */
export async function runWithoutDrivers(
  script: string,
  packages: Readonly<Record<string, string>> = {},
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ringback-no-driver-'))
  const outfile = join(folder, 'app.mjs')
  const resolveDir = fileURLToPath(new URL('../..', import.meta.url))
  await build({
    stdin: { contents: script, resolveDir },
    ...{ outfile, external: ['bullmq', 'ioredis', 'pg-boss'] },
    ...{ bundle: true, platform: 'node', format: 'esm' },
  })
  for (const [name, code] of Object.entries(packages)) {
    const file = join(folder, 'node_modules', name, 'index.js')
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, code)
  }
  const { stdout } = await promisify(execFile)(process.execPath, [outfile], { cwd: folder })
  await rm(folder, { recursive: true, force: true })
  return stdout
}
