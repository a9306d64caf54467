// @ts-check
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
// @ts-expect-error it has no types
import swaggerJsdoc from 'swagger-jsdoc'
import { callbackKey } from './callback-object.js'

/** As many operations stand in one file. */
const together = 100

const folder = mkdtempSync(join(tmpdir(), 'ringback-bench-'))
process.once('exit', () => rmSync(folder, { recursive: true }))

/** @type {import('../builder.d.ts').Builder} */
export const builder = {
  title: 'swagger-jsdoc 6, YAML in comments',
  prepare: (count) => {
    const files = Array.from({ length: Math.ceil(count / together) }, (_, index) => {
      const path = join(folder, `routes-${index}.js`)
      writeFileSync(path, writeComments(index * together, Math.min((index + 1) * together, count)))
      return path
    })
    const definition = { openapi: '3.0.3', info: { title: 'Bench', version: '1.0.0' } }
    return () => swaggerJsdoc({ definition, apis: files, failOnErrors: true })
  },
}

/**
 * @param {number} from
 * @param {number} to
 */
const writeComments = (from, to) =>
  Array.from({ length: to - from }, (_, index) => writeComment(from + index)).join('\n')

/** @param {number} index */
const writeComment = (index) => `
/**
 * @openapi
 * /invoices-${index}:
 *   post:
 *     summary: Create an invoice of kind ${index}
 *     parameters:
 *       - { in: query, name: callback_url, schema: { type: string, format: uri } }
 *     requestBody:
 *       required: true
 *       content:
 *         application/json:
 *           schema:
 *             type: object
 *             required: [id, customer, total]
 *             properties:
 *               id: { type: string }
 *               title: { type: string }
 *               customer: { type: string }
 *               total: { type: number }
 *     responses:
 *       200:
 *         description: Answered
 *         content:
 *           application/json:
 *             schema: { type: object, required: [msg], properties: { msg: { type: string } } }
 *     callbacks:
 *       paid:
 *         '${callbackKey}':
 *           post:
 *             summary: The invoice was paid
 *             requestBody:
 *               required: true
 *               content:
 *                 application/json:
 *                   schema:
 *                     type: object
 *                     required: [description, paid]
 *                     properties:
 *                       description: { type: string }
 *                       paid: { type: boolean }
 *             responses:
 *               200:
 *                 description: Answered
 *                 content:
 *                   application/json:
 *                     schema: { type: object, required: [ok], properties: { ok: { type: boolean } } }
 */
`
