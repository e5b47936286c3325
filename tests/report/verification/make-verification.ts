// Verifications as the tool makes them; the sizes of the first two were measured with the Dockerfiles that they are named after.
import type { ImageConfig, Layer } from '../../../src/verify/image.ts'
import type {
  BuiltFacts,
  Comparison,
  ConfigDifference,
  FileDifference,
  Finding,
  Verification,
} from '../../../src/verify/verification.ts'

export const config: ImageConfig = {
  platform: 'linux/amd64',
  env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
  entrypoint: undefined,
  cmd: ['bash'],
  workingDir: '',
  user: '',
  exposedPorts: [],
  labels: {},
  volumes: [],
  healthcheck: undefined,
  stopSignal: '',
  onBuild: [],
  shell: undefined,
}

/** A layer with the digest of what made it, so that equal ones are equal. */
export function layer(
  createdBy: string | undefined,
  size: number,
  compressed = Math.round(size * 0.38),
): Layer {
  const digest = `sha256:${Buffer.from(`${createdBy ?? 'base'} ${size}`)
    .toString('hex')
    .slice(-64)
    .padStart(64, '0')}`
  return { digest, createdBy, size, compressed }
}

export function built(
  layers: readonly Layer[],
  { files, seconds, config: own = {} }: { files: number; seconds: number; config?: Partial<ImageConfig> },
): BuiltFacts {
  return {
    size: layers.reduce((sum, { size }) => sum + size, 0),
    compressed: layers.reduce((sum, { compressed }) => sum + compressed, 0),
    layers,
    files,
    seconds,
    config: { ...config, ...own },
  }
}

export function fileDifference(
  what: FileDifference['what'],
  path: string,
  rest: Partial<Omit<FileDifference, 'kind' | 'what' | 'path'>> = {},
): FileDifference {
  return { kind: 'file', path, what, before: '', after: '', growth: 0, transforms: [], ...rest }
}

export function configDifference(
  field: ConfigDifference['field'],
  before: string,
  after: string,
  rest: Partial<ConfigDifference> = {},
): ConfigDifference {
  return { kind: 'configuration', field, key: '', before, after, transforms: [], ...rest }
}

export const equal: Comparison = { regressions: [], declared: [], noise: [], unstable: undefined }

export const aptNoise: Comparison['noise'] = [
  { reason: 'logs hold the time of every step', count: 5, path: '/var/log/alternatives.log' },
  {
    reason: 'ldconfig keeps the inode and time of every library',
    count: 1,
    path: '/var/cache/ldconfig/aux-cache',
  },
]

export function verification(rest: Partial<Verification>): Verification {
  return {
    path: 'Dockerfile',
    verdict: 'proven',
    problem: undefined,
    builder: 'docker 28.5.2 with buildx 0.29.1',
    target: undefined,
    context: '/home/ada/shop',
    definition: undefined,
    transforms: [],
    before: undefined,
    after: undefined,
    comparison: undefined,
    smoke: [],
    scan: undefined,
    culprit: undefined,
    bisected: false,
    applied: false,
    logs: [],
    ...rest,
  }
}

export const logs = [
  '/tmp/dfopt-verify-Zk3q8L/logs/01-original.log',
  '/tmp/dfopt-verify-Zk3q8L/logs/02-rewrite.log',
]

const bookworm = layer(undefined, 115_705_551, 48_497_336)

export const eightRuns = built(
  [
    bookworm,
    layer('RUN /bin/sh -c apt-get update # buildkit', 19_853_620, 19_530_112),
    layer('RUN /bin/sh -c apt-get install -y curl # buildkit', 17_205_647, 5_420_815),
    layer('RUN /bin/sh -c apt-get install -y vim # buildkit', 41_795_206, 11_873_004),
    layer('RUN /bin/sh -c apt-get install -y git # buildkit', 108_455_874, 30_214_776),
    layer('RUN /bin/sh -c apt-get install -y python3 python3-pip # buildkit', 430_025_015, 165_219_004),
    layer('RUN /bin/sh -c apt-get upgrade -y # buildkit', 0, 32),
    layer('RUN /bin/sh -c apt-get clean # buildkit', 0, 32),
    layer('RUN /bin/sh -c rm -rf /var/lib/apt/lists/* # buildkit', 0, 1292),
  ],
  { files: 25_453, seconds: 101.1 },
)

export const oneRun = built(
  [
    bookworm,
    layer(
      'RUN /bin/sh -c apt-get update &&     apt-get install -y curl vim git python3 python3-pip &&     apt-get upgrade -y &&     apt-get clean &&     rm -rf /var/lib/apt/lists/* # buildkit',
      593_520_555,
      215_926_142,
    ),
  ],
  { files: 25_453, seconds: 76.3 },
)

/** Eight apt RUNs become one. */
export const collapsed = verification({
  path: 'tools.Dockerfile',
  transforms: ['collapse-runs', 'join-apt-update'],
  before: eightRuns,
  after: oneRun,
  comparison: { ...equal, noise: aptNoise },
  logs,
})

export const APT_LISTS = [
  'deb.debian.org_debian_dists_bookworm-updates_InRelease',
  'deb.debian.org_debian_dists_bookworm-updates_main_binary-amd64_Packages.lz4',
  'deb.debian.org_debian_dists_bookworm_InRelease',
  'deb.debian.org_debian_dists_bookworm_main_binary-amd64_Packages.lz4',
  'deb.debian.org_debian-security_dists_bookworm-security_InRelease',
  'deb.debian.org_debian-security_dists_bookworm-security_main_binary-amd64_Packages.lz4',
  'lock',
  'partial',
] as const

export function goneLists(transforms: readonly string[]): readonly FileDifference[] {
  const sizes = [55_443, 12_384, 151_081, 19_289_104, 47_960, 297_648, 0, 0]
  return APT_LISTS.map((name, place) =>
    fileDifference('gone', `/var/lib/apt/lists/${name}`, { growth: -(sizes[place] ?? 0), transforms }),
  )
}

const slim = layer(undefined, 74_026_418, 28_229_117)

/** What most files look like: a cleanup in one RUN. */
export const small = verification({
  transforms: ['clean-package-caches'],
  before: built(
    [
      slim,
      layer('RUN /bin/sh -c apt-get update && apt-get install -y curl # buildkit', 37_051_020, 24_950_310),
      layer('COPY entrypoint.sh / # buildkit', 412, 331),
    ],
    { files: 9_182, seconds: 12.43 },
  ),
  after: built(
    [
      slim,
      layer(
        'RUN /bin/sh -c apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/* # buildkit',
        17_197_400,
        5_418_006,
      ),
      layer('COPY entrypoint.sh / # buildkit', 412, 331),
    ],
    { files: 9_174, seconds: 12.36 },
  ),
  comparison: { ...equal, declared: goneLists(['clean-package-caches']), noise: aptNoise },
  logs,
})

const SHOP_ENV = ['PATH=/usr/local/bin:/usr/bin:/bin', 'NODE_VERSION=20.20.2', 'YARN_VERSION=1.22.22']

const nodeBase = [
  layer(undefined, 115_705_551, 48_497_336),
  layer(
    'RUN /bin/sh -c set -eux; apt-get update; apt-get install -y --no-install-recommends ca-certificates curl gnupg netbase sq wget tzdata; rm -rf /var/lib/apt/lists/* # buildkit',
    48_391_882,
  ),
  layer(
    'RUN /bin/sh -c apt-get update && apt-get install -y --no-install-recommends git mercurial openssh-client subversion procps && rm -rf /var/lib/apt/lists/* # buildkit',
    176_831_020,
  ),
  layer(
    'RUN /bin/sh -c set -ex; apt-get update; apt-get install -y --no-install-recommends   autoconf automake bzip2 default-libmysqlclient-dev dpkg-dev file g++ gcc imagemagick libbz2-dev libc6-dev # buildkit',
    588_011_734,
  ),
  layer(
    'RUN /bin/sh -c groupadd --gid 1000 node && useradd --uid 1000 --gid node --shell /bin/bash --create-home node # buildkit',
    8_940,
  ),
  layer('COPY root/ /usr/local/ # buildkit', 158_884_202),
  layer(
    'RUN |1 NODE_VERSION=20.20.2 /bin/sh -c ln -s /usr/local/bin/node /usr/local/bin/nodejs # buildkit',
    0,
    210,
  ),
  layer('COPY yarn/ /opt/yarn-v1.22.22/ # buildkit', 5_340_115),
  layer(
    'RUN |1 NODE_VERSION=20.20.2 /bin/sh -c ln -s /opt/yarn-v1.22.22/bin/yarn /usr/local/bin/yarn && yarn --version # buildkit',
    2_201_004,
  ),
  layer('COPY docker-entrypoint.sh /usr/local/bin/ # buildkit', 223),
]

const slimBase = [
  slim,
  layer(
    'RUN /bin/sh -c groupadd --gid 1000 node && useradd --uid 1000 --gid node --shell /bin/bash --create-home node # buildkit',
    8_944,
  ),
  layer('COPY root/ /usr/local/ # buildkit', 158_884_202),
  layer('COPY yarn/ /opt/yarn-v1.22.22/ # buildkit', 5_340_115),
  layer('COPY docker-entrypoint.sh /usr/local/bin/ # buildkit', 223),
]

export const findings: { readonly gone: readonly Finding[]; readonly fresh: readonly Finding[] } = {
  gone: [
    { id: 'CVE-2023-45853', package: 'zlib1g-dev', version: '1:1.2.13.dfsg-1', severity: 'critical' },
    { id: 'CVE-2024-38428', package: 'wget', version: '1.21.3-1+b2', severity: 'critical' },
    ...['binutils', 'git', 'libexpat1-dev', 'imagemagick'].map((name, place): Finding => {
      return { id: `CVE-2024-${3210 + place}`, package: name, version: '2.40-2', severity: 'high' }
    }),
    ...['curl', 'mercurial', 'subversion'].map((name, place): Finding => {
      return { id: `CVE-2023-${7100 + place}`, package: name, version: '7.88.1-10', severity: 'low' }
    }),
  ],
  fresh: [{ id: 'CVE-2025-1390', package: 'libcap2', version: '1:2.66-4', severity: 'medium' }],
}

/** Another base, other stages, another user: a lot changes, and all of it was declared. */
export const rebuilt = verification({
  path: 'services/shop/Dockerfile',
  target: 'runtime',
  context: '/home/ada/shop/services/shop',
  definition: 'compose.yaml, service shop',
  transforms: ['split-stages', 'use-slim-base', 'add-user', 'use-exec-form'],
  before: built(
    [
      ...nodeBase,
      layer('WORKDIR /usr/src/app', 0, 93),
      layer('COPY . . # buildkit', 3_120_443),
      layer('RUN /bin/sh -c npm install # buildkit', 214_553_902),
      layer('RUN /bin/sh -c npm run build # buildkit', 1_204_118),
    ],
    { files: 71_204, seconds: 94.31, config: { env: SHOP_ENV, workingDir: '/usr/src/app' } },
  ),
  after: built(
    [
      ...slimBase,
      layer('WORKDIR /usr/src/app', 0, 93),
      layer('COPY --chown=10001:10001 /usr/src/app/node_modules ./node_modules # buildkit', 38_226_730),
      layer('COPY --chown=10001:10001 /usr/src/app/dist ./dist # buildkit', 1_187_204),
      layer('RUN /bin/sh -c useradd --system --uid 10001 --no-create-home app # buildkit', 4_210),
    ],
    { files: 12_880, seconds: 101.74, config: { env: SHOP_ENV, user: '10001', workingDir: '/usr/src/app' } },
  ),
  comparison: {
    regressions: [],
    declared: [
      configDifference('User', '', '10001', { transforms: ['add-user'] }),
      configDifference('Cmd', '["/bin/sh","-c","npm start"]', '["node","dist/server.js"]', {
        transforms: ['use-exec-form'],
      }),
      fileDifference('gone', '/usr/bin/gcc-12', { growth: -1_059_464, transforms: ['use-slim-base'] }),
      fileDifference('gone', '/usr/include', { transforms: ['use-slim-base'] }),
      ...Array.from({ length: 4_120 }, (_, place) =>
        fileDifference('gone', `/usr/include/header-${place}.h`, {
          growth: -9_100,
          transforms: ['use-slim-base'],
        }),
      ),
      ...Array.from({ length: 53_000 }, (_, place) =>
        fileDifference('gone', `/usr/share/doc/package-${place % 300}/file-${place}`, {
          growth: -15_120,
          transforms: ['use-slim-base'],
        }),
      ),
      ...Array.from({ length: 1_204 }, (_, place) =>
        fileDifference('gone', `/usr/src/app/src/module-${place}.ts`, {
          growth: -2_512,
          transforms: ['split-stages'],
        }),
      ),
      fileDifference('owner', '/usr/src/app/dist', {
        before: '0:0',
        after: '10001:10001',
        transforms: ['add-user'],
      }),
      ...Array.from({ length: 96 }, (_, place) =>
        fileDifference('owner', `/usr/src/app/dist/chunk-${place}.js`, {
          before: '0:0',
          after: '10001:10001',
          transforms: ['add-user'],
        }),
      ),
      fileDifference('content', '/etc/passwd', {
        before: '1.02 kB, sha256 4f1c0c0a77d1…',
        after: '1.07 kB, sha256 be12a9d10e35…',
        growth: 48,
        transforms: ['add-user'],
      }),
    ],
    noise: [
      {
        reason: 'npm names its logs after the time',
        count: 1,
        path: '/root/.npm/_logs/2025-11-22T09_14_05_517Z-debug-0.log',
      },
      { reason: 'logs hold the time of every step', count: 3, path: '/var/log/alternatives.log' },
    ],
    unstable: [
      fileDifference('content', '/usr/src/app/dist/build-id', {
        before: '12 B, sha256 0c5b1fd2a944…',
        after: '12 B, sha256 99d0312ab27e…',
      }),
    ],
  },
  smoke: [
    {
      name: 'node --version',
      outcome: 'same',
      before: 'exit code 0, "v20.20.2"',
      after: 'exit code 0, "v20.20.2"',
      details: [],
    },
    {
      name: '3000/health',
      outcome: 'same',
      before: 'status 200, application/json, 31 bytes',
      after: 'status 200, application/json, 31 bytes',
      details: [],
    },
    {
      name: '3000/',
      outcome: 'unstable',
      before: 'status 200, text/html, 5120 bytes',
      after: 'status 200, text/html, 5121 bytes',
      details: [],
    },
  ],
  scan: { scanner: 'trivy 0.58.1', before: 1204, after: 1196, ...findings },
  logs,
})

/** A cleanup that goes too far, and a Cmd that loses a word. */
export const regression = verification({
  verdict: 'regression',
  transforms: ['collapse-runs', 'clean-package-caches', 'use-exec-form'],
  before: small.before,
  after: small.after,
  comparison: {
    regressions: [
      ...Array.from({ length: 300 }, (_, place) => {
        const name = `/usr/share/doc/package-${String(Math.floor(place / 3)).padStart(3, '0')}`
        return [
          fileDifference('gone', place % 3 === 0 ? name : `${name}/file-${place % 3}.gz`, {
            growth: place % 3 === 0 ? 0 : -14_230,
            transforms: ['clean-package-caches', 'collapse-runs'],
          }),
        ]
      }).flat(),
      fileDifference('gone', '/var/cache/fonts', { transforms: ['clean-package-caches', 'collapse-runs'] }),
      ...['a.cache', 'b.cache'].map((name) =>
        fileDifference('gone', `/var/cache/fonts/${name}`, {
          growth: -4096,
          transforms: ['clean-package-caches', 'collapse-runs'],
        }),
      ),
      fileDifference('content', '/etc/nginx/nginx.conf', {
        before: '1.45 kB, sha256 4f1c0c0a77d1…',
        after: '0 B, sha256 e3b0c44298fc…',
        growth: -1447,
        transforms: ['collapse-runs'],
      }),
      fileDifference('mode', '/usr/local/bin/entrypoint', {
        before: '0755',
        after: '0644',
        transforms: ['collapse-runs'],
      }),
      fileDifference('new', '/root/.cache', { growth: 0 }),
      fileDifference('new', '/root/.cache/list', { growth: 120 }),
      configDifference('Cmd', '["npm","run","start"]', '["npm","start"]', { transforms: ['use-exec-form'] }),
      configDifference('Env', 'production', '', { key: 'NODE_ENV' }),
    ],
    declared: goneLists(['clean-package-caches']),
    noise: aptNoise,
    unstable: [],
  },
  smoke: [
    {
      name: 'nginx -t',
      outcome: 'same',
      before: 'exit code 0, no output',
      after: 'exit code 0, no output',
      details: [],
    },
    {
      name: 'entrypoint --check "a b"',
      outcome: 'different',
      before: 'exit code 0, 3 lines',
      after: 'exit code 126, no output',
      details: [
        '- configuration ok',
        '- listening on 8080',
        '- done',
        'stderr: sh: 1: entrypoint: Permission denied',
      ],
    },
  ],
  logs: [...logs, '/tmp/dfopt-verify-Zk3q8L/logs/03-original-once-more.log'],
})

export const bisected = verification({
  ...regression,
  bisected: true,
  culprit: {
    transform: 'clean-package-caches',
    level: 'safe',
    line: 7,
    message: 'Remove the apt package lists in the layer that fetched them',
    breaks: 'comparison',
    builds: 3,
  },
})

export const doesNotBuild = verification({
  verdict: 'regression',
  transforms: ['collapse-runs', 'clean-package-caches'],
  problem: {
    step: 'build after',
    message: 'the command ended with exit code 2',
    hint: 'leave out the transform with --skip, or find the change with --bisect',
    tail: [
      'Setting up curl (7.88.1-10+deb12u14) ...',
      'Processing triggers for libc-bin (2.36-9+deb12u13) ...',
      'make: *** No targets specified and no makefile found.  Stop.',
    ],
    instruction: {
      line: 4,
      text: 'RUN apt-get update && \\\n    apt-get install -y curl && \\\n    rm -rf /var/lib/apt/lists/* && \\\n    make',
      transforms: ['collapse-runs', 'clean-package-caches'],
    },
  },
  before: small.before,
  logs,
})

export const originalFails = verification({
  path: 'legacy/Dockerfile',
  verdict: 'unproven',
  context: '/home/ada/shop/legacy',
  transforms: ['collapse-runs'],
  problem: {
    step: 'build before',
    message: 'the command ended with exit code 1',
    hint: 'make the original build first; nothing is said about the rewrite',
    tail: [
      'ERROR: Could not find a version that satisfies the requirement flask==0.1 (from versions: none)',
      'ERROR: No matching distribution found for flask==0.1',
    ],
    instruction: { line: 5, text: 'RUN pip install -r requirements.txt', transforms: [] },
  },
  logs: ['/tmp/dfopt-verify-Zk3q8L/logs/01-original.log'],
})

export const noBuilder = verification({
  verdict: 'unproven',
  builder: '',
  transforms: ['collapse-runs'],
  problem: {
    step: 'builder',
    message: 'nothing is installed that builds images: docker, podman and buildah are not on PATH',
    hint: 'install Docker (https://docs.docker.com/engine/install/), or podman from the packages of your system',
    tail: [],
    instruction: undefined,
  },
})

export const unchanged = verification({ path: 'tidy/Dockerfile', verdict: 'unchanged', builder: '' })

export const interrupted = verification({
  verdict: 'unproven',
  transforms: ['collapse-runs'],
  problem: { step: 'build after', message: 'interrupted', hint: '', tail: [], instruction: undefined },
  before: small.before,
  logs,
})

/** An image that becomes larger, in which everything has a name that is hard to show. */
export const hardNames = verification({
  path: '建置/製品 映像檔.Dockerfile',
  context: '/home/ada/建置',
  transforms: ['collapse-runs'],
  before: built([slim, layer('COPY 資料/設定檔 /資料/ # buildkit', 9_000_000)], { files: 1, seconds: 3661 }),
  after: built(
    [
      slim,
      layer('COPY 資料/設定檔 /資料/ # buildkit', 9_000_000),
      layer(
        `RUN /bin/sh -c printf '\u001b[31m' > /red && ${'cp -r /資料 /資料二 && '.repeat(9)}true # buildkit`,
        12_345_678,
      ),
    ],
    { files: 2, seconds: 3599 },
  ),
  comparison: {
    regressions: [],
    declared: [
      fileDifference('new', '/資料二/\udce4\udcf6.txt', {
        growth: 12_345_678,
        transforms: ['collapse-runs'],
      }),
      configDifference('Labels', '', 'a\u001b[2Jb', {
        key: 'org.example\ttitle',
        transforms: ['collapse-runs'],
      }),
    ],
    noise: [],
    unstable: undefined,
  },
})

export const applied = verification({ ...small, applied: true })

/** Differences all over the image, more than there is room for. */
export const scattered = verification({
  ...regression,
  transforms: ['collapse-runs', 'clean-package-caches'],
  comparison: {
    ...equal,
    regressions: Array.from({ length: 37 }, (_, place) =>
      fileDifference('mode', `/top${place}/bin/tool`, {
        before: `07${place % 8}5`,
        after: '0644',
        transforms: place % 2 === 0 ? ['collapse-runs'] : [],
      }),
    ),
  },
  smoke: [],
})

const HOSTILE = '\u001b[31m`|\u009b2J<b>@ada\u202e\n# \udcff'

/** Everything that comes from outside tries to pass for something else. */
export const hostile = verification({
  path: HOSTILE,
  verdict: 'regression',
  builder: HOSTILE,
  target: HOSTILE,
  context: HOSTILE,
  definition: HOSTILE,
  transforms: ['collapse-runs'],
  problem: {
    step: 'smoke',
    message: HOSTILE,
    hint: HOSTILE,
    tail: [HOSTILE, '```'],
    instruction: { line: 1, text: HOSTILE, transforms: [] },
  },
  before: built([layer(HOSTILE, 5)], { files: 1, seconds: 1, config: { platform: HOSTILE } }),
  after: built([layer('RUN', 9), layer(HOSTILE, 9)], { files: 1, seconds: 1, config: { platform: HOSTILE } }),
  comparison: {
    regressions: [
      fileDifference('content', `/${HOSTILE}`, { before: HOSTILE, after: HOSTILE }),
      configDifference('Env', HOSTILE, HOSTILE, { key: HOSTILE }),
    ],
    declared: [
      fileDifference('gone', `/${HOSTILE}`),
      configDifference('Labels', HOSTILE, HOSTILE, { key: HOSTILE }),
    ],
    noise: [{ reason: HOSTILE, count: 2, path: `/${HOSTILE}` }],
    unstable: [fileDifference('content', `/${HOSTILE}`, { before: HOSTILE, after: HOSTILE })],
  },
  smoke: [
    { name: HOSTILE, outcome: 'different', before: HOSTILE, after: HOSTILE, details: [HOSTILE, '```'] },
    { name: HOSTILE, outcome: 'same', before: HOSTILE, after: HOSTILE, details: [] },
    { name: HOSTILE, outcome: 'unstable', before: HOSTILE, after: HOSTILE, details: [] },
  ],
  scan: {
    scanner: HOSTILE,
    before: 1,
    after: 1,
    gone: [{ id: HOSTILE, package: HOSTILE, version: HOSTILE, severity: 'low' }],
    fresh: [{ id: HOSTILE, package: HOSTILE, version: HOSTILE, severity: 'low' }],
  },
  culprit: {
    transform: 'collapse-runs',
    level: 'review',
    line: 1,
    message: HOSTILE,
    breaks: 'smoke',
    builds: 1,
  },
  logs: [HOSTILE],
})
