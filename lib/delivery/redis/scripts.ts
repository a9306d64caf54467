/**
 * What Redis does at once. Beside BullMQ's own keys, below `{prefix}:deliveries:`, there are, below
 * `{prefix}:`,
 * - `flight:<origin>`, by when they end at the latest: the jobs that hold one of its places;
 * - `parked:<origin>`, by due time: those that wait for one, which BullMQ has as delayed;
 * - `line:<origin>`: those that were enqueued as due and stand in BullMQ's own line, where it serves all
 *   origins in turn; the rest of a backlog is parked at once, so that no other origin waits behind it;
 * - `origins`: those for which any waits;
 * - `held:<endpoint>`: the jobs that are held for it;
 * - `again`: what was sent again while its last attempt was in flight, by job;
 * - `log:…`: the log.
 *
 * In the hash of a job, `due`, `attempts`, `faults` and `endpoint` are of this engine: what has changed
 * since it was enqueued. All keys have one hash tag, and so stand in one slot of a cluster.
 */

const prelude = `
local base = KEYS[1]

local function jobKey(id) return base .. ':deliveries:' .. id end

local function clock()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end
`

/** Gives free places of an origin to those that wait for one, by due time: `admitted`. */
const admission = `
-- a place that was not left in time is that of a process that died, or of a job that was not promoted
local function expire(flight, parked, now)
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', flight, '-inf', now, 'LIMIT', 0, 100)) do
    redis.call('ZREM', flight, id)
    if redis.call('EXISTS', jobKey(id)) == 1 then
      redis.call('ZADD', parked, redis.call('HGET', jobKey(id), 'due') or 0, id)
    end
  end
end

local function admit(origin, places, lease)
  local flight, parked = base .. ':flight:' .. origin, base .. ':parked:' .. origin
  local now = clock()
  expire(flight, parked, now)
  local admitted = {}
  local free = places - redis.call('ZCARD', flight)
  while free > 0 do
    local id = redis.call('ZPOPMIN', parked)[1]
    if not id then break end
    if redis.call('EXISTS', jobKey(id)) == 1 then
      redis.call('ZADD', flight, now + lease, id)
      table.insert(admitted, id)
      free = free - 1
    end
  end
  if redis.call('EXISTS', flight, parked) == 0 then redis.call('SREM', base .. ':origins', origin) end
  return admitted
end

local function leave(origin, id, places, lease)
  redis.call('ZREM', base .. ':flight:' .. origin, id)
  redis.call('ZREM', base .. ':parked:' .. origin, id)
  return admit(origin, places, lease)
end
`

/** Writes what becomes of a delivery into the log. */
const recording = `
local function isKept(before, state)
  return before == 'delivered' or (before == 'dead' and state ~= 'delivered')
end

-- r: id, delivery, origin, operationId, createdAt, state, reason, nextAttemptAt, changedAt, attempt
local function record(r, isAccepted)
  local key = base .. ':log:' .. r[1]
  local before = redis.call('HGET', key, 'state')
  local isEndKept = before and not isAccepted and isKept(before, r[6])
  local state = isEndKept and before or r[6]
  redis.call('HSET', key, 'delivery', r[2], 'origin', r[3], 'operationId', r[4],
    'createdAt', r[5], 'state', state, 'changedAt', r[9])
  if not isEndKept then redis.call('HSET', key, 'reason', r[7], 'nextAttemptAt', r[8]) end
  if r[10] ~= '' then
    redis.call('RPUSH', base .. ':log:attempts:' .. r[1], r[10])
    redis.call('LTRIM', base .. ':log:attempts:' .. r[1], -100, -1)
  end
  if before and before ~= state then redis.call('ZREM', base .. ':log:state:' .. before, r[1]) end
  redis.call('ZADD', base .. ':log:state:' .. state, -r[5], r[1])
  redis.call('ZADD', base .. ':log:all', -r[5], r[1])
  if state == 'delivered' or state == 'dead' then
    redis.call('ZADD', base .. ':log:ended', r[9], r[1])
  else
    redis.call('ZREM', base .. ':log:ended', r[1])
  end
end
`

export type ScriptName =
  | 'accept'
  | 'enter'
  | 'isAdmitted'
  | 'giveBack'
  | 'leave'
  | 'sweep'
  | 'findAgain'
  | 'release'
  | 'record'
  | 'purge'

/** Each takes the prefix as its key. */
export const scripts: Readonly<Record<ScriptName, string>> = {
  /**
   * Accepts a delivery in the log, unless its job is there, which BullMQ adds next: job id, where it is to
   * wait (`line`, `parked`, or `later`), when it is due, whether the log is told, and the record. What was
   * sent again while its attempt is in flight is kept for after that. How many of its origin stand in line;
   * and whether it was parked where nothing is under way whose end would admit it.
   */
  accept: `${prelude}${recording}
local id, place, due, isLogged, key = ARGV[1], ARGV[2], ARGV[3], ARGV[4] == '1', jobKey(ARGV[1])
local r = {unpack(ARGV, 5)}
local line, isAlone = base .. ':line:' .. r[3], 0
if redis.call('EXISTS', key) == 1 then
  local isSame = tonumber(redis.call('HGET', key, 'timestamp')) == tonumber(r[5])
  if isSame and redis.call('EXISTS', base .. ':log:' .. r[1]) == 1 then return {redis.call('SCARD', line), 0} end
  if not isSame then
    if redis.call('EXISTS', key .. ':lock') == 0 then return {redis.call('SCARD', line), 0} end
    redis.call('HSET', base .. ':again', id,
      '{"delivery":' .. r[2] .. ',"due":' .. r[8] .. ',"isLogged":' .. tostring(isLogged) .. '}')
  end
else
  redis.call('HDEL', base .. ':again', id)
  if place == 'line' then
    redis.call('SADD', line, id)
  elseif place == 'parked' then
    isAlone = redis.call('EXISTS', line, base .. ':flight:' .. r[3]) == 0 and 1 or 0
    redis.call('ZADD', base .. ':parked:' .. r[3], due, id)
    redis.call('SADD', base .. ':origins', r[3])
  end
end
if isLogged then record(r, true) end
return {redis.call('SCARD', line), isAlone}
`,

  /**
   * A job is to be handed out: job id, origin, places, lease, now, and when it was due at first. What it
   * is: `go`, `early`, or `full`, where it is parked; its state; then who was admitted.
   */
  enter: `${prelude}${admission}
local id, origin, places, lease, now = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4]), ARGV[5]
redis.call('SREM', base .. ':line:' .. origin, id)
local due, attempts, faults, endpoint =
  unpack(redis.call('HMGET', jobKey(id), 'due', 'attempts', 'faults', 'endpoint'))
local function answer(what, admitted)
  return {what, due or '', attempts or '', faults or '0', unpack(admitted)}
end
if due and tonumber(due) > tonumber(now) then
  return answer('early', leave(origin, id, places, lease))
end
if endpoint then
  redis.call('SREM', base .. ':held:' .. endpoint, id)
  redis.call('HDEL', jobKey(id), 'endpoint')
end
local flight, parked = base .. ':flight:' .. origin, base .. ':parked:' .. origin
local isFree = redis.call('ZCARD', flight) < places and redis.call('EXISTS', parked) == 0
if isFree or redis.call('ZSCORE', flight, id) then
  redis.call('ZREM', parked, id)
  redis.call('ZADD', flight, clock() + lease, id)
  return answer('go', {})
end
redis.call('ZADD', parked, due or ARGV[6], id)
redis.call('SADD', base .. ':origins', origin)
local admitted = admit(origin, places, lease)
return answer(redis.call('ZSCORE', flight, id) and 'go' or 'full', admitted)
`,

  /** Whether a job that was parked has a place by now: job id, origin. */
  isAdmitted: `${prelude}
return redis.call('ZSCORE', base .. ':flight:' .. ARGV[2], ARGV[1]) and 1 or 0
`,

  /**
   * A job is not over: job id, origin, places, lease, token, due, attempts, faults, endpoint. False where
   * it is no longer that of the token, else who was admitted.
   */
  giveBack: `${prelude}${admission}
local id, origin, endpoint, key = ARGV[1], ARGV[2], ARGV[9], jobKey(ARGV[1])
if redis.call('GET', key .. ':lock') ~= ARGV[5] then return false end
redis.call('HSET', key, 'due', ARGV[6], 'attempts', ARGV[7], 'faults', ARGV[8])
if endpoint ~= '' then
  redis.call('HSET', key, 'endpoint', endpoint)
  redis.call('SADD', base .. ':held:' .. endpoint, id)
end
return leave(origin, id, tonumber(ARGV[3]), tonumber(ARGV[4]))
`,

  /**
   * A job is over: job id, origin, places, lease, and the record. What was sent again meanwhile, or
   * nothing; then who was admitted. A log that nobody has told of it is told.
   */
  leave: `${prelude}${admission}${recording}
local id, origin = ARGV[1], ARGV[2]
local r = {unpack(ARGV, 5)}
local again = redis.call('HGET', base .. ':again', id)
local state, createdAt = unpack(redis.call('HMGET', base .. ':log:' .. r[1], 'state', 'createdAt'))
local isOpen = state == 'pending' or state == 'paused'
if not again and isOpen and tonumber(createdAt) == tonumber(r[5]) then record(r, false) end
return {again or '', unpack(leave(origin, id, tonumber(ARGV[3]), tonumber(ARGV[4])))}
`,

  /** Who is admitted to any origin that others wait for: places, lease. */
  sweep: `${prelude}${admission}
local admitted = {}
for _, origin in ipairs(redis.call('SRANDMEMBER', base .. ':origins', 200)) do
  for _, id in ipairs(admit(origin, tonumber(ARGV[1]), tonumber(ARGV[2]))) do
    table.insert(admitted, id)
  end
end
return admitted
`,

  /** What was sent again, and whose job is over: its data, a hundred at most. */
  findAgain: `${prelude}
local found = {}
local entries = redis.call('HGETALL', base .. ':again')
for index = 1, #entries, 2 do
  if #found < 100 and redis.call('EXISTS', jobKey(entries[index])) == 0 then
    table.insert(found, entries[index + 1])
  end
end
return found
`,

  /** Makes due what is held: endpoint. The jobs, five hundred at most. */
  release: `${prelude}
local ids = redis.call('SPOP', base .. ':held:' .. ARGV[1], 500)
for _, id in ipairs(ids) do
  if redis.call('EXISTS', jobKey(id)) == 1 then
    redis.call('HSET', jobKey(id), 'due', 0)
    redis.call('HDEL', jobKey(id), 'endpoint')
  end
end
return ids
`,

  /** Writes into the log what it is told: whether it is accepted, and the record. */
  record: `${prelude}${recording}
record({unpack(ARGV, 2)}, ARGV[1] == '1')
return 1
`,

  /** Forgets what has ended before that time: how many, five hundred at most. */
  purge: `${prelude}
local ids = redis.call('ZRANGEBYSCORE', base .. ':log:ended', '-inf', '(' .. ARGV[1], 'LIMIT', 0, 500)
for _, id in ipairs(ids) do
  local state = redis.call('HGET', base .. ':log:' .. id, 'state')
  if state then redis.call('ZREM', base .. ':log:state:' .. state, id) end
  redis.call('DEL', base .. ':log:' .. id, base .. ':log:attempts:' .. id)
  redis.call('ZREM', base .. ':log:all', id)
  redis.call('ZREM', base .. ':log:ended', id)
end
return #ids
`,
}
