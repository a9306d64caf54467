import type { Exchange, ExchangeResponse } from '../../callbacks/evaluate.ts'
import { isJsonType } from './expression-source.ts'
import { parseJson, toPlain } from './plain-values.ts'
import type { ShownOperation } from './shown-operation.ts'
import type { ImmutableMap, System } from './system.ts'

/**
 * What is typed into Try it out at this moment, and what came back. A default or an example that stands in
 * a field counts once it has been sent.
 */
export function readTypedExchange(operation: ShownOperation, system: System): Exchange {
  const { specSelectors } = system
  const { path, method } = operation
  const answer = specSelectors.responseFor(path, method)
  const sent = answer ? specSelectors.requestFor(path, method) : null
  const typed = readParameters(operation, system, Boolean(sent))
  return {
    request: {
      method: method.toUpperCase(),
      url: sent ? toAbsolute(String(sent.get('url'))) : '',
      headers: { ...headersOf(sent), ...typed('header') },
      params: typed('path'),
      query: typed('query'),
      body: readBody(operation, system, Boolean(sent)),
    },
    response: answer ? readResponse(answer) : undefined,
  }
}

type Json = Readonly<Record<string, unknown>>
type TypedValues = (place: string) => Record<string, unknown>

function readParameters(
  { operation, path, method }: ShownOperation,
  { specSelectors, Im }: System,
  isSent: boolean,
): TypedValues {
  const declared = operation.get('parameters')
  const parameters = Im.List.isList(declared)
    ? declared.toArray().filter((one) => Im.Map.isMap(one))
    : []
  const typed = parameters.flatMap((parameter) => {
    const value = specSelectors.parameterWithMetaByIdentity([path, method], parameter).get('value')
    const isTyped = isSent || !isInitial(value, parameter)
    return isTyped && value !== undefined && value !== null && value !== ''
      ? [{ place: parameter.get('in'), name: String(parameter.get('name')), value: toPlain(value) }]
      : []
  })
  return (place) =>
    Object.fromEntries(
      typed.filter((one) => one.place === place).map(({ name, value }) => [name, value]),
    )
}

/** Whether Swagger UI has put it in by itself. */
function isInitial(value: unknown, parameter: ImmutableMap): boolean {
  const { example, examples, schema = {}, content = {} } = parameter.toJS() as Record<string, Json>
  const media = Object.values(content as Record<string, Json>)[0] ?? {}
  const initial: unknown[] = [
    ...Object.values((examples ?? {}) as Record<string, Json>).map((one) => one?.['value']),
    ...[media['example'], example, schema['example'], schema['default']],
    ...(Array.isArray(schema['examples']) ? (schema['examples'] as unknown[]) : []),
  ]
  const text = writeValue(toPlain(value))
  return initial.some((one) => one !== undefined && writeValue(one) === text)
}

function writeValue(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function readBody(
  { operation, path, method }: ShownOperation,
  { oas3Selectors, Im }: System,
  isSent: boolean,
): unknown {
  const value = oas3Selectors.requestBodyValue(path, method)
  if (!value || !(isSent || oas3Selectors.hasUserEditedBody(path, method))) return undefined
  if (Im.Map.isMap(value)) return readForm(value)
  if (typeof value !== 'string') return undefined
  const content = operation.getIn(['requestBody', 'content'])
  const [first] = Im.Map.isMap(content) ? [...content.entries()].map(([type]) => type) : []
  const type = oas3Selectors.requestContentType(path, method) ?? first ?? ''
  return isJsonType(type) ? parseJson(value) : value
}

function readForm(value: ImmutableMap): unknown {
  return Object.fromEntries(
    Object.entries(value.toJS() as Record<string, Json>).map(([name, field]) => [
      name,
      field?.['value'],
    ]),
  )
}

/** What came back, unless nothing did. */
function readResponse(answer: ImmutableMap): ExchangeResponse | undefined {
  const status = Number(answer.get('status'))
  if (!Number.isInteger(status) || status === 0) return undefined
  const text = answer.get('text')
  const body = typeof text === 'string' ? parseJson(text) : undefined
  return { status, headers: headersOf(answer), body }
}

function headersOf(message: ImmutableMap | null): Record<string, unknown> {
  return { ...(toPlain(message?.get('headers')) as Record<string, unknown> | undefined) }
}

function toAbsolute(url: string): string {
  try {
    return new URL(url, location.href).href
  } catch {
    return ''
  }
}
