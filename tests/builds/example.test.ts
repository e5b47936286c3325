// What the README shows has to be true where it is tried.
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { openLab } from './lab.ts'
import { useRealCli } from './real-cli.ts'

const lab = await openLab()
const cli = useRealCli()

afterAll(async () => {
  if (lab.builder) await lab.close()
})

test.skipIf(!lab.builder?.name || !lab.has('debian:bookworm-slim'))(
  'the example is proven, and gets smaller',
  async () => {
    const cwd = cli.folder({})
    cpSync(fileURLToPath(new URL('../../examples', import.meta.url)), join(cwd, 'examples'), {
      recursive: true,
    })
    const smoke = ['--smoke', 'cat /srv/import/state.json']
    const { code, stdout, stderr } = await cli.start(['verify', '--network', 'host', ...smoke], cwd).ended
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(/^examples\/Dockerfile: proven$/m)
    expect(stdout).toMatch(/^ {2}size .* -\d+\.\d MB/m)
    expect(stdout).toMatch(/removed by clean-package-caches below \/var\/lib\/apt\/lists/)
    expect(stdout).toMatch(/smoke +cat \/srv\/import\/state\.json: same, exit code 0/)
  },
)
