/** What a layer is called that ringback itself has put into a stack of the app's. */
export const ownLayer = 'ringback:layer'

/** A function that Express shows under that name. */
export function nameOwnLayer<Handler extends object>(handler: Handler): Handler {
  return Object.defineProperty(handler, 'name', { value: ownLayer })
}
