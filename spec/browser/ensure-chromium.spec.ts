import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { ensureChromium } from './ensure-chromium.ts'
import type { Machine } from './ensure-chromium.ts'

describe('ensureChromium()', () => {
  let written = ''
  beforeEach(() => {
    written = ''
    const write = vi.spyOn(process.stderr, 'write')
    write.mockImplementation((text) => {
      written += String(text)
      return true
    })
    return () => write.mockRestore()
  })

  it('takes CHROME_PATH before any other', async () => {
    const { machine, bin } = createMachine({ 'my-chrome': printVersion, chromium: printVersion })
    const env = { ...machine.env, CHROME_PATH: join(bin, 'my-chrome') }
    expect(await ensureChromium({ ...machine, env })).toBe(join(bin, 'my-chrome'))
  })

  it('refuses a CHROME_PATH that does not run, although there are others', async () => {
    const { machine, readCommands } = createMachine({ chromium: printVersion })
    const env = { ...machine.env, CHROME_PATH: '/nowhere/chrome' }
    await expect(ensureChromium({ ...machine, env })).rejects.toThrow(
      "CHROME_PATH is '/nowhere/chrome', which does not run: spawn /nowhere/chrome ENOENT\n" +
        'Set it to the executable of a Chromium or Chrome, or unset it to have one found or installed.',
    )
    expect(readCommands()).toEqual([])
  })

  it('takes the first on PATH that runs and is one', async () => {
    const { machine, bin } = createMachine({
      chromium: 'echo "this needs a snap" >&2; exit 1',
      'chromium-browser': 'echo "Firefox 1.0"',
      'google-chrome': printVersion,
      'google-chrome-stable': printVersion,
    })
    expect(await ensureChromium(machine)).toBe(join(bin, 'google-chrome'))
  })

  it('takes the headless shell before a whole Chromium', async () => {
    const { machine, bin } = createMachine({
      chromium: printVersion,
      'chromium-headless-shell': printVersion,
    })
    expect(await ensureChromium(machine)).toBe(join(bin, 'chromium-headless-shell'))
  })

  it('looks in the usual places where PATH has none', async () => {
    const { machine, bin } = createMachine({ chrome: printVersion })
    const places = ['/nowhere/chrome', join(bin, 'chrome')]
    expect(await ensureChromium({ ...machine, places })).toBe(join(bin, 'chrome'))
  })

  it('installs the shell and a font with apt-get as root', async () => {
    const { machine, bin, readCommands } = createMachine({ 'apt-get': installOn('install') })
    expect(await ensureChromium({ ...machine, isRoot: true })).toBe(join(bin, 'chromium'))
    expect(readCommands()).toEqual([
      'update',
      'install -y --no-install-recommends chromium-headless-shell fonts-dejavu-core',
    ])
  })

  it('installs a whole Chromium where apt-get has no shell', async () => {
    const failing = `case "$*" in *headless-shell*) exit 100;; esac; ${installOn('install')}`
    const { machine, bin, readCommands } = createMachine({ 'apt-get': failing })
    expect(await ensureChromium({ ...machine, isRoot: true })).toBe(join(bin, 'chromium'))
    expect(readCommands()).toEqual([
      'update',
      'install -y --no-install-recommends chromium fonts-dejavu-core',
    ])
  })

  it('installs although a package source is dead', async () => {
    const failing = `[ "$1" = update ] && exit 100; ${installOn('install')}`
    const { machine, bin } = createMachine({ 'apt-get': failing })
    expect(await ensureChromium({ ...machine, isRoot: true })).toBe(join(bin, 'chromium'))
  })

  it('downloads one without being root', async () => {
    const files = { 'apt-get': installOn('install'), download: installOn('chromium') }
    const { machine, bin, readCommands } = createMachine(files)
    expect(await ensureChromium(machine)).toBe(join(bin, 'chromium'))
    expect(readCommands()).toEqual(['chromium'])
  })

  it('downloads one where apt-get has none', async () => {
    const { machine, bin } = createMachine({
      'apt-get': 'echo "E: Unable to locate package chromium" >&2; exit 100',
      download: installOn('chromium'),
    })
    expect(await ensureChromium({ ...machine, isRoot: true })).toBe(join(bin, 'chromium'))
  })

  it('shows on stderr what it runs and what that prints', async () => {
    const { machine, bin } = createMachine({ download: `echo 50 %; ${installOn('chromium')}` })
    await ensureChromium(machine)
    expect(written).toBe(
      `[chromium] no Chromium yet; running: ${join(bin, 'download')} chromium\n50 %\n`,
    )
  })

  it('installs once for callers that come at the same time', async () => {
    const slow = `/bin/sleep 0.5; ${installOn('chromium')}`
    const { machine, bin, readCommands } = createMachine({ download: slow })
    const callers = [ensureChromium(machine), ensureChromium(machine), ensureChromium(machine)]
    expect(await Promise.all(callers)).toEqual(callers.map(() => join(bin, 'chromium')))
    expect(readCommands()).toEqual(['chromium'])
  })

  it('waits while another process holds the lock, and takes what that installed', async () => {
    const { machine, bin, lock, readCommands } = createMachine({ download: installOn('chromium') })
    mkdirSync(lock)
    const waiting = ensureChromium(machine)
    await delay(600)
    writeScript(join(bin, 'google-chrome'), printVersion)
    rmSync(lock, { recursive: true })
    expect(await waiting).toBe(join(bin, 'google-chrome'))
    expect(readCommands()).toEqual([])
  })

  it('takes over a lock that was left behind ten minutes ago', async () => {
    const { machine, bin, lock } = createMachine({ download: installOn('chromium') })
    mkdirSync(lock)
    const elevenMinutesAgo = new Date(Date.now() - 11 * 60_000)
    utimesSync(lock, elevenMinutesAgo, elevenMinutesAgo)
    expect(await ensureChromium(machine)).toBe(join(bin, 'chromium'))
  })

  it('says everything that it tried, and what to do, and leaves no lock', async () => {
    const { machine, bin, lock } = createMachine({
      chromium: 'echo "libnss3.so: cannot open shared object file" >&2; exit 127',
      'apt-get': 'echo "E: Unable to fetch" >&2; exit 100',
      download: 'echo "getaddrinfo ENOTFOUND" >&2; exit 1',
    })
    const problem = await ensureChromium({ ...machine, isRoot: true }).catch(String)
    expect(problem.replaceAll(bin, '<bin>').split('\n')).toEqual([
      'Error: No Chromium could be found or installed; the last attempt: ran <bin>/download chromium: exit code 1: getaddrinfo ENOTFOUND',
      'Tried:',
      '  - looked for chromium-headless-shell, chromium, chromium-browser, google-chrome, google-chrome-stable on PATH',
      '  - looked for /nowhere/chromium',
      '  - ran <bin>/chromium: exit code 127: libnss3.so: cannot open shared object file',
      '  - ran <bin>/apt-get update: exit code 100: E: Unable to fetch',
      '  - ran <bin>/apt-get install -y --no-install-recommends chromium-headless-shell fonts-dejavu-core: exit code 100: E: Unable to fetch',
      '  - ran <bin>/apt-get install -y --no-install-recommends chromium fonts-dejavu-core: exit code 100: E: Unable to fetch',
      '  - ran <bin>/download chromium: exit code 1: getaddrinfo ENOTFOUND',
      'Install Chromium or Chrome (on Debian, as root: apt-get install chromium-headless-shell; elsewhere:',
      'npx playwright-core install --with-deps chromium), or set CHROME_PATH to its executable.',
    ])
    expect(existsSync(lock)).toBe(false)
  })
})

const printVersion = 'echo "Chromium 1.2.3"'

/** A command that notes its arguments, and whose result is a Chromium where the first is `word`. */
function installOn(word: string): string {
  const makeChromium = `echo '#!/bin/sh\n${printVersion}' > chromium; /bin/chmod +x chromium`
  return `cd "\${0%/*}"; echo "$*" >> commands; if [ "$1" = ${word} ]; then ${makeChromium}; fi`
}

/** A machine that has the given shell scripts on its PATH, and nothing else. */
function createMachine(scripts: Record<string, string>) {
  const folder = mkdtempSync(join(tmpdir(), 'ringback-spec-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const bin = join(folder, 'bin')
  mkdirSync(bin)
  for (const [name, body] of Object.entries(scripts)) writeScript(join(bin, name), body)
  const machine: Machine = {
    env: { PATH: bin },
    isRoot: false,
    places: ['/nowhere/chromium'],
    download: [join(bin, 'download'), 'chromium'],
    temporary: folder,
  }
  const readCommands = (): string[] => readLines(join(bin, 'commands'))
  return { machine, bin, lock: join(folder, 'ringback-chromium.lock'), readCommands }
}

function writeScript(path: string, body: string): void {
  writeFileSync(path, `#!/bin/sh\n${body}\n`)
  chmodSync(path, 0o755)
}

function readLines(path: string): string[] {
  return existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n') : []
}
