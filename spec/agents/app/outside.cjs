/** What `no-network.cjs` must refuse, each in its way; the addresses are reserved for documentation. */
const dgram = require('node:dgram')
const dns = require('node:dns')
const net = require('node:net')

const attempts = [
  () => net.connect(80, '192.0.2.1'),
  () => net.connect({ port: 80, host: '192.0.2.2' }),
  () => dgram.createSocket('udp4').send('text', 80, '192.0.2.3'),
  () => dns.lookup('example.com', () => {}),
]
for (const attempt of attempts) {
  try {
    attempt()
  } catch {
    // refused, as it must be
  }
}
process.exit()
