/** The table of the README: what FastAPI documents, row by row, each with a test of its number. */
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const readme = readFileSync('README.md', 'utf8')
const [, section = ''] = /## Coming from FastAPI\n(.*?)\n## /s.exec(readme) ?? []
const rows = section
  .split('\n')
  .map((line) => /^\| (\d+) +\|(.*)\|$/.exec(line))
  .filter((match) => match !== null)
  .map(([, number = '', cells = '']) => ({ number: Number(number), cells }))

/** Every number that the title of a test begins with: `'48, 49: of guards …'`. */
function listTested(): Set<number> {
  const folders = ['spec/fastapi', 'spec/browser', 'spec/clients']
  const sources = folders.flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.spec.ts'))
      .map((name) => readFileSync(`${folder}/${name}`, 'utf8')),
  )
  const titles = sources.flatMap((source) => source.match(/['"`](?:\d+, )*\d+: /g) ?? [])
  return new Set(titles.flatMap((title) => (title.match(/\d+/g) ?? []).map(Number)))
}

describe('the table of what FastAPI documents', () => {
  it('has all its rows, in order', () => {
    expect(rows.map(({ number }) => number)).toEqual(
      Array.from({ length: 82 }, (_, index) => index + 1),
    )
  })

  it('has a test for each, or says why it has no meaning here', () => {
    const tested = listTested()
    const untested = rows.filter(({ number }) => !tested.has(number))
    expect(untested.map(({ number }) => number)).toEqual([36])
    expect(untested.every(({ cells }) => cells.includes('has no meaning on Express'))).toBe(true)
  })

  it('leads to sections that there are', () => {
    const anchors = [...readme.matchAll(/^#{2,3} (.*)$/gm)].map(([, title = '']) =>
      title
        .toLowerCase()
        .replaceAll(/[^\w\s-]/g, '')
        .replaceAll(' ', '-'),
    )
    const links = [...section.matchAll(/\(#([^)]*)\)/g)].map(([, anchor]) => anchor)
    expect(links.length).toBeGreaterThanOrEqual(81)
    expect(links.filter((anchor) => !anchors.includes(anchor as string))).toEqual([])
  })
})
