import { pendingUntil } from '../log.ts'
import { readOrigin } from '../origin.ts'
import type { BullJob } from './bullmq.ts'
import { longestParking, writeJobId, writeJobOptions, type Enqueued } from './delivery-job.ts'
import type { RedisClient, RedisValue } from './ioredis.ts'
import type { OriginLines } from './origin-lines.ts'
import { promote } from './promote.ts'
import { writeRecord } from './redis-log.ts'
import { isMissingScript, type OpenStore, type RedisStore } from './redis-store.ts'

/**
 * Takes a delivery up in the queue, and in the log where it is to be; both or neither. Where many of its
 * origin stand in line already, it is parked at once: others shall not wait behind them.
 */
export async function enqueueJob(
  store: RedisStore,
  open: OpenStore,
  lines: OriginLines,
  enqueued: Enqueued,
): Promise<void> {
  if (enqueued.due > Date.now()) {
    await addJob(store, open, enqueued, 'later')
    return
  }
  const origin = readOrigin(enqueued.delivery.url)
  const place = lines.enter(origin) ? 'line' : 'parked'
  let length: number | undefined
  try {
    length = await addJob(store, open, enqueued, place)
  } finally {
    lines.leave(origin, length)
  }
}

type Place = 'line' | 'parked' | 'later'

/** @returns how many of its origin stand in line */
async function addJob(
  store: RedisStore,
  open: OpenStore,
  enqueued: Enqueued,
  place: Place,
): Promise<number> {
  const { client } = open
  const add = writeAdding(open, enqueued, place)
  const accepted = writeAccepted(enqueued, place)
  const replies = await transact(client, [
    () => client.call('EVALSHA', ...store.call('accept', ...accepted)),
    () => add(client),
  ])
  const isMissing = replies.some(isMissingScript)
  const accept = isMissing ? await addApart(store, client, accepted, add) : replies[0]
  const fault = replies.find((reply) => reply instanceof Error && !isMissingScript(reply))
  if (fault) throw fault
  const [length, isAlone] = accept as [number, 0 | 1]
  // Without the transaction, whoever admitted it may have done so before it was there.
  const isStuck = isAlone === 1 || (isMissing && place === 'parked')
  if (isStuck) await promote(open, writeJobId(enqueued.delivery.id))
  return length
}

/** Outside of a transaction each script is loaded where it is missing; BullMQ's by ioredis. */
async function addApart(
  store: RedisStore,
  client: RedisClient,
  accepted: readonly RedisValue[],
  add: (client: RedisClient) => Promise<unknown>,
): Promise<unknown> {
  const accept = await store.runOn(client, 'accept', ...accepted)
  await add(client)
  return accept
}

function writeAccepted(enqueued: Enqueued, place: Place): RedisValue[] {
  const { delivery, due, isLogged } = enqueued
  const record = writeRecord(delivery, pendingUntil(due))
  return [writeJobId(delivery.id), place, due, isLogged ? 1 : 0, ...record]
}

function writeAdding({ bullmq, queue }: OpenStore, { delivery, due }: Enqueued, place: Place) {
  const { id, operationId } = delivery
  const until = place === 'parked' ? Date.now() + longestParking : due
  const options = writeJobOptions(delivery, until)
  return readAdding(new bullmq.Job(queue, operationId, { delivery, due }, options, writeJobId(id)))
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
