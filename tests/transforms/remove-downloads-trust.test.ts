// Whether sources may go without a look at them: only where what installs them is known to copy.
import { expect, test } from 'vitest'
import { rewrite } from '../../src/engine/pipeline.ts'
import { transforms } from '../../src/transforms/index.ts'
import { withBase } from './case-file.ts'

function levelsOf(build: string): readonly string[] {
  const text = withBase(`RUN git clone https://example.org/tool.git /tmp/tool && cd /tmp/tool && ${build}\n`)
  const result = rewrite(text, { transforms: transforms.filter(({ id }) => id === 'remove-downloads') })
  return [...result.changes.map(({ level }) => level), ...result.refusals.map(({ reason }) => reason)]
}

test.each([
  './configure --prefix=/usr && make && make install',
  './autogen.sh && ./configure && make -j4 && sudo make install && ldconfig',
  './Configure linux-x86_64 && make && make install_sw',
  'mkdir b && cd b && cmake .. && make && make install/strip',
  'cmake -B b -DCMAKE_INSTALL_RPATH=/usr/local/lib && cmake --build b && cmake --install b',
  'cmake -S . -B b -G Ninja && ninja -C b install',
  'meson setup b && ninja -C b install',
  'perl Makefile.PL && make && make install',
  './bootstrap --parallel=4 && make && make install',
  'phpize && ./configure && make && make install',
  'pip install .',
  'python3 setup.py install',
  'go install ./...',
  "LDFLAGS='-Wl,-rpath,/usr/local/lib' ./configure && make install",
  "LDFLAGS='-Wl,-rpath,$ORIGIN/../lib' ./configure && make install",
])('safe: %s', (build) => {
  expect(levelsOf(build)).toEqual(['safe'])
})

test.each([
  'make install',
  'make && make PREFIX=/usr install',
  'make && sudo make install',
  './configure && make && make install-tools',
  'scons install',
])('review: %s', (build) => {
  expect(levelsOf(build)).toEqual(['review'])
})

test.each([
  'LDFLAGS=-Wl,-rpath,/tmp/tool/lib make install',
  'export LDFLAGS="-Wl,-rpath,$PWD/lib" && ./configure && make install',
  './configure LDFLAGS=-Wl,-rpath=lib && make install',
  'cmake -DCMAKE_INSTALL_RPATH_USE_LINK_PATH=ON . && make install',
])('libraries in the sources: %s', (build) => {
  expect(levelsOf(build)).toEqual([
    expect.stringMatching(
      /^the sources in \/tmp\/tool stay in the image, and \w+ has programs look for libraries in them$/,
    ),
  ])
})

test.each([
  'pip install -e .',
  'python setup.py develop',
  'npm link',
  'npm install -g .',
  'ln -s /tmp/tool/run /usr/bin/run && make install',
  'make develop && make install',
  'make modules_install install',
  'cmake . -DCMAKE_INSTALL_RPATH=/tmp/tool/lib && make install',
  'colcon build --symlink-install && make install',
])('never: %s', (build) => {
  expect(levelsOf(build)).toEqual([])
})
