import type { Document } from '../../lib/openapi-types.ts'

interface Listed {
  readonly operationId?: string
  readonly parameters?: readonly { readonly in: string; readonly name: string }[]
  readonly requestBody?: unknown
  readonly responses: Readonly<Record<string, unknown>>
  readonly 'x-undocumented'?: true
}

/** Each operation of a document in a line, in its order: `GET /users/{id} getUsersById path:id 200`. */
export function listOperations({ paths = {} }: Document): string[] {
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item as Record<string, Listed>).map(([method, operation]) =>
      [`${method.toUpperCase()} ${path}`, ...describe(operation)].join(' '),
    ),
  )
}

function describe(operation: Listed): string[] {
  const { operationId = 'without id', parameters = [], requestBody, responses } = operation
  return [
    operationId,
    ...parameters.map((parameter) => `${parameter.in}:${parameter.name}`),
    ...(requestBody === undefined ? [] : ['body']),
    Object.keys(responses).join(),
    ...(operation['x-undocumented'] ? [] : ['declared']),
  ]
}

/** The same, of which only `GET /users/{id}` is left. */
export function listPlaces(document: Document): string[] {
  return listOperations(document).map((line) => line.split(' ', 2).join(' '))
}
