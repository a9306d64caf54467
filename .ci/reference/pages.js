import { writeFirstSentence, writeSummary } from './comments.js'
import { kinds } from './model.js'
import { writeSection } from './sections.js'
import { writeTable } from './tables.js'

const head = `<!-- Made of the docstrings in lib by \`npm run docs\`; change them there. -->
<!-- prettier-ignore-start -->
`
const foot = '\n\n<!-- prettier-ignore-end -->\n'

/** Every page by its file: one for each entry, and the list of them. */
export function writePages(model, reading) {
  const write = (file, lines) => [file, `${head}\n${joinParagraphs(lines)}${foot}`]
  const pages = model.pages.map((page) =>
    write(page.file, writePage(page, createScope(model, page.file, reading))),
  )
  return new Map([
    ...pages,
    write('README.md', writeList(model, createScope(model, 'README.md', reading))),
  ])
}

function joinParagraphs(lines) {
  return lines.filter((line) => line !== '').join('\n\n')
}

/**
 * What writing on one page needs to know.
 *
 * @param reading Where the meaning of a value, and the code of a declaration, are read.
 */
export function createScope(model, file, reading) {
  const own = model.pages.filter((page) => page.file === file)
  const others = model.pages.filter((page) => page.file !== file)
  const homes = new Map([
    // a word such as `get` is a name only where it is exported
    ...others.flatMap(listHomes).filter(([, { kind }]) => kind !== kinds.variable),
    ...own.flatMap(listHomes),
    ...others.flatMap(listIds),
  ])
  return {
    model,
    ...reading,
    hrefOf: (idOrName) => {
      const home = homes.get(idOrName)
      if (!home) return undefined
      return home.file === file ? `#${home.anchor}` : `${home.file}#${home.anchor}`
    },
  }
}

function listIds(page) {
  return listHomes(page).filter(([name]) => typeof name === 'number')
}

/** By id, and by name, as it is written in a text. */
function listHomes({ file, items, further }) {
  const values = new Set(items.filter(isValue).map(({ name }) => slug(name)))
  return [...items, ...further].flatMap((item) => {
    const isSecond = !isValue(item) && values.has(slug(item.name))
    const anchor = `${slug(item.name)}${isSecond ? '-1' : ''}`
    const home = { file, anchor, kind: item.kind }
    return [
      [item.id, home],
      [titleOf(item), home],
    ]
  })
}

function isValue({ kind }) {
  return kind === kinds.function || kind === kinds.variable
}

function titleOf({ kind, name }) {
  return kind === kinds.function ? `${name}()` : name
}

/** As GitHub makes an anchor of a heading. */
export function slug(heading) {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(' ', '-')
}

function writePage(page, scope) {
  const { name, comment, items, further, again } = page
  const functions = items.filter(isValue)
  const types = items.filter((item) => !isValue(item))
  return [
    `# ${name}`,
    writeSummary(comment, scope),
    ...writeGroup('Functions', functions, scope),
    ...writeGroup('Types', types, scope),
    ...writeGroup('Types that have no name to import', further, scope),
    ...writeAgain(again, scope),
  ]
}

function writeGroup(title, items, scope) {
  if (items.length === 0) return []
  return [`## ${title}`, ...items.flatMap((item) => writeItem(item, scope))]
}

function writeItem(item, scope) {
  return [`### ${titleOf(item)}`, ...writeSection(item, { ...scope, name: item.name })]
}

/** What another entry exports too is written there. */
function writeAgain(again, scope) {
  if (again.length === 0) return []
  const links = again.map(({ name, target }) => `[\`${name}\`](${scope.hrefOf(target)})`)
  return ['## Exported here too', links.join(', ')]
}

function writeList(model, scope) {
  return [
    '# Reference',
    'What each `import` gives, made of the docstrings in the code. How it plays together is in the [README](../../README.md).',
    'Types are written for reading: without `readonly`, and without what only lets the compiler refuse mistakes. `…` stands for what the compiler works out from your declaration.',
    ...model.pages.flatMap((page) => writeIndex(page, scope)),
  ]
}

function writeIndex({ name, file, comment, items }, scope) {
  const isFirst = (item) => (isValue(item) ? 0 : 1)
  const rows = items.toSorted((one, other) => isFirst(one) - isFirst(other))
  return [
    `## [${name}](${file})`,
    writeSummary(comment, scope),
    writeTable(
      ['name', 'what it is'],
      rows.map((item) => [
        `[\`${titleOf(item)}\`](${scope.hrefOf(item.id)})`,
        writeFirstSentence(item.comment ?? item.signatures?.[0].comment, scope),
      ]),
    ),
  ]
}
