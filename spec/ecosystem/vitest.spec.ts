import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { run } from '../consumers/pack.ts'
import { isExpress4 } from '../validation/responses/answering.ts'
import { root } from './bundle.ts'

const command = ['node_modules/vitest/vitest.mjs', 'run', '--reporter=json']

/** Each test of a run of Vitest by its name, with what became of it; the run has ended by itself. */
async function runTrials(projects: readonly string[]): Promise<string[]> {
  const config = ['--config', join('spec', 'ecosystem', 'vitest', 'vitest.config.ts')]
  const express = ['--mode', isExpress4 ? 'express4' : 'express']
  const selected = projects.flatMap((name) => ['--project', name])
  const printed = await run('node', [...command, ...config, ...express, ...selected], root)
  const { testResults } = JSON.parse(printed) as Report
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults)
  return tests.map(({ fullName, status }) => `${fullName}: ${status}`).toSorted()
}

interface Report {
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[]
  }[]
}

function passedIn(file: string): string[] {
  return [
    `the shop, in the ${file} file answers: passed`,
    `the shop, in the ${file} file does so in another copy of the modules, beside the first: passed`,
    `the shop, in the ${file} file is documented: passed`,
    `the shop, in the ${file} file mounts the router of one copy in an app of the other: passed`,
  ]
}

describe('an app under test in Vitest, with vi.resetModules()', () => {
  const first = passedIn('first')
  // One way of running them each: Express has no part in the difference.
  const [projects, expected] = isExpress4
    ? [['one thread'], [...first, ...passedIn('second')]]
    : [['forks', 'threads'], [...first, ...first].toSorted()]

  it(`answers and is documented in ${projects.join(' and ')}`, { timeout: 120_000 }, async () => {
    expect(await runTrials(projects)).toEqual(expected)
  })
})
