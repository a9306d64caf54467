import { isPatterned, objects, type Child, type Kind } from './object-kinds.ts'
import { upgradeSchema, type Refer } from './upgrade-schema-3.1.ts'
import { type Fields, isFields, mapMembers } from '../fields.ts'

/** Convert one object of a kind, or a reference to one. */
export type UpgradeObject = (kind: Kind, value: unknown) => unknown

/** @param refer What a reference of the document says after the conversion. */
export function createObjectUpgrade(refer: Refer): UpgradeObject {
  return upgrade

  function upgrade(kind: Kind, value: unknown): unknown {
    if (!isFields(value)) return value
    if (kind === 'schema') return upgradeSchema(value, refer)
    const { $ref } = value
    // "This object cannot be extended with additional properties, and any properties added SHALL be
    // ignored." A Path Item has a `$ref` that is a field among others.
    if (typeof $ref === 'string' && kind !== 'pathItem') return { $ref: refer($ref) }
    return mapMembers(withoutIdle(kind, value), (member, field) =>
      upgradeField(kind, field, member),
    )
  }

  function upgradeField(kind: Kind, field: string, value: unknown): unknown {
    const child = findChild(kind, field)
    if (child) return upgradeChild(child, value, isPatterned(kind, field))
    const isReference = field === '$ref' || (kind === 'link' && field === 'operationRef')
    return isReference && typeof value === 'string' ? refer(value) : value
  }

  function upgradeChild({ kind, as }: Child, value: unknown, isExtensible: boolean): unknown {
    if (as === 'one') return upgrade(kind, value)
    if (as === 'list') {
      return Array.isArray(value) ? value.map((item) => upgrade(kind, item)) : value
    }
    if (!isFields(value)) return value
    return mapMembers(value, (member, name) =>
      isExtensible && name.startsWith('x-') ? member : upgrade(kind, member),
    )
  }
}

function findChild(kind: Kind, field: string): Child | undefined {
  if (field.startsWith('x-')) return undefined
  const { fields, every } = objects[kind]
  return every ?? (Object.hasOwn(fields, field) ? fields[field] : undefined)
}

/** Without what 3.0 lets stand where it has no effect, and 3.1 refuses there. */
function withoutIdle(kind: Kind, fields: Readonly<Fields>): Readonly<Fields> {
  if (kind === 'server') return { ...fields, ...tidyVariables(fields['variables']) }
  if (kind !== 'header' && (kind !== 'parameter' || fields['in'] === 'query')) return fields
  // "Applies only to parameters with an `in` value of `query`."
  const { allowEmptyValue: _, allowReserved: __, ...others } = fields
  return others
}

/** "The array SHOULD NOT be empty" became "MUST NOT". */
function tidyVariables(variables: unknown): Fields {
  if (!isFields(variables)) return {}
  const tidied = mapMembers(variables, (variable) => {
    if (!isFields(variable)) return variable
    const { enum: values, ...others } = variable
    return Array.isArray(values) && values.length === 0 ? others : variable
  })
  return { variables: tidied }
}
