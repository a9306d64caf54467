import { resolveCallbackUrl, type CallbackUrl } from '../../callbacks/callback-url.ts'
import { parseCallbackExpression, type CallbackExpression } from '../../callbacks/expression.ts'
import { describeFaults } from './expression-words.ts'
import { useLiveValue } from './live-value.ts'
import type { PluginContext, ShownOperation } from './shown-operation.ts'
import { readTypedExchange } from './typed-request.ts'
import { showWords } from './words.ts'

export interface UrlPreviewProps {
  /** The key of the callback. */
  readonly expression: string
  readonly parent: ShownOperation
}

/** The URL that a callback would be sent to with what is typed at this moment. */
export function createUrlPreview(context: PluginContext) {
  const { createElement: h, useMemo } = context.React
  return ({ expression, parent }: UrlPreviewProps) => {
    const parsed = useMemo(() => readExpression(expression), [expression])
    const preview = useLiveValue(context, () => parsed && resolveTyped(parsed, parent, context))
    if (!preview) return null
    return h(
      'p',
      { className: 'ringback-url', 'aria-live': 'polite', 'aria-atomic': true },
      h('span', { className: 'ringback-label' }, 'URL'),
      ' ',
      h('code', null, ...showParts(context, preview)),
      preview.url === undefined
        ? h(
            'span',
            { className: 'ringback-needs' },
            ' ',
            ...showWords(context.React, describeFaults(preview)),
          )
        : null,
    )
  }
}

/** Undefined where it is no callback expression: then nothing can be said of its URL. */
export function readExpression(expression: string): CallbackExpression | undefined {
  try {
    return parseCallbackExpression(expression)
  } catch {
    return undefined
  }
}

export function resolveTyped(
  expression: CallbackExpression,
  parent: ShownOperation,
  { getSystem }: PluginContext,
): CallbackUrl {
  return resolveCallbackUrl(expression, readTypedExchange(parent, getSystem()))
}

/** A part that has no value yet stands as it is written. */
function showParts(
  { React: { createElement: h } }: PluginContext,
  { parts }: CallbackUrl,
): unknown[] {
  return parts.map(({ text, expression }, index) =>
    text === undefined && expression
      ? h('span', { key: index, className: 'ringback-open' }, `{${expression.text}}`)
      : text,
  )
}
