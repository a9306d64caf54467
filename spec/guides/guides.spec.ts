/** The migration guides in docs/: what they show is run, and answers and documents what they say. */
import { readdirSync, readFileSync } from 'node:fs'
import express, { type Express, type RequestHandler } from 'express'
import { load } from 'js-yaml'
import { describe, expect, it } from 'vitest'
import { compareDocuments } from '../../lib/cli/diff/compare-documents.ts'
import { writeChanges } from '../../lib/cli/diff/write-changes.ts'
import { openapi } from '../../lib/index.ts'
import { listen } from '../live-app.ts'
import { ask, type Exchange } from './exchange.ts'
import { findBrokenLinks, readGuide, readSources } from './guide.ts'
import { moved } from './moved.ts'

describe.each(Object.entries(moved))('the guide from %s', (name, { old, apps }) => {
  const guide = readGuide(name)
  const oldDocument = load(readFileSync(`${guide.folder}/${old}`, 'utf8')) as Document
  const answers: unknown[] = []

  it('shows nothing but files that run, and the last of them as a whole', () => {
    const sources = readSources(guide)
    const blocks = guide.list('ts', 'yaml', 'js')
    expect(blocks.filter((block) => !sources.includes(block))).toEqual([])
    expect(blocks).toContain(readFileSync(`${guide.folder}/after.ts`, 'utf8'))
  })

  it('leads to files and headings that there are', () => {
    expect(findBrokenLinks(guide)).toEqual([])
  })

  it('begins with a document that is taken as it is', () => {
    const app = routeAll(oldDocument)
    const docs = openapi({ base: oldDocument })
    expect(docs.problems(app)).toEqual([])
    expect(compareDocuments(oldDocument, docs.document(app))).toEqual([])
  })

  it.each(Object.entries(apps))('answers as it says: %s', async (_stage, { app, exchanges }) => {
    const origin = await listen(app)
    const real: Exchange[] = []
    for (const one of exchanges) real.push(await ask(origin, one))
    expect(real).toEqual(exchanges)
    answers.push(...real.map(({ body }) => body))
  })

  it('shows only answers that came', () => {
    const shown = guide.list('json').map((block) => JSON.parse(block) as unknown)
    expect(shown.length).toBeGreaterThan(0)
    for (const answer of shown) expect(answers).toContainEqual(answer)
  })

  it('ends with the whole document', () => {
    const { app, docs } = apps.after
    const expected: unknown = JSON.parse(readFileSync(`${guide.folder}/after.json`, 'utf8'))
    expect(docs.document(app)).toEqual(expected)
    const problems = docs.problems(app).map(({ code }) => code)
    expect(problems).toEqual(['WARN_CALLBACK_OPTIONAL'])
  })

  it('shows what has changed for others', () => {
    const { app, docs } = apps.after
    const changes = compareDocuments(oldDocument, docs.document(app))
    const sources = { old, new: 'after.json' }
    expect(guide.list('text')).toContain(writeChanges(changes, sources, { isColour: false }))
  })
})

it('there is a guide for each, and each is tried', () => {
  const guides = readdirSync('docs').filter((file) => file.startsWith('from-'))
  expect(guides).toEqual(Object.keys(moved).map((name) => `from-${name}.md`))
})

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

/** An app that has the routes of a document, and declares none. */
function routeAll({ paths }: Document): Express {
  const app = express()
  const answer: RequestHandler = (_req, res) => void res.end()
  for (const [path, item] of Object.entries(paths)) {
    const route = app.route(path.replaceAll(/\{(\w+)\}/g, ':$1'))
    for (const method of Object.keys(item)) route[method as 'get'](answer)
  }
  return app
}
