import { pendingUntil } from '../log.ts'
import type { BullJob } from './bullmq.ts'
import { writeJobId, writeJobOptions, type Enqueued } from './delivery-job.ts'
import type { RedisClient, RedisValue } from './ioredis.ts'
import { writeRecord } from './redis-log.ts'
import { isMissingScript, type OpenStore, type RedisStore } from './redis-store.ts'

/** Takes a delivery up in the queue, and in the log where it is to be; both or neither. */
export async function enqueueJob(
  store: RedisStore,
  { client, bullmq, queue }: OpenStore,
  enqueued: Enqueued,
): Promise<void> {
  const { delivery, due } = enqueued
  const job = { delivery, due }
  const { id, operationId } = delivery
  const options = writeJobOptions(job)
  const add = readAdding(new bullmq.Job(queue, operationId, job, options, writeJobId(id)))
  const accepted = writeAccepted(enqueued)
  const replies = await transact(client, [
    () => client.call('EVALSHA', ...store.call('accept', ...accepted)),
    () => add(client),
  ])
  if (replies.some(isMissingScript)) {
    // Outside of a transaction each is loaded where it is missing; the second by ioredis.
    await store.runOn(client, 'accept', ...accepted)
    await add(client)
  }
  const fault = replies.find((reply) => reply instanceof Error && !isMissingScript(reply))
  if (fault) throw fault
}

function writeAccepted({ delivery, due, isLogged }: Enqueued): RedisValue[] {
  return [writeJobId(delivery.id), isLogged ? 1 : 0, ...writeRecord(delivery, pendingUntil(due))]
}

/** The command by which BullMQ adds a job, kept for a transaction. */
function readAdding(job: BullJob): (client: RedisClient) => Promise<unknown> {
  let add: ((client: RedisClient) => Promise<unknown>) | undefined
  const runCommand = (name: string, values: readonly unknown[]): void => {
    add = (client) => (client as unknown as Commands)[name]!([...values])
  }
  void job.addJob({ runCommand })
  if (!add) throw new TypeError('This version of BullMQ does not add a job at once.')
  return add
}

type Commands = Record<string, ((values: unknown[]) => Promise<unknown>) | undefined>

/** One transaction, sent at once: ioredis's own takes longer to make than Redis to run. */
async function transact(
  client: RedisClient,
  commands: readonly (() => Promise<unknown>)[],
): Promise<readonly unknown[]> {
  const queued = [client.call('MULTI'), ...commands.map((command) => command())]
  const ended = client.call('EXEC')
  const [replies] = await Promise.all([ended, ...queued])
  if (Array.isArray(replies)) return replies
  throw new Error('Redis has discarded a transaction.')
}
