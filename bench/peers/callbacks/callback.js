// @ts-check
/** What is sent, and how many of it at a time. */
export const payload = { description: 'Paid', paid: true, lines: ['a', 'b', 'c'] }
export const atATime = 50
export const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
