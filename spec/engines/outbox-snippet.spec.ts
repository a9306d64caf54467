import pg from 'pg'
import { expect, it, onTestFinished } from 'vitest'
import { postgres } from '../../lib/delivery/index.ts'
import { allowing, openReceiver, startSender } from '../delivery/sending.ts'
import { keepAndNotify, notifications } from '../readme/snippets.ts'
import { createDatabase, findPostgres } from './postgres-server.ts'

it('an invoice and its callback are kept together, or not at all, as the README shows', async () => {
  const server = await findPostgres()
  const pool = new pg.Pool({ connectionString: await createDatabase(server.url) })
  onTestFinished(async () => {
    await pool.end()
    await server.stop()
  })
  await pool.query('CREATE TABLE invoices (id text PRIMARY KEY)')
  const receiver = await openReceiver()
  const sender = startSender({
    webhooks: [notifications],
    allow: allowing(receiver),
    engine: postgres(pool),
  })
  const client = await pool.connect()
  await keepAndNotify(client, sender, receiver.origin, { id: 'i-1' })
  await expect(keepAndNotify(client, sender, receiver.origin, { id: 'i-1' })).rejects.toThrow(
    'duplicate key',
  )
  await client.query('ROLLBACK')
  await client.query('BEGIN')
  await sender.send(
    notifications.operations.invoiceNotification,
    receiver.origin,
    { description: 'Never', paid: false },
    { transaction: client },
  )
  await client.query('ROLLBACK')
  await keepAndNotify(client, sender, receiver.origin, { id: 'i-2' })
  client.release()
  await expect.poll(() => receiver.received, { timeout: 20_000 }).toHaveLength(2)
  expect(receiver.received.map(({ body }) => body)).toEqual(
    Array(2).fill('{"description":"Paid","paid":true}'),
  )
  expect(await sender.deliveries.list()).toHaveLength(2)
})
