import { readFile } from 'node:fs/promises'
import { type Fields, isFields } from '../../document/fields.ts'
import { describeValue } from '../../errors.ts'
import { canonicalText } from '../../json-schema.ts'
import type { Document } from '../../openapi-types.ts'
import { writeYaml } from '../../yaml.ts'
import { refuseOption } from '../command-options.ts'
import { parseText } from '../documents/parse-document.ts'
import { writeDifference } from './text-difference.ts'

/** As much as a reader of a log looks at. */
const maxLines = 200

/**
 * How the document in a file differs from an app's, line by line; undefined where it does not. The order
 * of keys, the format and the white space are no difference.
 *
 * @throws {RingbackError} `ERR_COMMAND_OPTION` where there is no such file; `ERR_DOCUMENT_SYNTAX`
 */
export async function compareFile(file: string, document: Document): Promise<string | undefined> {
  const { value, format } = await parseText(await readText(file), file)
  if (canonicalText(value) === canonicalText(document)) return undefined
  const write = format === 'yaml' ? writeYaml : writeJsonText
  const before = await write(orderLike(value, document) as Document)
  return `--- ${file}\n+++ the app\n${writeDifference(before, await write(document), maxLines)}`
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    throw refuseOption(
      `--check ${describeValue(file)} cannot be read: ${code}.`,
      'Write it first: ringback export ENTRY -o FILE.',
      'ringback export',
    )
  }
}

/** As `/openapi.json` is served. */
export async function writeJsonText(document: Document): Promise<string> {
  return `${JSON.stringify(document, undefined, 2)}\n`
}

/** With its keys in the order of another value, so that a difference shows what is said and no more. */
function orderLike(value: unknown, model: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map((item, index) =>
      orderLike(item, Array.isArray(model) ? model[index] : undefined),
    )
  }
  if (!isFields(value)) return value
  const order = isFields(model) ? model : {}
  const known = Object.keys(order).filter((key) => Object.hasOwn(value, key))
  const own = Object.keys(value).filter((key) => !Object.hasOwn(order, key))
  return Object.fromEntries(
    [...known, ...own].map((key) => [
      key,
      orderLike((value as Fields)[key], (order as Fields)[key]),
    ]),
  )
}
