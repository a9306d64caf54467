/**
 * Tells the decorators of one class body from those of the next. No convention tells a method's decorator
 * which class it stands in; but all decorators of a body are made before the first of them is applied.
 */
let body = {}
let made = 0

/** A decorator is made; returns its place in the order of all. */
export function noteMade(): number {
  body = {}
  return made++
}

/** What stands for the class body whose decorators are applied. */
export function currentBody(): object {
  return body
}
