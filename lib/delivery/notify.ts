/** Calls back into the app; what it throws, or rejects with, is written to the console and changes nothing. */
export function notify<Values extends readonly unknown[]>(
  name: string,
  callback: ((...values: Values) => unknown) | undefined,
  ...values: Values
): void {
  if (!callback) return
  const report = (error: unknown): void => console.error(`ringback: ${name}() has thrown.`, error)
  try {
    const result = callback(...values)
    // Most give nothing, and a promise for each attempt would be waste.
    if (result !== undefined) Promise.resolve(result).catch(report)
  } catch (error) {
    report(error)
  }
}
