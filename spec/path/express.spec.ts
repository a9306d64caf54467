import { describe, expect, it } from 'vitest'
import { parseMountPath, parseRoutePath, readMountRegexp, type PathSyntax } from '../../lib/path.ts'
import {
  ask,
  createMountApp,
  createRouteApp,
  expectMissed,
  expectReached,
  lastLayer,
  mountLeaf,
  type Path,
} from './requests.ts'

type Row = [syntax: PathSyntax, path: Path, misses: string[], values?: Record<string, string>]

const routes: Row[] = [
  ['4', '', ['/x']],
  ['5', '', ['/x']],
  ['4', '/', ['/x']],
  ['5', '/a//', ['/a//', '/a/b']],
  ['4', '/a//', ['/a']],
  ['4', '/shops/:shop', ['/shops', '/shops/1/2']],
  ['5', '/shops/:shop', ['/shops', '/shops/1/2']],
  ['4', '/:a-:b', ['/ab', '/a-', '/a-b/c']],
  ['5', '/:a-:b', ['/ab', '/a-', '/a-b/c']],
  ['4', '/v:major.x', ['/v1', '/v.x']],
  ['4', '/:name.:ext', ['/name', '/name.']],
  ['4', '/:name.:ext?', ['/', '/a/b']],
  ['4', '/x/:y?', ['/', '/x/1/2']],
  ['5', '/x{/:y}', ['/', '/x/1/2']],
  ['4', '/:a?/:b?', ['/1/2/3']],
  ['5', '{/:a}{/:b}', ['/1/2/3']],
  ['4', '/:lang?/shops', ['/', '/de', '/shops/de']],
  ['4', '/:id(\\d+)', ['/a', '/1a'], { id: '12' }],
  ['4', '/:id(\\d+)?/x', ['/a/x', '/12'], { id: '12' }],
  ['4', '/:day(\\d{4}\\-\\d\\d)', ['/2024', '/2024-1'], { day: '2024-12' }],
  ['4', '/:range([^-]+)', ['/a-b'], { range: 'a/b' }],
  ['4', '*', []],
  ['5', '*rest', []],
  ['4', '/a/*', ['/a', '/b']],
  ['5', '/a/*rest', ['/a', '/b']],
  ['4', '/a/:path(*)/b/*', ['/a/b', '/a/x/b']],
  ['5', '/*a/x/*b', ['/x/b', '/a/x']],
  ['4', '/a/:name*', ['/a']],
  ['4', '/a-(\\d+)/:b/*', ['/a-x/b/c', '/a-1/b'], { 0: '12' }],
  ['4', '/items/:id\\:cancel', ['/items/1', '/items/1:x']],
  ['5', '/items/:id\\:cancel', ['/items/1', '/items/1:x']],
  ['4', '/a\\(b\\)', ['/ab']],
  ['5', '/a{/b{/c}}{/:d}', ['/b', '/a/b/c/d/e'], { d: 'v' }],
  ['5', '/:"odd name"/:größe', ['/1', '/1/2/3']],
  ['4', ['/a/*', '/b/*', /^\/c\/(\d+)$/], ['/a', '/c/x'], { 0: '12' }],
  ['5', ['/a/:x', '/b', /^\/c\/(?<y>\d+)$/], ['/a', '/c/x'], { y: '12' }],
  ['4', /^\/(?<shop>[^/]+)\/(\d+)\/(x|y)$/, ['/a/b/x', '/a/1/z'], { 0: '12', 1: 'x' }],
  ['5', /^\/(?<shop>[^/]+)\/(\d+)\/(x|y)$/, ['/a/b/x', '/a/1/z'], { 0: '12', 1: 'x' }],
  ['4', /\/a\/([^/]+)/, ['/a', '/b/1']],
  ['5', /^\/a(?:\/(\d+))?$/, ['/a/b', '/b'], { 0: '12' }],
  ['4', /^\/a$|^\/b\/(.+)$/, ['/a/b', '/b']],
]

describe('parseRoutePath()', () => {
  it.each(routes)(
    'in syntax %s, finds the requests that reach %s',
    async (syntax, path, misses, values) => {
      const app = createRouteApp(syntax, path)
      const { templates, unknown } = parseRoutePath(path, syntax)
      expect({ found: templates.length > 0, unknown }).toEqual({ found: true, unknown: [] })
      await expectReached(app, templates, values)
      await expectMissed(app, misses)
    },
  )

  it.each([
    ['4', 'a', ['/a', '/']],
    ['5', ':a', ['/a', '/']],
    ['4', '/é', ['/é']],
    ['5', '/é', ['/é']],
    ['5', '/a b', ['/a b']],
  ] as const)(
    'in syntax %s, rightly says that nothing reaches %s',
    async (syntax, path, misses) => {
      expect(parseRoutePath(path, syntax).templates).toEqual([])
      await expectMissed(createRouteApp(syntax, path), misses)
    },
  )
})

const mounts: Row[] = [
  ['4', '/', ['/', '/a/leaf']],
  ['5', '', ['/', '/a/leaf']],
  ['4', '/api/', ['/leaf', '/api']],
  ['5', '/api//', ['/leaf', '/api//leaf']],
  ['4', '/api//', ['/leaf', '/api/leaf']],
  ['4', '/:shop', ['/leaf', '/a/b/leaf']],
  ['5', '/:a-:b', ['/leaf', '/a/leaf']],
  ['4', '/:a-:b', ['/leaf', '/a/leaf']],
  ['4', '/v1.0-:b', ['/v1/leaf', '/v1.0/leaf']],
  ['4', '/:n.:e', ['/n/leaf', '/leaf']],
  ['4', '/om/:lang?', ['/om/leaf']],
  ['5', '/om{/:lang}', ['/om/leaf']],
  ['5', '/api{/}', ['/leaf']],
  ['4', '/:id(\\d+)', ['/a/leaf'], { id: '12' }],
  ['4', ['/a/:x', '/b-(\\d+)'], ['/a/leaf', '/b/leaf', '/b-x/leaf'], { 0: '12' }],
  ['4', ['/a/:x', '/b/c', '/'], ['/b', '/b/leaf']],
  ['5', ['/a/:x', '/b/c', ''], ['/b', '/b/leaf']],
  ['4', '/files/*', ['/files/a/leaf', '/files']],
  ['5', '/files/*rest', ['/files/a/leaf', '/files']],
  ['4', '/f/:p(*)', ['/f/a/leaf']],
  ['5', '/*a/:b', ['/a/b/leaf']],
  ['4', '/*/x', ['/x/leaf', '/a/leaf']],
  ['4', /^\/api\/(\d+)/, ['/api/leaf', '/api/a/leaf'], { 0: '12' }],
  ['5', /^\/api\//, ['/api/leaf']],
  ['5', /^\/api\/?(?=\/|$)/, ['/api/x/leaf', '/apileaf']],
]

describe('parseMountPath()', () => {
  it.each(mounts)(
    'in syntax %s, finds the requests that reach what is mounted at %s',
    async (syntax, path, misses, values) => {
      const { templates, unknown } = parseMountPath(path, syntax)
      expect({ found: templates.length > 0, unknown }).toEqual({ found: true, unknown: [] })
      const { app, joined, leaf } = mountLeaf(syntax, path, templates)
      await expectReached(app, joined, values)
      await expectMissed(leaf === '/' ? createMountApp(syntax, path, '/leaf') : app, misses)
    },
  )

  it("in syntax 5, rightly says that '/' in an array reaches nothing", async () => {
    expect(parseMountPath(['/', '/a'], '5').unknown).toHaveLength(1)
    await expectMissed(createMountApp('5', ['/', '/a'], '/leaf'), ['/leaf'])
  })

  it.each([
    ['4', ['/a', '/A/b'], '/A/b/leaf'],
    ['5', ['/a', '/A/b'], '/A/b/leaf'],
    ['4', ['/', '/a'], '/a/leaf'],
    ['5', ['/:a', '/b/c'], '/b/c/leaf'],
    ['5', ['/a/:b', '/a'], '/a/leaf'],
  ] as const)('in syntax %s, rightly has of %j the first alone', async (syntax, paths, taken) => {
    expect(parseMountPath(paths, syntax)).toEqual({
      templates: parseMountPath(paths[0], syntax).templates,
      unknown: [{ path: paths[1], reason: expect.stringContaining('takes its requests') }],
    })
    await expectMissed(createMountApp(syntax, [...paths], '/leaf'), [taken])
  })

  it.each([
    ['4', '/:lang?/shops', '/shops/leaf'],
    ['5', '{/:lang}/shops', '/shops/leaf'],
    ['5', '/v1{/beta}', '/v1/leaf'],
    ['5', '/a{-:b}', '/a/leaf'],
  ] as const)('in syntax %s, reports the short form of %s that %s reaches', async (...row) => {
    const [syntax, path, short] = row
    expect(parseMountPath(path, syntax).unknown).toHaveLength(1)
    const [answer] = await ask(createMountApp(syntax, path, '/leaf'), [short])
    expect(answer).toEqual({ status: 200, params: {} })
  })
})

describe('readMountRegexp()', () => {
  it.each(mounts.filter(([syntax]) => syntax === '4'))(
    'reads in Express %s what is mounted at %s',
    async (syntax, path, _, values) => {
      const { regexp, keys } = lastLayer(createMountApp('4', path, '/leaf'))
      const reading = readMountRegexp(regexp, keys)
      expect(reading).toEqual(parseMountPath(path, syntax))
      const { app, joined } = mountLeaf('4', path, reading.templates)
      await expectReached(app, joined, values)
    },
  )
})
