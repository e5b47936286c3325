import { describe, expect, test } from 'vitest'
import { downloadsOf } from '../../src/shell/downloads.ts'
import { parseShell } from '../../src/shell/parser.ts'
import { stepsOf, type Step } from '../../src/shell/steps.ts'
import { unpackedBy } from '../../src/shell/unpacking.ts'

function steps(text: string): readonly Step[] {
  const variables: Readonly<Record<string, string>> = { URL: 'https://host/a.tgz', HOME: '/root' }
  return stepsOf(
    { syntax: parseShell(text) },
    { here: '/w', lookup: (name) => variables[name] ?? `\${${name}}` },
  )
}

// Each was seen with curl 7.88, wget 1.21 and the wget of BusyBox 1.35, from a server on the same machine.
describe('what a command names the file that it fetches', () => {
  test.each([
    ['curl -O https://host/a.tgz', ['/w/a.tgz']],
    ['curl -O "https://host/a.tgz?raw=1"', ['/w/a.tgz']],
    ['curl -O "https://host/a.tgz#part"', ['/w/a.tgz']],
    ['curl -LO https://host/a.tgz -LO https://host/d/b.zip', ['/w/a.tgz', '/w/b.zip']],
    ['curl -o x -o y https://host/a https://host/b', ['/w/x', '/w/y']],
    ['curl -fsSLo/tmp/x https://host/a', ['/tmp/x']],
    ['curl --output-dir /o -O https://host/a.tgz', ['/o/a.tgz']],
    ['curl --remote-name-all https://host/a https://host/b', ['/w/a', '/w/b']],
    ['curl -H "Accept: x" -u me:you -o x --retry 3 https://host/a', ['/w/x']],
    ['curl https://host/a', []],
    ['curl -o - https://host/a', []],
    ['curl https://host/a > ../x', ['/x']],
    ['curl -sS https://host/a 2>/dev/null >x', ['/w/x']],
    ['curl -OJ https://host/a', [undefined]],
    ['curl -O "https://host/{a,b}.tgz"', [undefined]],
    ['wget https://host/d/a.tgz', ['/w/a.tgz']],
    ['wget "https://host/a.tgz?raw=1"', [undefined]],
    ['wget https://host/%61.tgz', [undefined]],
    ['wget -nv -P sub https://host/a https://host/b', ['/w/sub/a', '/w/sub/b']],
    ['wget -qO x https://host/a', ['/w/x']],
    ['wget -qO- https://host/a', []],
    ['wget -O - https://host/a > x', ['/w/x']],
    ['wget --output-document x https://host/a', ['/w/x']],
    ['wget -t 3 -T 10 --header "A: b" https://host/a', ['/w/a']],
    ['wget --content-disposition -O x https://host/a', ['/w/x']],
    ['wget --content-disposition https://host/a', [undefined]],
    ['wget https://host/', [undefined]],
    ['wget $URL', ['/w/a.tgz']],
    ['wget $OTHER', [undefined]],
    ['wget https://host/$OTHER', ['${OTHER}']],
    ['wget https://host/a-$OTHER.tgz', ['/w/a-${OTHER}.tgz']],
    ['cd /tmp && wget https://host/a', ['/tmp/a']],
    ['cd ~ && wget https://host/a', ['/root/a']],
    ['cd $(mktemp -d) && wget https://host/a', [expect.stringMatching(/^\$\{@\d+\}\/a$/)]],
    ['(cd /tmp); wget https://host/a', ['/w/a']],
    ['if x; then cd /tmp; fi; wget https://host/a', [undefined]],
    ['aria2c -d /o -o x https://host/a', ['/o/x']],
  ] as const)('%s', (text, paths) => {
    expect(
      steps(text)
        .flatMap(downloadsOf)
        .map(({ path }) => path),
    ).toEqual(paths)
  })
})

describe('what a command unpacks or installs', () => {
  test.each([
    ['tar xf a.tgz', ['a.tgz']],
    ['tar -xzf a.tgz -C /opt', ['a.tgz']],
    ['tar xzfC a.tgz /opt', ['a.tgz']],
    ['tar Cxzf /opt a.tgz', ['a.tgz']],
    ['tar -C /opt --strip-components 1 -x --file=a.tgz', ['a.tgz']],
    ['tar -xz', []],
    ['tar xz < a.tgz', ['a.tgz']],
    ['tar xf -', []],
    ['tar czf a.tgz .', []],
    ['tar tf a.tgz', []],
    ['unzip -q -d /opt a.zip bin/x', ['a.zip']],
    ['unzip -l a.zip', []],
    ['7z x a.7z -o/opt', ['a.7z']],
    ['7z a a.7z .', []],
    ['dpkg -i a.deb b.deb', ['a.deb', 'b.deb']],
    ['dpkg --force-all -i a.deb', ['a.deb']],
    ['dpkg -l', []],
    ['apt-get install -y ./a.deb curl /tmp/b.deb', ['./a.deb', '/tmp/b.deb']],
    ['rpm -Uvh a.rpm', ['a.rpm']],
    ['rpm -qi a', []],
    ['yum install -y curl a.rpm', ['a.rpm']],
    ['pip install -r requirements.txt a.whl', ['a.whl']],
    ['pip install -e ./a.zip', []],
    ['python3 -m pip install ./a.whl', ['./a.whl']],
    ['python3 get-pip.py --user', ['get-pip.py']],
    ['python3 main.py', []],
    ['sh install.sh -y', ['install.sh']],
    ['sh -c "x install.sh"', []],
    ['bash Miniconda3.sh -b', ['Miniconda3.sh']],
    ['bash start.sh', []],
    ['./cuda_11.run --silent', ['./cuda_11.run']],
    ['/usr/local/bin/setup.sh', []],
    ['./server.bin', []],
    ['./jdk.bin --accept-license', ['./jdk.bin']],
    ['gunzip -c a.gz', ['a.gz']],
    ['gunzip a.gz', []],
    ['xz -dk a.xz', ['a.xz']],
    ['gzip a', []],
  ] as const)('%s', (text, words) => {
    expect(
      steps(text)
        .flatMap(unpackedBy)
        .map((word) => word.text),
    ).toEqual(words)
  })
})
