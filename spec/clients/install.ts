import { createHash } from 'node:crypto'
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { run } from '../agents/install.ts'
import { withLock } from '../lock.ts'

const here = fileURLToPath(new URL('.', import.meta.url))

/**
 * Install the generators in the temporary folder, unless the very same are there from a run before;
 * resolves to where. They need a TypeScript of their own: the compiler of this repository has no API.
 */
export async function installGenerators(): Promise<string> {
  const folder = join(realpathSync(tmpdir()), `ringback-clients-${hashLock()}`)
  await withLock(`${folder}.lock`, async () => {
    // another process may have installed them while this one waited for the lock
    if (!existsSync(folder)) await installInto(folder)
  })
  return folder
}

function hashLock(): string {
  const lock = readFileSync(join(here, 'package-lock.json'))
  // what is built for one machine may not run on another
  const hash = createHash('sha256').update(lock).update(`${process.platform} ${process.arch}`)
  return hash.digest('hex').slice(0, 16)
}

/** In a folder beside it, so that nobody finds it half made. */
async function installInto(folder: string): Promise<void> {
  const unfinished = `${folder}.unfinished`
  rmSync(unfinished, { recursive: true, force: true })
  mkdirSync(unfinished)
  for (const file of ['package.json', 'package-lock.json']) {
    cpSync(join(here, file), join(unfinished, file))
  }
  const flags = ['--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund']
  await run('npm', ['ci', ...flags], unfinished)
  renameSync(unfinished, folder)
}
