// Writes lib/page/browser-files.ts: what runs in the browser, as text, so that it is found wherever the
// package is installed or bundled. `--check` writes nothing, and fails where the file is not up to date.
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const folder = fileURLToPath(new URL('../lib/page/', import.meta.url))
const target = `${folder}browser-files.ts`

const bundle = async (file) => {
  const { outputFiles } = await build({
    entryPoints: [`${folder}browser/${file}`],
    bundle: true,
    write: false,
    minify: true,
    charset: 'utf8',
    format: 'iife',
    target: ['es2020'],
    legalComments: 'none',
  })
  return outputFiles[0].text.trim()
}

const write = (name, about, text) =>
  `/** ${about} */\nexport const ${name}: string = ${JSON.stringify(text)}\n`

const text = [
  '// Made of lib/page/browser by `npm run build:page`; change it there.\n',
  write(
    'plugin',
    'Our plugin of Swagger UI, which it makes of `window.ringback.plugin`.',
    await bundle('swagger-ui.ts'),
  ),
  write('theme', 'Sets light or dark before anything is shown.', await bundle('theme.ts')),
  write('style', 'The style of the page and of what our plugin shows.', await bundle('page.css')),
].join('\n')

if (!process.argv.includes('--check')) writeFileSync(target, text)
else if (readFileSync(target, 'utf8') !== text) {
  console.error('lib/page/browser-files.ts is not what lib/page/browser gives: npm run build:page')
  process.exitCode = 1
}
