import type { PathParameter, PathTemplate } from './tokens.ts'

/**
 * Whether every request to `template` passes what is mounted at `prefix`: each segment of the prefix
 * takes whatever the template has at its place.
 */
export function isBeneath(
  template: PathTemplate,
  prefix: PathTemplate,
  caseSensitive: boolean,
): boolean {
  const segments = split(template.path)
  const taken = split(prefix.path)
  if (takesRest(prefix) && !hasRest(segments[taken.length - 1], taken.pop())) return false
  return taken.every((segment, index) => {
    const other = segments[index]
    return other !== undefined && takes(segment, other, prefix, template, caseSensitive)
  })
}

/** A wildcard takes at least a character; the star of Express 4, which has a number, takes nothing too. */
function hasRest(segment: string | undefined, wildcard = ''): boolean {
  return segment !== undefined && (segment !== '' || /^\{\d+\}$/.test(wildcard))
}

/** Whether a template ends in a segment that is all wildcard. */
export function takesRest({ path, parameters }: PathTemplate): boolean {
  const last = parameters.at(-1)
  return last?.wildcard === true && path.endsWith(`/{${last.name}}`)
}

function split(path: string): string[] {
  return path.split('/').slice(1)
}

function takes(
  segment: string,
  other: string,
  prefix: PathTemplate,
  template: PathTemplate,
  caseSensitive: boolean,
): boolean {
  if (other === '') return segment === ''
  if (!segment.includes('{')) return fold(segment, caseSensitive) === fold(other, caseSensitive)
  const parameter = wholeParameter(segment, prefix)
  if (parameter && parameter.pattern === undefined) return true
  if (other.includes('{')) return describe(segment, prefix) === describe(other, template)
  return matcher(segment, prefix, caseSensitive).test(other)
}

function fold(text: string, caseSensitive: boolean): string {
  return caseSensitive ? text : text.toLowerCase()
}

/** The parameter that a segment consists of, if it does. */
function wholeParameter(segment: string, { parameters }: PathTemplate): PathParameter | undefined {
  return parameters.find(({ name }) => segment === `{${name}}`)
}

/** A segment without its names: two that are equal take the same values. */
function describe(segment: string, { parameters }: PathTemplate): string {
  return segment.replaceAll(/\{([^}]*)\}/g, (_, name: string) => {
    const pattern = parameters.find((parameter) => parameter.name === name)?.pattern
    return `{${pattern ?? ''}}`
  })
}

function matcher(segment: string, { parameters }: PathTemplate, caseSensitive: boolean): RegExp {
  const source = segment.split(/\{([^}]*)\}/).map((part, index) => {
    if (index % 2 === 0) return part.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')
    const pattern = parameters.find(({ name }) => name === part)?.pattern
    return pattern === undefined ? '.+' : `(?:${pattern.replace(/^\^|\$$/g, '')})`
  })
  return new RegExp(`^${source.join('')}$`, caseSensitive ? 'u' : 'iu')
}
