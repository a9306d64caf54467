// Writes dist/, or the folder that is given: what package.json exports and its command, for `import` and for
// `require()`. A package that it depends on stays outside. One that only the build has is taken in, and its
// licence is written beside it.
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { bundleLibrary } from './bundle-library.js'
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
const alias = { 'fast-xml-parser': join(root, '.ci/no-xml.js') }

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
    alias,
  })

const keepLoader = {
  name: 'keep-loader',
  setup({ onResolve }) {
    const filter = new RegExp(`/${loader.name.replace('.', '\\.')}$`)
    onResolve({ filter }, () => ({ path: `outside:${loader.name}`, external: true }))
  },
}

/** For `import`, the names alone: an app of which a part is CommonJS has one copy, and one registry. */
const writeImported = ({ file, names }) => {
  const path = join(target, 'esm', file)
  const from = relative(dirname(path), join(target, 'cjs', file)).replaceAll('\\', '/')
  write({ path, text: `export { ${names.toSorted().join(', ')} } from "${from}";\n` })
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
const library = await bundleLibrary({
  root,
  entries,
  outside,
  alias,
  loader: loader.name,
  everywhere,
})
const commandModules = await bundleCommand()
for (const { file, text } of library.files) write({ path: join(target, 'cjs', file), text })
for (const file of commandModules.outputFiles) write(file)
for (const entry of library.entries) writeImported(entry)
copyFileSync(join(root, loader.source), join(target, loader.name))
write({ path: join(target, 'cjs/package.json'), text: JSON.stringify({ type: 'commonjs' }) })
const taken = [...library.inputs, ...Object.keys(commandModules.metafile.inputs)]
write({
  path: join(target, 'LICENSES.txt'),
  text: listPackages(taken).map(readLicence).join('\n'),
})
writeDeclarations(root, entries, target)
