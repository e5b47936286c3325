// A digest that comes from a registry has to be one that a builder takes from there.
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { push, type Pushed } from '../registry/push.ts'
import { hasRegistry, startRegistry, type RealRegistry } from '../registry/real-registry.ts'
import { openLab } from './lab.ts'
import { useRealCli } from './real-cli.ts'

const lab = await openLab()
// The others take no registry without TLS unless they are configured to.
const possible = hasRegistry && lab.builder?.name === 'docker'
const cli = useRealCli()
let registry: RealRegistry | undefined

beforeAll(async () => {
  if (possible) registry = await startRegistry(() => '')
})
afterAll(async () => {
  registry?.stop()
  if (lab.builder) await lab.close()
})

test.runIf(possible)(
  'a pinned base is pulled and built, and stays what it was when the tag moves',
  async () => {
    const host = registry?.host ?? ''
    const first = await push(host, 'team/app', '1', {}, 'first')
    const cwd = cli.folder({})
    const context = join(cwd, 'context')
    mkdirSync(context)
    const dockerfile = join(cwd, 'Dockerfile')
    writeFileSync(
      dockerfile,
      `FROM ${host}/team/app:1 AS base\nFROM scratch\nCOPY --from=base /pushed /a\nCOPY --from=${host}/team/app:1 /pushed /b\n`,
    )
    const dfopt = async (...args: readonly string[]): Promise<string> => {
      const { code, stdout, stderr } = await cli.start([...args, 'Dockerfile'], cwd).ended
      expect({ code, stderr }, stdout).toEqual({ code: 0, stderr: '' })
      return stdout
    }

    expect(await dfopt('verify', '--apply', '--only', 'pin-base', '--context', 'context')).toMatch(
      /^Dockerfile: proven/m,
    )
    expect(readFileSync(dockerfile, 'utf8').match(/sha256:\w+/g)).toEqual([first.index, first.index])

    const second: Pushed = await push(host, 'team/app', '1', {}, 'second')
    expect(second.index).not.toBe(first.index)
    expect(build(dockerfile, context)).toEqual(['first', 'first'])

    // Another base is what was asked for, and so no regression.
    const refreshed = await dfopt(
      'verify',
      '--apply',
      '--only',
      'pin-base',
      '--refresh-digests',
      '--context',
      'context',
    )
    expect(refreshed).toMatch(/^Dockerfile: proven/m)
    expect(build(dockerfile, context)).toEqual(['second', 'second'])
  },
)

/** What is in the two files of the image. */
function build(dockerfile: string, context: string): readonly string[] {
  const docker = (...args: readonly string[]): string => {
    const { status, stdout, stderr } = spawnSync('docker', args, { encoding: 'utf8' })
    if (status !== 0) throw new Error(`docker ${args.join(' ')}: ${stderr}`)
    return stdout.trim()
  }
  const image = docker('build', '--quiet', '--no-cache', '--file', dockerfile, context)
  const container = docker('create', image, 'none')
  try {
    return ['a', 'b'].map((name) => {
      const copy = join(context, '..', `copy-of-${name}`)
      docker('cp', `${container}:/${name}`, copy)
      return readFileSync(copy, 'utf8')
    })
  } finally {
    docker('rm', container)
    docker('rmi', '--force', image)
  }
}
