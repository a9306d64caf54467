/** When something is due: now, where the time has passed; a time that is none counts as now. */
export function dueAt(time: number): number {
  return Math.max(time, Date.now()) || Date.now()
}
