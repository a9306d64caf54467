/**
 * How long it takes to walk an app, and to build its document, at 1,000 and at 10,000 routes: both
 * must grow linearly. Prints medians of several runs, taken in turn.
 *
 *   npm run bench:discover
 */
import express, { Router, type Express } from 'express'
import { discover } from '../lib/discover.ts'
import { openapi } from '../lib/index.ts'

const sizes = [1_000, 10_000]
const runs = 9

const apps = new Map(sizes.map((size) => [size, createApp(size)]))
const walked = measure((app) => discover(app).routes.length)
const built = measure((app) => {
  const documentation = openapi({ info: { title: 'Bench', version: '1.0.0' } })
  return Object.keys(documentation.document(app).paths ?? {}).length
})

console.log('| routes | walk, ms | document, ms |\n| ---: | ---: | ---: |')
for (const size of sizes) console.log(`| ${size} | ${show(walked, size)} | ${show(built, size)} |`)
console.log(`| ratio | ${ratio(walked)} | ${ratio(built)} |`)

/** Ten routes to a router, routers nested two deep, each mounted with a parameter. */
function createApp(size: number): Express {
  const app = express()
  for (let group = 0; group < size / 100; group++) {
    const outer = Router()
    for (let index = 0; index < 10; index++) outer.use(`/shelves${index}/:shelf`, createRouter())
    app.use(`/libraries${group}/:library`, outer)
  }
  return app
}

function createRouter(): Router {
  const router = Router()
  for (let index = 0; index < 10; index++) {
    router.get(`/books${index}/:book`, (_req, res) => void res.json({}))
  }
  return router
}

function measure(run: (app: Express) => number): Map<number, number[]> {
  const times = new Map<number, number[]>(sizes.map((size) => [size, []]))
  for (let count = 0; count < runs; count++) {
    for (const [size, app] of apps) {
      const start = performance.now()
      const found = run(app)
      times.get(size)?.push(performance.now() - start)
      if (found !== size) throw new Error(`${found} of ${size} routes were found`)
    }
  }
  return times
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

function show(times: Map<number, number[]>, size: number): string {
  return median(times.get(size) ?? []).toFixed(1)
}

function ratio(times: Map<number, number[]>): string {
  const [small = 1, large = 1] = sizes.map((size) => median(times.get(size) ?? []))
  return (large / small).toFixed(1)
}
