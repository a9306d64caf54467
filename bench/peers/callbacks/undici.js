// @ts-check
/** What somebody would write by hand who cares for speed, and for nothing else. */
import { createHmac, randomUUID } from 'node:crypto'
import { Agent, request } from 'undici'
import { atATime, payload, secret } from './callback.js'

const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
const body = JSON.stringify(payload)

/**
 * @param {number} port
 * @param {number} deliveries
 */
export async function send(port, deliveries) {
  const url = `http://127.0.0.1:${port}/events`
  const dispatcher = new Agent({ connections: atATime })
  let left = deliveries
  const sendOneByOne = async () => {
    while (left-- > 0) {
      const answer = await request(url, { dispatcher, method: 'POST', headers: sign(), body })
      await answer.body.dump()
    }
  }
  await Promise.all(Array.from({ length: atATime }, sendOneByOne))
  await dispatcher.close()
}

function sign() {
  const id = `msg_${randomUUID()}`
  const timestamp = Math.floor(Date.now() / 1000)
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`)
  return {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': `v1,${signature.digest('base64')}`,
  }
}
