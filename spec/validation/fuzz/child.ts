import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { isExpress4 } from '../../discover/construct.ts'

const start = fileURLToPath(new URL('start.ts', import.meta.url))
const root = fileURLToPath(new URL('../../..', import.meta.url))

/**
 * A server of this folder in a process of its own, on the copy of Express that the spec runs on. What
 * it sends first is that it listens; it ends with this process.
 */
export function startServer(
  server: 'server' | 'patterns',
  environment: Readonly<Record<string, string>> = {},
): ChildProcess {
  return fork(start, [server, isExpress4 ? 'express4' : 'express'], {
    cwd: root,
    execArgv: ['--expose-gc', '--import', 'tsx'],
    env: { ...process.env, NODE_ENV: 'test', ...environment },
  })
}

/** The next message of a server; rejects where it ends instead. */
export async function hear<Message>(child: ChildProcess): Promise<Message> {
  const ending = new AbortController()
  const ended = once(child, 'exit', { signal: ending.signal }).then(([code, signal]) => {
    throw new Error(`the server has ended with ${String(code ?? signal)}`)
  })
  const heard = once(child, 'message', { signal: ending.signal })
  try {
    const [message] = (await Promise.race([heard, ended])) as [Message]
    return message
  } finally {
    ended.catch(() => {})
    heard.catch(() => {})
    ending.abort()
  }
}
