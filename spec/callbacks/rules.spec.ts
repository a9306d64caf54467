import { describe, expect, it } from 'vitest'
import { sourceRules } from '../../lib/callbacks/source-rules.ts'
import { direction } from './rules/direction.ts'
import { grammar } from './rules/grammar.ts'
import { guards } from './rules/guards.ts'
import { keys } from './rules/keys.ts'
import { names } from './rules/names.ts'
import { nesting } from './rules/nesting.ts'
import { operationIds } from './rules/operation-ids.ts'
import { outcomeOf, type Outcome } from './rules/outcome.ts'
import { parameters } from './rules/parameters.ts'
import { paths } from './rules/paths.ts'
import { pointers } from './rules/pointers.ts'
import { responses } from './rules/responses.ts'
import { reuse } from './rules/reuse.ts'
import type { Expected, RuleCase, Said, Shown } from './rules/rule-case.ts'
import { security } from './rules/security.ts'
import { versions } from './rules/versions.ts'
import { webhooks } from './rules/webhooks.ts'

const themes: Record<string, readonly RuleCase[]> = {
  'the grammar of a key': grammar,
  'URLs and servers': keys,
  'parameters of the request': parameters,
  'pointers into the body': pointers,
  'what the response says': responses,
  'paths, mounts and routers': paths,
  'guards of an app': guards,
  'names and what they stand for': names,
  operationIds: operationIds,
  'one router in several places': reuse,
  'routers within routers, callbacks within callbacks': nesting,
  'what travels in a callback': direction,
  'security and references': security,
  webhooks: webhooks,
  'versions of OpenAPI': versions,
}

const all = Object.values(themes).flat()

describe.each(Object.entries(themes))('%s', (_theme, cases) => {
  for (const { rules, title, build, expected } of cases) {
    // oxlint-disable-next-line vitest/expect-expect -- compare() does
    it(`${expected.outcome}: ${title} (rule ${rules.join(', ')})`, () => {
      compare(outcomeOf(build), expected)
    })
  }
})

describe('the table', () => {
  it('has at least 120 cases, each with a title of its own', () => {
    expect(all.length).toBeGreaterThanOrEqual(120)
    const titles = all.map(({ title }) => title)
    expect(titles.filter((title, index) => titles.indexOf(title) !== index)).toEqual([])
  })

  it('covers every rule of the reference', () => {
    const covered = new Set(all.flatMap(({ rules }) => rules))
    expect([...covered].toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 30 }, (_, index) => index + 1),
    )
  })

  const before = all.map(snapshot)

  it.each(sourceRules.map((rule) => ({ rule, name: rule.name })))('needs $name', ({ rule }) => {
    const index = sourceRules.indexOf(rule)
    sourceRules.splice(index, 1)
    try {
      expect(all.some((one, at) => snapshot(one) !== before[at])).toBe(true)
    } finally {
      sourceRules.splice(index, 0, rule)
    }
  })

  it('is the same at a second reading', () => {
    expect(all.map(snapshot)).toEqual(before)
  })
})

function snapshot({ build }: RuleCase): string {
  return JSON.stringify(outcomeOf(build))
}

function compare(outcome: Outcome, expected: Expected): void {
  if (expected.outcome === 'refused' && expected.by !== 'problems') {
    compareThrown(outcome, expected.said, expected.by)
    return
  }
  const built = requireBuilt(outcome)
  const faults = built.said.filter(({ severity }) => severity !== 'notice')
  expect(faults).toMatchObject('said' in expected ? withSeverities(expected.said) : [])
  const isRefused = expected.outcome === 'refused'
  expect(built.document === undefined).toBe(isRefused)
  compareShown(built.document, isRefused ? [] : expected.shown)
  const notices = built.said.filter(({ severity }) => severity === 'notice')
  expect(notices).toMatchObject('notices' in expected ? expected.notices : notices)
}

function compareThrown(outcome: Outcome, said: Said, by: string): void {
  expect(outcome).toMatchObject({ kind: 'thrown', said })
  const { where } = (outcome as Extract<Outcome, { kind: 'thrown' }>).said
  expect(where).toMatch(by === 'mount' ? /^$/ : new RegExp(`${by.replace('()', '\\(\\)')}`))
}

function requireBuilt(outcome: Outcome): Extract<Outcome, { kind: 'built' }> {
  if (outcome.kind === 'built') return outcome
  expect(outcome.said).toBe('not thrown')
  throw new Error('unreachable')
}

function withSeverities(said: Said | readonly Said[]): Said[] {
  return [said].flat().map((one) => ({
    severity: one.code.startsWith('WARN_') ? 'warning' : 'error',
    ...one,
  }))
}

function compareShown(document: unknown, parts: readonly Shown[]): void {
  for (const { path, value } of parts)
    expect([path, memberAt(document, path)]).toEqual([path, value])
}

function memberAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (holder, name) =>
      typeof holder === 'object' && holder !== null && Object.hasOwn(holder, name)
        ? (holder as Record<string, unknown>)[name]
        : undefined,
    value,
  )
}
