/** Headers by name, in lower case. */
export type HeaderList = Readonly<Record<string, string>>

/** How many characters names and values have together. */
export function measureHeaders(headers: HeaderList): number {
  let length = 0
  for (const name of Object.keys(headers)) length += name.length + (headers[name] ?? '').length
  return length
}

/** As `{ ...headers, ...more }`, which takes many times as long. */
export function addHeaders(headers: HeaderList, more: HeaderList): HeaderList {
  // To assign a header of that name would set the prototype.
  if (Object.hasOwn(headers, '__proto__')) return { ...headers, ...more }
  return Object.assign({}, headers, more)
}

/** Headers as they came, each value as one text. */
export function joinHeaders(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): HeaderList {
  if (Object.values(headers).every((value) => typeof value === 'string')) {
    return headers as HeaderList
  }
  // fromEntries defines own members: a header may be called __proto__.
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, [value].flat().join(', ')] as const),
  )
}
