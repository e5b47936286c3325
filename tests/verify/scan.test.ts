import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { indexArchive } from '../../src/verify/scan/archive-index.ts'
import { serveArchive } from '../../src/verify/scan/archive-registry.ts'
import type { Builder } from '../../src/verify/builder.ts'
import {
  compareFindings,
  findScanner,
  scanImages,
  SCANNERS,
  type Scanner,
  type ScannerName,
} from '../../src/verify/scan/scan.ts'
import { packageOf } from '../../src/verify/scan/scanners/scout.ts'
import type { Finding } from '../../src/verify/verification.ts'
import {
  dockerArchive,
  ociArchive,
  ociManifest,
  oldDockerArchive,
  podmanArchive,
  streamOf,
} from './make-archive.ts'
import { makeTar, type Made } from './make-tar.ts'
import { fakeScanner, usePlace, type Place } from './scan-fakes.ts'
import { AFTER, BEFORE, fakeBuilder } from './smoke-fakes.ts'

const place = usePlace()

const layers = [Buffer.from('the lower layer'), Buffer.from('the upper layer')]

function archiveOf(reference: string): readonly Made[] {
  return dockerArchive({ layers: [...layers, Buffer.from(`this is ${reference}`)] })
}

const builder: Builder = fakeBuilder({ save: ({ reference }) => streamOf(archiveOf(reference)) })

async function find(name: ScannerName, { environment }: Place): Promise<Scanner> {
  const found = await findScanner(name, environment)
  if ('message' in found) throw new Error(found.message)
  return found
}

async function scan(
  name: ScannerName,
  here: Place,
  options: { seconds?: number; stop?: AbortSignal; builder?: Builder } = {},
): ReturnType<typeof scanImages> {
  const { seconds = 60, stop = new AbortController().signal } = options
  const scanner = await find(name, here)
  const outcome = await scanImages(scanner, BEFORE, AFTER, options.builder ?? builder, here.scratch, {
    seconds,
    stop,
  })
  expect(readdirSync(here.scratch)).toEqual([])
  return outcome
}

const PROGRAMS: Readonly<Record<ScannerName, string>> = {
  trivy: 'trivy',
  grype: 'grype',
  clair: 'clairctl',
  snyk: 'snyk',
  scout: 'docker',
}

const COMPARED = {
  before: 4,
  after: 3,
  gone: [
    { id: 'CVE-2099-0001', package: 'openssl', version: '3.0.11-1', severity: 'critical' },
    { id: 'CVE-2099-0002', package: 'curl', version: '7.88.1-10', severity: 'high' },
  ],
  fresh: [{ id: 'CVE-2099-0005', package: 'left-pad', version: '1.0.0', severity: 'medium' }],
}

test.each<readonly [ScannerName, number, string]>([
  [
    'trivy',
    0,
    'image --input A --format json --output R --scanners vuln --list-all-pkgs=false --no-progress --exit-code 0 --timeout 60s',
  ],
  ['grype', 0, 'docker-archive:A -o json --file R'],
  ['grype', 2, 'docker-archive:A -o json --file R'],
  ['snyk', 1, 'container test docker-archive:A --json-file-output=R'],
  ['scout', 0, 'scout cves --format sarif --output R archive://A'],
])('%s reads the archives, and its exit code %i says that there is a report', async (name, code, command) => {
  const here = place()
  here.install(PROGRAMS[name], fakeScanner(`cp "$FIXTURES/${name}-$which.json" "$report"; exit ${code}`))
  expect(await scan(name, here)).toEqual({ scanner: `${name} 1.2.3`, ...COMPARED })
  const short = here
    .log()
    .map((line) => line.replaceAll(/\/(?=[^/])\S*image\.tar/g, 'A').replaceAll(/\/\S*report\.json/g, 'R'))
  expect(short).toEqual([command, command])
})

/** As clairctl and Clair go about it: the manifest by tag and by digest, a byte of each layer, then all of it. */
const CLAIRCTL = `#!/usr/bin/env node
const { createHash } = require('node:crypto')
const { appendFileSync, readFileSync } = require('node:fs')
const sha256 = (bytes) => 'sha256:' + createHash('sha256').update(bytes).digest('hex')
async function main() {
  const args = process.argv.slice(2)
  if (args[0] === '--version') return console.log('clairctl version v1.2.3')
  appendFileSync(process.env.LOG, args.slice(0, -1).join(' ') + '\\n')
  const [host, rest] = args.at(-1).split('/')
  const [name, tag] = rest.split(':')
  const at = (path) => 'http://' + host + '/v2/' + path
  if (!(await fetch(at(''))).ok) throw new Error('no registry')
  const answer = await fetch(at(name + '/manifests/' + tag))
  const bytes = Buffer.from(await answer.arrayBuffer())
  if (answer.headers.get('docker-content-digest') !== sha256(bytes)) throw new Error('digest of the manifest')
  const manifest = JSON.parse(bytes)
  if (!(await fetch(at(name + '/manifests/' + sha256(bytes)), { method: 'HEAD' })).ok) throw new Error('by digest')
  let text = ''
  for (const { digest, size, mediaType } of [manifest.config, ...manifest.layers]) {
    const part = await fetch(at(name + '/blobs/' + digest), { headers: { range: 'bytes=0-0' } })
    if (part.status !== 206 || (await part.arrayBuffer()).byteLength !== 1) throw new Error('range')
    const blob = await fetch(at(name + '/blobs/' + digest))
    const content = Buffer.from(await blob.arrayBuffer())
    if (sha256(content) !== digest || content.length !== size) throw new Error('digest of a blob')
    if (blob.headers.get('content-type') !== mediaType) throw new Error('type of a blob')
    text += content
  }
  const which = text.includes('this is before') ? 'before' : 'after'
  process.stdout.write(readFileSync(process.env.FIXTURES + '/clair-' + which + '.json'))
}
main().catch((error) => {
  console.error(error)
  process.exit(1)
})
`

test('clair is given a registry on this machine', async () => {
  const here = place()
  here.install('clairctl', CLAIRCTL)
  const environment = {
    ...here.environment,
    PATH: `${here.environment['PATH'] ?? ''}:${process.env['PATH'] ?? ''}`,
  }
  expect(await scan('clair', { ...here, environment })).toEqual({ scanner: 'clair 1.2.3', ...COMPARED })
  expect(here.log()).toEqual(['report --out json', 'report --out json'])
})

test.each(SCANNERS)('%s that is not installed is one line with where to get it', async (name) => {
  const missing = await findScanner(name, { PATH: '/nowhere' })
  expect(missing).toMatchObject({
    message: `${PROGRAMS[name]} is not on PATH, so there is nothing to scan with`,
  })
  expect('hint' in missing && missing.hint).toMatch(/^install .*from https:\/\/\S+/)
})

test('docker without its plugin is no scanner', async () => {
  const here = place()
  here.install(
    'docker',
    '#!/bin/sh\necho "docker: \'scout\' is not a docker command." >&2\necho "See docker --help" >&2\nexit 1\n',
  )
  expect(await findScanner('scout', here.environment)).toMatchObject({
    message: "docker scout does not work: docker: 'scout' is not a docker command.",
    hint: 'install the docker command and its plugin from https://docs.docker.com/scout/install/',
  })
})

test.each<readonly [ScannerName, string, string]>([
  [
    'trivy',
    'FATAL\tFatal error\trun error: init error: DB error: failed to download vulnerability DB: dial tcp: lookup mirror',
    'trivy cannot load its vulnerability database',
  ],
  [
    'grype',
    '\u001b[31m[0000] ERROR failed to load vulnerability db: unable to update vulnerability database: dial tcp',
    'grype cannot load its vulnerability database',
  ],
  ['snyk', 'Invalid Docker archive', 'snyk cannot read the archive that the builder wrote'],
  [
    'snyk',
    '`snyk` requires an authenticated account. Please run `snyk auth` and try again.',
    'snyk needs an account',
  ],
  [
    'snyk',
    'Check your network connection, failed to connect to Snyk API',
    'snyk cannot reach its service, which compares the packages',
  ],
  ['scout', 'Log in with your Docker ID or email address to use docker scout.', 'scout needs an account'],
  ['trivy', 'FATAL: something else', 'trivy failed on the original image: trivy ended with exit code 2'],
])('%s that says %j fails in one line', async (name, says, message) => {
  const here = place()
  here.install(PROGRAMS[name], fakeScanner(`echo begins >&2; printf '%s\\n' "$SAYS" >&2; exit 2`))
  const environment = { ...here.environment, SAYS: says }
  const fault = await scan(name, { ...here, environment })
  expect(fault).toMatchObject({ message, tail: ['begins', says.replace('\u001b[31m', '')] })
  expect('hint' in fault && fault.hint).not.toBe('')
  expect(here.log()).toHaveLength(1)
})

test('what a scanner says on stdout is told where stderr is silent', async () => {
  const here = place()
  here.install('snyk', fakeScanner("seq 1 30; echo 'no supported projects'; exit 3"))
  const fault = await scan('snyk', here)
  expect(fault).toMatchObject({ message: 'snyk failed on the original image: snyk ended with exit code 3' })
  expect('tail' in fault && fault.tail.length).toBe(10)
  expect('tail' in fault && fault.tail.at(-1)).toBe('no supported projects')
})

test('a scanner that fails on the rewritten image only says which', async () => {
  const here = place()
  const rest = 'test $which = before || exit 1; cp "$FIXTURES/grype-$which.json" "$report"'
  here.install('grype', fakeScanner(rest))
  expect(await scan('grype', here)).toMatchObject({
    message: 'grype failed on the rewritten image: grype ended with exit code 1',
  })
})

test.each<readonly [string, string]>([
  ['no report', 'true'],
  ['no JSON', 'echo "not JSON" > "$report"'],
  ['other JSON', 'echo "{}" > "$report"'],
  ['a list', 'echo "[1]" > "$report"'],
  ['null', 'echo null > "$report"'],
  ["a failure's JSON", `echo '{"ok":false,"error":"Invalid Docker archive"}' > "$report"`],
])('%s is told, whatever the scanner', async (_, rest) => {
  for (const name of ['trivy', 'grype', 'snyk', 'scout'] as const) {
    const here = place()
    here.install(PROGRAMS[name], fakeScanner(rest))
    expect(await scan(name, here)).toMatchObject({
      message: `${name} left no report of the original image that can be read`,
    })
  }
})

test('a report without findings is a report', async () => {
  const empty: Readonly<Partial<Record<ScannerName, string>>> = {
    trivy: '{"SchemaVersion":2,"ArtifactName":"a"}',
    grype: '{"matches":[]}',
    snyk: '{"vulnerabilities":[],"ok":true}',
    scout:
      '{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"docker scout","rules":null}},"results":null}]}',
  }
  for (const name of ['trivy', 'grype', 'snyk', 'scout'] as const) {
    const here = place()
    here.install(PROGRAMS[name], fakeScanner('printf "%s" "$EMPTY" > "$report"'))
    const environment = { ...here.environment, EMPTY: empty[name] ?? '' }
    expect(await scan(name, { ...here, environment })).toEqual({
      scanner: `${name} 1.2.3`,
      before: 0,
      after: 0,
      gone: [],
      fresh: [],
    })
  }
})

test('a scanner that hangs is ended, and what it left in its temporary folder goes', async () => {
  const here = place()
  here.install('trivy', fakeScanner('echo scanning >&2; echo x > "$TMPDIR/left"; sleep 600'))
  expect(await scan('trivy', here, { seconds: 0.5 })).toEqual({
    message: 'trivy did not scan the original image within 0.5 s',
    hint: 'allow more time',
    tail: ['scanning'],
  })
})

test('a wish to stop ends the scan', async () => {
  const here = place()
  const stop = new AbortController()
  here.install('trivy', fakeScanner('sleep 600'))
  setTimeout(() => stop.abort(), 500)
  expect(await scan('trivy', here, { stop: stop.signal })).toEqual({
    message: 'interrupted',
    hint: '',
    tail: [],
  })
})

test('a builder that does not export the image is told', async () => {
  const here = place()
  here.install('trivy', fakeScanner('exit 1'))
  const hint = 'see whether the builder can export it, and whether there is room in the temporary folder'
  const broken = fakeBuilder({
    save: () =>
      new Readable({
        read() {
          this.destroy(new Error('docker save failed: gone'))
        },
      }),
  })
  expect(await scan('trivy', here, { builder: broken })).toEqual({
    message: 'the original image cannot be handed to trivy: docker save failed: gone',
    hint,
    tail: [],
  })
  const hanging = fakeBuilder({ save: () => new Readable({ read: () => undefined }) })
  expect(await scan('trivy', here, { builder: hanging, seconds: 0.3 })).toEqual({
    message: 'the original image cannot be handed to trivy: docker did not export it within 0.3 s',
    hint,
    tail: [],
  })
  const garbage = fakeBuilder({ save: () => streamOf(Buffer.alloc(2048, 'garbage')) })
  expect(await scan('trivy', here, { builder: garbage })).toMatchObject({
    message: 'the original image cannot be handed to trivy: has a header with a wrong checksum',
  })
  expect(here.log()).toEqual([])
})

function oci(reference: string): readonly Made[] {
  const [manifest, ...blobs] = ociManifest({ layers: [Buffer.from(`this is ${reference}`)] }, (layer) =>
    gzipSync(layer),
  )
  return ociArchive([{ digest: manifest.digest }], [manifest, ...blobs])
}

test('an OCI archive is named as such, or refused in one line', async () => {
  const ociBuilder = fakeBuilder({ save: ({ reference }) => streamOf(oci(reference)) })
  for (const name of ['grype', 'snyk'] as const) {
    const here = place()
    here.install(name, fakeScanner(`cp "$FIXTURES/${name}-before.json" "$report"`))
    expect(await scan(name, here, { builder: ociBuilder })).toMatchObject({ before: 4, after: 4 })
    expect(here.log()[0]).toMatch(/(?:^| )oci-archive:\/\S+\/image\.tar /)
  }
  for (const name of ['trivy', 'scout'] as const) {
    const here = place()
    here.install(PROGRAMS[name], fakeScanner('exit 0'))
    expect(await scan(name, here, { builder: ociBuilder })).toEqual({
      message: `${name} cannot scan the images: it reads archives as docker save writes them, and no OCI archives`,
      hint: 'name another scanner',
      tail: [],
    })
  }
})

test('findings are compared by id, package and version, and sorted by severity', () => {
  const finding = (id: string, severity: Finding['severity'], name = 'a', version = '1'): Finding => {
    return { id, package: name, version, severity }
  }
  const before = [
    finding('CVE-3', 'unknown'),
    finding('CVE-2', 'low', 'b'),
    finding('CVE-2', 'low', 'a'),
    finding('CVE-1', 'low'),
    finding('CVE-4', 'medium'),
    finding('CVE-4', 'critical'),
    finding('CVE-5', 'high'),
    finding('CVE-6', 'low', 'c', '1'),
  ]
  const after = [finding('CVE-6', 'low', 'c', '2'), finding('CVE-5', 'low')]
  const { gone, fresh, ...counts } = compareFindings('x', before, after)
  expect(counts).toEqual({ scanner: 'x', before: 7, after: 2 })
  expect(gone.map(({ id, package: name, severity }) => `${severity} ${id} ${name}`)).toEqual([
    'critical CVE-4 a',
    'low CVE-1 a',
    'low CVE-2 a',
    'low CVE-2 b',
    'low CVE-6 c',
    'unknown CVE-3 a',
  ])
  expect(fresh).toEqual([finding('CVE-6', 'low', 'c', '2')])
})

test.each([
  ['pkg:deb/debian/tar@1.35%2Bdfsg-3.1?os_name=debian', 'tar', '1.35+dfsg-3.1'],
  ['pkg:apk/alpine/zlib@1.2.12-r1?arch=aarch64&distro=alpine-3.16.1', 'zlib', '1.2.12-r1'],
  ['pkg:npm/%40babel/core@7.0.0', '@babel/core', '7.0.0'],
  ['pkg:golang/golang.org/x/crypto@0.51.0#ssh', 'golang.org/x/crypto', '0.51.0'],
  ['pkg:golang/stdlib@1.27.1', 'stdlib', '1.27.1'],
  ['pkg:deb/debian/tar', 'tar', ''],
  ['something else', 'something else', ''],
])('%s is a package', (purl, name, version) => {
  expect(packageOf(purl)).toEqual({ package: name, version })
})

test.each<readonly [string, readonly Made[]]>([
  ['of Docker', dockerArchive({ layers })],
  ['of an old Docker', oldDockerArchive({ layers: [...layers, layers[0] ?? Buffer.alloc(0)] })],
  ['of podman', podmanArchive({ layers })],
  [
    'with long names',
    dockerArchive({ layers }).map((made) => ({ ...made, pax: { path: String(made.name) }, name: 'x' })),
  ],
])('an archive %s is served as a registry', async (_, archive) => {
  const path = join(place().folder, 'image.tar')
  writeFileSync(path, makeTar(archive))
  const registry = await serveArchive(path, await indexArchive(path))
  const [host, rest = ''] = registry.reference.split('/')
  const at = (below: string): string => `http://${host ?? ''}/v2/${below}`
  const manifest: unknown = await (await fetch(at(rest.replace(':', '/manifests/')))).json()
  const digests = [...JSON.stringify(manifest).matchAll(/"digest":"(sha256:\w+)"/g)].map(
    (match) => match[1] ?? '',
  )
  const contents = await Promise.all(
    digests.slice(1).map(async (digest) => (await fetch(at(`dfopt/blobs/${digest}`))).text()),
  )
  expect(contents.slice(0, 2)).toEqual(['the lower layer', 'the upper layer'])
  expect((await fetch(at('dfopt/manifests/other'))).status).toBe(404)
  expect((await fetch(at('dfopt/blobs/../../etc/passwd'))).status).toBe(404)
  expect(
    (await fetch(at(`dfopt/blobs/${digests[1] ?? ''}`), { headers: { range: 'bytes=99-' } })).status,
  ).toBe(416)
  expect((await fetch(at('dfopt/blobs/uploads/'), { method: 'POST' })).status).toBe(405)
  await registry.close()
  await expect(fetch(at(''))).rejects.toThrow()
})
