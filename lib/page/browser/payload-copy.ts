import { copyText } from './clipboard.ts'
import { writeCurlCommand, writePlaceholderUrl } from './curl-command.ts'
import { isJsonType } from './expression-source.ts'
import { parseJson, toPlain } from './plain-values.ts'
import { useShownOperation, type PluginContext, type ShownOperation } from './shown-operation.ts'
import type { ImmutableMap, System } from './system.ts'
import { readExpression, resolveTyped } from './url-preview.ts'

/** What Swagger UI's `RequestBody` is given. */
interface RequestBodyProps {
  readonly requestBody?: ImmutableMap
  readonly contentType?: string
  readonly activeExamplesKey?: string
}

/** Below the example of what the API sends: buttons that copy it. */
export function createPayloadCopy(context: PluginContext, Original: unknown) {
  const { createElement: h, Fragment } = context.React
  const CopyButton = createCopyButton(context)
  return (props: RequestBodyProps) => {
    const operation = useShownOperation(context)
    const mediaType = findMediaType(props, context.getSystem())
    const shown = h(Original, props)
    if (!operation?.isClient || mediaType === undefined) return shown
    const readPayload = (): string => writePayload(props, mediaType, context.getSystem())
    const readCurl = (): string => writeCurl(operation, mediaType, readPayload(), context)
    return h(
      Fragment,
      null,
      shown,
      h(
        'div',
        { className: 'ringback-copy' },
        h(CopyButton, {
          label: isJsonType(mediaType) ? 'Copy JSON' : 'Copy text',
          read: readPayload,
        }),
        h(CopyButton, { label: 'Copy curl', read: readCurl }),
      ),
    )
  }
}

interface CopyButtonProps {
  readonly label: string
  readonly read: () => string
}

function createCopyButton({ React }: PluginContext) {
  const { createElement: h, useState, useEffect } = React
  return ({ label, read }: CopyButtonProps) => {
    const [outcome, setOutcome] = useState<string | undefined>(undefined)
    useEffect(() => {
      if (outcome === undefined) return
      const timer = setTimeout(() => setOutcome(undefined), 2_000)
      return () => clearTimeout(timer)
    }, [outcome])
    const copy = (): void => {
      void copyText(read()).then((isCopied) => setOutcome(isCopied ? 'Copied' : 'Not copied'))
    }
    return h(
      'button',
      { type: 'button', className: 'btn ringback-copy-button', onClick: copy },
      h('span', { 'aria-live': 'polite' }, outcome ?? label),
    )
  }
}

/** The one that is shown. A file has no example to copy. */
function findMediaType(
  { requestBody, contentType }: RequestBodyProps,
  { Im }: System,
): string | undefined {
  const content = requestBody?.get('content')
  if (!Im.Map.isMap(content)) return undefined
  const [first] = [...content.entries()].map(([type]) => type)
  const mediaType = contentType || first
  const media = mediaType === undefined ? undefined : content.get(mediaType)
  const isText = mediaType !== undefined && !/^multipart\/|octet-stream|^image\//i.test(mediaType)
  return isText && Im.Map.isMap(media) ? mediaType : undefined
}

/** The example as Swagger UI shows it; a form as it is sent. */
function writePayload(
  { requestBody, activeExamplesKey }: RequestBodyProps,
  mediaType: string,
  { fn, Im }: System,
): string {
  const media = requestBody?.getIn(['content', mediaType])
  if (!Im.Map.isMap(media)) return ''
  const { examples } = media.toJS() as { examples?: Record<string, unknown> }
  const key = activeExamplesKey ?? Object.keys(examples ?? {})[0]
  const example =
    key === undefined || examples === undefined
      ? media.get('example')
      : media.getIn(['examples', key, 'value'])
  const schema = media.get('schema') ?? Im.Map({})
  const sample = fn.getSampleSchema(schema, mediaType, { includeWriteOnly: true }, example)
  return isForm(mediaType) ? writeForm(sample) : writeText(sample)
}

function isForm(mediaType: string): boolean {
  return mediaType.toLowerCase().startsWith('application/x-www-form-urlencoded')
}

function writeForm(sample: unknown): string {
  const fields: unknown = typeof sample === 'string' ? parseJson(sample) : sample
  if (typeof fields !== 'object' || fields === null) return writeText(sample)
  const entries = Object.entries(fields).map(([name, value]) => [name, writeText(value)])
  return new URLSearchParams(entries).toString()
}

function writeText(value: unknown): string {
  if (typeof value === 'string') return value
  return JSON.stringify(toPlain(value), null, 2) ?? ''
}

function writeCurl(
  operation: ShownOperation,
  mediaType: string,
  body: string,
  context: PluginContext,
): string {
  const { method } = operation
  return writeCurlCommand({
    method: /^[a-z]+$/.test(method) ? method.toUpperCase() : method,
    url: findUrl(operation, context),
    headers: [['Content-Type', mediaType], ...listRequiredHeaders(operation, context.getSystem())],
    body,
  })
}

/** The one that the preview shows, where it is known. */
function findUrl({ steps, label, parent }: ShownOperation, context: PluginContext): string {
  const expression = steps.length > 0 ? readExpression(label) : undefined
  if (!expression) return writePlaceholderUrl({ parts: [] })
  const url = parent && resolveTyped(expression, parent, context).url
  return url ?? writePlaceholderUrl(expression)
}

function listRequiredHeaders(
  { operation }: ShownOperation,
  { fn, Im }: System,
): [name: string, value: string][] {
  const parameters = operation.get('parameters')
  return (Im.List.isList(parameters) ? parameters.toArray() : [])
    .filter((one) => Im.Map.isMap(one))
    .filter((one) => one.get('in') === 'header' && one.get('required') === true)
    .map((one) => {
      const { examples } = one.toJS() as { examples?: Record<string, { value?: unknown }> }
      const example = one.get('example') ?? Object.values(examples ?? {})[0]?.value
      const value = example ?? fn.getSampleSchema(one.get('schema') ?? Im.Map({}), '', {})
      return [String(one.get('name')), writeText(value)]
    })
}
