/** A command that is ended before it is done: by Ctrl+C, or by who reads what it prints. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createProject, installCommand, runCommand, uninstallCommand } from './command.ts'
import type { RunOptions } from './command.ts'

let modules = ''
beforeAll(async () => {
  modules = await installCommand()
}, 60_000)
afterAll(() => uninstallCommand(modules))

const document = {
  openapi: '3.1.0',
  info: { title: 'Moves', version: '1' },
  webhooks: { moved: { post: { responses: { 204: { description: 'Noted' } } } } },
}
const files = {
  'openapi.json': JSON.stringify(document),
  'large.json': JSON.stringify({
    ...document,
    info: { ...document.info, description: 'x'.repeat(10_000_000) },
  }),
}

function run(argv: readonly string[], options: Omit<RunOptions, 'cwd'>) {
  return runCommand(modules, argv, { cwd: createProject(modules, files), ...options })
}

/** A server that never answers, and what is aborted once it is asked. */
async function listenInVain() {
  const server = createServer(() => asked.abort()).listen(0, '127.0.0.1')
  const asked = new AbortController()
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: asked.signal,
    close: () => server.close().closeAllConnections(),
  }
}

describe.concurrent('Ctrl+C ends at once, with 130 and nothing half printed,', () => {
  it.each([
    ['export', (url: string) => ['export', `${url}/openapi.json`, '--receiver']],
    ['diff', (url: string) => ['diff', 'openapi.json', url]],
    ['receive', (url: string) => ['receive', url, '--port', '0']],
    ['trigger', (url: string) => ['trigger', url, 'moved', '--to', url]],
    [
      'trigger that waits for its answer',
      (url: string) => ['trigger', 'openapi.json', 'moved', '--to', url, '--json'],
    ],
  ])('%s', async (_what, argvOf) => {
    const { url, asked, close } = await listenInVain()
    try {
      const ended = await run(argvOf(url), { interrupt: asked })
      expect(ended).toMatchObject({ code: 130, stdout: '', stderr: '', hasLeftProcess: false })
      expect(ended.tookMs).toBeLessThan(20_000)
    } finally {
      close()
    }
  })
})

describe('who has read enough of stdout ends', () => {
  it.each([
    ['export', ['export', 'large.json', '--receiver']],
    ['diff', ['diff', 'openapi.json', 'large.json', '--json']],
    ['receive', ['receive', 'openapi.json', '--port', '0', '--no-json']],
  ])('%s, without an error', async (_what, argv) => {
    const ended = await run(argv, { close: 'stdout' })
    expect(ended).toMatchObject({ code: 0, stderr: '', hasLeftProcess: false })
  })
})

describe('who does not read stderr', () => {
  it('leaves the exit code as it is', async () => {
    const ended = await run(['diff', 'nowhere.json', 'openapi.json'], { close: 'stderr' })
    expect(ended).toMatchObject({ code: 2, stdout: '', hasLeftProcess: false })
  })

  it('does not end receive', async () => {
    const port = await findFreePort()
    const interrupt = new AbortController()
    const running = run(['receive', 'openapi.json', '--port', String(port), '--json'], {
      close: 'stderr',
      interrupt: interrupt.signal,
    })
    const post = (): Promise<number> =>
      fetch(`http://127.0.0.1:${port}/moved`, { method: 'POST' }).then(
        ({ status }) => status,
        () => 0,
      )
    await expect.poll(post, { timeout: 30_000 }).toBe(204)
    // What it has printed in vain, it has before it answers.
    expect(await post()).toBe(204)
    interrupt.abort()
    const { code, stdout, hasLeftProcess } = await running
    expect({ code, hasLeftProcess }).toEqual({ code: 0, hasLeftProcess: false })
    expect(stdout.trim().split('\n')).toHaveLength(2)
  })
})

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
