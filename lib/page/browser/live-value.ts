import type { PluginContext } from './shown-operation.ts'

/** A value read from Swagger UI's state, anew at each change; what is shown changes only where it does. */
export function useLiveValue<T>({ React, getSystem }: PluginContext, read: () => T): T {
  const [, refresh] = React.useReducer((count: number) => count + 1, 0)
  const value = read()
  const shown = React.useRef({ read, text: '' })
  shown.current = { read, text: JSON.stringify(value) }
  React.useEffect(
    () =>
      getSystem()
        .getStore()
        .subscribe(() => {
          if (JSON.stringify(shown.current.read()) !== shown.current.text) refresh()
        }),
    [],
  )
  return value
}
