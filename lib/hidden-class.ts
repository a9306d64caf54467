import { IncomingMessage } from 'node:http'
import type { Request, Response } from './express.ts'
import { readProperty } from './read-property.ts'

/**
 * V8 knows where the properties of an object are by its hidden class, and what a place in the code has learnt
 * of one serves for all objects that have it. Before 13 (Node 24), `Object.setPrototypeOf()`, which Express calls
 * for each request and response, gives each object a class of its own, for which nothing learnt ever serves:
 * to read a property then takes 0.6 µs, and to add one 3.
 */
export const sharesClasses: boolean = Number.parseInt(process.versions.v8, 10) >= 13

/** By which what is born with the prototypes of an app is known; in their prototype, whose value it is. */
const born = Symbol.for('ringback/born')

/** Remember that a server makes its requests with this prototype, so that Express has none to give them. */
export function markBorn(prototype: object): void {
  Object.defineProperty(prototype, born, { value: prototype, configurable: true })
}

// Registered, so that two copies of this package know each other's.
const settled = Symbol.for('ringback/settled')

/**
 * Have a request of Node's and its response share their hidden classes with all others, once for each.
 *
 * Where the attributes of a property change and the class is one that no other leads to, V8 makes a dictionary of
 * the object, and the class of such is shared: "There is no benefit from reconstructing transition tree for maps
 * without back pointers, normalize and try to hit the map cache instead" (Map::ReconfigureExistingProperty).
 * Nothing else of the object changes, not even the order of its properties.
 */
export const shareClasses: (req: Request, res: Response) => void = sharesClasses
  ? () => {}
  : (req, res) => {
      const prototype = Object.getPrototypeOf(req) as Prototype
      if (prototype[born] === prototype || !isOfNode(prototype)) return
      const raw = readProperty(req, 'rawHeaders') as Marked | undefined
      if (!raw || raw[settled]) return
      raw[settled] = true
      toggle(req, 'url')
      toggle(res, 'sendDate')
    }

type Prototype = object & { readonly [born]?: object }
type Marked = string[] & { [settled]?: true }

const hidden = { enumerable: false }
const shown = { enumerable: true }

function toggle(of: object, name: string): void {
  if (!isEnumerable.call(of, name)) return
  if (Reflect.defineProperty(of, name, hidden)) Reflect.defineProperty(of, name, shown)
}

const isEnumerable = Object.prototype.propertyIsEnumerable

const ofNode = new WeakMap<object, boolean>()

/** Whether Node has made the requests that have a prototype: what only looks like one has other habits. */
export function isOfNode(prototype: object): boolean {
  const known = ofNode.get(prototype)
  if (known !== undefined) return known
  const made = IncomingMessage.prototype.isPrototypeOf(prototype)
  ofNode.set(prototype, made)
  return made
}
