import { parseCallbackExpression } from '../../callbacks/expression.ts'
import type { RuntimeExpression } from '../../callbacks/expression-grammar.ts'
import type { RingbackError } from '../../errors.ts'
import { findDeclaration, type Finding } from './expression-source.ts'
import { describeOrigin, nameKind, type Words } from './expression-words.ts'
import type { PluginContext, ShownOperation } from './shown-operation.ts'
import { createUrlPreview, readExpression } from './url-preview.ts'
import { showWords } from './words.ts'

/** Explains in place the key of a callback: where it is sent, and what each part stands for. */
export function createExpressionPanel(context: PluginContext) {
  const { createElement: h, useMemo } = context.React
  const UrlPreview = createUrlPreview(context)
  return ({ expression, parent }: { expression: string; parent: ShownOperation }) => {
    const parsed = useMemo(() => readExpression(expression), [expression])
    const declaring = useMemo(
      () => parent.operation.toJS() as Readonly<Record<string, unknown>>,
      [parent.operation],
    )
    return h(
      'section',
      { className: 'ringback-expression', 'aria-label': 'Where this callback is sent' },
      h(UrlPreview, { expression, parent }),
      parsed
        ? h('ul', null, ...parsed.parts.map((part, index) => showPart(part, index)))
        : h('p', null, ...showWords(context.React, explainMistake(expression))),
    )

    function showPart(part: string | RuntimeExpression, key: number): unknown {
      if (typeof part === 'string') {
        return h('li', { key }, h('code', null, part), ': as it is')
      }
      const facts = describeFinding(part, findDeclaration(part, declaring))
      return h(
        'li',
        { key },
        h('code', null, `{${part.text}}`),
        ': ',
        ...showWords(context.React, describeOrigin(part)),
        facts.length === 0
          ? null
          : h('span', { className: 'ringback-facts' }, ' – ', ...showWords(context.React, facts)),
      )
    }
  }
}

/** The key of a document that an author has may be no callback expression. */
function explainMistake(expression: string): Words {
  try {
    parseCallbackExpression(expression)
    return []
  } catch (error) {
    const { code, message, remedy } = error as RingbackError
    const [first = ''] = message.split('\n')
    const text = `No URL can be read from this key: ${first.slice(code.length + 1)} ${remedy}`
    // Messages quote code as Markdown does.
    return text.split('`').map((part, index) => (index % 2 === 0 ? part : { code: part }))
  }
}

function describeFinding(expression: RuntimeExpression, finding: Finding): Words {
  if (finding === 'unknown') return []
  if (finding === 'undeclared') return describeUndeclared(expression)
  const { type, isRequired, description } = finding
  const isResponse = 'side' in expression && expression.side === 'response'
  const optional = `optional: where it is not ${isResponse ? 'in the response' : 'sent'}, no call is made`
  const facts = [type, isRequired ? 'required' : optional].filter(Boolean).join(', ')
  return [facts, ...(description ? [`. ${description}`] : [])]
}

function describeUndeclared(expression: RuntimeExpression): Words {
  if (!('side' in expression)) return []
  const side = expression.side === 'request' ? 'request' : 'response'
  if (expression.kind !== 'body') {
    const kind = `${side === 'response' ? 'response ' : ''}${nameKind(expression.kind)}`
    return [`this operation declares no ${kind} `, { code: expression.name }]
  }
  return expression.pointer.length === 0
    ? [`this operation declares no ${side} body`]
    : [`the ${side} body of this operation declares no `, { code: expression.pointer.join('/') }]
}
