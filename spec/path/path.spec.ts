import { describe, expect, it } from 'vitest'
import { parseRoutePath, type PathTemplate } from '../../lib/path.ts'
import { digits, template, wildcard } from './template.ts'

function signOutside(sign: string): string {
  return `'${sign}' has a meaning of its own there, as in a regular expression`
}

type Row = [path: unknown, ...templates: PathTemplate[]]

const commonRoutes: Row[] = [
  ['', template('/')],
  ['/', template('/')],
  ['/shops', template('/shops')],
  ['/shops/', template('/shops/')],
  ['/Shops/:shopId', template('/Shops/{shopId}')],
  ['/:a-:b', template('/{a}-{b}')],
  ['/:name.:ext', template('/{name}.{ext}')],
  ['/v:major.x/a,b;c=d/@me', template('/v{major}.x/a,b;c=d/@me')],
  ['/:a/:a_1/:a', template('/{a_2}/{a_1}/{a}')],
  ['/caf%C3%A9', template('/caf%C3%A9')],
  ['/items/:id\\:cancel', template('/items/{id}:cancel')],
  ['/a\\(b\\)', template('/a(b)')],
  [['/a/:x', ['/b', ['/a/:y']]], template('/a/{x}'), template('/b')],
  [/^\/a\/b$/, template('/a/b')],
  [/^\/a\/?$/, template('/a')],
  [/\/a/i, template('/a')],
  [new RegExp('^/([^/]+)/([^\\/]+?)/(.*)$'), template('/{0}/{1}/{2}', { 2: wildcard })],
  [
    /^\/(?<shop>[^/]+)\/(\d+)\/(x|y)$/,
    template('/{shop}/{0}/{1}', { 0: digits, 1: { pattern: '^(?:x|y)$' } }),
  ],
  [/^\/a(?:\/(\d+))?$/, template('/a/{0}', { 0: digits }), template('/a')],
  [/(?:\/a)\/b/, template('/a/b')],
  [/^\/((?:(?!\/|-).)+)$/, template('/{0}')],
  [/^\/a$|^\/b\/(.+)$/, template('/a'), template('/b/{0}', { 0: wildcard })],
  [/^\/(?:a-)([\w-.]+)$/, template('/a-{0}', { 0: { pattern: '^(?:[\\w\\-.]+)$' } })],
]

const express4Routes: Row[] = [
  ['/:a([\\w-_\\@{]+)', template('/{a}', { a: { pattern: '^(?:[\\w\\-_@{]+)$' } })],
  ['/x/:y?', template('/x/{y}'), template('/x')],
  ['/:a?', template('/{a}'), template('/')],
  ['/:a?/:b?', template('/{a}/{b}'), template('/{a}'), template('/')],
  ['/:lang?/shops', template('/{lang}/shops'), template('/shops')],
  ['/:name.:ext?', template('/{name}.{ext}'), template('/{name}')],
  ['/:id(\\d+)', template('/{id}', { id: digits })],
  ['/:id(\\d+)?/x', template('/{id}/x', { id: digits }), template('/x')],
  ['/:id([^/]+)', template('/{id}')],
  ['/:range([^-]+)', template('/{range}', { range: { pattern: '^(?:[^-]+)$', ...wildcard } })],
  ['/:day(\\d{4}\\-\\d\\d)', template('/{day}', { day: { pattern: '^(?:\\d{4}-\\d\\d)$' } })],
  ['/:a([.-\\d])', template('/{a}', { a: { pattern: '^(?:[.\\-\\d])$' } })],
  ['/:a(x[^-]+)', template('/{a}', { a: { pattern: '^(?:x[^-]+)$', ...wildcard } })],
  ['/:a([^/]+x)', template('/{a}', { a: { pattern: '^(?:[^/]+x)$' } })],
  ['/:a([^/]+|x)', template('/{a}', { a: { pattern: '^(?:[^/]+|x)$' } })],
  ['/:kind(pdf|csv)', template('/{kind}', { kind: { pattern: '^(?:pdf|csv)$' } })],
  ['*', template('/{0}', { 0: wildcard })],
  ['/*', template('/{0}', { 0: wildcard })],
  ['/a*/b/*', template('/a{0}/b/{1}', { 0: wildcard, 1: wildcard })],
  ['/a/:path(*)/b/*', template('/a/{path}/b/{1}', { path: wildcard, 1: wildcard })],
  ['/a/:name*', template('/a/{name}/{0}', { 0: wildcard }), template('/a/{name}')],
  ['/a-(\\d+)/:b/*', template('/a-{0}/{b}/{1}', { 0: digits, 1: wildcard })],
  [['/a/*', '/b/*'], template('/a/{0}', { 0: wildcard }), template('/b/{0}', { 0: wildcard })],
  ['/a//', template('/a//')],
  ['/a/?', template('/a')],
  ['/:a/?', template('/{a}')],
  ['/?', template('/')],
]

const express5Routes: Row[] = [
  ['/x{/:y}', template('/x/{y}'), template('/x')],
  ['{/:a}', template('/{a}'), template('/')],
  ['/:"odd name"/:"a\\"b"', template('/{odd name}/{a"b}')],
  ['/:größe', template('/{größe}')],
  ['*rest', template('/{rest}', { rest: wildcard })],
  ['/a/*rest', template('/a/{rest}', { rest: wildcard })],
  ['/*a/x/*b', template('/{a}/x/{b}', { a: wildcard, b: wildcard })],
  ['{/:a}{/:b}', template('/{a}/{b}'), template('/{a}'), template('/')],
  [
    '/a{/b{/c}}{/:d}',
    ...['/a/b/c/{d}', '/a/b/{d}', '/a/b/c', '/a/{d}', '/a/b', '/a'].map((path) => template(path)),
  ],
  ['/a\\:b\\*c', template('/a:b*c')],
  ['/a//', template('/a/')],
  ['{x}/a', template('/a')],
]

type UnknownRow = [path: unknown, written: string, reason: string]

const encoded = (character: string): string =>
  `a request has ${character} encoded, and Express compares it as it is written`
const beyondLiterals = 'it holds more than literals and groups'
const noSlash = "it does not begin with '/', so that no request reaches it"

/** Groups that are much like what path-to-regexp 0.1.13 makes of `/-:name`. */
const oddGroups: UnknownRow[] = [
  /^\/((?:(?!\/|-*).)+)$/,
  /^\/((?:(?!-).)+)$/,
  /^\/((?:(?!\/)\d)+)$/,
  /^\/((?:(?=\/).)+)$/,
  /^\/((?:(?!\/).a)+)$/,
  /^\/((?:a.)+)$/,
].map(({ source }) => [
  new RegExp(source),
  `/${source}/`,
  "the pattern of '0' has no equal in JSON Schema",
])

/** Ends that are much like those of `/a`: an optional slash, or a look ahead for one. */
const oddEnds: UnknownRow[] = [
  /^\/ab?$/,
  /^\/a(?=\/)/,
  /^\/a(?=\/|b)/,
  /^\/a(?=-|$)/,
  /^\/a(?=\/|$|b)/,
  /^\/a(?!\/|$)/,
].map(({ source }) => [new RegExp(source), `/${source}/`, beyondLiterals])

const commonUnknown: UnknownRow[] = [
  ...oddGroups,
  ...oddEnds,
  ['a', 'a', noSlash],
  ['/é', '/é', encoded('"é"')],
  ['/a/😀', '/a/😀', encoded('"😀"')],
  ['/\u0007', '/\\x07', encoded('"\\u0007"')],
  ['/:a:b', '/:a:b', "nothing stands between 'a' and 'b'"],
  ['/\\{a\\}', '/\\{a\\}', "OpenAPI takes '{' for the edge of a parameter"],
  [7, '7', 'it is neither a string nor a RegExp'],
  [undefined, 'undefined', 'it is neither a string nor a RegExp'],
  [{ a: 1 }, '[object Object]', 'it is neither a string nor a RegExp'],
  [[], '[]', 'it is an array without a path'],
  [/fly$/, '/fly$/', noSlash],
  [/^(\/a)$/, '/^(\\/a)$/', noSlash],
  [/^\/.*fly$/, '/^\\/.*fly$/', beyondLiterals],
  [/^\/(?:a|b)$/, '/^\\/(?:a|b)$/', beyondLiterals],
  [/^\/(?!a)/, '/^\\/(?!a)/', beyondLiterals],
  [/^\/a\b/, '/^\\/a\\b/', beyondLiterals],
  [/^\/(a(b)c)$/, '/^\\/(a(b)c)$/', "the pattern of '0' has no equal in JSON Schema"],
  [/^\/(a|^b)$/, '/^\\/(a|^b)$/', "the pattern of '0' has no equal in JSON Schema"],
  [new RegExp('^/([\\q]+)$'), '/^\\/([\\q]+)$/', "the pattern of '0' has no equal in JSON Schema"],
  [/^\/(.+?)/, '/^\\/(.+?)/', "its last group may take less than a segment, since no '$' follows"],
  [
    /^\/(a|ab)/,
    '/^\\/(a|ab)/',
    "its last group may take less than a segment, since no '$' follows",
  ],
  [/^\/a\((?<b>c)$/, '/^\\/a\\((?<b>c)$/', 'Express gives one of its groups no name'],
  [/\/a|^\/b$/, '/\\/a|^\\/b$/', 'not each of its alternatives has an anchor at both ends'],
  [/^\/a|^\/b$/, '/^\\/a|^\\/b$/', 'not each of its alternatives has an anchor at both ends'],
  [/^\/a$/g, '/^\\/a$/', "it has the flags 'g'"],
]

const express4Unknown: UnknownRow[] = [
  ['/ab?cd', '/ab?cd', signOutside('?')],
  ['/ab+cd', '/ab+cd', signOutside('+')],
  ['(/since)?', '(/since)?', signOutside('?')],
  ['(/since)', '(/since)', noSlash],
  ['/?*', '/?*', signOutside('?')],
  ['/a/:b+', '/a/:b+', signOutside('+')],
  ['/a{b}', '/a{b}', signOutside('{')],
  ['/(a)', '/(a)', signOutside('(')],
  ['/a(b', '/a(b', signOutside('(')],
  ['/a(:b)', '/a(:b)', signOutside('(')],
  ['/\\d', '/\\d', signOutside('\\')],
  ['/:a(.*)', '/:a(.*)', "'(.*)' means different things to the versions of Express 4"],
  ['/:a(x\\.y)', '/:a(x\\.y)', "'(x\\.y)' means different things to the versions of Express 4"],
  ['/:a((x))', '/:a((x))', "'((x)' means different things to the versions of Express 4"],
  ['/:a()', '/:a()', "the pattern of 'a' has no equal in JSON Schema"],
  ['/:a([)', '/:a([)', "the pattern of 'a' has no equal in JSON Schema"],
  ['/a/.:b', '/a/.:b', "the versions of Express 4 read '/.:' differently"],
  ['/*/:b?', '/*/:b?', 'a wildcard leaves nothing to the optional part behind it'],
  [
    '/a\\*:b',
    '/a\\*:b',
    "Express 4.22 goes wrong where a '\\' or a group stands before a parameter",
  ],
]

const express5Unknown: UnknownRow[] = [
  ['/:"a/b"', '/:"a/b"', "OpenAPI has no parameter called 'a/b'"],
  ['/a{/:"{b}"}', '/a{/:"{b}"}', "OpenAPI has no parameter called '{b}'"],
  ['/a(b)', '/a(b)', "Express 5 does not accept '(' there"],
  ['/a}', '/a}', "Express 5 does not accept '}' there"],
  ['/a{b', '/a{b', "a '{' is not closed"],
  ['/:', '/:', 'a parameter has no name'],
  ['/:"a', '/:"a', 'a parameter has no name'],
  ['/a\\', '/a\\', "nothing follows the last '\\'"],
]

describe('parseRoutePath()', () => {
  it.each([...commonRoutes, ...express4Routes])('reads %s of Express 4', (path, ...templates) => {
    expect(parseRoutePath(path, '4')).toEqual({ templates, unknown: [] })
  })

  it.each([...commonRoutes, ...express5Routes])('reads %s of Express 5', (path, ...templates) => {
    expect(parseRoutePath(path, '5')).toEqual({ templates, unknown: [] })
  })

  it.each([...commonUnknown, ...express4Unknown])(
    'leaves %s of Express 4 unknown',
    (path, written, reason) => {
      const unknown = [{ path: written, reason }]
      expect(parseRoutePath(path, '4')).toEqual({ templates: [], unknown })
    },
  )

  it.each([...commonUnknown, ...express5Unknown])(
    'leaves %s of Express 5 unknown',
    (path, written, reason) => {
      const unknown = [{ path: written, reason }]
      expect(parseRoutePath(path, '5')).toEqual({ templates: [], unknown })
    },
  )

  it('reads what it can of an array', () => {
    expect(parseRoutePath(['/a', '/b?', '/c'], '4')).toEqual({
      templates: [template('/a'), template('/c')],
      unknown: [{ path: '/b?', reason: signOutside('?') }],
    })
  })

  it('reports a form that differs from another by its pattern alone', () => {
    expect(parseRoutePath(['/t/:id(\\d+)', '/t/:name'], '4')).toEqual({
      templates: [template('/t/{id}', { id: digits })],
      unknown: [{ path: '/t/{name}', reason: 'OpenAPI cannot tell it from /t/{id}' }],
    })
  })

  it('lists 32 forms of one path and reports the rest', () => {
    const path = 'abcdef'.replace(/./g, '{/$&}')
    const { templates, unknown } = parseRoutePath(path, '5')
    expect(new Set(templates.map((listed) => listed.path)).size).toBe(32)
    expect(templates[0]).toEqual(template('/a/b/c/d/e/f'))
    expect(unknown).toEqual([{ path, reason: 'it stands for more than 32 paths' }])
  })

  it('lists exactly 32 forms without a report', () => {
    const { templates, unknown } = parseRoutePath('abcde'.replace(/./g, '{/$&}'), '5')
    expect(templates.map(({ path }) => path)).toHaveLength(32)
    expect(unknown).toEqual([])
  })

  it('counts forms, not combinations, of 40 optional parameters', () => {
    const path = Array.from({ length: 40 }, (_, index) => `/:p${index}?`).join('')
    expect(parseRoutePath(path, '4').templates).toHaveLength(32)
  })
})
