import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  cpSync,
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const peersFolder: string = fileURLToPath(new URL('../peers/', import.meta.url))

/** Installs the peers where their lock file has changed, and compiles those that have to be. */
export function installPeers(): void {
  ifChanged('node_modules/.installed', ['package-lock.json'], () => {
    run('npm', ['ci', '--loglevel', 'error'])
  })
  installRingback()
  const sources = readdirSync(inPeers('compiled'))
    .filter((file) => file !== 'dist')
    .map((file) => `compiled/${file}`)
  const made = ['package-lock.json', 'compile.js', 'routes.js', 'listen.js', ...sources]
  ifChanged('dist/.compiled', made, () => run(process.execPath, ['compile.js']))
}

/**
 * As its users have it: by its name and what package.json exports, as it was built, and beside the one Express of
 * the app. Behind a link, it would find the Express of this repository, and each app load two.
 */
function installRingback(): void {
  // Through a link, what is removed below would be this repository's own.
  if (lstatSync(inPeers('node_modules/ringback')).isSymbolicLink())
    throw new Error(
      'bench/peers/node_modules/ringback is a link: remove node_modules, and run again.',
    )
  for (const part of ['package.json', 'dist']) {
    const installed = inPeers(`node_modules/ringback/${part}`)
    rmSync(installed, { recursive: true, force: true })
    cpSync(fileURLToPath(new URL(`../../${part}`, import.meta.url)), installed, { recursive: true })
  }
}

/** The stamp holds a hash of the files that the work was done for. */
function ifChanged(stamp: string, files: readonly string[], work: () => void): void {
  const hash = createHash('sha256')
  for (const file of files) hash.update(readFileSync(inPeers(file)))
  const current = hash.digest('hex')
  const path = inPeers(stamp)
  if (existsSync(path) && readFileSync(path, 'utf8') === current) return
  work()
  writeFileSync(path, current)
}

function run(command: string, words: readonly string[]): void {
  // What is printed to the standard output is the tables, and nothing else.
  execFileSync(command, words, { cwd: peersFolder, stdio: ['ignore', 2, 2] })
}

function inPeers(path: string): string {
  return join(peersFolder, path)
}
