import { isFields } from '../../document/fields.ts'

/** A value as a header or a query has it, in the style `simple`: a list has commas. */
export function writeParameter(value: unknown): string {
  const parts = [value].flat().map((one) => (isFields(one) ? JSON.stringify(one) : String(one)))
  return parts.join(',').replaceAll(/[^\t\x20-\x7e]/g, '?')
}
