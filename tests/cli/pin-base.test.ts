// The whole of it, as it is installed: which registry is asked when, and what becomes of the files.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bundleCli } from '../../scripts/bundle.mjs'
import { makeCertificate } from '../registry/certificate.ts'
import { DIGEST, GOOD, listen, tunnel, type Answers, type Fake } from '../registry/fake-registry.ts'
import { environment, writeFiles, type Result } from './run-cli.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
let home = ''
let next = 0

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'dfopt-pin-base-'))
  cpSync(join(root, 'bin'), join(home, 'bin'), { recursive: true })
  writeFileSync(join(home, 'package.json'), '{ "type": "module" }')
  await bundleCli({ outdir: join(home, 'dist/cli') })
})
afterAll(() => {
  rmSync(home, { recursive: true, force: true })
})

interface Started {
  readonly result: Promise<Result>
  interrupt(): void
}

/** The registry runs in this process, which cannot wait for another one meanwhile. */
function start(
  args: readonly string[],
  folder: string,
  input = '',
  more: Readonly<Record<string, string>> = {},
): Started {
  const child = spawn(process.execPath, [join(home, 'bin/dfopt.js'), ...args], {
    cwd: folder,
    env: environment({ DOCKER_CONFIG: join(home, 'none'), HTTP_PROXY: '', HTTPS_PROXY: '', ...more }),
  })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk) => (stdout += String(chunk)))
  child.stderr.on('data', (chunk) => (stderr += String(chunk)))
  child.stdin.end(input)
  const result = once(child, 'close').then(() => ({
    code: child.exitCode,
    signal: child.signalCode,
    stdout,
    stderr,
  }))
  return {
    result,
    interrupt() {
      child.kill('SIGINT')
    },
  }
}

function run(args: readonly string[], folder: string, input?: string): Promise<Result> {
  return start(args, folder, input).result
}

function files(content: Readonly<Record<string, string>>): string {
  const folder = join(home, `work-${(next += 1)}`)
  mkdirSync(folder)
  return writeFiles(folder, content)
}

const read = (folder: string, name = 'Dockerfile'): string => readFileSync(join(folder, name), 'utf8')
const heads = (fake: Fake): readonly string[] =>
  fake.asked.flatMap(({ method, url }) => (method === 'HEAD' ? [url] : []))

/** Has everything but what is named `gone`. */
const registry = (): Promise<Fake> =>
  listen(({ url }, response) => {
    if (url.includes('gone')) response.writeHead(404).end()
    else response.writeHead(200, GOOD).end()
  })

describe('pin-base', () => {
  test('pins all files of a run, and asks once for an image', async () => {
    const fake = await registry()
    const folder = files({
      'a/Dockerfile': `FROM ${fake.host}/team/app:1\nCMD ["a"]\n`,
      'b/Dockerfile': `FROM ${fake.host}/team/app:1\nCOPY --from=${fake.host}/tools:2 /x /x\nCMD ["b"]\n`,
    })
    const { code, stdout, stderr } = await run(['fix', '--write', '--also', 'pin-base', '.'], folder)
    expect([code, stderr]).toEqual([0, ''])
    expect(read(folder, 'a/Dockerfile')).toBe(`FROM ${fake.host}/team/app:1@${DIGEST}\nCMD ["a"]\n`)
    expect(read(folder, 'b/Dockerfile')).toContain(`COPY --from=${fake.host}/tools:2@${DIGEST} /x /x\n`)
    expect(stdout).toContain('pin-base')
    expect([...heads(fake)].sort()).toEqual(['/v2/team/app/manifests/1', '/v2/tools/manifests/2'])

    const again = await run(['check', '--only', 'pin-base'], folder)
    expect(again.code).toBe(0)
    expect(heads(fake).length).toBe(2)
  })

  test('asks nobody unless it was asked for', async () => {
    const fake = await registry()
    const folder = files({ Dockerfile: `FROM ${fake.host}/team/app:1\nCMD ["a"]\n` })
    for (const flags of [[], ['--only', 'security'], ['--verbose'], ['--skip', 'pin-base']])
      expect((await run(['fix', ...flags], folder)).stdout).not.toContain('sha256')
    expect(fake.asked).toEqual([])
  })

  test.each([
    ['--offline', 'keeps dfopt from asking'],
    ['--safe', 'which --safe leaves out'],
  ])('asks nobody with %s, and says so', async (flag, reason) => {
    const fake = await registry()
    const text = `FROM ${fake.host}/team/app:1\nCMD ["a"]\n`
    const folder = files({ Dockerfile: text })
    const { code, stdout } = await run(['fix', '--write', flag, '--only', 'pin-base'], folder)
    expect(code).toBe(0)
    expect(stdout.replace(/\s+/g, ' ')).toContain(reason)
    expect([fake.asked, read(folder)]).toEqual([[], text])
  })

  test('leaves alone what no registry has, and pins the rest', async () => {
    const fake = await registry()
    const folder = files({
      Dockerfile: `FROM ${fake.host}/gone:1 AS x\nFROM ${fake.host}/here:1\nCOPY --from=x /a /a\n`,
    })
    const { code, stdout } = await run(['fix', '--format', 'json', '--only', 'pin-base'], folder)
    expect(code).toBe(0)
    expect(stdout).toContain(`here:1@${DIGEST}`)
    expect(stdout).toContain(`${fake.host} has no gone:1`)
    expect(stdout).not.toContain('"wanted"')
  })

  test('leaves alone what compose builds itself, and asks nobody for it', async () => {
    const fake = await registry()
    const app = `FROM ${fake.host}/base:dev\nCOPY --from=${fake.host}/tools:2 /x /x\nCMD ["a"]\n`
    const folder = files({
      'compose.yaml': `services:
  base:
    build: base
    image: ${fake.host}/base:\${TAG:-dev}
  app:
    build: app
  tools:
    image: ${fake.host}/tools:2
`,
      'base/Dockerfile': 'FROM scratch\nCOPY a /a\n',
      'app/Dockerfile': app,
      '.git/HEAD': '',
    })
    const { code, stdout } = await run(
      ['fix', '--format', 'json', '--only', 'pin-base', 'app/Dockerfile'],
      folder,
    )
    expect(code).toBe(0)
    expect(stdout).toContain(`${fake.host}/base:dev is built here, by compose.yaml`)
    expect(heads(fake)).toEqual(['/v2/tools/manifests/2'])
  })

  test.each([
    [
      'compose.yaml',
      'services:\n  app:\n    build:\n      context: .\n      additional_contexts:\n        app: docker-image://busybox\n        HOST/other:2: ./x\n',
    ],
    ['docker-bake.hcl', 'target "app" {\n  contexts = { app = "target:x", "HOST/other:2" = "./x" }\n}\n'],
    ['docker-bake.json', '{"target":{"app":{"contexts":{"app":"target:x","HOST/other:2":"./x"}}}}'],
  ])('leaves alone what %s has as a build context', async (name, text) => {
    const fake = await registry()
    const folder = files({
      [name]: text.replace('HOST', fake.host),
      Dockerfile: `FROM app\nCOPY --from=${fake.host}/other:2 /x /x\nRUN --mount=from=${fake.host}/tools:2,target=/t true\n`,
      '.git/HEAD': '',
    })
    const { code, stdout } = await run(['fix', '--format', 'json', '--only', 'pin-base'], folder)
    expect(code).toBe(0)
    expect(stdout).toContain(`app is the name of a build context in ${name}`)
    expect(stdout).toContain(`/other:2 is the name of a build context in ${name}`)
    expect(stdout).toContain(`/tools:2@${DIGEST},target=/t`)
    expect(heads(fake)).toEqual(['/v2/tools/manifests/2'])
  })

  test('reads standard input', async () => {
    const fake = await registry()
    const { code, stdout } = await run(['fix', '--only', 'pin-base', '-'], home, `FROM ${fake.host}/app:1\n`)
    expect(code).toBe(0)
    expect(stdout).toContain(`+FROM ${fake.host}/app:1@${DIGEST}`)
  })

  test('is what check stumbles over', async () => {
    const fake = await registry()
    const folder = files({ Dockerfile: `FROM ${fake.host}/app:1\n` })
    expect((await run(['check', '--only', 'pin-base'], folder)).code).toBe(1)
  })

  test('refreshes digests where that is asked for', async () => {
    const fake = await registry()
    const old = `FROM ${fake.host}/app:1@sha256:${'0'.repeat(64)}\n`
    const folder = files({ Dockerfile: old })
    await run(['fix', '--write', '--only', 'pin-base'], folder)
    expect([fake.asked, read(folder)]).toEqual([[], old])
    await run(['fix', '--write', '--only', 'pin-base', '--refresh-digests'], folder)
    expect(read(folder)).toBe(`FROM ${fake.host}/app:1@${DIGEST}\n`)
  })

  test('takes the certificates that node is told to trust, of the registry and of a proxy', async () => {
    const tls = makeCertificate()
    const authority = join(home, 'authority.pem')
    writeFileSync(authority, tls.certificate)
    const answers: Answers = (_, response) => response.writeHead(200, GOOD).end()
    const fake = await listen(answers, { tls })
    const proxy = await listen((_, response) => response.writeHead(500).end(), { tls })
    const connected: string[] = []
    tunnel(proxy, fake.port, connected)
    const folder = files({ Dockerfile: 'FROM registry.test/app:1\n' })
    const through = { HTTPS_PROXY: `https://localhost:${proxy.port}`, NO_PROXY: '', no_proxy: '' }
    const args = ['fix', '--only', 'pin-base']
    const stranger = await start(args, folder, '', through).result
    expect(stranger.stdout).toContain('certificate that cannot be verified')
    const known = await start(args, folder, '', { ...through, NODE_EXTRA_CA_CERTS: authority }).result
    expect(known.stdout).toContain(`+FROM registry.test/app:1@${DIGEST}`)
    expect(connected).toEqual(['registry.test:443 nobody'])
    expect(fake.asked).toMatchObject([{ host: 'registry.test', url: '/v2/app/manifests/1' }])
  })

  test('an interrupt ends the wait for a registry, and the file stays as it is', async () => {
    const silent = await listen(({ url }, response) => {
      if (url === '/v2/') response.end()
      else started.interrupt()
    })
    const text = `FROM ${silent.host}/app:1\nRUN apt-get update\nRUN apt-get install -y jq\n`
    const folder = files({ Dockerfile: text })
    const started = start(['fix', '--write', '--also', 'pin-base'], folder)
    expect(await started.result).toMatchObject({ code: 130, stderr: '' })
    expect(read(folder)).toBe(text)
  })
})

describe('a configuration', () => {
  const on = { transforms: { 'pin-base': 'on' } }
  const config = (more: object = {}): string => JSON.stringify({ ...on, ...more })

  test('turns it on, each for its own files, and an image is asked for once', async () => {
    const fake = await registry()
    const text = `FROM ${fake.host}/app:1\n`
    const folder = files({
      'a/dfopt.config.json': config(),
      'a/Dockerfile': text,
      'b/dfopt.config.json': config({ variant: 'slim' }),
      'b/Dockerfile': text,
      'c/dfopt.config.json': config({ offline: true }),
      'c/Dockerfile': text,
      'd/Dockerfile': text,
    })
    const { code, stdout } = await run(['fix', '--write'], folder)
    expect(code).toBe(0)
    const pinned = `FROM ${fake.host}/app:1@${DIGEST}\n`
    expect(['a', 'b', 'c', 'd'].map((name) => read(folder, `${name}/Dockerfile`))).toEqual([
      pinned,
      pinned,
      text,
      text,
    ])
    expect(heads(fake)).toEqual(['/v2/app/manifests/1'])
    expect(stdout.replace(/\s+/g, ' ')).toContain('leave out --offline, or offline in the configuration')
  })

  test('lets digests follow their tags, and --offline has the last word', async () => {
    const fake = await registry()
    const old = `FROM ${fake.host}/app:1@sha256:${'0'.repeat(64)}\n`
    const folder = files({ Dockerfile: old, 'dfopt.config.json': config({ refreshDigests: true }) })
    await run(['fix', '--write', '--offline'], folder)
    expect([fake.asked, read(folder)]).toEqual([[], old])
    await run(['fix', '--write'], folder)
    expect(read(folder)).toBe(`FROM ${fake.host}/app:1@${DIGEST}\n`)
  })

  test('makes sense of --refresh-digests', async () => {
    const fake = await registry()
    const folder = files({ Dockerfile: `FROM ${fake.host}/app:1\n`, 'dfopt.config.json': config() })
    expect((await run(['check', '--refresh-digests'], folder)).code).toBe(1)
  })

  test('may want to hear of it only', async () => {
    const fake = await registry()
    const text = `FROM ${fake.host}/app:1\n`
    const folder = files({
      Dockerfile: text,
      'dfopt.config.json': '{ "transforms": { "pin-base": "report" } }',
    })
    const { code, stdout } = await run(['fix', '--write'], folder)
    expect([code, read(folder)]).toEqual([0, text])
    expect(stdout).toContain('pin-base (manual, not written)')
  })
})

describe('flags that make no sense', () => {
  test.each([
    [
      ['--refresh-digests'],
      '--refresh-digests is for pin-base, which is off by default; add --also pin-base',
    ],
    [
      ['--refresh-digests', '--offline'],
      '--offline and --refresh-digests contradict each other: digests come from a registry',
    ],
    [
      ['--insecure-registry', 'http://a.example'],
      '--insecure-registry takes a host, such as registry.example.com:5000, not http://a.example',
    ],
  ])('%j', async (flags, said) => {
    for (const command of ['fix', 'verify']) {
      const { code, stderr } = await run([command, ...flags], files({ Dockerfile: 'FROM a:1\n' }))
      expect([code, stderr]).toEqual([2, `dfopt: ${said}\n`])
    }
  })
})
