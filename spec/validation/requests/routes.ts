/** What the routes are called that every kind of schema declares, and where they are. */
import type { Content, Schema } from '../../../lib/index.ts'

/** The parts of a request that a route declares; its handler answers what they hold. */
export interface Declared {
  readonly params?: Schema
  readonly query?: Schema
  readonly headers?: Schema
  readonly cookies?: Schema
  readonly body?: Schema | { readonly content: Content; readonly required?: boolean }
}

/** Those without a path of their own are at their name. */
export const paths = {
  scalars: '/scalars',
  bounds: '/bounds',
  formats: '/formats',
  defaults: '/defaults',
  lists: '/lists',
  delimited: '/delimited',
  objects: '/objects',
  open: '/open',
  closed: '/closed',
  guarded: '/guarded',
  shop: '/shops/:id/:slug',
  simple: '/simple/:scalar/:list/:exploded/:object/:spread',
  label: '/label/:scalar/:list/:exploded/:object/:spread',
  matrix: '/matrix/:scalar/:list/:exploded/:object/:spread',
  cookies: '/cookies',
  parsedCookies: '/parsed-cookies',
  headers: '/headers',
  everything: '/everything/:id',
  typed: '/typed',
  order: '/orders',
  filled: '/filled',
  payment: '/payments',
  alternatives: '/alternatives',
  tuple: '/tuples',
  record: '/records',
  tree: '/trees',
  nullable: '/nullable',
  extra: '/extra',
  loose: '/loose',
  strict: '/strict',
  vendor: '/vendor',
  media: '/media',
  optional: '/optional',
} as const

export type RouteName = keyof typeof paths

/** Every route as one kind of schema declares it. */
export type Routes = Readonly<Record<RouteName, Declared>>
