import type { PathReading, PathTemplate } from './tokens.ts'

/**
 * Templates without those that differ from an earlier one by the names of their parameters alone:
 * OpenAPI takes them for one path, and Express gives requests to the first.
 */
export function mergeTemplates(templates: readonly PathTemplate[]): PathReading {
  const first = new Map<string, PathTemplate>()
  const unknown: PathReading['unknown'] = []
  for (const template of templates) {
    const shape = template.path.replaceAll(/\{[^{}]*\}/g, '{}')
    const same = first.get(shape)
    if (!same) first.set(shape, template)
    else if (patternsOf(same) !== patternsOf(template)) {
      unknown.push({ path: template.path, reason: `OpenAPI cannot tell it from ${same.path}` })
    }
  }
  return { templates: [...first.values()], unknown }
}

/**
 * The same for the paths of one mount, where Express keeps to the first that matches: of `/api` and
 * `/api/v1`, a request to `/api/v1/leaf` is taken for `/v1/leaf` at `/api`. One that is left to a later
 * path for the leaf '/' alone is reported too.
 */
export function mergeMounts(templates: readonly PathTemplate[]): PathReading {
  const merged = mergeTemplates(templates)
  const reading: PathReading = { templates: [], unknown: merged.unknown }
  for (const template of merged.templates) {
    const earlier = reading.templates.find((other) => takesRequestsOf(other, template))
    if (!earlier) reading.templates.push(template)
    else reading.unknown.push({ path: template.path, reason: takenBy(earlier) })
  }
  return reading
}

function takenBy({ path }: PathTemplate): string {
  return `'${path || '/'}' stands before it in one array and takes its requests`
}

/** With the first segment of what is mounted, which may be any. */
function takesRequestsOf(earlier: PathTemplate, later: PathTemplate): boolean {
  const segments = [...later.path.split('/'), '{}']
  return earlier.path.split('/').every((segment, index) => {
    const other = segments[index]
    return (
      segment.toLowerCase() === other?.toLowerCase() || (other && isAnySegment(segment, earlier))
    )
  })
}

function isAnySegment(segment: string, { parameters }: PathTemplate): boolean {
  return parameters.some(({ name, pattern }) => segment === `{${name}}` && pattern === undefined)
}

function patternsOf({ parameters }: PathTemplate): string {
  return JSON.stringify(parameters.map(({ pattern }) => pattern ?? null))
}

/** `name_1`, or the first of `name_2` … that is not taken; adds it to those that are. */
export function takeFreeName(name: string, taken: Set<string>): string {
  let number = 1
  while (taken.has(`${name}_${number}`)) number += 1
  taken.add(`${name}_${number}`)
  return `${name}_${number}`
}
