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
    if (!counts.has(name) && !isTaken(name)) return name
    let count = counts.get(name) ?? 2
    while (isTaken(`${name}_${count}`)) count += 1
    counts.set(name, count)
    return `${name}_${count}`
  }
}
