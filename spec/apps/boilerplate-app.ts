import { fileURLToPath } from 'node:url'
import express from 'express'
import type { Express } from 'express'
import { openapi, operation } from '../../lib/index.ts'
import type { OpenAPIMiddleware } from '../../lib/index.ts'
import { createAppRequire, type Insertion } from './app-require.ts'

const folder = fileURLToPath(new URL('boilerplate', import.meta.url))

/** The boilerplate, as it is after the start, and what `openapi()` returned in it. */
export interface Boilerplate {
  readonly app: Express
  readonly documentation: OpenAPIMiddleware
}

/** The one line, with these options, and what brings its name into the file. */
export function mountDocumentation(options: string): Insertion[] {
  return [
    {
      file: 'src/app.js',
      before: "const passport = require('./config/passport')",
      text: "const { openapi } = require('ringback')\n",
    },
    {
      file: 'src/app.js',
      before: '// nothing has answered',
      text: `app.use(openapi(${options}))\n\n`,
    },
  ]
}

/** The boilerplate with modules and data of its own; `express` is Express 4 wherever this runs. */
export function loadBoilerplate(insertions: readonly Insertion[]): Boilerplate {
  const made: OpenAPIMiddleware[] = []
  const ringback = { operation, openapi: noteMade }
  const load = createAppRequire(folder, { express, ringback }, insertions)
  const app = load('./src/app.js') as Express
  const [documentation] = made
  if (!documentation) throw new Error('openapi() is called in no file of the boilerplate.')
  return { app, documentation }

  function noteMade(options: Parameters<typeof openapi>[0]): OpenAPIMiddleware {
    made.push(openapi(options))
    return made.at(-1) as OpenAPIMiddleware
  }
}

/** As it was before anybody thought of ringback. */
export function loadUntouched(): Express {
  return createAppRequire(folder, { express }, [])('./src/app.js') as Express
}

/** Who is signed in, by the user's id: what a login gives. */
export function tokenOf(userId: string, type = 'access'): string {
  const load = createAppRequire(folder, {}, [])
  const tokens = load('./src/services/token.service.js') as {
    create(userId: string, type: string): string
  }
  return tokens.create(userId, type)
}
