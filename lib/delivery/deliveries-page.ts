import type { Attempt, AttemptResult } from './delivery.ts'
import type { PausedEndpoint } from './endpoint-health.ts'
import { html, type EscapedHtml } from './escaped-html.ts'
import { isEnded, type DeliveryHistory, type DeliveryState, type LoggedDelivery } from './log.ts'
import { isSuccess } from './retry.ts'

export const states: readonly DeliveryState[] = ['pending', 'paused', 'delivered', 'dead']

export interface DeliveryList {
  readonly deliveries: readonly LoggedDelivery[]
  /** The one that the list is of; undefined for all. */
  readonly state: DeliveryState | undefined
  /** What `before` is of the page that follows; undefined where this is the last. */
  readonly before: string | undefined
  readonly paused: readonly PausedEndpoint[]
}

/** The deliveries of one state or all, the latest first. */
export function writeList({ deliveries, state, before, paused }: DeliveryList): string {
  return writePage(
    'Deliveries',
    html`<h1>Deliveries</h1>
      ${paused.length === 0 ? undefined : writePaused(paused)}
      <nav aria-label="States">
        ${[undefined, ...states].map((one) => writeStateLink(one, one === state))}
      </nav>
      ${deliveries.length === 0 ? html`<p>None.</p>` : writeTable(deliveries)}
      ${before === undefined ? undefined : writeNextLink(before, state)}`,
  )
}

/** Of the endpoints that are paused; the whole list is had as JSON. */
const mostPaused = 50

/** The endpoints that nothing is sent to, those that were paused last first. */
function writePaused(paused: readonly PausedEndpoint[]): EscapedHtml {
  const latest = paused.toSorted((one, other) => other.pause.since - one.pause.since)
  const others = paused.length - mostPaused
  return html`<section aria-labelledby="paused">
    <h2 id="paused">Paused endpoints</h2>
    <div class="wide" role="region" aria-label="Paused endpoints" tabindex="0">
      <table>
        <thead>
          <tr>
            <th scope="col">Endpoint</th>
            <th scope="col">Pause</th>
            <th scope="col">Since (UTC)</th>
            <th scope="col">Reason</th>
            <th scope="col">Failures</th>
            <th scope="col">Next trial (UTC)</th>
          </tr>
        </thead>
        <tbody>
          ${latest.slice(0, mostPaused).map(writePausedRow)}
        </tbody>
      </table>
    </div>
    ${others > 0 ? html`<p class="faint">And ${others} more.</p>` : undefined}
  </section>`
}

/** The endpoint is in the address of its form, since nobody may have put a body parser before this page. */
function writePausedRow({ endpoint, failures, pause }: PausedEndpoint): EscapedHtml {
  const action = `./?${new URLSearchParams({ resume: endpoint }).toString()}`
  return html`<tr>
    <th scope="row" class="endpoint"><code>${endpoint}</code></th>
    <td>
      <form method="post" action="${action}">
        <button aria-label="Resume ${endpoint}">Resume</button>
      </form>
    </td>
    <td class="paused">${writeTime(pause.since)}</td>
    <td>${pause.reason}</td>
    <td>${failures}</td>
    <td>${pause.trialAt === undefined ? 'none' : writeTime(pause.trialAt)}</td>
  </tr>`
}

function writeStateLink(state: DeliveryState | undefined, isShown: boolean): EscapedHtml {
  const link = state === undefined ? './' : `?state=${state}`
  return isShown
    ? html`<a href="${link}" aria-current="page">${state ?? 'all'}</a>`
    : html`<a href="${link}">${state ?? 'all'}</a>`
}

function writeNextLink(before: string, state: DeliveryState | undefined): EscapedHtml {
  const query = new URLSearchParams({ ...(state === undefined ? {} : { state }), before })
  return html`<p><a rel="next" href="?${query.toString()}">Older deliveries</a></p>`
}

function writeTable(deliveries: readonly LoggedDelivery[]): EscapedHtml {
  return html`<div class="wide" role="region" aria-label="Deliveries" tabindex="0">
    <table>
      <thead>
        <tr>
          <th scope="col">Delivery</th>
          <th scope="col">State</th>
          <th scope="col">Operation</th>
          <th scope="col">Origin</th>
          <th scope="col">Created (UTC)</th>
          <th scope="col">Attempts</th>
          <th scope="col">Last answer</th>
        </tr>
      </thead>
      <tbody>
        ${deliveries.map(writeRow)}
      </tbody>
    </table>
  </div>`
}

function writeRow({ delivery, origin, state, lastAttempt }: LoggedDelivery): EscapedHtml {
  const { id, operationId, createdAt, attempts } = delivery
  return html`<tr>
    <th scope="row"><a href="${linkTo(id)}"><code>${id}</code></a></th>
    <td class="${state}">${state}</td>
    <td>${operationId}</td>
    <td class="origin">${origin}</td>
    <td>${writeTime(createdAt)}</td>
    <td>${attempts}</td>
    <td>${lastAttempt ? writeResult(lastAttempt) : '–'}</td>
  </tr>`
}

/** From any of these pages to that of a delivery. */
export function linkTo(id: string): string {
  return `./${encodeURIComponent(id)}`
}

/** One delivery, and every attempt that is known of it. */
export function writeDelivery(history: DeliveryHistory): string {
  const { delivery, state, attempts } = history
  return writePage(
    `Delivery ${delivery.id}`,
    html`<nav aria-label="Deliveries"><a href="./">All deliveries</a></nav>
      <h1>Delivery <code>${delivery.id}</code></h1>
      ${writeFacts(history)}
      ${isEnded(state) ? html`<form method="post"><button>Send again</button></form>` : undefined}
      <h2>What is sent</h2>
      ${writeMessage(delivery)}
      <h2>Attempts</h2>
      ${attempts.length === 0 ? html`<p>None yet.</p>` : writeAttempts(attempts)}`,
  )
}

function writeFacts(history: DeliveryHistory): EscapedHtml {
  const { delivery, state, reason, nextAttemptAt } = history
  return html`<dl>
    <dt>State</dt>
    <dd class="${state}">${reason === undefined ? state : `${state}: ${reason}`}</dd>
    <dt>Operation</dt>
    <dd>${delivery.operationId}</dd>
    <dt>Request</dt>
    <dd><code>${delivery.method} ${delivery.url}</code></dd>
    <dt>Created (UTC)</dt>
    <dd>${writeTime(delivery.createdAt)}</dd>
    ${
      nextAttemptAt === undefined
        ? undefined
        : html`<dt>Next attempt (UTC)</dt>
          <dd>${writeTime(nextAttemptAt)}</dd>`
    }
  </dl>`
}

function writeAttempts(attempts: readonly Attempt[]): EscapedHtml {
  return html`<div class="wide" role="region" aria-label="Attempts" tabindex="0">
    <table>
      <thead>
        <tr>
          <th scope="col">Attempt</th>
          <th scope="col">Started (UTC)</th>
          <th scope="col">Took</th>
          <th scope="col">Answer</th>
        </tr>
      </thead>
      <tbody>
        ${attempts.map(writeAttempt)}
      </tbody>
    </table>
  </div>`
}

function writeAttempt(attempt: Attempt): EscapedHtml {
  const { number, startedAt, durationMs, result, mismatch } = attempt
  return html`<tr>
    <th scope="row">${number}</th>
    <td>${writeTime(startedAt)}</td>
    <td>${durationMs} ms</td>
    <td>
      ${writeResult(attempt)}
      ${mismatch === undefined ? undefined : html`<p>Not as declared: ${mismatch}</p>`}
      ${writeAnswer(result)}
    </td>
  </tr>`
}

/** What has failed is seldom declared, and says enough by its status. */
function writeResult({ result, mismatch }: Attempt): EscapedHtml {
  const text = result.kind === 'answer' ? String(result.status) : result.code
  if (!isSuccess(result)) return html`<span class="failed">${text}</span>`
  const remark = mismatch === undefined ? '' : ', not as declared'
  return html`<span class="taken">${text}${remark}</span>`
}

function writeAnswer(result: AttemptResult): EscapedHtml {
  if (result.kind === 'fault') return html`<p>${result.message}</p>`
  return html`<details>
    <summary>Headers and body</summary>
    ${writeMessage(result)}
  </details>`
}

interface Message {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
  /** Whether there was more of the body. */
  readonly isCut?: boolean
}

/** Of each body; the log, and this page as JSON, have all that was kept. */
const longestExcerpt = 4000

function writeMessage({ headers, body, isCut = false }: Message): EscapedHtml {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  const isLong = body !== undefined && body.length > longestExcerpt
  return html`${lines.length === 0 ? undefined : writeText('Headers', lines.join('\n'))}
  ${body ? writeText('Body', body.slice(0, longestExcerpt)) : html`<p class="faint">No body.</p>`}
  ${isLong || isCut ? html`<p class="faint">There was more.</p>` : undefined}`
}

/** The parser drops a line break that follows the tag, so that one of the text's own needs this before it. */
function writeText(label: string, text: string): EscapedHtml {
  return html`<pre aria-label="${label}">
${text}</pre
  >`
}

/** To the second: whoever reads a column of these looks for minutes. */
function writeTime(at: number): EscapedHtml {
  // A pause may be set to last for longer than there are dates.
  if (Number.isNaN(new Date(at).getTime())) return html`never`
  const time = new Date(at).toISOString()
  return html`<time datetime="${time}">${time.slice(0, 19).replace('T', ' ')}</time>`
}

/** What cannot be shown or done. */
export function writeRefusal(title: string, remedy: string): string {
  return writePage(
    title,
    html`<nav aria-label="Deliveries"><a href="./">All deliveries</a></nav>
      <h1>${title}</h1>
      <p>${remedy}</p>`,
  )
}

/** A page of files alone: neither script nor style stands in it, whatever policy the app sends. */
function writePage(title: string, content: EscapedHtml): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex, nofollow" />
        <title>${title}</title>
        <link rel="icon" type="image/svg+xml" href="./deliveries.svg" />
        <link rel="stylesheet" href="./deliveries.css" />
      </head>
      <body>
        <main>${content}</main>
      </body>
    </html> `.text
}
