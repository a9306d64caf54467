/** The documents are what is looked at here: no handler has more to do than to answer. */
export function answer(_req: unknown, res: { end(): unknown }): void {
  res.end()
}
