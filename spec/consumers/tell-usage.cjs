/**
 * Preloaded: tells the process that has started this one where it listens, and, when it is asked, what it has
 * used of a processor since it began.
 */
const { Server } = require('node:net')
const { listen } = Server.prototype

Server.prototype.listen = function (...input) {
  this.once('listening', () => process.send(this.address().port))
  return listen.apply(this, input)
}
process.on('message', () => process.send(process.cpuUsage()))
process.on('disconnect', () => process.exit())
