import { fileURLToPath } from 'node:url'
import { configDefaults, defineConfig } from 'vitest/config'
import type { TestProjectInlineConfiguration } from 'vitest/config'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Folders and files of spec/ that a project of their own runs, or that hold no specs. */
const specsOfOtherProjects = [
  'spec/judges.spec.ts',
  'spec/browser/**',
  'spec/consumers/**',
  'spec/apps/**',
]

/** Every spec against one version of Express: specs, lib and demo-app all `import` it as `express`. */
function createExpressProject(
  name: string,
  resolve: { alias?: { find: RegExp; replacement: string }[] } = {},
): TestProjectInlineConfiguration {
  return {
    extends: true,
    resolve,
    test: {
      name,
      include: ['spec/**/*.spec.ts'],
      exclude: [...configDefaults.exclude, ...specsOfOtherProjects],
    },
  }
}

export default defineConfig({
  root,
  test: {
    pool: 'forks',
    maxWorkers: 2,
    // set here, since Vitest keeps the NODE_ENV of the shell that it is started from
    env: { NODE_ENV: 'test' },
    projects: [
      createExpressProject('express-5'),
      createExpressProject('express-4', {
        alias: [{ find: /^express$/, replacement: 'express4' }],
      }),
      {
        extends: true,
        test: { name: 'judges', include: ['spec/judges.spec.ts'] },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: ['spec/browser/**/*.spec.ts'],
          globalSetup: 'spec/browser/setup.ts',
          fileParallelism: false,
          testTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'consumers',
          include: ['spec/consumers/**/*.spec.ts'],
          exclude: [...configDefaults.exclude, 'spec/consumers/projects/**'],
          testTimeout: 240_000,
          hookTimeout: 240_000,
        },
      },
    ],
  },
})
