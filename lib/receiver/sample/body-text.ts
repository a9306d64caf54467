import { formOf } from '../operations/media-types.ts'

/** A value as the body of a media type; undefined where only its author can write it. */
export function writeBody(value: unknown, type: string): string | undefined {
  switch (formOf(type)) {
    case 'json':
      return JSON.stringify(value, undefined, 2)
    case 'form':
      return writeForm(value)
    case 'text':
      return typeof value === 'object' ? JSON.stringify(value) : String(value as string | number)
    case 'other':
      return typeof value === 'string' ? value : undefined
  }
}

/** A list repeats its name, and what is no text is JSON. */
function writeForm(value: unknown): string {
  const fields = Object.entries((value ?? {}) as object).flatMap(
    ([name, member]: [string, unknown]) =>
      [member]
        .flat()
        .map((one): [string, string] => [
          name,
          typeof one === 'string' ? one : JSON.stringify(one),
        ]),
  )
  return new URLSearchParams(fields).toString()
}
