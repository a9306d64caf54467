/** Mistakes in the options of `openapi()`. */
import { openapi } from 'ringback'

const base = { openapi: '3.0.3', info: { title: 'T', version: '1' }, paths: {} }

openapi({ base })
openapi({ base, info: { version: '2' } })

// error: Argument of type '{}' is not assignable to parameter of type 'OptionsWithBase | OptionsWithInfo'.
openapi({})
// error: Type 'string' is not assignable to type 'object'.
openapi({ base: 'openapi.yaml' })
// error: Object literal may only specify known properties, and 'inof' does not exist in type 'OptionsWithBase'.
openapi({ base, inof: { version: '2' } })
