import type { RingbackError } from '../../errors.ts'
import { storeError, toStoreError } from '../store-error.ts'

/** Rejects where `work` has not ended in time; what becomes of it then, nobody is told. */
export async function within<Result>(limitMs: number, work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(timeoutError(limitMs)), limitMs)
  })
  try {
    return await Promise.race([work, limit])
  } finally {
    clearTimeout(timer)
  }
}

function timeoutError(limitMs: number): RingbackError {
  return storeError({
    message: `PostgreSQL has not answered within ${limitMs / 1000} seconds.`,
    where: 'postgres()',
    remedy: 'See whether it runs, and whether the pool has a connection left.',
  })
}

/** What a statement rejected with, as an error of ours. */
export function failedError(cause: unknown): RingbackError {
  return toStoreError(cause, {
    message: 'PostgreSQL could not be asked',
    where: 'postgres()',
    remedy: 'See whether it runs, and what the role of the pool is allowed to.',
  })
}
