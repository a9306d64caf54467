/** `name`, or `name_2` and so on where that is taken. */
export function findFreeName(name: string, isTaken: (name: string) => boolean): string {
  return createFreeNames(isTaken)(name)
}

/**
 * The same for many names. What is taken stays so: a number that was tried is not tried again, or a thousand
 * operations of one name would be tried half a million times.
 */
export function createFreeNames(isTaken: (name: string) => boolean): (name: string) => string {
  const counts = new Map<string, number>()
  return (name) => {
    let count = counts.get(name) ?? 1
    const numbered = (): string => (count === 1 ? name : `${name}_${count}`)
    while (isTaken(numbered())) count += 1
    counts.set(name, count)
    return numbered()
  }
}
