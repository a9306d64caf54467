// @ts-check
/** The callback of each operation as OpenAPI has it, for those that are given it so. */
import { answers, content } from '../openapi-objects.js'

export const callbackKey = '{$request.query.callback_url}/invoices/{$request.body#/id}'

export const event = () =>
  /** @type {const} */ ({
    type: 'object',
    properties: { description: { type: 'string' }, paid: { type: 'boolean' } },
    required: ['description', 'paid'],
  })

export const eventReceived = () =>
  /** @type {const} */ ({
    type: 'object',
    properties: { ok: { type: 'boolean' } },
    required: ['ok'],
  })

export const callbacks = () => ({
  paid: {
    [callbackKey]: {
      post: {
        summary: 'The invoice was paid',
        requestBody: content(event()),
        responses: answers(eventReceived()),
      },
    },
  },
})
