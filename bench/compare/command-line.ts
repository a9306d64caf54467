import { parseArgs } from 'node:util'

export interface Options {
  readonly workloads: readonly string[]
  /** Whether a contestant takes part: by the name of its file. */
  readonly takesPart: (name: string) => boolean
  readonly rounds: number
  /** How long each contestant is measured in each round. */
  readonly seconds: number
}

/** `--only` takes names of workloads and of contestants; where none of a kind is named, all of that kind run. */
export function readOptions(
  given: string[],
  all: readonly string[],
  allContestants: readonly string[],
): Options {
  const { values } = parseArgs({
    args: given,
    options: {
      only: { type: 'string', default: '' },
      rounds: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '2' },
    },
  })
  const named = values.only.split(',').filter((name) => name !== '')
  const workloads = named.filter((name) => all.includes(name))
  const contestants = named.filter((name) => allContestants.includes(name))
  const unknown = named.find((name) => !all.includes(name) && !allContestants.includes(name))
  if (unknown !== undefined) {
    const known = [...all, ...new Set(allContestants)].join(', ')
    throw new Error(`--only was given "${unknown}"; it takes ${known}.`)
  }
  return {
    workloads: workloads.length > 0 ? workloads : all,
    takesPart: (name) => contestants.length === 0 || contestants.includes(name),
    rounds: readNumber('rounds', values.rounds),
    seconds: readNumber('seconds', values.seconds),
  }
}

function readNumber(flag: string, text: string): number {
  const number = Number(text)
  if (number > 0) return number
  throw new Error(`--${flag} takes a number above 0, not "${text}".`)
}
