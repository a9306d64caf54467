import { main } from '../../lib/cli/main.ts'
import type { Ended } from './command.ts'

/** The command as it is typed, within this process, for what a process of its own would not tell more of. */
export async function callCommand(
  ...argv: readonly string[]
): Promise<Pick<Ended, 'code' | 'stdout' | 'stderr'>> {
  const said = { stdout: '', stderr: '' }
  const code = await main(argv, {
    stdout: { write: (text) => (said.stdout += text) },
    stderr: { write: (text) => (said.stderr += text) },
    ...{ isColour: false, isWatched: false, signal: new AbortController().signal },
  })
  return { code, ...said }
}
