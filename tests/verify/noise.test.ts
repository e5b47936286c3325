import { describe, expect, test } from 'vitest'
import { contentNoise, presenceNoise } from '../../src/verify/comparison/noise.ts'

describe('content that every build writes anew', () => {
  test.each([
    ['/var/log/dpkg.log', 'time of every step'],
    ['/var/log/apt/history.log', 'time of every step'],
    ['/var/cache/ldconfig/aux-cache', 'ldconfig'],
    ['/var/cache/fontconfig/3830d5c3-le64.cache-8', 'fontconfig'],
    ['/home/app/.cache/fontconfig/1-le64.cache-8', 'fontconfig'],
    ['/run/crond.pid', 'gone'],
    ['/run/nginx/nginx.pid', 'gone'],
    ['/etc/machine-id', 'at random'],
    ['/var/lib/dbus/machine-id', 'at random'],
    ['/root/.npm/_cacache/index-v5/a5/1', 'npm'],
    ['/root/.npm/_cacache/_lastverified', 'npm'],
    ['/home/node/.npm/_logs/2026-debug-0.log', 'npm names its logs'],
    ['/tmp/v8-compile-cache-0/11.3/a.BLOB', 'V8'],
    ['/root/.cache/pip/http/9/8/a', 'pip'],
    ['/root/.cache/pip/http-v2/9/8/a', 'pip'],
    ['/home/a/.cache/pip/selfcheck/fe30', 'pip'],
    ['/root/.cache/go-build/00/008c-a', 'Go'],
    ['/root/.config/go/telemetry/local/a.count', 'Go'],
    ['/root/.composer/cache/repo/a', 'Composer'],
    ['/root/.cache/ccache/1/2/a', 'ccache'],
    ['/src/app/target/.rustc_info.json', 'Cargo'],
    ['/target/.rustc_info.json', 'Cargo'],
    ['/src/.git/index', 'Git'],
    ['/src/.git/logs/HEAD', 'Git'],
  ])('%s', (path, reason) => {
    expect(contentNoise(path)).toContain(reason)
  })
})

describe('content that counts', () => {
  test.each([
    '/var/lib/dpkg/status',
    '/etc/ld.so.cache',
    '/app/node_modules/a/index.js',
    '/usr/bin/node',
    '/var/logs/a',
    '/app/var/log/a',
    '/var/log.txt',
    '/var/cache/ldconfig/aux-cache2',
    '/etc/machine-idx',
    '/opt/.npm/_cacache/index-v5/a',
    '/home/.npm/_cacache/index-v5/a',
    '/root/.npm/_cacache/content-v2/sha512/a',
    '/root/.cache/pip/wheels/a.whl',
    '/srv/home/a/.cache/pip/http/a',
    '/root/.cache/go-buildx/a',
    '/root/.config/go/env',
    '/etc/ssh/ssh_host_rsa_key',
    '/etc/ssl/certs/ca-certificates.crt',
    '/etc/ssl/certs/java/cacerts',
    '/src/.git/HEAD',
    '/src/.git/objects/aa/bb',
    '/src/target/release/app',
    '/tmp/v8-compile-cache/a',
  ])('%s', (path) => {
    expect(contentNoise(path)).toBeUndefined()
  })
})

describe('names that every build draws anew', () => {
  test.each([
    ['/root/.npm/_logs/2026-debug-0.log', '/root/.npm/_logs'],
    ['/root/.cache/go-build/00/00a-d', '/root/.cache/go-build'],
    ['/home/a/.config/go/telemetry/local/a', '/home/a/.config/go/telemetry'],
    ['/root/.composer/cache/files', '/root/.composer/cache'],
    ['/root/.cache/composer/files/a', '/root/.cache/composer'],
  ])('%s, where %s is in both', (path, top) => {
    const asked: string[] = []
    const reason = presenceNoise(path, (each) => {
      asked.push(each)
      return true
    })
    expect(reason).toEqual(expect.any(String))
    expect(asked).toEqual([top])
    expect(presenceNoise(path, () => false)).toBeUndefined()
  })

  test('what a race decides does not matter wherever it is', () => {
    expect(presenceNoise('/run/crond.reboot', () => false)).toContain('cron')
    expect(contentNoise('/run/crond.reboot')).toContain('cron')
    expect(presenceNoise('/run/crond.pid', () => true)).toBeUndefined()
  })

  test.each([
    '/var/log/new.log',
    '/root/.npm/_cacache/index-v5/a',
    '/etc/machine-id',
    '/root/.cache/pip/http/a',
    '/a',
  ])('%s is not one of them', (path) => {
    expect(presenceNoise(path, () => true)).toBeUndefined()
  })
})
