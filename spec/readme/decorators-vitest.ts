/** What README.md, "Decorators", puts into a vitest.config.ts, as it stands there. */
import { transform } from 'esbuild'

// vitest.config.ts, with import { transform } from 'esbuild'
const decorators = {
  name: 'decorators',
  enforce: 'pre' as const,
  transform: (code: string, sourcefile: string) =>
    sourcefile.endsWith('.ts')
      ? transform(code, { sourcefile, loader: 'ts', target: 'es2022', sourcemap: true })
      : undefined,
}

export { decorators }
