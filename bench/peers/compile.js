// @ts-check
/**
 * Makes dist/ of compiled/: what is written with decorators, by the compiler that its users have, after tsoa has
 * written the routes of its controllers. `npm run bench` runs it where dist/ is older than what it is made of.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import tsoa from '@tsoa/cli'
import { manyPaths } from './routes.js'

const require = createRequire(import.meta.url)
const folder = fileURLToPath(new URL('compiled/', import.meta.url))
const generated = `${folder}dist/`

rmSync(generated, { recursive: true, force: true })
mkdirSync(generated, { recursive: true })
writeFileSync(`${generated}many-controllers.ts`, writeManyControllers())
await writeRoutes(`${folder}tsoa-controllers.ts`, `${generated}tsoa`)
await writeRoutes(`${generated}many-controllers.ts`, `${generated}tsoa-many`)
execFileSync(process.execPath, [require.resolve('typescript/bin/tsc'), '-p', folder], {
  stdio: 'inherit',
})

/**
 * @param {string} entryFile
 * @param {string} routesDir
 */
async function writeRoutes(entryFile, routesDir) {
  mkdirSync(routesDir)
  await tsoa.generateRoutes({
    entryFile,
    routesDir,
    bodyCoercion: false,
    noImplicitAdditionalProperties: 'ignore',
    middleware: 'express',
    esm: true,
  })
}

/** A model and a method for each route: tsoa reads types, so that they have to be written out. */
function writeManyControllers() {
  const paths = manyPaths()
  return `import { Body, Controller, Post, Query, Route } from '@tsoa/runtime'
import { receiveInvoice } from '../../routes.js'

${paths.map(writeModel).join('\n')}
@Route()
export class ManyController extends Controller {
${paths.map(writeMethod).join('\n')}
}
`
}

/**
 * @param {string} _path
 * @param {number} index
 */
function writeModel(_path, index) {
  return `interface Invoice${index} { id: string; title?: string; customer: string; total: number }
interface Answer${index} { msg: string }`
}

/**
 * @param {string} path
 * @param {number} index
 */
function writeMethod(path, index) {
  return `  /** @pattern callback_url ^https?://\\S+$ */
  @Post('${path}')
  create${index}(@Body() invoice: Invoice${index}, @Query() callback_url?: string): Answer${index} {
    void callback_url
    return receiveInvoice(invoice)
  }`
}
