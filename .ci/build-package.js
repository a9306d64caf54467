// Writes dist/, or the folder that is given: what package.json exports and its command, for `import` and for
// `require()`, a file for each and those that they share. A package that it depends on stays outside. One that
// only the build has is taken in, and its licence is written beside it.
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, transform } from 'esbuild'
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

/** What loads a package when it is needed is a file of CommonJS, which both formats have in common. */
const loader = { source: 'lib/validation/load-ajv.cjs', name: 'load-ajv.cjs' }
const keepLoader = {
  name: 'keep-loader',
  setup({ onResolve }) {
    onResolve({ filter: /\/load-ajv\.cjs$/ }, () => ({ path: loader.name, external: true }))
  },
}

/** As ES modules: in no other format does esbuild share code among entries. */
const bundle = (folder, entryPoints) =>
  build({
    ...everywhere,
    absWorkingDir: root,
    entryPoints,
    outbase: 'lib',
    outdir: join(target, folder),
    chunkNames: 'chunks/[name]-[hash]',
    format: 'esm',
    bundle: true,
    splitting: true,
    metafile: true,
    write: false,
    external: Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies }),
    mainFields: ['module', 'main'],
    plugins: [keepLoader],
    // The sampler is asked for JSON alone; what it writes XML with is eight packages and 2 MB.
    alias: { 'fast-xml-parser': './.ci/no-xml.js' },
  })

const toCommonJs = async ({ path, text }) => {
  // Jest, which runs the tests of many an app, refuses import() in CommonJS.
  const supported = { 'dynamic-import': false }
  const { code } = await transform(text, { ...everywhere, format: 'cjs', supported })
  return { path, text: code }
}

const write = ({ path, text }) => {
  mkdirSync(dirname(path), { recursive: true })
  const toLoader = relative(dirname(path), join(target, loader.name)).replaceAll('\\', '/')
  writeFileSync(path, text.replaceAll(`"${loader.name}"`, `"${toLoader}"`))
}

const listPackages = (...builds) => {
  const inputs = builds.flatMap(({ metafile }) => Object.keys(metafile.inputs))
  const names = inputs.map((file) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1])
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
const modules = await bundle('esm', entries)
// By itself: what it shares with the others would break them into twice as many files, each of which an app loads.
const commandModules = await bundle('esm', [command])
const common = await bundle('cjs', entries)
const commonJs = await Promise.all(common.outputFiles.map(toCommonJs))
for (const file of [...modules.outputFiles, ...commandModules.outputFiles, ...commonJs]) write(file)
copyFileSync(join(root, loader.source), join(target, loader.name))
write({ path: join(target, 'cjs/package.json'), text: JSON.stringify({ type: 'commonjs' }) })
write({
  path: join(target, 'LICENSES.txt'),
  text: listPackages(modules, commandModules).map(readLicence).join('\n'),
})
writeDeclarations(root, entries, target)
