import { describeValue } from '../errors.ts'
import type { NextFunction, Request, Response } from '../express.ts'
import { keepInsecureRequests } from '../page/page-headers.ts'
import { answerText } from '../page/text-file.ts'
import type { Answer } from '../ready-answer.ts'
import { linkTo, states, writeDelivery, writeList, writeRefusal } from './deliveries-page.ts'
import { icon, style } from './deliveries-style.ts'
import { isEnded, type DeliveryHistory, type DeliveryQuery, type LoggedDelivery } from './log.ts'
import { refuseOption } from './option-values.ts'
import { isFromOwnPage } from './same-origin.ts'
import type { Deliveries, Sender } from './sender.ts'
import { isDeliveryId } from './signature.ts'

/**
 * Pages that show what a sender has sent and what came back, and by which it is sent again.
 *
 * They ask nobody who they are, and show everything: mount them behind a login of your own.
 *
 * ```ts
 * app.use('/deliveries', requireAdmin, deliveriesRouter(sender))
 * ```
 *
 * Who asks for `application/json` gets the same as JSON. What is not theirs passes on to the app.
 *
 * @throws {RingbackError} `ERR_DELIVERY_OPTION`
 */
export function deliveriesRouter(sender: Pick<Sender, 'deliveries'>): DeliveriesRouter {
  const deliveries = requireDeliveries(sender)
  return (req, res, next) => {
    respond(deliveries, req, res, next).catch(next)
  }
}

/** For `app.use()` or `router.use()` of Express 4 and 5. It has no routes that a document could list. */
export type DeliveriesRouter = (req: Request, res: Response, next: NextFunction) => void

function requireDeliveries(sender: unknown): Deliveries {
  const { deliveries } = (sender ?? {}) as Partial<Sender>
  if (deliveries) return deliveries
  throw refuseOption(
    `deliveriesRouter() was given ${describeValue(sender)}.`,
    'Give what createSender() returned.',
    'deliveriesRouter()',
  )
}

const files: ReadonlyMap<string, Answer> = new Map([
  ['/deliveries.css', answerText('text/css', () => style)],
  ['/deliveries.svg', answerText('image/svg+xml', () => icon)],
])

async function respond(
  deliveries: Deliveries,
  req: Request,
  res: Response,
  next: NextFunction,
): Promise<void> {
  const isRead = req.method === 'GET' || req.method === 'HEAD'
  const file = files.get(req.path)
  const id = readId(req.path)
  if (isRead && file) return file(req, res, next)
  if (isRead && req.path === '/') return showList(deliveries, req, res)
  if (isRead && id !== undefined) return showOne(deliveries, id, req, res)
  if (req.method === 'POST' && id !== undefined) return sendAgain(deliveries, id, req, res)
  next()
}

/** An id has no full stop, so that no file takes its place. */
function readId(path: string): string | undefined {
  try {
    const id = decodeURIComponent(path.slice(1))
    return !path.slice(1).includes('/') && isDeliveryId(id) ? id : undefined
  } catch {
    return undefined
  }
}

/** Of a page of the list. */
const pageLength = 50

async function showList(deliveries: Deliveries, req: Request, res: Response): Promise<void> {
  const [path = '', search] = req.originalUrl.split('?', 2)
  // Its links are from an address that ends with a slash.
  if (!path.endsWith('/')) {
    const name = path.slice(path.lastIndexOf('/') + 1)
    return redirect(res, 302, `./${name}/${search === undefined ? '' : `?${search}`}`)
  }
  const query = readQuery(search)
  if (!query) {
    return refuse(req, res, {
      status: 400,
      title: 'There is no such list',
      remedy: `Ask for ?state= ${states.join(', ')}, or follow a link.`,
    })
  }
  const found = await deliveries.list({ ...query, limit: pageLength + 1 })
  const shown = found.slice(0, pageLength)
  const last = found.length > pageLength ? shown.at(-1)?.delivery : undefined
  const before = last && `${last.createdAt}.${last.id}`
  if (prefersJson(req, res)) send(res, 200, { deliveries: shown.map(pickFields), before })
  else send(res, 200, writeList({ deliveries: shown, state: query.state, before }))
}

/** @returns undefined where it asks for what cannot be */
function readQuery(search = ''): Pick<DeliveryQuery, 'state' | 'before'> | undefined {
  const query = new URLSearchParams(search)
  const state = states.find((one) => one === query.get('state'))
  const [, createdAt, id] = /^(\d{1,15})\.(.*)$/s.exec(query.get('before') ?? '') ?? []
  if (query.has('state') && state === undefined) return undefined
  if (!query.has('before')) return { state }
  return isDeliveryId(id) ? { state, before: { id, createdAt: Number(createdAt) } } : undefined
}

async function showOne(
  deliveries: Deliveries,
  id: string,
  req: Request,
  res: Response,
): Promise<void> {
  const history = await deliveries.get(id)
  if (!history) return refuse(req, res, unknownDelivery)
  if (!prefersJson(req, res)) return send(res, 200, writeDelivery(history))
  send(res, 200, { ...pickFields(history), attempts: history.attempts })
}

async function sendAgain(
  deliveries: Deliveries,
  id: string,
  req: Request,
  res: Response,
): Promise<void> {
  if (!isFromOwnPage(req)) {
    return refuse(req, res, {
      status: 403,
      title: 'This was not asked for by the page itself',
      remedy: 'Open the delivery, and use its button.',
    })
  }
  const history = await deliveries.get(id)
  if (!history) return refuse(req, res, unknownDelivery)
  if (!isEnded(history.state)) {
    return refuse(req, res, {
      status: 409,
      title: `The delivery is ${history.state}`,
      remedy: 'What has ended can be sent again; this is tried again by itself.',
    })
  }
  await deliveries.resend(id)
  if (prefersJson(req, res)) send(res, 202, { id })
  else redirect(res, 303, linkTo(id))
}

interface Refusal {
  readonly status: number
  readonly title: string
  readonly remedy: string
}

const unknownDelivery: Refusal = {
  status: 404,
  title: 'There is no such delivery',
  remedy: 'The log may have forgotten it.',
}

function refuse(req: Request, res: Response, { status, title, remedy }: Refusal): void {
  const isJson = prefersJson(req, res)
  send(res, status, isJson ? { status, title, detail: remedy } : writeRefusal(title, remedy))
}

function prefersJson(req: Request, res: Response): boolean {
  res.vary('Accept')
  return req.accepts(['html', 'json']) === 'json'
}

/** A log may keep more than it says. */
function pickFields(logged: DeliveryHistory | LoggedDelivery): LoggedDelivery {
  const { delivery, origin, state, reason, nextAttemptAt, changedAt, lastAttempt } = logged
  return { delivery, origin, state, reason, nextAttemptAt, changedAt, lastAttempt }
}

function redirect(res: Response, status: number, location: string): void {
  keepPrivate(res)
  res.status(status).set('Location', location).end()
}

function send(res: Response, status: number, content: string | object): void {
  keepPrivate(res)
  res.status(status)
  if (typeof content === 'object') return void res.json(content)
  allowForm(res)
  res.type('html').send(content)
}

function keepPrivate(res: Response): void {
  res.set({ 'Cache-Control': 'no-store', 'X-Robots-Tag': 'noindex, nofollow' })
}

const policy =
  "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

/**
 * The app's own policies stay. A button that works on what others see is not for frames, and a page of
 * `Referrer-Policy: no-referrer`, which helmet sends, posts its own form as if from nowhere.
 */
function allowForm(res: Response): void {
  res.set({ 'Referrer-Policy': 'same-origin', 'X-Content-Type-Options': 'nosniff' })
  if (!res.hasHeader('X-Frame-Options')) res.set('X-Frame-Options', 'DENY')
  if (res.hasHeader('Content-Security-Policy')) keepInsecureRequests(res.req, res)
  else res.set('Content-Security-Policy', policy)
}
