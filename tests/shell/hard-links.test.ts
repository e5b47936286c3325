import { describe, expect, test } from 'vitest'
import { hardLinksOf, touchedLink, type HardLinks } from '../../src/shell/hard-links.ts'
import { runScript } from './scripts.ts'

const workdir = (): string => '/srv'

function links(text: string): HardLinks | undefined {
  return hardLinksOf(runScript(text), workdir)
}

describe('hard links that a script makes', () => {
  test.each([
    ['ln a b', 'ln', ['/srv/a', '/srv/b', '/srv/b/a']],
    ['ln -f /x/a /y', 'ln', ['/x/a', '/y', '/y/a']],
    ['ln /x/a', 'ln', ['/x/a', '/srv/a']],
    ['cd /x && ln a b', 'ln', ['/x/a', '/x/b', '/x/b/a']],
    ['link a b', 'link', ['/srv/a', '/srv/b', '/srv/b/a']],
    ['cp -al a b', 'cp', ['/srv/a', '/srv/b', '/srv/b/a']],
    ['cp --link a b', 'cp', ['/srv/a', '/srv/b', '/srv/b/a']],
    ['ln $A b', 'ln', undefined],
    ['ln /x/*.so b', 'ln', undefined],
    ['cd $D && ln a b', 'ln', undefined],
    ['ln -t b a', 'ln', undefined],
    ['busybox ln a b', 'ln', undefined],
    ['ls | xargs ln -t /x', 'ln', undefined],
    ['find . -name x -exec ln {} /x \\;', 'ln', undefined],
    ['rsync -a --link-dest=/x /y /z', 'rsync', undefined],
    ['if a; then ln a b; fi', 'ln', ['/srv/a', '/srv/b', '/srv/b/a']],
  ])('%s', (text, command, paths) => {
    expect(links(text)).toEqual({ command, paths })
  })

  test.each([
    'ln -s a b',
    'ln -sf a b',
    'ln -fs a b',
    'ln --symbolic a b',
    'cp -a a b',
    'cp a -b c',
    'ln --version',
    'echo ln a b',
    'rm /bin/ln',
    'find /bin -name ln -delete',
    'find /bin -name ln -exec rm {} +',
    'apt-get install ln',
    'git clone /a /b',
    'rsync -al a b',
    'ip link set lo up',
    'npm link',
  ])('%s: none', (text) => {
    expect(links(text)).toBeUndefined()
  })
})

describe('what a later script may do to them', () => {
  const made: HardLinks = { command: 'ln', paths: ['/srv/a', '/srv/b', '/srv/b/a'] }
  const touched = (text: string, to = made): string | undefined => touchedLink(to, runScript(text), workdir)

  test.each([
    ['echo x > a', 'what is written to /srv/a'],
    ['echo x >> /srv/b', 'what is written to /srv/b'],
    ['chmod 600 a', 'chmod'],
    ['chown -R x /srv', 'chown'],
    ['chown -R x /', 'chown'],
    ['sed -i s/a/b/ b', 'sed'],
    ['touch a', 'touch'],
    ['mv b c', 'mv'],
    ['rm $X', 'rm'],
    ['chmod 600 /srv/*', 'chmod'],
    ['cd $X && touch c', 'touch'],
    ['cp c', 'cp'],
    ['make', 'make'],
    ['apt-get install x', 'apt-get'],
    ['find . -delete', 'find'],
    ['ls && ./x', 'x'],
    ['$X', '$X'],
  ])('%s', (text, found) => {
    expect(touched(text)).toBe(found)
  })

  test.each([
    'echo x',
    'echo x > /dev/null',
    'echo x > c',
    'cd /srv && ls -l a b',
    'test -e a || exit 1',
    'mkdir /x && chmod 700 /x',
    'cp a /x/y',
    'cd /x && touch a',
    'cat a | grep x > /x/y',
    'X=1',
  ])('%s leaves them alone', (text) => {
    expect(touched(text)).toBeUndefined()
  })

  test('links that are not known', () => {
    const unknown: HardLinks = { command: 'ln', paths: undefined }
    expect(touched('mkdir /x', unknown)).toBe('mkdir')
    expect(touched('ls /x', unknown)).toBeUndefined()
  })
})
