/** A document with one operation, whose request, response and callback have the same body. */
export function describeBodies(schema: unknown, schemas: object = {}, openapi = '3.1.0'): object {
  const content = { 'application/json': { schema } }
  return {
    openapi,
    info: { title: 'Bodies', version: '1.0.0' },
    paths: {
      '/things': {
        post: {
          requestBody: { required: true, content },
          responses: { 200: { description: 'Done', content } },
          callbacks: {
            thing: {
              '{$request.query.url}': {
                post: {
                  requestBody: { required: true, content },
                  responses: { 200: { description: 'Taken', content } },
                },
              },
            },
          },
        },
      },
    },
    components: { schemas },
  }
}
