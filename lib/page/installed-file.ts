import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { RingbackError } from '../errors.ts'
import load from '../load-package.cjs'
import { refuse } from '../option-values.ts'

/**
 * The path of a file of a package that the app has installed: as the file that calls `openapi()` would
 * find it, or one in the directory that the process runs in.
 *
 * @param caller The path of that file, where it is known.
 * @throws {RingbackError} `ERR_OPENAPI_OPTION`, which says how to install it
 */
export function findInstalledFile(
  specifier: string,
  viewer: keyof typeof packages,
  caller: string | undefined,
): string {
  for (const from of [caller, join(process.cwd(), 'package.json')]) {
    const path = from === undefined ? undefined : resolveFrom(from, specifier)
    if (path === undefined) continue
    refuseOtherVersions(path, viewer)
    return path
  }
  throw notInstalled(specifier, viewer)
}

function notInstalled(specifier: string, viewer: keyof typeof packages): RingbackError {
  if (viewer === 'swagger-ui') {
    return refuse(
      `"${specifier}" is not installed: this app is a bundle, and it runs where Swagger UI's files are not.`,
      'Leave the packages out of the bundle (esbuild --packages=external), run npm install swagger-ui-dist@5 where it runs, or do without the page: ui: false.',
    )
  }
  return refuse(
    `ui.viewer is '${viewer}', and "${specifier}" is not installed.`,
    describeInstall(viewer),
  )
}

/** As they were tried. ReDoc 3 starts otherwise, and sends telemetry that no option stops. */
const packages = {
  redoc: { name: 'redoc', major: '2' },
  scalar: { name: '@scalar/api-reference', major: '1' },
  'swagger-ui': { name: 'swagger-ui-dist', major: '5' },
}

function describeInstall(viewer: keyof typeof packages): string {
  const { name, major } = packages[viewer]
  return `Run npm install ${name}@${major}, or leave ui.viewer out.`
}

function resolveFrom(from: string, specifier: string): string | undefined {
  try {
    return load.module().createRequire(from).resolve(specifier)
  } catch {
    return undefined
  }
}

function refuseOtherVersions(path: string, viewer: keyof typeof packages): void {
  const { name, major } = packages[viewer]
  const version = readVersion(path, name)
  if (version === undefined || version.split('.')[0] === major) return
  throw refuse(
    `ui.viewer is '${viewer}', and version ${version} of ${name} is installed.`,
    describeInstall(viewer),
  )
}

/** A package may hide its package.json from `require()`, and have others, without a name, further down. */
function readVersion(path: string, name: string): string | undefined {
  const folder = dirname(path)
  if (folder === path) return undefined
  const manifest = readManifest(join(folder, 'package.json'))
  return manifest.name === name ? manifest.version : readVersion(folder, name)
}

function readManifest(path: string): { readonly name?: string; readonly version?: string } {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as { name?: string; version?: string }
  } catch {
    return {}
  }
}
