import { readGenerated, type Generator } from './generate.ts'

/** The names of what a client can call: `Orders.createOrder` where it has a class or a file for each tag. */
export function listNames(generator: Generator, folder: string): string[] {
  return Object.entries(readGenerated(folder))
    .flatMap(([file, text]) => readers[generator](text, file))
    .toSorted()
}

const readers: Record<Generator, (text: string, file: string) => string[]> = {
  'openapi-typescript': readInterface,
  'hey-api': (text, file) => (file === 'sdk.gen.ts' ? readClasses(text) : []),
  orval: (text, file) => readFunctions(text, file.split('/')[0] ?? ''),
}

/** The members of `operations`. */
function readInterface(text: string): string[] {
  const [, operations = ''] = text.split('export interface operations {\n')
  const members = operations.matchAll(/^ {4}"?([^" ]+?)"?: \{$/gm)
  return [...members].map(([, name = '']) => name)
}

/** The static methods of each class. */
function readClasses(text: string): string[] {
  const [, ...classes] = text.split(/^export class /m)
  return classes.flatMap((body) => {
    const [tag = ''] = body.split(' ')
    const methods = body.matchAll(/^ {4}public static (\w+)/gm)
    return [...methods].map(([, name = '']) => `${tag}.${name}`)
  })
}

function readFunctions(text: string, tag: string): string[] {
  const functions = text.matchAll(/^export const (\w+) = async/gm)
  return [...functions].map(([, name = '']) => `${tag}.${name}`)
}
