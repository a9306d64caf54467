import { fileURLToPath } from 'node:url'
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config'

const root = fileURLToPath(new URL('../../..', import.meta.url))

function createProject(
  name: string,
  express: string,
  test: TestProjectInlineConfiguration['test'],
): TestProjectInlineConfiguration {
  const alias = [
    { find: /^ringback$/, replacement: `${root}lib/index.ts` },
    { find: /^express$/, replacement: express },
  ]
  return { resolve: { alias }, test: { ...test, name } }
}

/** The ways in which Vitest runs the files of a project. `--mode` says by which name Express is installed. */
export default defineConfig(({ mode }) => ({
  root: fileURLToPath(new URL('.', import.meta.url)),
  test: {
    maxWorkers: 1,
    projects: [
      createProject('forks', mode, { include: ['first.trial.ts'], pool: 'forks' }),
      createProject('threads', mode, { include: ['first.trial.ts'], pool: 'threads' }),
      createProject('one thread', mode, {
        include: ['*.trial.ts'],
        pool: 'threads',
        isolate: false,
      }),
    ],
  },
}))
