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
 * Pages that show what a sender has sent and what came back, and which endpoints it has paused; by which a
 * delivery is sent again, and a pause is ended.
 *
 * They ask nobody who they are, and show everything: mount them behind a login of your own.
 *
 * ```ts
 * app.use('/deliveries', requireAdmin, deliveriesRouter(sender))
 * ```
 *
 * Who asks for `application/json` gets the same as JSON. What is not theirs passes on to the app.
 *
 * @param sender What `createSender()` gave.
 * @throws {RingbackError} `ERR_DELIVERY_OPTION` where it is none
 */
export function deliveriesRouter(sender: ShownSender): DeliveriesRouter {
  requireSender(sender)
  return (req, res, next) => {
    respond(sender, req, res, next).catch(next)
  }
}

/** What the pages show, and what they do. */
type ShownSender = Pick<Sender, 'deliveries' | 'paused' | 'resume'>

/** For `app.use()` or `router.use()` of Express 4 and 5. It has no routes that a document could list. */
export type DeliveriesRouter = (req: Request, res: Response, next: NextFunction) => void

function requireSender(sender: unknown): void {
  const { deliveries, paused, resume } = (sender ?? {}) as Partial<Sender>
  if (deliveries && typeof paused === 'function' && typeof resume === 'function') return
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
  sender: ShownSender,
  req: Request,
  res: Response,
  next: NextFunction,
): Promise<void> {
  const { deliveries } = sender
  const isRead = req.method === 'GET' || req.method === 'HEAD'
  const file = files.get(req.path)
  const id = readId(req.path)
  if (isRead && file) return file(req, res, next)
  if (isRead && req.path === '/') return showList(sender, req, res)
  if (isRead && id !== undefined) return showOne(deliveries, id, req, res)
  const act = req.method === 'POST' ? findAction(sender, req, res) : undefined
  if (!act) return next()
  if (!isFromOwnPage(req)) return refuse(req, res, foreignForm)
  await act()
}

/** What a form asks for; undefined where it is none of these pages'. */
function findAction(
  sender: ShownSender,
  req: Request,
  res: Response,
): (() => Promise<void> | void) | undefined {
  const id = readId(req.path)
  if (id !== undefined) return () => sendAgain(sender.deliveries, id, req, res)
  const endpoint = req.path === '/' ? readResumed(req) : undefined
  return endpoint === undefined ? undefined : () => resume(sender, endpoint, req, res)
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

async function showList(sender: ShownSender, req: Request, res: Response): Promise<void> {
  const [path = '', search] = req.originalUrl.split('?', 2)
  // Its links are from an address that ends with a slash.
  if (!path.endsWith('/')) {
    return redirect(res, 302, `${linkToList(path)}${search === undefined ? '' : `?${search}`}`)
  }
  const query = readQuery(search)
  if (!query) {
    return refuse(req, res, {
      status: 400,
      title: 'There is no such list',
      remedy: `Ask for ?state= ${states.join(', ')}, or follow a link.`,
    })
  }
  const found = await sender.deliveries.list({ ...query, limit: pageLength + 1 })
  const shown = found.slice(0, pageLength)
  const last = found.length > pageLength ? shown.at(-1)?.delivery : undefined
  const before = last && `${last.createdAt}.${last.id}`
  const paused = sender.paused()
  if (prefersJson(req, res)) send(res, 200, { deliveries: shown.map(pickFields), before, paused })
  else send(res, 200, writeList({ deliveries: shown, state: query.state, before, paused }))
}

/** From the address of the list, with a slash at its end or without. */
function linkToList(path: string): string {
  return path.endsWith('/') ? './' : `./${path.slice(path.lastIndexOf('/') + 1)}/`
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

function readResumed(req: Request): string | undefined {
  const [, search] = req.originalUrl.split('?', 2)
  return new URLSearchParams(search).get('resume') ?? undefined
}

function resume(sender: ShownSender, endpoint: string, req: Request, res: Response): void {
  if (!sender.resume(endpoint)) {
    return refuse(req, res, {
      status: 409,
      title: 'The endpoint is not paused',
      remedy: 'It may have taken a delivery meanwhile, which ends its pause.',
    })
  }
  const [path = ''] = req.originalUrl.split('?', 1)
  if (prefersJson(req, res)) send(res, 200, { endpoint })
  else redirect(res, 303, linkToList(path))
}

interface Refusal {
  readonly status: number
  readonly title: string
  readonly remedy: string
}

const foreignForm: Refusal = {
  status: 403,
  title: 'This was not asked for by the page itself',
  remedy: 'Open the page, and use its button.',
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
