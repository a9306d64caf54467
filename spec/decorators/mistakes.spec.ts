import type { RingbackError } from 'ringback'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { markInspected } from '../../lib/inspected.ts'
import { caught, summary } from '../live-app.ts'
import { importCompiled, type Compiler } from './compile.ts'
import type * as Fixture from './mistakes.ts'

type Mistakes = typeof Fixture.mistakes

/** The name of a mistake, with what is said of it: code, message, remedy, and whose place is named. */
type Said = readonly [
  mistake: keyof Mistakes,
  code: string,
  message: string,
  remedy: string,
  where: string,
]

const middleware =
  'Give functions (req, res, next) => …, and those of a list as ...list; handlers of errors go to app.use(), after the controllers.'
const path =
  "Give a path first, such as '/invoices', or '/' for no more than what it is mounted at."
const definition =
  "Give @get() an object after the path, such as { summary: 'List all invoices' }, and middleware after that."
const publicMethod = 'Make it a public method of the instance, which controllerRouter() is given.'
const instances = 'Give it instances: controllerRouter(new Invoices()).'
const noRoute = "Write @get('/') and its like before its methods, and make it by `new`."
const second = 'Give each its own path or method: the second would never be called.'

const older =
  "and not with a value and its context: these classes are compiled for an older kind of decorators than the standard's."
const turnOff =
  'Take experimentalDecorators out of tsconfig.json, which esbuild and tsx read too. For swc, write jsc.transform.decoratorVersion: "2022-03" and no legacyDecorator; for Babel, version: "2023-11" and no legacy.'

const ofController = '@controller() at mistakes.js'
const ofGet = '@get() at mistakes.js'
const ofRouter = 'controllerRouter() at mistakes.js'

// prettier-ignore
const said: readonly Said[] = [
  ['controllerPath', 'ERR_DECORATOR', 'The path is "invoices".', 'Begin it with a slash: "/invoices".', ofController],
  ['controllerWithoutPath', 'ERR_DECORATOR', 'The path is undefined.', path, ofController],
  ['controllerNotCalled', 'ERR_DECORATOR', '@controller stands without its path.', "Write @controller('/…').", ofController],
  ['controllerMiddleware', 'ERR_DECORATOR', 'Middleware is a function, and an array was given.', middleware, ofController],
  ['controllerErrors', 'ERR_DECORATOR', 'A handler of errors, with four parameters, was given as middleware.', middleware, ofController],
  ['controllerOnMethod', 'ERR_DECORATOR', 'The decorator stands on a method.', 'Write it before the class, and @get() and its like before methods.', ofController],
  ['olderClass', 'ERR_DECORATOR_CONVENTION', `A decorator was called with one value, ${older}`, turnOff, ofController],
  ['olderMethod', 'ERR_DECORATOR_CONVENTION', `A decorator was called with 2 values, ${older}`, turnOff, ofGet],
  ['path', 'ERR_DECORATOR', 'The path is ":id".', 'Begin it with a slash: "/:id".', ofGet],
  ['emptyPath', 'ERR_DECORATOR', 'The path is "".', path, ofGet],
  ['pathOfAnotherKind', 'ERR_DECORATOR', 'The path is an object without keys.', path, ofGet],
  ['notCalled', 'ERR_DECORATOR', '@get stands without its path.', "Write @get('/…').", ofGet],
  ['definition', 'ERR_DEFINITION', 'The definition is a function.', definition, ofGet],
  ['definitionIsNull', 'ERR_DEFINITION', 'The definition is null.', definition, ofGet],
  ['field', 'ERR_DEFINITION', 'There is no field "sumary" in a definition.', 'Did you mean summary?', `sumary of ${ofGet}`],
  ['schema', 'ERR_SCHEMA', 'The schema has no JSON Schema on its output side: Map cannot be represented in JSON Schema.', 'Declare what travels as JSON there, such as z.iso.datetime() for a date, or end a transform in .pipe(…).', `responses.200 of ${ofGet}`],
  ['source', 'ERR_CALLBACK_SOURCE', 'The request body has no "idd"; it has id.', 'Did you mean `{$request.body#/id}`?', 'callbacks.paid of @post() at mistakes.js, for POST declared at mistakes.js'],
  ['link', 'ERR_LINK_SOURCE', 'The response body has no "idd"; it has id.', 'Did you mean `$response.body#/id`?', `responses.200.links.show.parameters.id of ${ofGet}`],
  ['middleware', 'ERR_DECORATOR', 'Middleware is a function, and "requireUser" was given.', middleware, ofGet],
  ['errors', 'ERR_DECORATOR', 'A handler of errors, with four parameters, was given as middleware.', middleware, ofGet],
  ['staticMethod', 'ERR_DECORATOR', 'The method "list" is static.', publicMethod, ofGet],
  ['privateMethod', 'ERR_DECORATOR', 'The method "#list" is private.', publicMethod, ofGet],
  ['onField', 'ERR_DECORATOR', 'The decorator stands on a field "list".', 'Write it before a method.', ofGet],
  ['onClass', 'ERR_DECORATOR', 'The decorator stands on a class "Invoices".', 'Write it before a method.', ofGet],
  ['onHandlerOfErrors', 'ERR_HANDLER', 'The method "list" is a handler of errors, with four parameters.', 'Give it at most (req, res, next); handlers of errors go to app.use().', ofGet],
  ['withoutControllers', 'ERR_CONTROLLER', 'controllerRouter() was given without a controller.', instances, ofRouter],
  ['theClass', 'ERR_CONTROLLER', 'controllerRouter() was given the class Drafts itself.', 'Give it instances: controllerRouter(new Drafts()).', ofRouter],
  ['aFunction', 'ERR_CONTROLLER', 'controllerRouter() was given a function.', instances, ofRouter],
  ['nothing', 'ERR_CONTROLLER', 'controllerRouter() was given null.', instances, ofRouter],
  ['withoutController', 'ERR_CONTROLLER', 'The class Invoices has no @controller().', "Write @controller('/invoices') before the class.", ofRouter],
  ['withoutRoute', 'ERR_CONTROLLER', 'The controller Invoices has no route.', noRoute, ofRouter],
  ['notConstructed', 'ERR_CONTROLLER', 'The controller Invoices has no route.', noRoute, ofRouter],
  ['twiceInOne', 'ERR_CONTROLLER_DUPLICATE', 'GET /invoices/:number/ of Invoices.find is declared already: /invoices/:id of Invoices.show, by @get() at mistakes.js.', second, ofGet],
  ['twiceInTwo', 'ERR_CONTROLLER_DUPLICATE', 'ALL /invoices of Root.all is declared already: /invoices of Invoices.list, by @all() at mistakes.js.', second, '@all() at mistakes.js'],
  ['twiceInInherited', 'ERR_CONTROLLER_DUPLICATE', 'GET / of Drafts.all is declared already: / of Drafts.list, by @get() at mistakes.js.', second, ofGet],
  ['pathOfExpress', 'ERR_DECORATOR', 'Express does not take the path "/invoices/(" of Invoices.remove: …', 'Write it as this version of Express has it.', '@del() at mistakes.js'],
]

/** The compiled file is in a folder of its own, and Express has its own words for a wrong path. */
function withoutPlace(text: unknown): string {
  return String(text)
    .replaceAll(/\S*\/mistakes\.js:\d+/g, 'mistakes.js')
    .replace(/(of Invoices\.remove: ).*/, '$1…')
}

describe('a mistake in decorators', () => {
  let mistakes: Mistakes
  beforeAll(async () => {
    ;({ mistakes } = await importCompiled<typeof Fixture>('mistakes.ts', 'TypeScript 5.9'))
  })

  it.each(said)('%s is %s: %s', (mistake, code, message, remedy, where) => {
    const found = summary(caught(mistakes[mistake]))
    const read = Object.entries(found).map(([field, value]) => [field, withoutPlace(value)])
    expect(Object.fromEntries(read)).toEqual({ code, message, where, remedy })
  })

  it('is told of each that there is', () => {
    expect(said.map(([mistake]) => mistake)).toEqual(Object.keys(mistakes))
  })

  it('of two that clash names two places', () => {
    const { message } = caught(mistakes.twiceInOne)
    const [first, other] = message.match(/mistakes\.js:\d+/g) ?? []
    expect(first).not.toBe(other)
  })
})

const compilers: readonly Compiler[] = [
  'TypeScript 5.9, experimentalDecorators',
  'esbuild, experimentalDecorators',
  'swc, legacyDecorator',
  'swc, by default',
]

describe('classes that are compiled for older decorators', () => {
  const refused = {
    code: 'ERR_DECORATOR_CONVENTION',
    message: `A decorator was called with a prototype, the key "create" and a descriptor, ${older}`,
    where: '@post() at invoices-decorated.js',
  }

  it.each(compilers)('by %s are refused as they are declared', async (compiler) => {
    expect(await refusal(compiler)).toEqual({ ...refused, remedy: turnOff })
  })

  it('are refused with a remedy of its own where the command loads them', async () => {
    const inspected = globalThis as { [key: symbol]: boolean }
    markInspected()
    onTestFinished(() => void (inspected[Symbol.for('ringback/inspected')] = false))
    const remedy = `${turnOff} The command ringback compiles TypeScript so, unless the project has tsx: install that, or give the command what your compiler has made.`
    expect(await refusal('TypeScript 5.9, experimentalDecorators')).toEqual({ ...refused, remedy })
  })
})

async function refusal(compiler: Compiler): Promise<Record<string, unknown>> {
  try {
    await importCompiled('invoices-decorated.ts', compiler)
  } catch (error) {
    const { where, ...said } = summary(error as RingbackError)
    const place = String(where).replace(/\S*\/(invoices-decorated\.js):\d+/, '$1')
    return { ...said, where: place }
  }
  throw new Error('nothing was thrown')
}
