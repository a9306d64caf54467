/** What would be sent, were there a mail server. */
const outbox = []

const send = (to, subject, text) => outbox.push({ to, subject, text })

module.exports = { outbox, send }
