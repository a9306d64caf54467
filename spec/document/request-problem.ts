/** The 422 of every operation whose requests are checked, where its author says nothing of one. */
export const invalidRequest = {
  description: 'The request is not as declared',
  content: {
    'application/problem+json': { schema: { $ref: '#/components/schemas/RequestProblem' } },
  },
}

/** The component that it refers to. */
export const RequestProblem = {
  type: 'object',
  description: 'What is wrong with a request (RFC 9457).',
  properties: {
    type: { type: 'string', format: 'uri-reference' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          in: { enum: ['path', 'query', 'header', 'cookie', 'body'] },
          path: { type: 'string', description: 'A JSON Pointer (RFC 6901) into it.' },
          message: { type: 'string' },
          code: { type: 'string' },
        },
        required: ['in', 'path', 'message', 'code'],
      },
    },
  },
  required: ['type', 'title', 'status'],
}
