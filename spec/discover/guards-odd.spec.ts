import { describe, expect, it } from 'vitest'
import express from 'express'
import { isExpress4 } from './construct.ts'
import { compareGuards } from './guarded.ts'
import type { GuardTools } from './guarded.ts'

interface Case {
  name: string
  on?: boolean
  build(tools: GuardTools): void
}

const cases: readonly Case[] = [
  {
    name: 'guard of a router through which a request falls',
    build({ app, guard, hit, router }) {
      app.use('/api', router().use(guard('one')).get('/a', hit()))
      app.use('/api', router().get('/b', hit()))
      app.get('/apix', hit())
    },
  },
  {
    name: 'guard of a sub-app through which a request falls',
    build({ app, guard, hit }) {
      const inner = express()
      inner.use(guard('one'))
      app.use('/api', inner)
      app.get('/api/b', hit())
    },
  },
  {
    name: 'guard at /:p, route at /',
    build({ app, guard, hit }) {
      app.use('/:p', guard('g'))
      app.get('/', hit())
    },
  },
  {
    name: 'guard at /:a-:b',
    build({ app, guard, hit }) {
      app.use('/:a-:b', guard('range'))
      app.get('/list', hit())
      app.get('/x-y', hit())
    },
  },
  {
    name: 'guard at a constraint',
    on: isExpress4,
    build({ app, guard, hit }) {
      app.use('/:id(\\d+)', guard('number'))
      app.get('/list', hit())
      app.get('/12', hit())
    },
  },
  {
    name: 'guard at an optional segment',
    build({ app, guard, hit }) {
      app.use(isExpress4 ? '/om/:lang?' : '/om{/:lang}', guard('lang'))
      app.get('/om', hit())
      app.get('/om/x', hit())
    },
  },
  {
    name: 'guard at an array of a parameter and a literal',
    build({ app, guard, hit }) {
      app.use(['/:any', '/list'], guard('g'))
      app.get('/list', hit())
    },
  },
  {
    name: 'guard on a case sensitive router in an insensitive app',
    build({ app, guard, hit, router }) {
      const inner = router({ caseSensitive: true })
        .use('/In', guard('g'))
        .get('/In/x', hit())
        .get('/in/y', hit())
      app.use('/Api', inner)
    },
  },
]
describe('a guard is shown exactly where it runs', () => {
  it.each(cases.filter(({ on = true }) => on).map((each) => [each.name, each] as const))(
    '%s',
    async (_n, { build }) => {
      const compared = Object.values(await compareGuards(build))
      expect(compared.length).toBeGreaterThan(0)
      expect(compared.map(({ shown }) => shown)).toEqual(compared.map(({ ran }) => ran))
    },
  )
})
