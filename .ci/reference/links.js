import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { slug } from './pages.js'

/** Links within the repository that lead nowhere; what other hosts have is not asked. */
export function findDeadLinks(pages, folder) {
  const read = (path) => {
    const page = pages.get(path)
    if (page !== undefined) return page
    return existsSync(join(folder, path)) ? readFileSync(join(folder, path), 'utf8') : undefined
  }
  return [...pages].flatMap(([file, text]) =>
    listLinks(text)
      .filter((link) => !isAlive(link, file, read))
      .map((link) => `${file} links to ${link}, and nothing is there.`),
  )
}

function listLinks(text) {
  const links = [...withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link)
  return [...new Set(links)].filter((link) => !/^[a-z]+:/.test(link))
}

/** Of a code span, its brackets are no link. */
function withoutCode(text) {
  return text.replaceAll(/^```.*?^```$/gms, '').replaceAll(/(`+)(?!`).*?[^`]\1(?!`)/g, '``')
}

function isAlive(link, file, read) {
  const [path, anchor] = link.split('#')
  const text = read(path === '' ? file : path)
  return text !== undefined && (anchor === undefined || listAnchors(text).has(anchor))
}

/** A heading that comes a second time has `-1` behind. */
function listAnchors(text) {
  const anchors = new Set()
  const headings = text.replaceAll(/^```.*?^```$/gms, '').matchAll(/^#+ (.*)$/gm)
  for (const [, heading] of headings) {
    const own = slug(heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1'))
    let anchor = own
    for (let count = 1; anchors.has(anchor); count += 1) anchor = `${own}-${count}`
    anchors.add(anchor)
  }
  return anchors
}
