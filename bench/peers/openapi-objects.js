// @ts-check
/** OpenAPI's own objects, for those that are given a document. */

/** @param {object} schema */
export const content = (schema) => ({
  required: true,
  content: { 'application/json': { schema } },
})

/** @param {object} schema */
export const answers = (schema) => ({
  200: { description: 'Answered', content: { 'application/json': { schema } } },
})

/**
 * @param {'path' | 'query'} place
 * @param {{ properties: object, required: readonly string[] }} schema
 */
export const parameters = (place, { properties, required }) =>
  Object.entries(properties).map(([name, schema]) => ({
    in: place,
    name,
    required: required.includes(name),
    schema,
  }))
