import { z } from 'zod'
import { webhookRouter } from '../../../lib/index.ts'

/** What the processes of a crash trial send. */
export const events = webhookRouter().post('paid', {
  operationId: 'paid',
  body: z.object({ n: z.number() }),
})
