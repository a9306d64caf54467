import { mkdirSync, rmSync, statSync } from 'node:fs'
import { utimes } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'

const minutes = 60_000

/**
 * Runs `work` while it holds `directory`, which no other process can make meanwhile.
 *
 * @param log Is told where that takes a while.
 */
export async function withLock<Result>(
  directory: string,
  work: () => Promise<Result>,
  log: (line: string) => void = () => {},
): Promise<Result> {
  await takeLock(directory, log)
  const release = (): void => rmSync(directory, { recursive: true, force: true })
  const signsOfLife = setInterval(() => void touch(directory, log), minutes)
  process.once('exit', release)
  try {
    return await work()
  } finally {
    clearInterval(signsOfLife)
    process.off('exit', release)
    release()
  }
}

const staleAfter = 10 * minutes

async function takeLock(directory: string, log: (line: string) => void): Promise<void> {
  for (let turn = 0; !makeDirectory(directory); turn += 1) {
    if (turn === 0) log(`waiting for another process (${directory})`)
    if (ageOf(directory) > staleAfter) rmSync(directory, { recursive: true, force: true })
    else await delay(250)
  }
}

function makeDirectory(directory: string): boolean {
  try {
    mkdirSync(directory)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

function ageOf(directory: string): number {
  const stats = statSync(directory, { throwIfNoEntry: false })
  return stats === undefined ? 0 : Date.now() - stats.mtimeMs
}

async function touch(directory: string, log: (line: string) => void): Promise<void> {
  const now = new Date()
  // a lock that somebody removed by hand is no reason to end the work
  await utimes(directory, now, now).catch((error: Error) => log(error.message))
}
