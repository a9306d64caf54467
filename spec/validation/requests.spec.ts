import express from 'express'
import { describe, expect, it } from 'vitest'
import { listen } from '../live-app.ts'
import { ask, createApp } from './requests/app.ts'
import { cases } from './requests/cases.ts'
import { differences, type Difference } from './requests/differences.ts'
import type { Answer, RequestCase } from './requests/request-case.ts'
import { kinds, type Kind } from './requests/schemas.ts'

const kindNames = Object.keys(kinds) as Kind[]
const apps = new Map(kindNames.map((kind) => [kind, createApp(kinds[kind])]))
const expressVersion = 'del' in express.application ? 4 : 5

/** What each kind of schema makes of the same request. */
async function askAll({ request }: RequestCase): Promise<Record<string, Answer>> {
  const answers = kindNames.map(
    async (kind) => [kind, await ask(await listen(apps.get(kind)), request)] as const,
  )
  return Object.fromEntries(await Promise.all(answers))
}

function expectedOf({ title, answer }: RequestCase, kind: Kind): Answer {
  return differencesOf(title).find((difference) => isOf(difference, kind))?.answer ?? answer
}

function differencesOf(title: string): Difference[] {
  return differences.filter((difference) => difference.title === title)
}

/** A difference of every kind is one of Express, and is not said of the other version. */
function isOf({ kinds: named, express: version }: Difference, kind: Kind): boolean {
  const isOfVersion = version === undefined || version === expressVersion
  return isOfVersion && (named === undefined || named.includes(kind))
}

describe('in every kind of schema', () => {
  it.each(cases.map((one) => [one.title, one] as const))('%s', async (_title, one) => {
    const expected = kindNames.map((kind) => [kind, expectedOf(one, kind)])
    expect(await askAll(one)).toEqual(Object.fromEntries(expected))
  })
})

describe('the table', () => {
  it('has each title once', () => {
    const titles = cases.map(({ title }) => title)
    expect(titles.filter((title, index) => titles.indexOf(title) !== index)).toEqual([])
  })

  it('names differences of requests that it has, with another answer', () => {
    const answers = new Map(cases.map(({ title, answer }) => [title, answer]))
    const pointless = differences.filter(({ title, answer }) => {
      const common = answers.get(title)
      return common === undefined || JSON.stringify(common) === JSON.stringify(answer)
    })
    expect(pointless).toEqual([])
  })
})
