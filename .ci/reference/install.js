import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const here = fileURLToPath(new URL('.', import.meta.url))

/**
 * TypeDoc, and where it is. It runs on a TypeScript that has an API, and ours has none, so that both are
 * installed in the temporary folder, unless the very same are there from a run before.
 */
export async function loadTypeDoc() {
  const folder = install()
  const modules = join(folder, 'node_modules')
  const typedoc = await import(pathToFileURL(join(modules, 'typedoc', 'dist', 'index.js')).href)
  return { typedoc, plugin: join(modules, 'typedoc-plugin-missing-exports', 'index.js') }
}

function install() {
  const temporary = realpathSync(tmpdir())
  const folder = join(temporary, `ringback-reference-${hashLock()}`)
  if (existsSync(folder)) return folder
  const unfinished = mkdtempSync(join(temporary, 'ringback-reference-unfinished-'))
  for (const file of ['package.json', 'package-lock.json']) {
    cpSync(join(here, file), join(unfinished, file))
  }
  const flags = ['--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund']
  // npm is a script there, and no executable
  const shell = process.platform === 'win32'
  execFileSync('npm', ['ci', ...flags], { cwd: unfinished, stdio: 'pipe', shell })
  moveInto(folder, unfinished)
  return folder
}

function hashLock() {
  const lock = readFileSync(join(here, 'package-lock.json'))
  return createHash('sha256').update(lock).digest('hex').slice(0, 16)
}

/** At once, so that nobody finds it half made; another run may have been faster. */
function moveInto(folder, unfinished) {
  try {
    renameSync(unfinished, folder)
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true })
    if (!existsSync(folder)) throw error
  }
}
