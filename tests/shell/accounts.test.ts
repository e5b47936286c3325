import { describe, expect, test } from 'vitest'
import { accountChangedAfter } from '../../src/shell/accounts.ts'
import { runScript } from './scripts.ts'

function changed(
  text: string,
  user?: string,
  variables: Readonly<Record<string, string>> = {},
): string | undefined {
  const values = Object.entries(variables).map(
    ([name, value]) => [name, { text: value, certain: true }] as const,
  )
  return accountChangedAfter(runScript(text), () => ({ user, variables: new Map(values) }))
}

describe('what root of the next RUN starts with', () => {
  test.each([
    ['usermod -aG audio root', 'usermod'],
    ['usermod --append --groups audio root', 'usermod'],
    ['usermod -d /srv root', 'usermod'],
    ['usermod root -G audio', 'usermod'],
    ['usermod -aG audio $(whoami)', 'usermod'],
    ['gpasswd -a root audio', 'gpasswd'],
    ['gpasswd -M app,root audio', 'gpasswd'],
    ['adduser root audio', 'adduser'],
    ['addgroup root audio', 'addgroup'],
    ['deluser root video', 'deluser'],
    ['groupmod -g 44 video', 'groupmod'],
    ['delgroup dialout', 'delgroup'],
    ['groupmems -a root -g audio', 'groupmems'],
    ["sed -i 's#root:/root#root:/srv#' /etc/passwd", '/etc/passwd'],
    ["sed -i 's/^audio.*/&root/' /etc/group", '/etc/group'],
    ['cp /x/passwd /etc/passwd', '/etc/passwd'],
    ['cat x > /etc/group', '/etc/group'],
    ['cat x >> /etc/group', '/etc/group'],
    ["echo 'docker:x:999:root' >> /etc/group", '/etc/group'],
    ['echo "docker:x:999:$MEMBERS" >> /etc/group', '/etc/group'],
  ])('%s', (text, found) => {
    expect(changed(text)).toBe(found)
    expect(changed(text, 'root')).toBe(found)
    expect(changed(text, '0:0')).toBe(found)
  })

  test.each([
    'usermod -aG audio app',
    'usermod -aG root app',
    'usermod www-data -G docker',
    'usermod -s /bin/bash root',
    "usermod -p '*' root",
    'chsh -s /bin/bash',
    'chsh -s /bin/bash root',
    'groupmod -g 999 docker',
    'groupmod -n staff root',
    'gpasswd -a app audio',
    'adduser app audio',
    'adduser -h /srv -s /bin/sh app',
    'adduser --home /srv --ingroup root app',
    'adduser --disabled-password --gecos "" app',
    'addgroup -g 1000 app',
    'delgroup docker',
    'useradd -m -G root app',
    "echo 'app:x:1000:0:root:/srv:/bin/sh' >> /etc/passwd",
    'echo "app:x:${id}:" >> /etc/group',
    'chmod g+w /etc/passwd /etc/group',
    'cat /etc/passwd > /x',
    "sed 's#root#x#' /etc/passwd",
    "sed -i 's/bin\\/ash/bin\\/bash/' /etc/passwd",
    "sed -i 's|root:/bin/ash|root:/bin/bash|i' /etc/passwd",
    "sed -i -r 's#^(.*):[^:]*$#\\1:/sbin/nologin#' /etc/passwd",
    "sed -i -r '/^app:/! s#^(.*):[^:]*$#\\1:/sbin/nologin#' /etc/passwd",
    'sed -i -r "/^($APP|root|nobody)/!d" /etc/passwd',
    "sed -i 's/^app:x:1000/app:x:1001/' /etc/passwd",
    'echo x > /x/etc/passwd',
    'touch /srv/x',
  ])('%s: nothing', (text) => {
    expect(changed(text)).toBeUndefined()
  })

  test('a variable is what ENV and ARG say', () => {
    expect(changed('usermod -aG audio $WHO', undefined, { WHO: 'root' })).toBe('usermod')
    expect(changed('usermod -aG audio "$WHO"', undefined, { WHO: 'app' })).toBeUndefined()
  })
})

describe('what another user of the next RUN starts with', () => {
  test.each([
    ['sudo usermod -aG docker app', 'app', 'usermod'],
    ['usermod -aG docker app', '1000:1000', 'usermod'],
    ['sudo usermod -aG docker app', undefined, 'usermod'],
    ['sudo gpasswd -a app docker', 'app', 'gpasswd'],
    ['sudo groupmod -g 5 x', '$USER', 'groupmod'],
    ['sudo adduser app docker', 'app', 'adduser'],
    ["sudo sed -i 's#/home/app#/srv#' /etc/passwd", 'app', '/etc/passwd'],
    ['sudo usermod -aG docker app', 'root', undefined],
    ['sudo usermod -s /bin/zsh app', 'app', undefined],
    ['sudo groupmod -n y x', 'app', undefined],
    ['sudo useradd other', 'app', undefined],
  ])('%s, under USER %s: %s', (text, user, found) => {
    expect(changed(text, user)).toBe(found)
  })
})
