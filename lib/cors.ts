import { describeValue } from './errors.ts'
import load from './load-package.cjs'
import { refuse } from './option-values.ts'
import type { Answer } from './ready-answer.ts'

/** Which other origins may read the document: all, none, or those that match. */
export type Origins = boolean | string | RegExp | readonly (string | RegExp)[]

/** Lets pages of other origins read an answer, preflight requests too. */
export function createCors(origins: Origins): (answer: Answer) => Answer {
  if (origins === false) return (answer) => answer
  const allow = load.cors()({
    origin: origins === true ? '*' : [origins as string].flat().map(withoutMemory),
    methods: ['GET', 'HEAD'],
    exposedHeaders: ['ETag'],
  })
  return (answer) => (req, res, next) =>
    allow(req, res, (error?: unknown) => (error ? next(error) : answer(req, res, next)))
}

/** A RegExp with `g` or `y` begins where it ended, and would let every second request in. */
function withoutMemory(origin: string | RegExp): string | RegExp {
  if (typeof origin === 'string') return origin
  return new RegExp(origin.source, origin.flags.replaceAll(/[gy]/g, ''))
}

/** @throws {RingbackError} `ERR_OPENAPI_OPTION` */
export function readOrigins(value: unknown): Origins {
  if (value === undefined || typeof value === 'boolean') return value ?? false
  const origins = [value].flat()
  if (origins.length > 0 && origins.every(isOrigin)) return value as Origins
  throw refuse(
    `cors is ${describeValue(value)}.`,
    "Give true for every origin, one such as 'https://docs.example.com', a RegExp, or a list of them.",
  )
}

function isOrigin(value: unknown): boolean {
  if (value instanceof RegExp) return true
  return typeof value === 'string' && URL.canParse(value) && new URL(value).origin === value
}
