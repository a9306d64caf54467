/** Starts a server of this folder, by its name, on the copy of Express that is named after it. */
import { register } from 'node:module'

const [server = 'server', copy = 'express'] = process.argv.slice(2)
const source = `export const resolve = (name, context, next) =>
  next(name === 'express' ? ${JSON.stringify(copy)} : name, context)`
register(`data:text/javascript,${encodeURIComponent(source)}`)
await import(`./${server}.ts`)
