import { withoutUndefined } from '../../json.ts'
import { type Fields, isFields } from '../fields.ts'
import { followReferences } from './content-3.0.ts'
import type { Conversion } from './conversion-3.1.ts'

const form = 'application/x-www-form-urlencoded'

/** A query string as a whole is a list of parameters where it is that of a form. */
export function isUnsayable(
  parameter: unknown,
  path: readonly string[],
  { document, tell }: Conversion,
): boolean {
  if (!isFields(parameter)) return false
  const target = '$ref' in parameter ? followReferences(document, parameter['$ref']) : parameter
  if (target?.['in'] !== 'querystring' || formOf(target, document)?.['schema'] !== undefined)
    return false
  tell(path, 'querystring')
  return true
}

/** The query string of a form, as one parameter that holds all of them. */
export function convertQuerystring(
  { content, ...parameter }: Fields,
  path: readonly string[],
  { document, tell }: Conversion,
): Fields {
  const { schema, example, examples, encoding } = formOf({ content }, document) ?? {}
  if (encoding !== undefined) tell(path, 'formEncoding')
  const hasOwn = 'example' in parameter || 'examples' in parameter
  return withoutUndefined({
    ...parameter,
    in: 'query',
    style: 'form',
    explode: true,
    schema,
    // "The `example` field is mutually exclusive of the `examples` field."
    ...(hasOwn ? {} : { example, examples }),
  })
}

/** The media type of a form, by reference too. */
function formOf({ content }: Readonly<Fields>, document: Fields): Readonly<Fields> | undefined {
  const media = isFields(content) ? content[form] : undefined
  if (!isFields(media)) return undefined
  return '$ref' in media ? followReferences(document, media['$ref']) : media
}
