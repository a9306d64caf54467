const { transformSync } = require('esbuild')

/** TypeScript to what Jest runs, and nothing else: as @swc/jest and esbuild-jest do. */
module.exports = {
  process: (source, sourcefile) =>
    transformSync(source, {
      ...{ loader: 'ts', format: 'cjs', target: 'node20' },
      ...{ sourcefile, sourcemap: 'inline' },
    }),
}
