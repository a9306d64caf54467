/** `name`, or `name_2` and so on where that is taken. */
export function findFreeName(name: string, isTaken: (name: string) => boolean): string {
  let free = name
  for (let count = 2; isTaken(free); count++) free = `${name}_${count}`
  return free
}
