import { describe, expect, test } from 'vitest'
import { renewedAfter } from '../../src/shell/renewed.ts'
import { runScript } from './scripts.ts'
import { agreedOutput } from './shells.ts'

function renewed(
  text: string,
  { workdir = '/srv/app', shell }: { workdir?: string | null; shell?: readonly string[] } = {},
): string | undefined {
  return renewedAfter(runScript(text, shell), () => ({ workdir: workdir ?? undefined }))
}

describe('the shell of the next RUN', () => {
  test.each([
    'ln -sf /bin/bash /bin/sh',
    'ln -s bash /bin/sh',
    'rm /bin/sh && ln -s /bin/bash /bin/sh',
    'mv /bin/sh /bin/sh.orig',
    'cp /bin/bash /bin/sh',
    'install -m 755 x /bin/sh',
    'sudo ln -sf bash /usr/bin/sh',
    'cat x >/bin/sh',
    'echo x >> "/bin/sh"',
    'dpkg-reconfigure -p low dash',
    'dpkg-divert --rename /bin/sh',
    'update-alternatives --install /bin/sh sh /bin/bash 1',
    'if a; then ln -sf bash /bin/sh; fi',
    '(ln -sf bash /bin/sh)',
    'cd /bin && ln -sf bash sh',
    'cd /usr/bin; rm ./sh; ln -s bash sh',
    'cd /usr && cd ../bin && mv bash sh',
    'ln -sf /bin/bash /usr/../bin/sh',
  ])('%s', (text) => {
    expect(renewed(text)).toBe('/bin/sh, which the next RUN would start')
  })

  test.each([
    'ln -s /bin/sh /bin/shell',
    'cp /bin/sh /tmp/sh',
    'cat </bin/sh',
    'ls -l /bin/sh',
    'cd /opt && ln -s bash sh',
    'ln -s bash sh',
    'ln -s bash "$ROOTFS/bin/sh"',
    'cd "$ROOTFS/bin" && ln -s bash sh',
    'dpkg-reconfigure tzdata',
    'rm /bin/sh.orig',
    'ln -sf /usr/bin/python3 /usr/bin/python',
  ])('%s leaves it', (text) => {
    expect(renewed(text)).toBeUndefined()
  })

  test('is the one that SHELL names', () => {
    expect(renewed('ln -sf x /bin/sh', { shell: ['/bin/bash', '-c'] })).toBeUndefined()
    expect(renewed('cp x /usr/bin/bash', { shell: ['/usr/bin/bash', '-c'] })).toMatch(/^\/usr\/bin\/bash, /)
    expect(renewed('cp x /usr/bin/bash', { shell: ['/bin/bash', '-c'] })).toMatch(/^\/bin\/bash, /)
  })
})

describe('what the builder mounts or sets for every RUN', () => {
  test.each([
    ['echo 1.2.3.4 x >>/etc/hosts', '/etc/hosts'],
    ['echo x | tee -a /etc/resolv.conf', '/etc/resolv.conf'],
    ['sed -i s/a/b/ /etc/hosts', '/etc/hosts'],
    ['cp x /etc/hostname', '/etc/hostname'],
    ['wget https://example.com/hosts -O /etc/hosts', '/etc/hosts'],
    ['wget -qO/etc/hosts https://example.com/hosts', '/etc/hosts'],
    ['wget --output-document=/etc/hosts https://example.com/hosts', '/etc/hosts'],
    ['curl -fsSLo /etc/hosts https://example.com/hosts', '/etc/hosts'],
    ['curl --output /etc/hosts https://example.com/hosts', '/etc/hosts'],
    ['touch /dev/shm/x', '/dev/shm/x'],
    ['echo x >"/dev/shm/y"', '/dev/shm/y'],
    ['mkdir /dev/net', '/dev/net'],
    ['mknod -m 666 /dev/fuse c 10 229', '/dev/fuse'],
    ['cd /dev && mknod fuse c 10 229', '/dev/fuse'],
    ['cd /dev && MAKEDEV tun', '/dev/tun'],
    ['ln -s /proc/self/fd /dev', '/dev'],
    ['rm /dev/random', '/dev/random'],
    ['ln -sf /dev/urandom /dev/random', '/dev/random'],
    ['chmod 1733 /tmp /dev/shm', '/dev/shm'],
    ['touch /dev/shmx', '/dev/shmx'],
    ['dd if=/dev/zero of=/dev/shm/x', '/dev/shm/x'],
    ['echo 500 > /proc/self/oom_score_adj', '/proc/self/oom_score_adj'],
    ['mkdir /sys/fs/cgroup/x', '/sys/fs/cgroup/x'],
    ['mount -t tmpfs x /y', 'what mount sets'],
    ['umount /y', 'what umount sets'],
    ['sysctl -w a=b', 'what sysctl sets'],
    ['hostname x', 'what hostname sets'],
    ['swapon /x', 'what swapon sets'],
  ])('%s', (text, start) => {
    expect(renewed(text)?.startsWith(start)).toBe(true)
  })

  test.each([
    'cat /etc/hosts',
    'wget -O hosts https://example.com/etc/hosts',
    'curl -o /dev/null https://example.com/etc/hosts',
    'curl -O https://example.com/etc/hosts',
    'cp /etc/hosts /x',
    'echo x >/etc/hosts.allow',
    'echo x >/etc/resolv.conf.d',
    'hostname',
    'mount',
    'echo mount /x',
    'cat x > /dev/null 2>/dev/stderr',
    'cp x /dev/null',
    'tee /dev/stdout < x',
    'echo x > /dev/tcp/localhost/80',
    'mkdir -p /dev/shm /proc',
    'dd if=/dev/urandom of=/x',
    'ln -s /dev/stdout /var/log/x',
    'ln -s /dev/null',
    "sed -i '/dev/d' /x",
    'sed s/a/b/ /etc/hosts',
    'mknod /srv/dev/null c 1 3',
    'cd /srv && mkdir dev/net',
    'mkdir dev/net',
    'cd "$ROOTFS" && mkdir dev/net',
    'touch /run/x /development',
  ])('%s: nothing', (text) => {
    expect(renewed(text)).toBeUndefined()
  })
})

describe('the directory in which the next RUN begins', () => {
  const told = 'the working directory, which the builder makes anew for every RUN'

  test.each([
    ['rm -rf /srv/app', '/srv/app'],
    ['rm -rf /srv', '/srv/app'],
    ['rm -rf "/srv/app"', '/srv/app'],
    ['rm -rf /srv/app/', '/srv/app'],
    ['rm -rf /srv/../srv/./app', '/srv/app'],
    ['rm -rf /srv/*', '/srv/app'],
    ['rmdir /srv/app', '/srv/app'],
    ['mv /srv/app /opt', '/srv/app'],
    ['mv -f x /srv /opt', '/srv/app'],
    ['rm -rf ../app', '/srv/app'],
    ['rm -rf .', '/srv/app'],
    ['rm -rf $PWD', '/srv/app'],
    ['cd .. && rm -rf "${PWD}/app"', '/srv/app'],
    ['rm -rf "$(pwd)"', '/srv/app'],
    ['cd .. && rm -rf app', '/srv/app'],
    ['cd / && rm -rf srv', '/srv/app'],
    ['cd /opt && cd ../srv && rm -rf app', '/srv/app'],
    ['rm -rf $ROOT/srv', '/srv/app'],
    ['rm -rf ${ROOT}/srv/app', '/srv/app'],
    ['(rm -rf /srv/app)', '/srv/app'],
    ['rm -rf /srv/{app,x}', '/srv/app'],
    ['rm -rf /{srv/a*,x}', '/srv/app'],
    ['rm -rf /srv/a*', '/srv/app'],
    ['rm -rf /s?v', '/srv/app'],
    ['rm -rf /srv/[a-b]pp', '/srv/app'],
    ['rm -rf /*', '/srv/app'],
    ['rm -rf ../x', null],
  ])('%s hits it', (text, workdir) => {
    expect(renewed(text, { workdir })).toBe(told)
  })

  test.each([
    ['rm -rf /srv/app/x', '/srv/app'],
    ['rm -rf /srv/app/*', '/srv/app'],
    ['rm -rf /srv/application', '/srv/app'],
    ['rm -rf /srv/ap', '/srv/app'],
    ['rm -rf x', '/srv/app'],
    ['rm -rf /srv/{x,y} /srv/a.p /srv/b* /s*/*/*', '/srv/app'],
    ['rm -rf /srv/a[ /srv/{app} /srv/app{2}', '/srv/app'],
    ['rm -rf ./x ../y', '/srv/app'],
    ['mv x /srv/app', '/srv/app'],
    ['mv x /srv', '/srv/app'],
    ['rm -rf /var/lib/apt/lists/*', '/srv/app'],
    ['cd /tmp && rm -rf srv', '/srv/app'],
    ['cd /opt && rm -rf app', '/srv/app'],
    ['ls /srv/app', '/srv/app'],
    ['rm -rf /srv', '/'],
    ['rm -rf x', null],
    ['rm -rf /x', null],
    ['rm -rf $X', '/srv/app'],
    ['cd /opt && rm -rf $PWD', '/srv/app'],
    ['rm -rf ~/x', '/srv/app'],
    ['cd && rm -rf x', '/srv/app'],
    ['cd - && rm -rf app', '/srv/app'],
  ])('%s does not', (text, workdir) => {
    expect(renewed(text, { workdir })).toBeUndefined()
  })

  test('a shell whose directory is gone is not one that begins in a new one', () => {
    const gone = 'mkdir -p /tmp/$$/a && cd /tmp/$$/a && rm -rf /tmp/$$'
    expect(agreedOutput(`${gone} && mkdir b 2>/dev/null || echo gone`)).toBe('gone\n')
  })
})

test('a relative path in the root', () => {
  expect(renewed('mkdir dev/net', { workdir: '/' })).toMatch(/^\/dev\/net, /)
  expect(renewed('mkdir net', { workdir: '/' })).toBeUndefined()
})
