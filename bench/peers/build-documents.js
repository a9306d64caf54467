// @ts-check
/**
 * One builder in a process of its own: `node build-documents.js <its file> <operations>`. Each build is of an app
 * made anew, so that nothing is known from the one before. Sends the medians.
 */
const [file = '', size = '0'] = process.argv.slice(2)
const count = Number(size)
/** What is built once is long enough to be warm by itself. */
const [warmUps, runs] = count > 1_000 ? [0, 1] : [1, 5]

/** @type {{ builder: import('./builder.d.ts').Builder }} */
const { builder } = await import(new URL(file, import.meta.url).href)
/** @type {number[]} */
const builds = []
/** @type {number[]} */
const stringified = []
for (let run = 0; run < warmUps + runs; run += 1) {
  const build = await builder.prepare(count)
  const start = performance.now()
  const document = build()
  const built = performance.now()
  JSON.stringify(document)
  const end = performance.now()
  if (countOperations(document) !== count) throw new Error(`not ${count} operations`)
  if (run < warmUps) continue
  builds.push(built - start)
  stringified.push(end - built)
}
process.send?.({ title: builder.title, build: median(builds), stringify: median(stringified) })
process.on('disconnect', () => process.exit())

/** @param {any} document */
function countOperations({ paths }) {
  return Object.values(paths).flatMap((item) => Object.keys(item)).length
}

/** @param {number[]} values */
function median(values) {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)]
}
