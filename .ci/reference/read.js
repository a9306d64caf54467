import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadTypeDoc } from './install.js'

/** What a package exports, by the names that its users import. */
export function listEntries(root) {
  const { name, exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  return Object.entries(exports)
    .filter(([, target]) => typeof target === 'object')
    .map(
      ([
        path,
        {
          import: { types },
        },
      ]) => ({
        name: `${name}${path.slice(1)}`,
        source: types.replace('./dist/esm/', '').replace(/\.d\.ts$/, '.ts'),
        file: `${path === '.' ? name : path.slice(2)}.md`,
      }),
    )
}

/**
 * What TypeDoc finds in the entries, as plain data, and what it has to say of it. Types that are not
 * exported, and that those which are refer to, stand in a module of their own within each.
 */
export async function readProject(root, entries) {
  const { typedoc, plugin } = await loadTypeDoc()
  const app = await typedoc.Application.bootstrapWithPlugins({
    entryPoints: entries.map(({ source }) => join(root, 'lib', source)),
    tsconfig: join(root, 'tsconfig.json'),
    basePath: join(root, 'lib'),
    plugin: [plugin],
    internalModule: unexported,
    ...{ alwaysCreateEntryPointModule: true, readme: 'none', sort: ['source-order'] },
    ...{ excludeExternals: true, excludeInternal: true },
    logLevel: 'Warn',
    // `npm run typecheck` has said what is wrong with types
    skipErrorChecking: true,
    ...{ disableGit: true, sourceLinkTemplate: '{path}', gitRevision: 'none' },
    validation: { notExported: false, notDocumented: false, invalidLink: true, invalidPath: false },
  })
  const said = []
  app.logger = createLogger(typedoc, said)
  const project = await app.convert()
  if (!project) throw new Error(`TypeDoc has read nothing.\n${said.join('\n')}`)
  app.validate(project)
  return { project: app.serializer.projectToObject(project, typedoc.normalizePath(root)), said }
}

/** No name of a module, which nobody can take. */
export const unexported = '<unexported>'

function createLogger({ Logger, LogLevel }, said) {
  class Listener extends Logger {
    log(message, level) {
      if (level >= LogLevel.Warn) said.push(message)
    }
  }
  return new Listener()
}
