/** Opens a receiver, and does nothing more. */
import { callbackRouter } from '../../lib/index.ts'
import { testReceiver } from '../../lib/receiver/index.ts'

const callbacks = callbackRouter().post('{$request.query.u}', {})
const { port } = await testReceiver({ callbacks })
console.log(`listens on ${port}`)
