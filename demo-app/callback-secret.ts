import { createSecret } from 'ringback/delivery'

/** Both sides have it: the API gives it to a developer who signs up, and signs with it. */
export const callbackSecret = process.env.CALLBACK_SECRET ?? createSecret()
