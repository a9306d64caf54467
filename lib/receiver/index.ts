/**
 * Receives the callbacks and webhooks of an API: verified, checked, typed, and handled once. Beside it, a receiver
 * for the tests of whoever sends them.
 *
 * @module
 */
export { receiver } from './receiver.ts'
export type { ReceiverOptions, ReceiverSecret } from './receiver-options.ts'
export type {
  Receive,
  ReceivedHandler,
  ReceivedPayload,
  ReceivedSources,
} from './receiver-types.ts'
export type { OnRefused, RefusalProblem } from './refusal.ts'

export { memoryReplays } from './replays.ts'
export type { HandledAnswer, MemoryReplaysOptions, ReplayClaim, ReplayStore } from './replays.ts'

export { testReceiver } from './test-receiver.ts'
export type { TestReceiver, TestReceiverOptions } from './test-receiver.ts'
export type { NextOptions, ReceivedDelivery } from './arrivals.ts'
export type { FailOptions, TestAnswer, TestAnswers } from './test-answers.ts'
export type { TestFault } from './test-faults.ts'
