import { describe, expect, test } from 'vitest'
import { imageConfig } from '../../src/verify/archive/image-config.ts'

const NOTHING = {
  platform: '',
  env: [],
  entrypoint: undefined,
  cmd: undefined,
  workingDir: '/',
  user: '',
  exposedPorts: [],
  labels: {},
  volumes: [],
  healthcheck: undefined,
  stopSignal: '',
  onBuild: [],
  shell: undefined,
}

test("everything that Docker's form says", () => {
  const json = {
    architecture: 'arm64',
    os: 'linux',
    variant: 'v8',
    config: {
      Env: ['B=2', 'A=1'],
      Entrypoint: ['/entry'],
      Cmd: ['a', 'b'],
      WorkingDir: '/srv',
      User: '1000:1000',
      ExposedPorts: { '9000/udp': {}, '80/tcp': {}, '443': {} },
      Labels: { z: '1', a: '' },
      Volumes: { '/z': {}, '/a': {} },
      Healthcheck: {
        Test: ['CMD', 'true'],
        Interval: 5_000_000_000,
        Timeout: 1,
        StartPeriod: 2,
        StartInterval: 3,
        Retries: 4,
      },
      StopSignal: 'SIGQUIT',
      OnBuild: ['RUN true'],
      Shell: ['/bin/bash', '-c'],
    },
  }
  const config = imageConfig(json)
  expect(config).toEqual({
    platform: 'linux/arm64/v8',
    env: ['B=2', 'A=1'],
    entrypoint: ['/entry'],
    cmd: ['a', 'b'],
    workingDir: '/srv',
    user: '1000:1000',
    exposedPorts: ['443/tcp', '80/tcp', '9000/udp'],
    labels: { a: '', z: '1' },
    volumes: ['/a', '/z'],
    healthcheck: {
      test: ['CMD', 'true'],
      interval: 5_000_000_000,
      timeout: 1,
      startPeriod: 2,
      startInterval: 3,
      retries: 4,
    },
    stopSignal: 'SIGQUIT',
    onBuild: ['RUN true'],
    shell: ['/bin/bash', '-c'],
  })
  expect(Object.keys(config.labels)).toEqual(['a', 'z'])
})

test.each<[string, unknown]>([
  ['nothing', undefined],
  ['no configuration', {}],
  ['null', { config: null }],
  [
    'nulls',
    {
      config: {
        Env: null,
        Entrypoint: null,
        Cmd: null,
        ExposedPorts: null,
        Labels: null,
        Volumes: null,
        Healthcheck: null,
        OnBuild: null,
        Shell: null,
      },
    },
  ],
  [
    'empty',
    {
      config: {
        Env: [],
        Entrypoint: [],
        Cmd: [],
        ExposedPorts: {},
        Labels: {},
        Volumes: {},
        Healthcheck: {},
        OnBuild: [],
        Shell: [],
        WorkingDir: '',
        User: '',
        StopSignal: '',
      },
    },
  ],
  [
    'of other types',
    {
      os: 1,
      config: {
        Env: { A: 1 },
        Cmd: [1],
        Labels: ['a'],
        User: 1000,
        Volumes: 'v',
        Healthcheck: { Test: 1, Interval: '5s' },
      },
    },
  ],
  ['a list', []],
])('%s says the same as nothing', (_, json) => {
  expect(imageConfig(json)).toEqual(NOTHING)
})

describe('single fields', () => {
  const of = (config: unknown): ReturnType<typeof imageConfig> => imageConfig({ config })

  test('a command may be a string in old images', () => {
    expect(of({ Cmd: 'sh' }).cmd).toEqual(['sh'])
  })

  test('the root is where containers start that say nothing', () => {
    expect(of({ WorkingDir: '/' }).workingDir).toBe(of({}).workingDir)
  })

  test('a healthcheck that is switched off is one', () => {
    expect(of({ Healthcheck: { Test: ['NONE'] } }).healthcheck).toMatchObject({ test: ['NONE'], interval: 0 })
  })

  test('intervals without a test are none', () => {
    expect(of({ Healthcheck: { Interval: 5 } }).healthcheck).toBeUndefined()
  })

  test('labels may have any names', () => {
    const { labels } = of(JSON.parse('{"Labels":{"__proto__":"a","constructor":"b"}}'))
    expect(Object.entries(labels)).toEqual([
      ['__proto__', 'a'],
      ['constructor', 'b'],
    ])
    expect(of({}).labels['constructor']).not.toBe('b')
  })
})
