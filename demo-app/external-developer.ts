import express, { type Express } from 'express'

interface Received {
  readonly at: string
  readonly invoice: string
  readonly event: unknown
}

/** The app of an external developer, who uses the invoices API and implements its callback. */
export function createExternalDeveloper(): Express {
  const received: Received[] = []
  const app = express()
  app.use(express.json())

  app.post('/invoices/:id', (req, res) => {
    received.unshift({ at: new Date().toISOString(), invoice: req.params.id, event: req.body })
    res.json({ ok: true })
  })

  app.get('/received', (_req, res) => {
    res.json(received)
  })

  app.get('/', (_req, res) => {
    res.type('html').send(renderPage(received))
  })

  return app
}

function renderPage(received: readonly Received[]): string {
  const rows = received.map(
    ({ at, invoice, event }) =>
      `<tr><td>${escapeHtml(at)}</td><td>${escapeHtml(invoice)}</td><td><code>${escapeHtml(JSON.stringify(event))}</code></td></tr>`,
  )
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="refresh" content="2">
<title>The external developer</title>
<h1>The external developer</h1>
<p>Callbacks that arrived here: ${received.length}</p>
<table border="1" cellpadding="6">
<tr><th>When</th><th>Invoice</th><th>Event</th></tr>
${rows.join('\n')}
</table>
</html>`
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
