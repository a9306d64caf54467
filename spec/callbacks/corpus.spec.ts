import { describe, expect, it } from 'vitest'
import { type SourceRule, sourceRules } from '../../lib/callbacks/source-rules.ts'
import { listParents, listWebhooks } from './corpus/client-requests.ts'
import { expectClientSide, prepare, readClientSide, withoutRule } from './corpus/comparison.ts'
import { redeclare } from './corpus/declare.ts'
import { documentRules, requestRules } from './corpus/emission-rules.ts'
import { findAll } from './corpus/findings.ts'
import listed from './corpus/findings.json' with { type: 'json' }
import { listFiles, readCorpus } from './corpus/published-document.ts'

/** A folder of published OpenAPI documents with an `index.json`; `.ci/run` sets it where it has one. */
const folder = process.env['RINGBACK_CORPUS']

/** The rules that no document of the corpus breaks, each with the reason. */
const unbroken = new Map<string, string>([
  ['refuseUndeclared', 'every document declares the body or the header that it reads'],
  ['refuseRenamedPathParameter', 'no document reads a path parameter'],
  ['refuseComposite', 'no pointer leads to an object or a list'],
  ['refuseNull', 'no schema says that a value is always null'],
  ['refuseOriginWithoutText', 'no URL begins with a number or a boolean'],
  ['warnOfWithheld', 'no expression reads what is readOnly or writeOnly'],
])

if (folder === undefined) describeNothing()
else describeCorpus(folder)

function describeNothing(): void {
  describe('published OpenAPI documents', () => {
    it('were not given, and nothing was tried on them: RINGBACK_CORPUS is not set', () => {
      expect(folder).toBeUndefined()
    })
  })
}

function describeCorpus(path: string): void {
  const corpus = readCorpus(path)

  describe('the callbacks and webhooks of a published document, declared anew', () => {
    it('are those of every file in the folder', () => {
      expect(corpus.map(({ file }) => file).toSorted()).toEqual(listFiles(path).toSorted())
      const idle = corpus.filter(
        ({ document }) => [...listParents(document), ...listWebhooks(document)].length === 0,
      )
      expect(idle).toEqual([])
    })

    it.each(byName(corpus, ({ file }) => file))('come out equal: %s', (_file, published) => {
      const { readDocument, refused } = redeclare(prepare(published))
      expect(readClientSide(readDocument())).toEqual(expectClientSide(published, refused))
    })

    const rules = byName([...documentRules, ...requestRules], ({ name }) => name)
    it.each(rules)('would not be equal without the emission rule %s', (_name, rule) => {
      const others = withoutRule(rule)
      const differing = corpus.filter((published) => {
        const all = JSON.stringify(expectClientSide(published))
        return JSON.stringify(expectClientSide(published, [], others)) !== all
      })
      expect(differing.map(({ file }) => file)).not.toEqual([])
    })
  })

  describe('what is reported on published documents', () => {
    it('is what the list has, of which each is a fault', () => {
      expect(findAll(corpus)).toEqual(listed)
    })

    it('has what the grammar refuses, which no rule can be taken out for', () => {
      expect(listed.map(({ code }) => code)).toContain('ERR_CALLBACK_EXPRESSION')
    })

    it(
      'changes without any one of the rules, but for those that no document breaks',
      { timeout: 120_000 },
      () => {
        const silent = [...sourceRules].filter((rule) => {
          const findings = without(rule, () => findAll(corpus))
          return JSON.stringify(findings) === JSON.stringify(listed)
        })
        expect(silent.map(({ name }) => name)).toEqual([...unbroken.keys()])
      },
    )
  })
}

/** For the titles of `it.each()`. */
function byName<Value>(
  values: readonly Value[],
  nameOf: (value: Value) => string,
): [name: string, value: Value][] {
  return values.map((value) => [nameOf(value), value])
}

/** What `action` returns while there is no such rule. */
function without<Result>(rule: SourceRule, action: () => Result): Result {
  const whole = [...sourceRules]
  sourceRules.splice(sourceRules.indexOf(rule), 1)
  try {
    return action()
  } finally {
    sourceRules.splice(0, sourceRules.length, ...whole)
  }
}
