/**
 * Sends the callbacks and webhooks that routers declare: checked, signed, tried again, logged, and to no address
 * that is not public unless you allow it.
 *
 * @module
 */
export { createSender } from './sender.ts'
export type { Deliveries, Sender, SenderHealth, SentDelivery } from './sender.ts'
export type { Endpoint, Secret, SenderOptions } from './sender-options.ts'
export type {
  DeclaredAnswer,
  DeliveryTarget,
  Payload,
  SendableOperation,
  SendInput,
  SendOptions,
  TargetOf,
} from './delivery-types.ts'
export type {
  Attempt,
  AttemptAnswer,
  AttemptFault,
  AttemptResult,
  Delivery,
  Hold,
  Outcome,
} from './delivery.ts'

export type { Metric, MetricName } from './metrics.ts'

export { createSecret, publicKeyOf } from './secret.ts'
export type { SecretPair, SignatureVersion } from './secret.ts'

export { memory } from './memory.ts'
export type { MemoryOptions } from './memory.ts'
export { sqlite } from './sqlite/sqlite.ts'
export type { SqliteEngine, SqliteOptions } from './sqlite/sqlite.ts'
export type { SqliteDatabase } from './sqlite/sqlite-driver.ts'
export { postgres } from './postgres/postgres.ts'
export type { PostgresOptions } from './postgres/postgres.ts'
export { redis } from './redis/redis.ts'
export type { RedisOptions } from './redis/redis.ts'
export type {
  DeliveryEngine,
  DeliveryHandler,
  EngineAbilities,
  EnqueueOptions,
  RunOptions,
} from './engine.ts'

export { memoryLog } from './memory-log.ts'
export type { MemoryLogOptions } from './memory-log.ts'
export type {
  DeliveryHistory,
  DeliveryLog,
  DeliveryQuery,
  DeliveryState,
  LoggedDelivery,
} from './log.ts'

export type { AllowOptions } from './allow.ts'
export type { RetryOptions } from './retry.ts'
export type { EndpointOptions, PausedEndpoint } from './endpoint-health.ts'
export type { Lookup } from './name-server.ts'

export { deliveriesRouter } from './deliveries-router.ts'
export type { DeliveriesRouter } from './deliveries-router.ts'
