/** The same routes, declared in each kind of schema. */
import { arktype } from './schemas-arktype.ts'
import { plain } from './schemas-plain.ts'
import { typebox, typebox034 } from './schemas-typebox.ts'
import { valibot } from './schemas-valibot.ts'
import { zod } from './schemas-zod.ts'
import type { Routes } from './routes.ts'

export const kinds = {
  'JSON Schema': plain,
  Zod: zod,
  Valibot: valibot,
  ArkType: arktype,
  'TypeBox 1': typebox,
  'TypeBox 0.34': typebox034,
} satisfies Record<string, Routes>

export type Kind = keyof typeof kinds
