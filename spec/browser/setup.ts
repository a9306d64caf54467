import type { TestProject } from 'vitest/node'
import { ensureChromium } from './ensure-chromium.ts'

/**
 * Runs once before the browser specs: gets a Chromium and tells the specs where it is. Where none can
 * be had it warns, and the specs report themselves as skipped (`browserOrSkip()`). What it returns runs
 * after all specs, and warns again: the first warning has scrolled away by then.
 *
 * @throws Error with `CI` set in the environment, where skipped specs would pass for a success.
 */
export async function setup(project: Pick<TestProject, 'provide'>): Promise<() => void> {
  try {
    provideChromium(project, await ensureChromium(), '')
    return () => {}
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error)
    if (isContinuousIntegration()) throw error
    warn(problem)
    provideChromium(project, null, problem.split('\n')[0] ?? '')
    return () => warn(problem)
  }
}

function provideChromium(
  project: Pick<TestProject, 'provide'>,
  path: string | null,
  problem: string,
): void {
  project.provide('chromium', path)
  project.provide('chromiumProblem', problem)
}

function isContinuousIntegration(): boolean {
  return !['', '0', 'false'].includes(process.env['CI'] ?? '')
}

function warn(problem: string): void {
  const rule = '!'.repeat(80)
  const lines = [
    '',
    rule,
    'WARNING: THE BROWSER SPECS ARE SKIPPED: nothing is known of the pages that they look at.',
    '',
    problem,
    '',
    'With CI=true this is an error.',
    rule,
    '',
  ]
  process.stderr.write(`${lines.join('\n')}\n`)
}
