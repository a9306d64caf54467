/**
 * Preloaded first: nothing that runs after it reaches another machine. Each attempt is refused, and
 * written to the standard error as a line that the specs look for, from worker threads too.
 */
const dgram = require('node:dgram')
const dns = require('node:dns')
const { writeSync } = require('node:fs')
const net = require('node:net')

const here = /^(localhost|127\..+|::1|0\.0\.0\.0|::)$/

function admit(what, host) {
  if (host === undefined || here.test(host)) return
  writeSync(2, `OUTSIDE ${what} ${host}\n`)
  throw new Error(`${what} ${host}: nothing may leave this machine`)
}

function guard(owner, name, hostOf) {
  const original = owner[name]
  owner[name] = function (...input) {
    admit(name, hostOf(input))
    return original.apply(this, input)
  }
}

/** `connect(options)`, `connect(port, host)`, `connect(path)`, or what Node has already put in order. */
function hostOfConnection([first, second]) {
  const options = Array.isArray(first) ? first[0] : first
  if (options !== null && typeof options === 'object') return options.host
  return typeof second === 'string' ? second : undefined
}

/** The message may be a string, and stands first. */
function hostOfDatagram([, ...rest]) {
  return rest.find((value) => typeof value === 'string')
}

guard(net.Socket.prototype, 'connect', hostOfConnection)
guard(dgram.Socket.prototype, 'send', hostOfDatagram)
guard(dgram.Socket.prototype, 'connect', hostOfDatagram)
const questions = ['lookup', 'resolve', 'resolve4', 'resolve6', 'resolveAny', 'resolveSrv']
for (const question of questions) {
  guard(dns, question, ([host]) => host || undefined)
  guard(dns.promises, question, ([host]) => host || undefined)
}
