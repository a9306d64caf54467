/**
 * The floors of the house, lowest first. A file imports only from its own floor or one below it, types
 * included; `import/no-cycle` forbids cycles within a floor.
 */
const floors = [
  [
    'errors',
    'openapi-types',
    'openapi-version',
    'express',
    'place',
    'schema-types',
    'path',
    'path/*',
    'json-schema',
    'json',
    'did-you-mean',
    'free-name',
    'read-property',
    'own-layer',
    'report',
    'inspected',
    'one-entry',
  ],
  [
    'create-server',
    'mount-paths',
    'walls',
    'discover-problems',
    'callbacks/expression',
    'callbacks/expression-*',
    'callbacks/evaluate',
    'callbacks/callback-url',
    'callbacks/find-in-schema',
    'callbacks/schema-*',
    'schema',
    'schema/*',
    'schema/valibot',
    'sub-app',
  ],
  ['declared-operation'],
  [
    'definition',
    'merge-operations',
    'validation/*',
    'callbacks/source',
    'callbacks/source-*',
    'links/*',
  ],
  ['definition-mistakes', 'decorated-handler'],
  [
    'handler',
    'read-definition',
    'read-content',
    'definition-context',
    'registry',
    'route-declarations',
  ],
  ['callbacks/router-types', 'callbacks/called-url', 'callbacks/request-exchange'],
  [
    'callbacks/client-router',
    'callbacks/router',
    'operation',
    'discover',
    'request-settings',
    'compile-checks',
    'find-route',
    'refuse-request',
    'route-layers',
    'error-layer',
    'run-operation',
  ],
  ['document/*', 'document/base/*', 'document/schemas/*', 'document/versions/*'],
  [
    'option-values',
    'ready-answer',
    'forwarded-prefix',
    'page/*',
    'page/swagger-ui',
    'page/browser/*',
  ],
  [
    'options',
    'guard',
    'cors',
    'yaml',
    'documentation',
    'watch-page',
    'lookout',
    'document-answers',
    'answers',
    'listed-routes',
  ],
  ['serve'],
  // Entry points of their own: nothing of the core imports them.
  [
    'delivery/*',
    'delivery/http-client',
    'delivery/addresses',
    'delivery/*/*',
    'delivery/postgres/pg-boss',
    'delivery/redis/bullmq',
    'delivery/redis/ioredis',
  ],
  ['receiver/*', 'receiver/*/*', 'receiver/sample/sample'],
  ['cli/*', 'cli/*/*', 'cli/main', 'cli/entry/module-loader'],
  ['decorators/*'],
  ['index'],
]

/** One outside dependency, one file. */
const owners = {
  express: 'express',
  'openapi-types': 'openapi-types',
  'swagger-ui-express': 'page/swagger-ui',
  cors: 'cors',
  'js-yaml': 'yaml',
  undici: 'delivery/http-client',
  'ipaddr.js': 'delivery/addresses',
  'pg-boss': 'delivery/postgres/pg-boss',
  bullmq: 'delivery/redis/bullmq',
  ioredis: 'delivery/redis/ioredis',
  'openapi-sampler': 'receiver/sample/sample',
  commander: 'cli/main',
  jiti: 'cli/entry/module-loader',
  '@valibot/to-json-schema': 'schema/valibot',
  ajv: 'validation/ajv',
  'ajv-formats': 'validation/ajv',
}

const floorRules = floors.map((files, floor) => ({
  files: files.map((file) => `lib/${file}.ts`),
  rules: {
    'no-restricted-imports': [
      'error',
      { patterns: restrict(files, floors.slice(floor + 1).flat()) },
    ],
  },
}))

function restrict(files, above) {
  const outside = Object.entries(owners)
    .filter(([, owner]) => !files.includes(owner))
    .map(([dependency]) => dependency)
  return [
    {
      group: outside,
      message: 'One outside dependency, one file: import it from the file that owns it.',
    },
    ...(above.length === 0
      ? []
      : [
          {
            regex: above.map(pathPattern).join('|'),
            message: 'Imports point down: that file is on a floor above this one.',
          },
        ]),
  ]
}

/** `document/*` is written `./document/x.ts` from lib itself, `../document/x.ts` from a folder, and so on. */
function pathPattern(file) {
  return `^(?:\\.\\.?/)+${file.replace('*', '[^/]+')}\\.ts$`
}

export default {
  plugins: ['import', 'typescript', 'unicorn', 'oxc', 'vitest', 'promise', 'node'],
  options: { typeAware: true },
  categories: { correctness: 'error' },
  ignorePatterns: [
    'dist',
    'spec/consumers/projects',
    'spec/browser/output',
    'spec/types/mistakes',
    'lib/page/browser-files.ts',
  ],
  rules: {
    'import/no-cycle': 'error',
    'import/no-default-export': 'error',
    'typescript/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
    'typescript/no-explicit-any': 'error',
    'typescript/no-floating-promises': 'error',
    'typescript/switch-exhaustiveness-check': [
      'error',
      { considerDefaultExhaustiveForUnions: true },
    ],
    // Each of these is right in general, and wrong about how this project is written.
    'promise/no-callback-in-promise': 'off',
    'typescript/no-misused-spread': 'off',
    'typescript/unbound-method': 'off',
    'unicorn/no-useless-spread': 'off',
    'vitest/no-focused-tests': 'error',
    'vitest/no-disabled-tests': 'error',
  },
  overrides: [
    ...floorRules,
    {
      files: ['*.config.*', 'spec/vitest.config.ts'],
      rules: { 'import/no-default-export': 'off' },
    },
  ],
}
