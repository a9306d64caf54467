/** What two paths have in common that differ in the names of their parameters alone: `/orders/{}`. */
export function shapeOf(path: string): string {
  return !path.includes('{') ? path : path.replaceAll(/\{[^}]*\}/g, '{}')
}
