/** How an author gives ringback an engine that is linear in the text: here the package re2js. */
import { RE2JS } from 're2js'
import type { OpenAPIOptions } from '../../../lib/index.ts'

type RegExpEngine = NonNullable<NonNullable<OpenAPIOptions['validation']>['regExp']>

/** Patterns are of JavaScript, some of which RE2 writes in another way; its patterns are of Unicode anyway. */
export const linear: RegExpEngine = (pattern) => RE2JS.compile(RE2JS.translateRegExp(pattern))

/** The same as an engine that gives no more than its type asks for. */
export const bare: RegExpEngine = (pattern) => {
  const compiled = linear(pattern, 'u')
  return { test: (text) => compiled.test(text) }
}
