// Writes dist/, or the folder that is given: what package.json exports and its command, for `import` and for
// `require()`, a file for each and those that they share. A package that it depends on stays outside. One that
// only the build has is taken in, and its licence is written beside it.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
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

const everywhere = { platform: 'node', target: 'node20', charset: 'utf8', legalComments: 'none' }

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
  writeFileSync(path, text)
}

const listPackages = ({ inputs }) => {
  const names = Object.keys(inputs).map(
    (file) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1],
  )
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
const modules = await bundle('esm', [...entries, command])
const common = await bundle('cjs', entries)
const commonJs = await Promise.all(common.outputFiles.map(toCommonJs))
for (const file of [...modules.outputFiles, ...commonJs]) write(file)
write({ path: join(target, 'cjs/package.json'), text: JSON.stringify({ type: 'commonjs' }) })
write({
  path: join(target, 'LICENSES.txt'),
  text: listPackages(modules.metafile).map(readLicence).join('\n'),
})
writeDeclarations(root, entries, target)
