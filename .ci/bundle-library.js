// What is imported from the package, as CommonJS, which is one copy for `import` and for `require()`: an ES module
// cannot load another when it needs it, but for by waiting, and takes twice as long to compile.
import { dirname, join, posix, relative, resolve } from 'node:path'
import { transform } from 'esbuild'
import { rolldown } from 'rolldown'

/**
 * @param options `entries` such as lib/index.ts; `outside`, the packages that stay outside; `alias`, what takes the
 *   place of a package; `loader`, the file that loads packages; `everywhere`, what esbuild is told of the engine.
 * @returns the `files` with their texts, the `entries` with the names that they export, and the `inputs` of them all.
 */
export const bundleLibrary = async (options) => {
  const chunks = await bundleModules(options)
  const publicNames = options.entries.map(nameOf)
  const isPublic = ({ isEntry, name }) => isEntry && publicNames.includes(name)
  return {
    files: await Promise.all(
      chunks.map((chunk) => toCommonJs(chunk, isPublic(chunk), options.everywhere)),
    ),
    entries: chunks
      .filter(isPublic)
      .map(({ fileName, exports }) => ({ file: fileName, names: exports })),
    inputs: chunks.flatMap(({ moduleIds }) => moduleIds),
  }
}

/**
 * What an app need not have at its start, such as all that writes the document: each is loaded when it is first
 * used. It is as much as all the rest, and to load that takes as long.
 */
const deferred = [
  'lib/callbacks/client-router.ts',
  'lib/callbacks/expression-errors.ts',
  'lib/callbacks/source-rules.ts',
  'lib/callbacks/source.ts',
  'lib/discover-problems.ts',
  'lib/document/document.ts',
  'lib/document/receiver-components.ts',
  'lib/document/receiver-paths.ts',
  'lib/links/link-faults.ts',
  'lib/page/browser-files.ts',
  'lib/path/express4.ts',
  'lib/path/regexp.ts',
  'lib/yaml.ts',
  '@valibot/to-json-schema',
]

/** Such as document/document, of lib/document/document.ts. */
const nameOf = (source) => source.replace(/^lib\/|\.ts$|^@/g, '')

/** An import of what is deferred is left to `loadLater()`; the file itself is an entry. */
const defer = ({ root, loader }) => ({
  name: 'defer',
  resolveId(specifier, importer) {
    if (specifier.endsWith(loader)) return { id: `outside:${loader}`, external: true }
    if (importer === undefined) return undefined
    const file = specifier.startsWith('.')
      ? relative(root, resolve(dirname(importer), specifier)).replaceAll('\\', '/')
      : specifier
    return deferred.includes(file)
      ? { id: `deferred:${nameOf(file)}.js`, external: true }
      : undefined
  },
})

/**
 * What the main entry has at its start is one file, which all others share: each file more takes its time. What the
 * others have besides is one for each. An entry itself holds no more than names, for which Node looks in every file
 * that is imported from CommonJS.
 */
const groupsOf = ({ root, entries }) => [
  { name: 'core', test: join(root, 'lib/index.ts'), priority: 2 },
  { name: 'shared', minShareCount: 2, priority: 1 },
  ...entries.map((source) => ({ name: nameOf(dirname(source)), test: join(root, source) })),
]

const bundleModules = async (options) => {
  const { root, entries, outside, alias } = options
  const bundle = await rolldown({
    cwd: root,
    input: Object.fromEntries([...entries, ...deferred].map((source) => [nameOf(source), source])),
    platform: 'node',
    external: (id) => outside.some((name) => id === name || id.startsWith(`${name}/`)),
    resolve: { alias },
    plugins: [defer(options)],
  })
  const { output } = await bundle.generate({
    format: 'esm',
    chunkFileNames: 'chunks/[name].js',
    codeSplitting: { groups: groupsOf(options) },
    minifyInternalExports: false,
  })
  return output
}

const toCommonJs = async ({ fileName: file, code: modules }, isPublic, everywhere) => {
  // Jest, which runs the tests of many an app, refuses import() in CommonJS.
  const supported = { 'dynamic-import': false }
  const { code } = await transform(modules, { ...everywhere, format: 'cjs', supported })
  return { file, text: loadLater(file, isPublic ? code : exportValues(file, code)) }
}

/** Of what only we import: values, for the functions that esbuild has others ask for them are called at each use. */
const exportValues = (file, code) => {
  const functions =
    /^__export\(stdin_exports, \{\n((?: {2}\S+: \(\) => [\w$]+,?\n)*)\}\);\nmodule\.exports = .*\n/m
  const [whole, names] = functions.exec(code) ?? []
  if (whole === undefined) throw new Error(`${file} exports in a way that is not known here.`)
  return `${code.replace(whole, '')}module.exports = {\n${names.replaceAll('() => ', '')}};\n`
}

/** The line that loads a module, and every use of it, as esbuild writes them. */
const loadLater = (file, code) => {
  const names = []
  const lines = /^var (\w+) = require\("deferred:([^"]+)"\);$/gm
  const declared = code.replaceAll(lines, (_, name, other) => {
    names.push(name)
    const from = `./${posix.relative(posix.dirname(file), other)}`
    return `let ${name}_loaded;\nconst ${name}_load = () => ${name}_loaded ??= require("${from}");`
  })
  const used = names.reduce(
    (text, name) => text.replaceAll(new RegExp(`\\b${name}\\.`, 'g'), `${name}_load().`),
    declared,
  )
  const isKnown = names.every((name) => !new RegExp(`\\b${name}\\b`).test(used))
  if (isKnown && !used.includes('"deferred:')) return used
  throw new Error(`${file} uses what is loaded later in a way that is not known here.`)
}
