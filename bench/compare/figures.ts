/** What was measured: for each contestant, one figure a round. */
export type Figures = ReadonlyMap<string, readonly number[]>

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  const [low = Number.NaN, high = low] = sorted.slice(Math.ceil(middle) - 1, Math.floor(middle) + 1)
  return (low + high) / 2
}

/**
 * Measures everybody in turn, round after round, so that what else the machine does falls on all of them.
 *
 * @param around Prepares each round, and clears up after it.
 */
export async function inRounds(
  names: readonly string[],
  rounds: number,
  measure: (name: string) => Promise<number>,
  around: (round: () => Promise<void>) => Promise<void> = (round) => round(),
): Promise<Figures> {
  const figures = new Map(names.map((name) => [name, [] as number[]]))
  for (let round = 1; round <= rounds; round += 1) {
    await around(async () => {
      for (const name of names) figures.get(name)?.push(await measure(name))
    })
    console.error(`  round ${round} of ${rounds}`)
  }
  return figures
}

/** The median of the ratios within each round, with the smallest and the largest; empty where one is missing. */
export function ratio(figures: Figures, name: string, base: string): string {
  const own = figures.get(name)
  const other = figures.get(base)
  if (!own || !other) return ''
  const ratios = own.map((figure, round) => figure / (other[round] ?? Number.NaN))
  if (name === base) return '1'
  const [low, high] = [Math.min(...ratios), Math.max(...ratios)].map(show)
  return `**${show(median(ratios))}** (${low}–${high})`
}

function show(value: number): string {
  return value.toFixed(2)
}
