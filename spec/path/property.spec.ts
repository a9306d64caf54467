import type express from 'express'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  isCatchAll,
  joinTemplates,
  parseMountPath,
  parseRoutePath,
  readMountRegexp,
  type PathSyntax,
  type PathTemplate,
} from '../../lib/path.ts'
import { createMountApp, lastLayer, versions } from './requests.ts'

/** What paths are composed of; `#` becomes a name of its own. */
const pieces: Record<PathSyntax, string> = {
  '4':
    '/lit /:# /:# /:#? /:#(\\d+) /:#(\\d+)? /:#(*) /* /:#* /:#-:# /lit.:# /lit.:#? /lit-:#? ' +
    '/a:# /a-(\\d+) /:#([^/]+) /:#\\:lit / -lit',
  '5':
    '/lit /:# /:# /:"#" /*# /:#-:# /lit.:# /:#\\:lit /\\*lit / -lit ' +
    '{/:#} {/lit} {/lit{/:#}} {/:#{/:#}} /lit{-:#} /:#{.:#} {/lit/*#} {/}',
}

function arbitraryPath(syntax: PathSyntax): fc.Arbitrary<string> {
  const composed = fc.array(fc.constantFrom(...pieces[syntax].split(' ')), {
    minLength: 1,
    maxLength: 5,
  })
  return composed.map((parts) => {
    let number = 0
    return parts.join('').replaceAll('#', () => `p${(number += 1)}`)
  })
}

/** Digits suit every pattern above, and no literal has any. */
function valueAt(index: number): string {
  return `${index + 1}0`
}

function isFillable({ parameters }: PathTemplate): boolean {
  return parameters.every(({ pattern = '' }, index) => new RegExp(pattern).test(valueAt(index)))
}

function fill({ path, parameters }: PathTemplate): string {
  return parameters.reduce(
    (filled, { name }, index) => filled.replace(`{${name}}`, valueAt(index)),
    path,
  )
}

/** Whether a router calls the handler for a path. */
function reaches(router: express.Router, url: string, wasCalled: () => boolean): boolean {
  router(
    { method: 'GET', url, originalUrl: url, baseUrl: '' } as express.Request,
    {} as express.Response,
    () => {},
  )
  return wasCalled()
}

function routeReaches(syntax: PathSyntax, path: string, template: PathTemplate): boolean {
  let called = false
  const router = versions[syntax].Router()
  router.get(path, () => (called = true))
  return reaches(router, fill(template), () => called)
}

function mountReaches(syntax: PathSyntax, path: string, prefix: PathTemplate): boolean {
  let called = false
  const leaf = isCatchAll(prefix) ? '/' : '/leaf'
  const inner = versions[syntax].Router()
  inner.get(leaf, () => (called = true))
  const router = versions[syntax].Router().use(path, inner)
  return reaches(router, fill(joinTemplates(prefix, { path: leaf, parameters: [] })), () => called)
}

function isAccepted(syntax: PathSyntax, path: string): boolean {
  try {
    versions[syntax].Router().get(path, () => {})
    return true
  } catch {
    return false
  }
}

/** Nonsense for the most part. */
const signs = '/ / / /:a /:b :c * *d ( ) (\\d+) (*) { } ? + [ ] | ^ $ " \\ . - x é'.split(' ')
const nonsense = fc.array(fc.constantFrom(...signs), { maxLength: 9 }).map((all) => all.join(''))

/** Names in braces, each once, and each with its parameter; no other brace; a slash first. */
function isLegal({ path, parameters }: PathTemplate): boolean {
  const names = parameters.map(({ name }) => name)
  const rest = names.reduce((left, name) => left.replace(`{${name}}`, ''), path)
  return new Set(names).size === names.length && /^\/[^{}]*$/.test(rest)
}

describe.each(['4', '5'] as const)('a path of Express %s', (syntax) => {
  it('reaches its route by each of its templates', () => {
    fc.assert(
      fc.property(arbitraryPath(syntax), (path) => {
        fc.pre(isAccepted(syntax, path))
        const { templates } = parseRoutePath(path, syntax)
        for (const template of templates) expect(routeReaches(syntax, path, template)).toBe(true)
      }),
      { numRuns: 200 },
    )
  })

  it('reaches what is mounted at it by each of its templates', () => {
    fc.assert(
      fc.property(arbitraryPath(syntax), (path) => {
        fc.pre(isAccepted(syntax, path))
        const { templates } = parseMountPath(path, syntax)
        for (const template of templates) expect(mountReaches(syntax, path, template)).toBe(true)
      }),
      { numRuns: 200 },
    )
  })

  it('is read or reported, whatever it is, and gives nothing but legal templates', () => {
    fc.assert(
      fc.property(fc.oneof(nonsense, fc.string({ unit: 'binary' })), (path) => {
        const { templates, unknown } = parseRoutePath(path, syntax)
        expect(templates.length + unknown.length).toBeGreaterThan(0)
        for (const template of templates) expect(template).toSatisfy(isLegal)
      }),
      { numRuns: 500 },
    )
  })

  it('reaches its route however odd it is', () => {
    fc.assert(
      fc.property(nonsense, (path) => {
        fc.pre(isAccepted(syntax, path))
        const templates = parseRoutePath(path, syntax).templates.filter(isFillable)
        for (const template of templates) expect(routeReaches(syntax, path, template)).toBe(true)
      }),
      { numRuns: 500 },
    )
  })
})

describe('readMountRegexp()', () => {
  it('tells of a mount of Express 4 what its path tells', () => {
    fc.assert(
      fc.property(arbitraryPath('4'), (path) => {
        fc.pre(isAccepted('4', path))
        const declared = parseMountPath(path, '4')
        fc.pre(declared.templates.length > 0)
        const { regexp, keys } = lastLayer(createMountApp('4', path, '/leaf'))
        const kept = readMountRegexp(regexp, keys)
        expect(kept.templates).toEqual(declared.templates)
        expect(kept.unknown).toHaveLength(declared.unknown.length)
      }),
      { numRuns: 500 },
    )
  })
})
