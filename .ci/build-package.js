// Writes dist/, or the folder that is given: what package.json exports and its command, for `import` and for
// `require()`, a file for each and those that they share. A package that it depends on stays outside. One that
// only the build has is taken in, and its licence is written beside it.
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, transform } from 'esbuild'
import { rolldown } from 'rolldown'
import { writeDeclarations } from './declarations.js'

const root = fileURLToPath(new URL('..', import.meta.url))
const target = resolve(process.argv[2] ?? join(root, 'dist'))
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

const sourceOf = (file) => file.replace('./dist/esm/', 'lib/').replace(/\.js$/, '.ts')
const entries = Object.values(manifest.exports).flatMap((entry) =>
  entry.import ? [sourceOf(entry.import.default)] : [],
)
const command = sourceOf(manifest.bin.ringback)

// In ASCII, which is esbuild's default: V8 keeps a file in twice the memory for one character that is beyond Latin-1.
const everywhere = { platform: 'node', target: 'node20', legalComments: 'none' }

const outside = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })

/** What loads a package when it is needed is a file of CommonJS, which the command and the rest have in common. */
const loader = { source: 'lib/load-package.cjs', name: 'load-package.cjs' }

/** The sampler is asked for JSON alone; what it writes XML with is eight packages and 2 MB. */
const withoutXml = { 'fast-xml-parser': './.ci/no-xml.js' }

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
const defer = {
  name: 'defer',
  resolveId(specifier, importer) {
    if (specifier.endsWith(loader.name)) return { id: `outside:${loader.name}`, external: true }
    if (importer === undefined) return undefined
    const file = specifier.startsWith('.')
      ? relative(root, resolve(dirname(importer), specifier)).replaceAll('\\', '/')
      : specifier
    return deferred.includes(file)
      ? { id: `deferred:${nameOf(file)}.js`, external: true }
      : undefined
  },
}

/**
 * What the main entry has at its start is one file, which all others share: each file more takes its time. What the
 * others have besides is one for each. An entry itself holds no more than names, for which Node looks in every file
 * that is imported from CommonJS.
 */
const groups = [
  { name: 'core', test: join(root, 'lib/index.ts'), priority: 2 },
  { name: 'shared', minShareCount: 2, priority: 1 },
  ...entries.map((source) => ({ name: nameOf(dirname(source)), test: join(root, source) })),
]

const bundleLibrary = async () => {
  const entryOf = (source) => [nameOf(source), source]
  const bundle = await rolldown({
    cwd: root,
    input: Object.fromEntries([...entries, ...deferred].map(entryOf)),
    platform: 'node',
    external: (id) => outside.some((name) => id === name || id.startsWith(`${name}/`)),
    resolve: { alias: { 'fast-xml-parser': join(root, '.ci/no-xml.js') } },
    plugins: [defer],
  })
  const { output } = await bundle.generate({
    format: 'esm',
    chunkFileNames: 'chunks/[name]-[hash].js',
    codeSplitting: { groups },
    minifyInternalExports: false,
  })
  return output
}

const toCommonJs = async (chunk) => {
  // Jest, which runs the tests of many an app, refuses import() in CommonJS.
  const supported = { 'dynamic-import': false }
  const { code } = await transform(chunk.code, { ...everywhere, format: 'cjs', supported })
  const path = join(target, 'cjs', chunk.fileName)
  return { path, text: loadLater(path, isPublic(chunk) ? code : exportValues(path, code)) }
}

const isPublic = ({ isEntry, name }) => isEntry && entries.map(nameOf).includes(name)

/** Of what only we import: values, for the functions that esbuild has others ask for them are called at each use. */
const exportValues = (path, code) => {
  const functions =
    /^__export\(stdin_exports, \{\n((?: {2}\S+: \(\) => [\w$]+,?\n)*)\}\);\nmodule\.exports = .*\n/m
  const [whole, names] = functions.exec(code) ?? []
  if (whole === undefined) throw new Error(`${path} exports in a way that is not known here.`)
  return `${code.replace(whole, '')}module.exports = {\n${names.replaceAll('() => ', '')}};\n`
}

/** The line that loads a module, and every use of it, as esbuild writes them. */
const loadLater = (path, code) => {
  const names = []
  const lines = /^var (\w+) = require\("deferred:([^"]+)"\);$/gm
  const declared = code.replaceAll(lines, (_, name, file) => {
    names.push(name)
    const from = `./${relative(dirname(path), join(target, 'cjs', file)).replaceAll('\\', '/')}`
    return `let ${name}_loaded;\nconst ${name}_load = () => ${name}_loaded ??= require("${from}");`
  })
  const used = names.reduce(
    (text, name) => text.replaceAll(new RegExp(`\\b${name}\\.`, 'g'), `${name}_load().`),
    declared,
  )
  const isKnown = names.every((name) => !new RegExp(`\\b${name}\\b`).test(used))
  if (isKnown && !used.includes('"deferred:')) return used
  throw new Error(`${path} uses what is loaded later in a way that is not known here.`)
}

/** The command, by itself, as ES modules: `import()` of an app's own files is what it needs. */
const bundleCommand = () =>
  build({
    ...everywhere,
    absWorkingDir: root,
    entryPoints: [command],
    outbase: 'lib',
    outdir: join(target, 'esm'),
    chunkNames: 'chunks/[name]-[hash]',
    format: 'esm',
    bundle: true,
    splitting: true,
    metafile: true,
    write: false,
    external: outside,
    mainFields: ['module', 'main'],
    plugins: [keepLoader],
    alias: withoutXml,
  })

const keepLoader = {
  name: 'keep-loader',
  setup({ onResolve }) {
    const filter = new RegExp(`/${loader.name.replace('.', '\\.')}$`)
    onResolve({ filter }, () => ({ path: `outside:${loader.name}`, external: true }))
  },
}

/** The same for `import`: one copy for both, so that an app of which a part is CommonJS has one registry. */
const writeImported = ({ fileName, exports }) => {
  const path = join(target, 'esm', fileName)
  const from = relative(dirname(path), join(target, 'cjs', fileName)).replaceAll('\\', '/')
  write({ path, text: `export { ${exports.toSorted().join(', ')} } from "${from}";\n` })
}

const write = ({ path, text }) => {
  mkdirSync(dirname(path), { recursive: true })
  const toLoader = relative(dirname(path), join(target, loader.name)).replaceAll('\\', '/')
  writeFileSync(path, text.replaceAll(`"outside:${loader.name}"`, `"${toLoader}"`))
}

/** @param {string[]} files */
const listPackages = (files) => {
  const names = files.map((file) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1])
  return [...new Set(names.filter((name) => name !== undefined))].toSorted()
}

const readLicence = (name) => {
  const folder = join(root, 'node_modules', name)
  const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one))
  if (file === undefined) throw new Error(`${name} is taken into dist/, and says no licence.`)
  const text = readFileSync(join(folder, file), 'utf8').trim()
  return `${name}\n${'-'.repeat(name.length)}\n\n${text}\n`
}

rmSync(target, { recursive: true, force: true })
const library = await bundleLibrary()
const commandModules = await bundleCommand()
const commonJs = await Promise.all(library.map(toCommonJs))
for (const file of [...commandModules.outputFiles, ...commonJs]) write(file)
for (const chunk of library) if (isPublic(chunk)) writeImported(chunk)
copyFileSync(join(root, loader.source), join(target, loader.name))
write({ path: join(target, 'cjs/package.json'), text: JSON.stringify({ type: 'commonjs' }) })
const taken = [
  ...library.flatMap(({ moduleIds }) => moduleIds),
  ...Object.keys(commandModules.metafile.inputs),
]
write({
  path: join(target, 'LICENSES.txt'),
  text: listPackages(taken).map(readLicence).join('\n'),
})
writeDeclarations(root, entries, target)
