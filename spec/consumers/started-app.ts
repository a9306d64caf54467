import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** An app that runs in a process of its own, as its users start it. */
export interface StartedApp {
  readonly origin: string
  /** What it has written to its standard error until now. */
  stderr(): string
  /** In milliseconds of a processor since the process began, by the app and by the system for it. */
  usage(): Promise<number>
  stop(): Promise<void>
}

const tellUsage = fileURLToPath(new URL('tell-usage.cjs', import.meta.url))

/**
 * Start the file of an app that listens at `process.env.PORT`, and wait until it does.
 *
 * @param preloaded What runs before it, by its path.
 */
export async function startApp(
  folder: string,
  file: string,
  preloaded: readonly string[] = [],
): Promise<StartedApp> {
  const before = [...preloaded, tellUsage].flatMap((path) => ['--require', path])
  const child = spawn(process.execPath, [...before, file], {
    cwd: folder,
    env: { ...process.env, PORT: '0', NODE_ENV: 'development' },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  let written = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (written += text))
  const ended = once(child, 'close')
  const next = async <Message>(): Promise<Message> => {
    const [message] = await Promise.race([once(child, 'message'), ended.then(() => [undefined])])
    if (message === undefined) throw new Error(`${file} has ended.\n${written}`)
    return message as Message
  }
  const port = await next<number>()
  return {
    origin: `http://127.0.0.1:${port}`,
    stderr: () => written,
    usage: async () => {
      const answer = next<NodeJS.CpuUsage>()
      child.send('usage')
      const { user, system } = await answer
      return (user + system) / 1000
    },
    stop: async () => {
      child.kill()
      await ended
    },
  }
}
