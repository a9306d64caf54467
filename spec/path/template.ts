import type { PathParameter, PathTemplate } from '../../lib/path.ts'

/** A template whose parameters say nothing but their names, unless `more` does. */
export function template(
  path: string,
  more: Record<string, Omit<PathParameter, 'name'>> = {},
): PathTemplate {
  const names = path
    .split('{')
    .slice(1)
    .map((part) => part.split('}', 1)[0] ?? '')
  return { path, parameters: names.map((name) => ({ name, ...more[name] })) }
}

export const wildcard = { wildcard: true } as const
export const digits = { pattern: '^(?:\\d+)$' }
