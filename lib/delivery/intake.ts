import { isDeepStrictEqual } from 'node:util'
import { describeValue, RingbackError } from '../errors.ts'
import type { Delivery, Outcome } from './delivery.ts'
import type { DeliveryEngine } from './engine.ts'
import { isEnded, notEnqueued, type DeliveryLog, type LoggedDelivery } from './log.ts'
import { Turns } from './turns.ts'

export interface IntakeOptions {
  /** Whether nothing can be known of its id, which was made for it. */
  readonly isNew: boolean
  readonly transaction: unknown
}

/** Takes deliveries up: one for each id, and in the log before the engine sends anything of it. */
export class Intake {
  readonly #engine: DeliveryEngine
  readonly #log: DeliveryLog
  readonly #turns = new Turns()
  /** The ids of what is sent outside the engine, by `deliver()`. */
  readonly #apart = new Set<string>()
  /** The ids of what the engine was given again, since the log says that it has not ended. */
  readonly #reminded = new Set<string>()

  constructor(engine: DeliveryEngine, log: DeliveryLog) {
    this.#engine = engine
    this.#log = log
  }

  /**
   * Takes a delivery up, unless the same was taken up before.
   *
   * @returns whether it was taken up now
   * @throws {RingbackError} `ERR_DELIVERY_ID`, `ERR_DELIVERY_TRANSACTION`, and what the engine rejects with
   */
  async enqueue(delivery: Delivery, { isNew, transaction }: IntakeOptions): Promise<boolean> {
    this.#requireTransaction(transaction)
    if (isNew) return await this.#takeUpNew(delivery, transaction)
    return this.#turns.take(delivery.id, async () => {
      const known = await this.#findKnown(delivery)
      if (!known && this.#apart.has(delivery.id)) throw knownId(delivery)
      if (!known) return this.#takeUpNew(delivery, transaction)
      if (!isEnded(known.state)) await this.#remind(known.delivery)
      return false
    })
  }

  /**
   * Lets a delivery be sent outside the engine, one at a time.
   *
   * @returns what says that it was
   * @throws {RingbackError} `ERR_DELIVERY_ID`
   */
  async setApart(delivery: Delivery, { isNew, transaction }: IntakeOptions): Promise<() => void> {
    const { id } = delivery
    if (transaction !== undefined) throw noTransaction('deliver() sends at once.')
    return this.#turns.take(id, async () => {
      const known = isNew ? undefined : await this.#findKnown(delivery)
      if (this.#apart.has(id) || (known && !isEnded(known.state))) throw knownId(delivery)
      this.#apart.add(id)
      return () => void this.#apart.delete(id)
    })
  }

  /** @throws {RingbackError} `ERR_DELIVERY_UNKNOWN`, and what the engine rejects with */
  resend(id: string): Promise<void> {
    return this.#turns.take(id, async () => {
      const known = await this.#log.get(id)
      if (!known) throw unknownDelivery(id)
      if (!isEnded(known.state)) return this.#remind(known.delivery)
      if (!this.#apart.has(id)) await this.#takeUpAgain(known)
    })
  }

  /** Whether the engine was given again what it hands out. */
  wasReminded(id: string): boolean {
    return this.#reminded.has(id)
  }

  /** Whether what the engine hands out has ended before: it had been given again while it was ending. */
  async isOver(id: string): Promise<boolean> {
    if (!this.#reminded.delete(id)) return false
    const known = await this.#log.get(id)
    return known !== undefined && isEnded(known.state)
  }

  /** An engine that still has it changes nothing, and one that has forgotten it takes it up again. */
  async #remind(delivery: Delivery): Promise<void> {
    // Both are kept in one transaction.
    if (this.#engine.log === this.#log || this.#apart.has(delivery.id)) return
    this.#reminded.add(delivery.id)
    await this.#engine.enqueue(delivery, { isLogged: false })
  }

  async #takeUpNew(delivery: Delivery, transaction: unknown): Promise<true> {
    await this.#takeUp(delivery, { transaction, otherwise: { kind: 'dead', reason: notEnqueued } })
    return true
  }

  async #takeUpAgain({ delivery, state, reason = '' }: LoggedDelivery): Promise<void> {
    // Later than before, by which an engine knows that it is sent again.
    const createdAt = Math.max(Date.now(), delivery.createdAt + 1)
    const otherwise: Outcome = state === 'delivered' ? { kind: 'done' } : { kind: 'dead', reason }
    await this.#takeUp({ ...delivery, attempts: 0, createdAt }, { otherwise })
  }

  async #takeUp(
    delivery: Delivery,
    { transaction, otherwise }: { readonly transaction?: unknown; readonly otherwise: Outcome },
  ): Promise<void> {
    const isLogged = this.#engine.log === this.#log
    if (isLogged) return this.#engine.enqueue(delivery, { transaction, isLogged })
    // Known before it is taken up, so that no attempt is told of before.
    await this.#log.accept(delivery, delivery.createdAt)
    try {
      await this.#engine.enqueue(delivery, { transaction, isLogged })
    } catch (error) {
      await this.#settle(delivery, otherwise)
      throw error
    }
  }

  async #settle(delivery: Delivery, outcome: Outcome): Promise<void> {
    try {
      await this.#log.settle(delivery, outcome)
    } catch (error) {
      console.error(`ringback: the log has ${delivery.id}, which was not taken up.`, error)
    }
  }

  /**
   * What the log has of a delivery that was sent before.
   *
   * @throws {RingbackError} `ERR_DELIVERY_ID` where something else was sent by this id
   */
  async #findKnown(delivery: Delivery): Promise<LoggedDelivery | undefined> {
    const known = await this.#log.get(delivery.id)
    if (known && !isSame(known.delivery, delivery)) throw knownId(delivery)
    return known?.reason === notEnqueued ? undefined : known
  }

  #requireTransaction(transaction: unknown): void {
    if (transaction === undefined) return
    if (!this.#engine.can?.joinTransaction) {
      throw noTransaction('The engine of this sender cannot take part in one.')
    }
    // A log elsewhere would keep what is rolled back.
    if (this.#engine.log !== this.#log) {
      throw noTransaction('The log of this sender is not that of its engine.')
    }
  }
}

/** By what the other side is sent. */
function isSame(one: Delivery, other: Delivery): boolean {
  const names = ['operationId', 'method', 'url', 'body'] as const
  if (names.some((name) => one[name] !== other[name])) return false
  return isDeepStrictEqual(one.headers, other.headers)
}

function knownId({ id, operationId }: Delivery): RingbackError {
  return new RingbackError({
    code: 'ERR_DELIVERY_ID',
    message: `The id ${describeValue(id)} is that of another delivery, or of one that has not ended.`,
    where: `send() of ${operationId}`,
    remedy:
      'Give each delivery an id of its own: receivers take a second one for the first. deliveries.resend(id) sends the first again.',
  })
}

function unknownDelivery(id: string): RingbackError {
  return new RingbackError({
    code: 'ERR_DELIVERY_UNKNOWN',
    message: `No delivery "${id}" is known.`,
    where: 'deliveries.resend()',
    remedy: 'It may have been purged from the log; send it anew.',
  })
}

function noTransaction(why: string): RingbackError {
  return new RingbackError({
    code: 'ERR_DELIVERY_TRANSACTION',
    message: `A transaction was given. ${why}`,
    where: 'send()',
    remedy:
      'Leave it out and send after the commit, or take postgres() or sqlite(handle), and their log.',
  })
}
