import { fileURLToPath } from 'node:url'
import { configDefaults, defineConfig } from 'vitest/config'
import type { TestProjectInlineConfiguration } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Folders and files of spec/ that a project of their own runs, or that hold no specs. */
const specsOfOtherProjects = [
  'spec/hidden-class.spec.ts',
  'spec/judges.spec.ts',
  'spec/**/judged.spec.ts',
  'spec/browser/**',
  'spec/consumers/**',
  'spec/agents/**',
  'spec/clients/**',
  'spec/engines/**',
  'spec/apps/**',
  'spec/types/**',
]

/**
 * Specs that no version of Express makes a difference to: they do not go through it, or try each version
 * themselves, or send through it what others judge, while `bodies` and `responses` try the sending on both.
 */
const independentOfExpress = [
  ...[
    ...['callback-url', 'corpus', 'evaluate', 'expression', 'find-in-schema'],
    ...['link-expressions', 'rules'],
  ].map((name) => `spec/callbacks/${name}.spec.ts`),
  ...['equivalence', 'links', 'random-declarations', 'base/*', 'schemas/*', 'versions/*'].map(
    (name) => `spec/document/${name}.spec.ts`,
  ),
  ...['discriminated', 'parameters', 'schemas', 'security', 'table'].map(
    (name) => `spec/fastapi/${name}.spec.ts`,
  ),
  ...[
    ...['json-schema-suite', 'json-schema-validator', 'parameters', 'response-filter'],
    ...['responses/leaks', 'slow-patterns'],
  ].map((name) => `spec/validation/${name}.spec.ts`),
  'spec/cli/**',
  'spec/decorators/!(compilers|controllers).spec.ts',
  'spec/delivery/!(targets).spec.ts',
  'spec/document/receiver-document.spec.ts',
  'spec/page/browser/**',
  'spec/path/**',
  'spec/reference.spec.ts',
  'spec/registry.spec.ts',
  'spec/schema/**',
]

/** The demo is written as a user would write it, and runs on the sources. */
const ringback = [
  { find: /^ringback$/, replacement: `${root}lib/index.ts` },
  { find: /^ringback\/delivery$/, replacement: `${root}lib/delivery/index.ts` },
  { find: /^ringback\/receiver$/, replacement: `${root}lib/receiver/index.ts` },
  { find: /^ringback\/decorators$/, replacement: `${root}lib/decorators/index.ts` },
]

/**
 * One thread for many files: to load the packages anew for each takes longer than most of the specs. What
 * needs a process of its own starts one.
 */
const shared = {
  pool: 'threads',
  isolate: false,
  setupFiles: 'spec/fresh-modules.ts',
} as const

/** Every spec against one version of Express: specs, lib and demo-app all `import` it as `express`. */
function createExpressProject(
  name: string,
  copy = 'express',
  include = ['spec/**/*.spec.ts'],
  others: string[] = [],
): TestProjectInlineConfiguration {
  return {
    extends: true,
    resolve: { alias: [...ringback, { find: /^express$/, replacement: copy }] },
    test: {
      ...shared,
      name,
      include,
      exclude: [...configDefaults.exclude, ...specsOfOtherProjects, ...others],
    },
  }
}

/** The same in a process that nothing else has run in: of the engine's own state, of which a thread has one. */
function createProcessProject(name: string, copy: string): TestProjectInlineConfiguration {
  return {
    extends: true,
    resolve: { alias: [...ringback, { find: /^express$/, replacement: copy }] },
    test: { name, include: ['spec/hidden-class.spec.ts'] },
  }
}

/** Discovery reads what Express keeps of its routes, and that differs from version to version. */
const otherVersions = [
  'express-4.17',
  'express-5.0',
  'express-5.1',
  'express-5.2',
  'express-5.2-router-2.3',
]

const slow =
  /\/(types|judged|judges|fuzz|slow-patterns|random-declarations|equivalence|consumers|quick-start|large|authorize|agreement|check|entry|providers|trigger|receive|crash|demo|postgres-[a-z]+|redis-processes|sqlite-processes)\.spec\.ts$/

/**
 * Starts what takes long first, so that nothing of it is left when the rest is done; in both, project by
 * project, since a thread takes another file of its own project only, and only if that is the next.
 */
class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = (await super.sort(files)).toSorted(byProject)
    const isSlow = ({ moduleId }: TestSpecification): boolean => slow.test(moduleId)
    return [...sorted.filter(isSlow), ...sorted.filter((file) => !isSlow(file))]
  }
}

function byProject(a: TestSpecification, b: TestSpecification): number {
  return a.project.name.localeCompare(b.project.name, 'en')
}

export default defineConfig({
  root,
  test: {
    pool: 'forks',
    // Two more than the cores that it is meant for: browsers, installations and servers are waited for.
    maxWorkers: 4,
    sequence: { sequencer: SlowFirst },
    testTimeout: 30_000,
    // set here, since Vitest keeps the NODE_ENV of the shell that it is started from
    // and so that each spec that runs the demo has deliveries of its own
    env: { NODE_ENV: 'test', DELIVERIES_FILE: ':memory:' },
    projects: [
      createExpressProject('express-5'),
      createExpressProject('express-4', 'express4', undefined, independentOfExpress),
      createProcessProject('express-5-alone', 'express'),
      createProcessProject('express-4-alone', 'express4'),
      ...otherVersions.map((copy) =>
        createExpressProject(copy, copy, ['spec/discover/**/*.spec.ts']),
      ),
      {
        extends: true,
        resolve: { alias: ringback },
        test: {
          ...shared,
          name: 'judges',
          include: ['spec/judges.spec.ts', 'spec/**/judged.spec.ts'],
        },
      },
      {
        extends: true,
        resolve: { alias: ringback },
        test: {
          ...shared,
          pool: 'forks',
          name: 'browser',
          // a Chromium on a busy machine may never come back from a page
          retry: 1,
          include: ['spec/browser/**/*.spec.ts'],
          globalSetup: 'spec/browser/setup.ts',
          testTimeout: 120_000,
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
      {
        extends: true,
        test: {
          name: 'types',
          include: ['spec/types/**/*.spec.ts'],
          testTimeout: 240_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'agents',
          include: ['spec/agents/**/*.spec.ts'],
          testTimeout: 240_000,
          hookTimeout: 240_000,
        },
      },
      {
        extends: true,
        // both apps run on Express 4
        resolve: { alias: [...ringback, { find: /^express$/, replacement: 'express4' }] },
        test: { ...shared, name: 'apps', include: ['spec/apps/**/*.spec.ts'] },
      },
      {
        extends: true,
        resolve: { alias: ringback },
        test: {
          name: 'engines',
          include: ['spec/engines/**/*.spec.ts'],
          testTimeout: 120_000,
          hookTimeout: 240_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'clients',
          include: ['spec/clients/**/*.spec.ts'],
          testTimeout: 240_000,
          hookTimeout: 240_000,
        },
      },
    ],
  },
})
