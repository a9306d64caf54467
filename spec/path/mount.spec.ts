import { describe, expect, it } from 'vitest'
import {
  isCatchAll,
  joinTemplates,
  parseMountPath,
  readMountRegexp,
  type PathTemplate,
} from '../../lib/path.ts'
import { digits, template, wildcard } from './template.ts'

type Row = [path: unknown, ...templates: PathTemplate[]]

const shortFormToo =
  'it answers without its optional part too, and a mount is listed in full only; ' +
  'an array of both paths lists both'

describe('parseMountPath()', () => {
  it.each<Row>([
    ['/', template('')],
    ['', template('')],
    ['/api/', template('/api')],
    ['/:shop', template('/{shop}')],
    [['/api', ''], template('/api'), template('')],
    [/^\/api\/(\d+)/, template('/api/{0}', { 0: digits })],
    [/^\/api\/?(?=\/|$)/, template('/api')],
  ])('reads %s in both syntaxes', (path, ...templates) => {
    expect(parseMountPath(path, '4')).toEqual({ templates, unknown: [] })
    expect(parseMountPath(path, '5')).toEqual({ templates, unknown: [] })
  })

  it.each([
    ['5', '/om{/}', '/om'],
    ['5', '/om//', '/om'],
    ['4', '/om//', '/om/'],
  ] as const)('in syntax %s, has of %s the full form %s', (syntax, path, full) => {
    expect(parseMountPath(path, syntax)).toEqual({ templates: [template(full)], unknown: [] })
  })

  it.each([
    ['4', '/om/:lang?', '/om/{lang}', ['/om']],
    ['4', '/om/:lang?/:region?', '/om/{lang}/{region}', ['/om/{lang}', '/om']],
    ['5', '/om{/:lang}', '/om/{lang}', ['/om']],
    ['5', '/om{/:lang{/:region}}', '/om/{lang}/{region}', ['/om/{lang}', '/om']],
  ] as const)(
    'in syntax %s, has of %s the full form %s, and at its root %j',
    (syntax, path, full, short) => {
      expect(parseMountPath(path, syntax)).toEqual({
        templates: [template(full)],
        unknown: [],
        atRoot: short.map((each) => template(each)),
      })
    },
  )

  it.each([
    ['4', '/:lang?/shops', '/{lang}/shops'],
    ['5', '{/:lang}/shops', '/{lang}/shops'],
    ['5', '/v1{/beta}', '/v1/beta'],
    ['5', '/a{-:b}', '/a-{b}'],
  ] as const)('in syntax %s, reports the short form of %s', (syntax, path, full) => {
    expect(parseMountPath(path, syntax)).toEqual({
      templates: [template(full)],
      unknown: [{ path, reason: shortFormToo }],
    })
  })

  it("reads '/' in an array of Express 4, and reports it in Express 5", () => {
    expect(parseMountPath(['/a', '/'], '4')).toEqual({
      templates: [template('/a'), template('')],
      unknown: [],
    })
    expect(parseMountPath(['/a', '/'], '5')).toEqual({
      templates: [template('/a')],
      unknown: [
        {
          path: '/',
          reason: "Express 5 matches '/' in an array where nothing follows it; '' matches all",
        },
      ],
    })
  })

  it.each([
    ['4', '/a/:name*', "':name*' takes the first segment of what is mounted behind it"],
    ['4', /^\/a$/, "with its end as it is, nothing but '/' can be reached behind it"],
    ['5', /^\/a\/?/, "with its end as it is, nothing but '/' can be reached behind it"],
  ] as const)('in syntax %s, leaves %s unknown', (syntax, path, reason) => {
    const { templates, unknown } = parseMountPath(path, syntax)
    expect({ templates, reasons: unknown.map((each) => each.reason) }).toEqual({
      templates: [],
      reasons: [reason],
    })
  })
})

describe('readMountRegexp()', () => {
  /** What path-to-regexp 0.1.7, of Express 4.17.1, made of these paths. */
  it.each<[path: string, source: string, ...templates: PathTemplate[]]>([
    ["''", String.raw`^\/?(?=\/|$)`, template('')],
    ['/api', String.raw`^\/api\/?(?=\/|$)`, template('/api')],
    ['/om/:lang?', String.raw`^\/om(?:\/([^\/]+?))?\/?(?=\/|$)`, template('/om/{lang}')],
    ['/:a-:b', String.raw`^\/(?:([^\/]+?))-(?:([^\/]+?))\/?(?=\/|$)`, template('/{a}-{b}')],
    ['/:n.:e', String.raw`^\/(?:([^\/]+?))(?:\.([^\/\.]+?))\/?(?=\/|$)`, template('/{n}.{e}')],
    ['/:id(\\d+)', String.raw`^\/(?:(\d+))\/?(?=\/|$)`, template('/{id}', { id: digits })],
    ['/f/:p(*)', String.raw`^\/f\/(?:((.*)))\/?(?=\/|$)`, template('/f/{p}', { p: wildcard })],
    [
      "['/a/:x', '/b/*']",
      String.raw`(?:^\/a\/(?:([^\/]+?))\/?(?=\/|$)|^\/b\/(.*)\/?(?=\/|$))`,
      template('/a/{x}'),
      template('/b/{0}', { 0: wildcard }),
    ],
    [
      "[['/a', '/b'], '/c']",
      String.raw`(?:(?:^\/a\/?(?=\/|$)|^\/b\/?(?=\/|$))|^\/c\/?(?=\/|$))`,
      template('/a'),
      template('/b'),
      template('/c'),
    ],
  ])('reads what Express 4.17 keeps of %s', (path, source, ...templates) => {
    const names = path.match(/:\w+|\*/g) ?? []
    const keys = names.map((name) => ({ name: name === '*' ? 0 : name.slice(1) }))
    const reading = readMountRegexp(new RegExp(source, 'i'), keys)
    expect([reading.templates, reading.unknown]).toEqual([templates, []])
  })

  it('takes fast_slash for the root', () => {
    const regexp = Object.assign(/^\/?(?=\/|$)/i, { fast_slash: true })
    expect(readMountRegexp(regexp, [])).toEqual({ templates: [template('')], unknown: [] })
  })

  it('reports a group that Express 4.17 gives no name', () => {
    expect(readMountRegexp(/^\/(?<shop>[^/]+)/, [])).toEqual({
      templates: [],
      unknown: [
        { path: '/^\\/(?<shop>[^/]+)/', reason: 'Express gives one of its groups no name' },
      ],
    })
  })
})

describe('isCatchAll()', () => {
  it.each(['/*', '/a/*', '/a/*/:b', '/a/*/:b(\\d+)'])('is true of a mount at %s', (path) => {
    expect(parseMountPath(path, '4').templates.map(isCatchAll)).toEqual([true])
  })

  it.each(['/', '/a', '/:a', '/*/a', '/*-:a'])('is false of a mount at %s', (path) => {
    expect(parseMountPath(path, '4').templates.map(isCatchAll)).toEqual([false])
  })
})

describe('joinTemplates()', () => {
  it.each([
    ['', '/', '/'],
    ['', '/a', '/a'],
    ['/api', '/', '/api'],
    ['/api', '/a/', '/api/a/'],
    ['/api/', '/', '/api/'],
    ['/api', '', '/api'],
    ['/{shop}', '/{item}', '/{shop}/{item}'],
  ])('joins %j and %j to %s', (prefix, leaf, path) => {
    expect(joinTemplates(template(prefix), template(leaf))).toEqual({
      ...template(path),
      renamed: [],
    })
  })

  it('renames in the prefix what the leaf names again, and keeps what else is known of it', () => {
    const prefix = template('/{shop}/{shop_1}/{$&}/{0}', { shop: digits, 0: wildcard })
    const leaf = template('/{shop}/{$&}', { shop: wildcard })
    expect(joinTemplates(prefix, leaf)).toEqual({
      path: '/{shop_2}/{shop_1}/{$&_1}/{0}/{shop}/{$&}',
      parameters: [
        { name: 'shop_2', ...digits },
        { name: 'shop_1' },
        { name: '$&_1' },
        { name: '0', ...wildcard },
        { name: 'shop', ...wildcard },
        { name: '$&' },
      ],
      renamed: [
        { from: 'shop', to: 'shop_2' },
        { from: '$&', to: '$&_1' },
      ],
    })
  })
})
