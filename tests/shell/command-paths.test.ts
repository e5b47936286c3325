import { describe, expect, test } from 'vitest'
import { replacedPrograms } from '../../src/shell/command-paths.ts'
import { bareScript } from './scripts.ts'
import { outcomes } from './shells.ts'

function replaced(text: string, base = 'debian'): readonly string[] | 'any' {
  const found = replacedPrograms(bareScript(text), base)
  return found === 'any' ? found : [...found].sort()
}

test('a shell starts the program that it found before, a new shell the one that stands first on PATH', () => {
  // Two directories on PATH; the program turns up in the first one after it was run from the second.
  const text = `d=$(mktemp -d); mkdir $d/one $d/two; PATH=$d/one:$d/two:$PATH
    printf '#!/bin/sh\\necho old\\n' >$d/two/tool; chmod +x $d/two/tool; tool
    printf '#!/bin/sh\\necho new\\n' >$d/one/tool; chmod +x $d/one/tool; tool; sh -c tool; rm -r $d`
  const outputs = Object.values(outcomes(text)).map(({ out }) => out)
  expect(outputs).toContain('old\nold\nnew\n')
  expect(new Set([...outputs, 'old\nold\nnew\n', 'old\nnew\nnew\n']).size).toBe(2)
})

describe('programs that a script may replace', () => {
  test.each<readonly [text: string, names: readonly string[] | 'any']>([
    ['apt-get install -y curl', []],
    ['echo a', []],
    ['pip install flask', ['flask', 'install']],
    ['pip install --upgrade pip', ['install', 'pip', 'pip2', 'pip3']],
    ['pip3 install pip==23.1 setuptools', ['install', 'pip', 'pip2', 'pip3', 'setuptools']],
    ['python3 -m pip install -U pip', ['install', 'pip', 'pip2', 'pip3']],
    ['python3.11 -m pip install black~=24', ['black', 'install', 'pip', 'pip2', 'pip3']],
    ['python3 setup.py install', []],
    ['pip install -U "pip>=23" "$X"', ['install', 'pip', 'pip2', 'pip3']],
    ['pip list', []],
    ['npm install -g npm@latest', ['install', 'npm']],
    ['npm i --global @angular/cli yarn', ['cli', 'i', 'yarn']],
    ['npm install', []],
    ['yarn global add gulp', ['add', 'global', 'gulp']],
    ['corepack enable', ['npm', 'pnpm', 'yarn']],
    ['gem update --system', ['gem']],
    ['gem install bundler', ['bundler', 'install']],
    ['cargo install ripgrep', ['install', 'ripgrep']],
    ['go build ./cmd/x', ['x']],
    ['ln -s /opt/x/bin/node /usr/local/bin/nodejs', ['node', 'nodejs']],
    ['cp tool /usr/local/bin', ['bin', 'tool']],
    ['mv tool other', ['other', 'tool']],
    ['update-alternatives --install /usr/bin/python python /opt/python3 1', ['python']],
    ['update-alternatives --install /usr/bin/editor ed /bin/vi 1', ['ed', 'editor']],
    ['update-alternatives --set python /usr/bin/python3', ['python']],
    ['update-alternatives --display python', []],
    ['n lts', ['corepack', 'node', 'npm', 'npx']],
    ['make install', 'any'],
    ['make && make -j4 install-strip', 'any'],
    ['cmake --install build', 'any'],
    ['make', []],
    ['make installer', []],
    ['curl -o /usr/local/bin/tool https://x/y', ['tool', 'y']],
    ['echo x >/usr/local/bin/tool', ['tool']],
    ['echo x >tool', []],
    ['cat </etc/x', ['x']],
    ['tar xf a -C "/opt/bin"', ['bin']],
    ['rm /usr/bin/node', ['node']],
    ['/usr/bin/tool x', []],
    ['sudo pip install x', ['install', 'x']],
    ['echo $(make install)', 'any'],
  ])('%s', (text, names) => {
    expect(replaced(text)).toEqual(names)
  })

  test('installers of unknown content may bring a tool chain', () => {
    for (const text of ['curl x | bash', 'sh setup', './install.sh', 'a; bash <x'])
      expect(replaced(text)).toEqual(
        expect.arrayContaining(['node', 'npm', 'python', 'pip', 'ruby', 'cargo']),
      )
  })

  test('the official images install some of them where they are', () => {
    expect(replaced('pip install -U pip', 'python:3.12-slim')).toEqual(['install'])
    expect(replaced('pip install -U pip', 'docker.io/library/python:3.12')).toEqual(['install'])
    expect(replaced('pip install -U pip', 'me/python')).toContain('pip')
    expect(replaced('npm i -g npm', 'node:22')).toEqual(['i'])
    expect(replaced('npm i -g npm', 'python:3')).toContain('npm')
    expect(replaced('gem update --system', 'ruby:3')).toEqual([])
    expect(replaced('cp /x/npm /usr/local/bin', 'node:22')).toContain('npm')
    expect(replaced('pip install -U pip', 'constructor')).toContain('pip')
  })
})
