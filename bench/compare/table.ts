/** A table in Markdown; the first column is text, the others are figures. */
export function printTable(
  title: string,
  columns: readonly string[],
  rows: readonly (readonly string[])[],
): void {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  const bars = columns.map((_, index) => (index === 0 ? '---' : '---:'))
  console.log(['', `### ${title}`, '', line(columns), line(bars), ...rows.map(line)].join('\n'))
}

export function showCount(value: number): string {
  return Math.round(value).toLocaleString('en')
}
