// Writes docs/reference: what each entry of the package exports, from the docstrings. `--check` writes
// nothing, and fails where a page is not up to date, or something has no description.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findGaps, findUnknownCodes } from './gaps.js'
import { findDeadLinks } from './links.js'
import { createModel } from './model.js'
import { createScope, writePages } from './pages.js'
import { listEntries, readProject } from './read.js'

const isCheck = process.argv.includes('--check')
const given = process.argv.slice(2).find((value) => !value.startsWith('--'))
const root = given ? resolve(given) : fileURLToPath(new URL('../..', import.meta.url))
const folder = join(root, 'docs', 'reference')

const entries = listEntries(root)
const { project, said } = await readProject(root, entries)
const model = createModel(project, entries)
const reading = { meaningOf: readMeanings(), readSource: createSourceReader() }
const pages = writePages(model, reading)

if (!isCheck) writeAll()
const problems = [
  ...said,
  ...findGaps(model, createScope(model, 'README.md', reading)),
  ...findUnknownCodes(pages, model),
  ...findDeadLinks(pages, folder),
  ...findStale(),
]
for (const problem of problems) console.error(problem)
if (problems.length > 0) process.exitCode = 1

/** The README says of each code when it is given, and is not said twice. */
function readMeanings() {
  const rows = readFileSync(join(root, 'README.md'), 'utf8').matchAll(
    /^\| `([A-Z_]+)` +\| (.*?) +\|$/gm,
  )
  const meanings = new Map([...rows].map(([, code, text]) => [code, text]))
  return (name, value) => (name === 'ErrorCode' ? (meanings.get(value) ?? '') : '')
}

function createSourceReader() {
  const texts = new Map()
  return (fileName) => {
    if (!texts.has(fileName)) texts.set(fileName, readFileSync(join(root, 'lib', fileName), 'utf8'))
    return texts.get(fileName)
  }
}

function writeAll() {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  for (const [file, text] of pages) writeFileSync(join(folder, file), text)
}

function findStale() {
  const here = existsSync(folder) ? readdirSync(folder) : []
  const left = here.filter((file) => !pages.has(file))
  const changed = [...pages.keys()].filter((file) => readPage(file) !== pages.get(file))
  return [
    ...changed.map((file) => `docs/reference/${file} is not what lib gives: npm run docs`),
    ...left.map((file) => `docs/reference/${file} is of no entry: npm run docs`),
  ]
}

function readPage(file) {
  const path = join(folder, file)
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined
}
