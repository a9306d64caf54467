import { spawn } from 'node:child_process'
import { join } from 'node:path'

/** A command that goes on until it is ended, such as `receive`. */
export interface RunningCommand {
  /** As its `listening` line has it, such as `http://127.0.0.1:40123`. */
  readonly url: string
  stdout(): string
  stderr(): string
  /** So many lines of stdout, which come after those that were asked for before. */
  lines(count: number): Promise<Record<string, unknown>[]>
  /** Ends it at once. */
  kill(): void
  /** Sends a signal, and waits for the end of it and of all that it has started. */
  end(signal: NodeJS.Signals): Promise<{ code: number | null; hasLeftProcess: boolean }>
}

/** What ends the process where the one that has started it does not: its stdin ends with that. */
const endWithStdin =
  "data:text/javascript,process.stdin.resume().on('end',()=>process.exit(9)).unref()"

/** Start the installed command; it is to be killed, unless this process ends before. */
export async function startCommand(
  modules: string,
  argv: readonly string[],
  cwd: string,
): Promise<RunningCommand> {
  const bin = join(modules, 'ringback/dist/esm/cli/ringback.js')
  const { PATH = '', HOME = '' } = process.env
  const child = spawn(process.execPath, ['--import', endWithStdin, bin, ...argv], {
    cwd,
    detached: true,
    env: { PATH, HOME },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const said = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => (said[name] += text))
  }
  const closed = new Promise<number | null>((resolve) => child.once('close', resolve))
  let taken = 0
  const url = await until(() => /http:\/\/\S+:\d+/.exec(said.stdout + said.stderr)?.[0], said)
  return {
    url,
    stdout: () => said.stdout,
    stderr: () => said.stderr,
    lines: async (count) =>
      await until(() => {
        const lines = said.stdout.split('\n').slice(taken, -1)
        if (lines.length < count) return undefined
        taken += count
        return lines.slice(0, count).map(parse)
      }, said),
    kill: () => void tell(child.pid, 'SIGKILL'),
    async end(signal) {
      child.kill(signal)
      const code = await closed
      return { code, hasLeftProcess: tell(child.pid, 0) }
    },
  }
}

function parse(line: string): Record<string, unknown> {
  return JSON.parse(line) as Record<string, unknown>
}

async function until<Value>(find: () => Value | undefined, said: object): Promise<Value> {
  const start = performance.now()
  for (;;) {
    const value = find()
    if (value !== undefined) return value
    if (performance.now() - start > 30_000) throw new Error(`Nothing came: ${JSON.stringify(said)}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** Whether there was a process of the group to tell. */
function tell(pid: number | undefined, signal: NodeJS.Signals | 0): boolean {
  try {
    return pid !== undefined && process.kill(-pid, signal)
  } catch {
    return false
  }
}
