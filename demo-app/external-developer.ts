import express, { type Express } from 'express'
import { isSigned } from './check-signature.ts'

interface Received {
  readonly at: string
  readonly invoice: string
  readonly event: unknown
  readonly signature: 'signed and checked' | 'refused'
  readonly answered: 200 | 401 | 503
}

/** The app of an external developer, who uses the invoices API and implements its callback. */
export function createExternalDeveloper(): Express {
  const received: Received[] = []
  let callsToFail = 0
  const app = express()

  // The body as it arrived: what was parsed and written again is no longer what was signed.
  app.post('/invoices/:id', express.raw({ type: 'application/json' }), (req, res) => {
    const body = Buffer.isBuffer(req.body) ? req.body : Buffer.of()
    const isKnown = isSigned(req, body)
    const answered = isKnown ? (callsToFail > 0 ? 503 : 200) : 401
    if (answered === 503) callsToFail -= 1
    received.unshift({
      at: new Date().toISOString(),
      invoice: req.params.id,
      event: isKnown ? JSON.parse(body.toString()) : undefined,
      signature: isKnown ? 'signed and checked' : 'refused',
      answered,
    })
    res.status(answered).json({ ok: answered === 200 })
  })

  app.get('/received', (_req, res) => {
    res.json(received)
  })

  app.post('/fail', express.urlencoded({ extended: false }), (req, res) => {
    const { calls } = (req.body ?? {}) as { calls?: string }
    callsToFail = Number.parseInt(calls ?? '0', 10) || 0
    res.redirect(303, './')
  })

  app.get('/', (_req, res) => {
    res.type('html').send(renderPage(received, callsToFail))
  })

  return app
}

function renderPage(received: readonly Received[], callsToFail: number): string {
  const rows = received.map(({ at, invoice, event, signature, answered }) => {
    const cells = [at, invoice, JSON.stringify(event) ?? '', signature, String(answered)]
    return `<tr>${cells.map((cell) => `<td>${escapeHtml(cell)}</td>`).join('')}</tr>`
  })
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="refresh" content="2">
<title>The external developer</title>
<h1>The external developer</h1>
<form method="post" action="fail">
<p>Calls that will fail: ${callsToFail}
<button name="calls" value="2">Fail the next 2</button>
<button name="calls" value="10">Fail the next 10</button>
<button name="calls" value="0">Fail none</button></p>
</form>
<p>Callbacks that arrived here: ${received.length}</p>
<table border="1" cellpadding="6">
<tr><th>When</th><th>Invoice</th><th>Event</th><th>Signature</th><th>Answered</th></tr>
${rows.join('\n')}
</table>
</html>`
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
