/** A document with a callback of each kind that is told apart by something else. */
export const invoices = {
  openapi: '3.1.0',
  info: { title: 'Invoices', version: '1' },
  paths: {
    '/invoices': {
      post: {
        parameters: [{ name: 'callback_url', in: 'query', schema: { type: 'string' } }],
        requestBody: {
          content: {
            'application/json': {
              schema: {
                type: 'object',
                properties: { id: { type: 'string', examples: ['in_1'] } },
              },
            },
          },
        },
        responses: { '201': { description: 'Created' } },
        callbacks: {
          invoiceEvents: {
            '{$request.query.callback_url}/invoices/{$request.body#/id}': {
              post: {
                operationId: 'invoiceNotification',
                parameters: [
                  {
                    name: 'X-Tenant',
                    in: 'header',
                    required: true,
                    schema: { type: 'integer', minimum: 7 },
                  },
                ],
                requestBody: {
                  required: true,
                  content: {
                    'application/json': {
                      schema: {
                        type: 'object',
                        required: ['description', 'paid'],
                        properties: {
                          description: { type: 'string' },
                          paid: { type: 'boolean' },
                          total: { type: 'number', minimum: 0 },
                        },
                      },
                    },
                  },
                },
                responses: {
                  '200': {
                    description: 'Known',
                    headers: { 'X-Seen': { required: true, schema: { enum: ['yes'] } } },
                    content: {
                      'application/json': {
                        schema: {
                          type: 'object',
                          required: ['ok'],
                          properties: { ok: { const: true } },
                        },
                      },
                    },
                  },
                  '503': {
                    description: 'Later',
                    content: { 'text/plain': { schema: { const: 'later' } } },
                  },
                },
              },
            },
          },
        },
      },
    },
  },
  webhooks: {
    moved: {
      post: event('moved'),
      put: { responses: { '204': { description: 'Noted' } } },
    },
    removed: { post: event('removed') },
    copied: { post: { ...event('removed'), operationId: 'copied' } },
  },
}

function event(kind: string): object {
  return {
    operationId: kind,
    requestBody: {
      required: true,
      content: {
        'application/json': {
          schema: { type: 'object', required: ['kind'], properties: { kind: { const: kind } } },
        },
      },
    },
    responses: { '204': { description: 'Noted' } },
  }
}
