const thisMachine = new Set(['localhost', '127.0.0.1', '[::1]'])

/**
 * Make the request that `invoiceEvents` documents, by hand. A URL that an outsider gave must not be
 * asked blindly: this demo calls nothing but its own machine.
 */
export async function notifyByHand(callbackUrl: string, id: string): Promise<void> {
  try {
    const url = new URL(`${callbackUrl.replace(/\/$/, '')}/invoices/${encodeURIComponent(id)}`)
    if (!thisMachine.has(url.hostname)) {
      throw new Error('the demo calls nothing but http://localhost, on any port')
    }
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ description: 'Invoice paid', paid: true }),
      redirect: 'error',
      signal: AbortSignal.timeout(15_000),
    })
    console.log(`Callback for invoice ${id}: answered ${answer.status}`)
  } catch (error) {
    console.warn(`Callback for invoice ${id} failed:`, error)
  }
}
