import { describe, expect, test } from 'vitest'
import { configDifferences } from '../../src/verify/comparison/config-differences.ts'
import type { Healthcheck, ImageConfig } from '../../src/verify/image.ts'
import { makeImage } from './make-image.ts'

type Config = Partial<ImageConfig>

const PASSWD = { '/etc/passwd': 'root:x:0:0::/root:/bin/sh\n' }

/** "Field key: before > after" */
function told(
  before: Config,
  after: Config,
  files: Readonly<Record<string, string>> = PASSWD,
): readonly string[] {
  return configDifferences(makeImage(files, before), makeImage(files, after)).map(
    ({ field, key, before: was, after: is }) =>
      `${[field, key].join(' ').trim()}: ${[was, is].join(' > ').trim()}`,
  )
}

const check: Healthcheck = {
  test: ['CMD', 'true'],
  interval: 0,
  timeout: 0,
  startPeriod: 0,
  startInterval: 0,
  retries: 0,
}
const second = 1e9

describe('a field that differs', () => {
  test.each<[Config, Config, string]>([
    [{ platform: 'linux/amd64' }, { platform: 'linux/arm64' }, 'Platform: linux/amd64 > linux/arm64'],
    [{ entrypoint: ['a'] }, { entrypoint: ['a', 'b'] }, 'Entrypoint: ["a"] > ["a","b"]'],
    [{ cmd: ['a'] }, { cmd: undefined }, 'Cmd: ["a"] >'],
    [{ cmd: ['a b'] }, { cmd: ['a', 'b'] }, 'Cmd: ["a b"] > ["a","b"]'],
    [{ workingDir: '/a' }, { workingDir: '/b' }, 'WorkingDir: /a > /b'],
    [{ workingDir: '/a' }, {}, 'WorkingDir: /a >'],
    [{ user: 'app' }, {}, 'User: app >'],
    [{ user: '0' }, { user: '0:0' }, 'User: 0 > 0:0'],
    [{ exposedPorts: ['80/tcp'] }, { exposedPorts: ['80/udp'] }, 'ExposedPorts: ["80/tcp"] > ["80/udp"]'],
    [{ volumes: ['/a'] }, { volumes: [] }, 'Volumes: ["/a"] >'],
    [{ stopSignal: 'SIGINT' }, {}, 'StopSignal: SIGINT >'],
    [{ stopSignal: '9' }, { stopSignal: 'SIGTERM' }, 'StopSignal: 9 > SIGTERM'],
    [
      { onBuild: ['RUN a', 'RUN b'] },
      { onBuild: ['RUN b', 'RUN a'] },
      'OnBuild: ["RUN a","RUN b"] > ["RUN b","RUN a"]',
    ],
    [{ shell: ['/bin/bash', '-c'] }, {}, 'Shell: ["/bin/bash","-c"] >'],
    [{ healthcheck: check }, {}, 'Healthcheck: {"test":["CMD","true"]} >'],
    [
      { healthcheck: check },
      { healthcheck: { ...check, interval: 5 * second } },
      'Healthcheck: {"test":["CMD","true"]} > {"test":["CMD","true"],"interval":5000000000}',
    ],
    [
      { healthcheck: check },
      { healthcheck: { ...check, startPeriod: second } },
      'Healthcheck: {"test":["CMD","true"]} > {"test":["CMD","true"],"startPeriod":1000000000}',
    ],
    [{ env: ['A=1'] }, { env: ['A=2'] }, 'Env A: 1 > 2'],
    [{ env: ['A=1'] }, { env: [] }, 'Env A: 1 >'],
    [{ env: [] }, { env: ['A='] }, 'Env A: > ""'],
    [{ env: ['A=b=c'] }, { env: ['A=b=d'] }, 'Env A: b=c > b=d'],
    [{ env: ['A=1', 'A=2'] }, { env: ['A=2', 'A=1'] }, 'Env A: 1, then 2 > 2, then 1'],
    [{ labels: { a: '1' } }, { labels: { a: '2' } }, 'Labels a: 1 > 2'],
    [{ labels: {} }, { labels: { a: '' } }, 'Labels a: > ""'],
  ])('%j %j', (before, after, expected) => {
    expect(told(before, after)).toEqual([expected])
  })
})

describe('what is the same to Docker', () => {
  test.each<[Config, Config]>([
    [{ workingDir: '' }, { workingDir: '/' }],
    [{ workingDir: '/a/' }, { workingDir: '/a' }],
    [{ entrypoint: [] }, { entrypoint: undefined }],
    [{ cmd: [] }, { cmd: undefined }],
    [{ user: '' }, { user: '0' }],
    [{ user: '' }, { user: 'root' }],
    [{ volumes: ['/a/', '/b'] }, { volumes: ['/b', '/a'] }],
    [{ stopSignal: '' }, { stopSignal: 'SIGTERM' }],
    [{ stopSignal: 'term' }, { stopSignal: '15' }],
    [{ shell: ['/bin/sh', '-c'] }, { shell: undefined }],
    [{ healthcheck: { ...check, test: ['NONE'] } }, { healthcheck: undefined }],
    [{ healthcheck: { ...check, test: [] } }, { healthcheck: undefined }],
    [
      { healthcheck: check },
      {
        healthcheck: {
          ...check,
          interval: 30 * second,
          timeout: 30 * second,
          startInterval: 5 * second,
          retries: 3,
        },
      },
    ],
    [{ env: ['A=1', 'B=2'] }, { env: ['B=2', 'A=1'] }],
  ])('%j %j', (before, after) => {
    expect(told(before, after)).toEqual([])
    expect(told(after, before)).toEqual([])
  })

  test('root by name needs a file to be found in', () => {
    expect(told({ user: 'root' }, { user: '' }, {})).toEqual(['User: root >'])
    expect(told({ user: '0' }, { user: '' }, {})).toEqual([])
  })
})

test('the order is that of fields, then of keys', () => {
  const config = { labels: { l: '' }, env: ['B=1', 'A=1'], cmd: undefined, user: 'u' }
  expect(told({}, config).map((line) => line.split(':')[0])).toEqual([
    'User',
    'Cmd',
    'Env A',
    'Env B',
    'Env PATH',
    'Labels l',
  ])
})
