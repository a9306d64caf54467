import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const source = readFileSync('spec/types/decorators/mistakes.ts', 'utf8').split('\n')

it('each mistake in a controller has its text, and there is no other', async () => {
  expect(await compile()).toEqual([
    [
      "@post('/body', create)",
      "Property 'name' is missing in type '{ id: string; total: number; }' but required in type '{ name: string; }'.",
    ],
    ["@get('/query', list)", "Type 'number' is not assignable to type 'string'."],
    [
      "@get('/:id', show)",
      "Property 'number' is missing in type '{ id: string; }' but required in type '{ number: string; }'.",
    ],
    ["@get('/response', show)", "Type 'number' is not assignable to type 'string'."],
    [
      'void req.body.totals',
      "Property 'totals' does not exist on type '{ id: string; total: number; }'. Did you mean 'total'?",
    ],
    [
      'res.status(201).json({ id: req.body.total })',
      "Type 'number' is not assignable to type 'string'.",
    ],
    [
      "@get('/misspelt', { summry: 'Misspelt' })",
      "Object literal may only specify known properties, but 'summry' does not exist in type 'OperationDefinition'. Did you mean to write 'summary'?",
    ],
    [
      "@get('/slot', { query: z.string() })",
      "Type 'ZodString' is not assignable to type '\"query takes a schema of an object, of which each property is one parameter\"'.",
    ],
    [
      "@get('/middleware', show, 'requireUser')",
      "Argument of type 'string' is not assignable to parameter of type 'ControllerMiddleware'.",
    ],
    [
      "@get('/errors', show)",
      'Target signature provides too few arguments. Expected 4 or more, but got 3.',
    ],
    ["@get('/static', show)", "Type 'true' is not assignable to type 'false'."],
    ["@get('/private', show)", "Type 'true' is not assignable to type 'false'."],
    [
      "@get('/field', show)",
      "Argument of type 'undefined' is not assignable to parameter of type 'OperationHandler<{ responses: { 200: ZodObject<{ id: ZodString; total: ZodDefault<ZodNumber>; }, $strip>; }; }, {}>'.",
    ],
    [
      'controllerRouter(Invoices)',
      "Type 'Invoices' is not assignable to type '\"an instance is expected: controllerRouter(new Invoices())\"'.",
    ],
  ])
})

/** The line of each error, and the last line of what the compiler nests below it. */
async function compile(): Promise<[line: string, text: string][]> {
  const options = [
    'node_modules/typescript/bin/tsc',
    '-p',
    'spec/types/decorators',
    '--pretty',
    'false',
  ]
  const output = await new Promise<string>((resolve) => {
    // it exits with 2 where there are errors
    execFile(process.execPath, options, (_error, stdout, stderr) => resolve(stdout + stderr))
  })
  return output
    .trimEnd()
    .split(/\n(?! )/)
    .map((block) => {
      const [, number] = /\((\d+),\d+\)/.exec(block) ?? []
      const line = source[Number(number) - 1] ?? block
      const last = block.split('\n').at(-1) ?? ''
      return [line.trim(), last.replace(/^.*?: error TS\d+: /, '').trim()]
    })
}
