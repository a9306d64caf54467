import { RingbackError } from '../errors.ts'

export interface Driver {
  /** Of the package. */
  readonly name: string
  /** The engine, such as `redis()`. */
  readonly where: string
  /** What is installed for it, such as `bullmq ioredis`. */
  readonly install: string
}

/**
 * An optional peer, when it is first needed.
 *
 * @param load imports it by its name, for the sake of bundlers
 * @throws {RingbackError} `ERR_DELIVERY_ENGINE` where it is not installed, or does not work
 */
export async function importDriver(driver: Driver, load: () => Promise<unknown>): Promise<unknown> {
  try {
    return await load()
  } catch (cause) {
    const why = isMissing(cause, driver.name)
      ? 'is not installed.'
      : `could not be loaded: ${String((cause as Error).message)}.`
    throw driverError(driver, why, cause)
  }
}

/** @param why what follows the name of the package, as a sentence */
export function driverError(
  { name, where, install }: Driver,
  why: string,
  cause?: unknown,
): RingbackError {
  return new RingbackError({
    code: 'ERR_DELIVERY_ENGINE',
    message: `The package ${name} ${why}`,
    where,
    remedy: `Install what the engine runs on: npm install ${install}`,
    cause,
  })
}

/** Whether an import has failed since the package is not there, and not since what it needs is not. */
export function isMissing(error: unknown, name: string): boolean {
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown }
  const isNotFound = code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND'
  return isNotFound && String(message).includes(`'${name}'`)
}
