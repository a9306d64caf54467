import type { OpenStore } from './redis-store.ts'

/** Makes a delayed job wait its turn; one that is not delayed has nothing to wait for. */
export async function promote({ bullmq, queue }: OpenStore, id: string): Promise<void> {
  try {
    await new bullmq.Job(queue, '', {}, {}, id).promote()
  } catch (error) {
    const { code } = error as { readonly code?: unknown }
    if (code !== notDelayed && code !== notThere) throw error
  }
}

/** Of BullMQ. */
const notThere = -1
const notDelayed = -3
