import { execFile } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { withLock } from '../lock.ts'

const run = promisify(execFile)

/**
 * Installs a package of Debian's as root, one at a time over all specs.
 *
 * @param isThere whether another spec has installed it meanwhile
 */
export async function installDebianPackage(name: string, isThere: () => boolean): Promise<void> {
  await withLock(join(tmpdir(), 'ringback-apt.lock'), async () => {
    if (isThere()) return
    // No service is started, and another apt is waited for.
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' }
    const patience = ['-o', 'DPkg::Lock::Timeout=300']
    const install = ['install', ...patience, '--yes', '--no-install-recommends', name]
    await run('apt-get', install, { env }).catch(async () => {
      await run('apt-get', ['update'], { env })
      await run('apt-get', install, { env })
    })
  })
}
