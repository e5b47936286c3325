import { describe, expect, test } from 'vitest'
import { commandsOf } from '../../src/shell/commands.ts'
import {
  cachePlace,
  environmentOf,
  mountsPlace,
  removesPlace,
  type CachePlace,
} from '../../src/shell/package-caches.ts'
import { packageCommand } from '../../src/shell/package-command.ts'
import type { Environment } from '../../src/shell/package-managers/package-manager.ts'
import { isScript } from '../../src/shell/script.ts'
import { commandsIn, scriptsIn } from './scripts.ts'

interface Seen {
  readonly environment: Environment
  readonly place: CachePlace
}

/** What the last call of a package manager in the last RUN of a file sees. */
function seen(lines: readonly string[]): Seen {
  const found = scriptsIn(lines.join('\n')).at(-1)
  if (!found || !isScript(found.script)) throw new Error('no script in the last RUN')
  const { document, stage, script } = found
  for (const command of [...commandsOf(script)].reverse()) {
    const call = packageCommand(command)
    const cache = call?.manager.caches[0]
    if (!call || !cache) continue
    const environment = environmentOf(document, stage, script, command)
    return { environment, place: cachePlace(cache, call, environment) }
  }
  throw new Error('no call with a cache in the last RUN')
}

describe('the value of a variable that a call sees', () => {
  test.each<readonly [name: string, lines: readonly string[], value: string | undefined]>([
    ['none', ['FROM a', 'RUN npm ci'], undefined],
    ['ENV', ['FROM a', 'ENV V=1', 'RUN npm ci'], '1'],
    ['ENV of a stage below', ['FROM a AS b', 'ENV V=1', 'FROM b', 'RUN npm ci'], '1'],
    ['ENV behind it', ['FROM a', 'RUN npm ci', 'ENV V=1'], undefined],
    ['ARG with a default', ['FROM a', 'ARG V=1', 'RUN npm ci'], '1'],
    ['ARG without one', ['FROM a', 'ARG V', 'RUN npm ci'], ''],
    ['in front of the call', ['FROM a', 'ENV V=1', 'RUN V=2 npm ci'], '2'],
    ['by env', ['FROM a', 'RUN env V=2 npm ci'], '2'],
    ['by sudo', ['FROM a', 'RUN sudo V=2 npm ci'], '2'],
    ['exported before', ['FROM a', 'RUN export V="a b" && npm ci'], 'a b'],
    ['exported behind', ['FROM a', 'RUN npm ci && export V=2'], undefined],
    ['in front of another command', ['FROM a', 'RUN V=2 make && npm ci'], undefined],
    ['a value of another variable', ['FROM a', 'RUN V=$X npm ci'], ''],
    ['a value of a command', ['FROM a', 'RUN export V="$(mktemp -d)" && npm ci'], ''],
    ['quotes', ['FROM a', "RUN V='x y' npm ci"], 'x y'],
  ])('%s', (_, lines, value) => {
    expect(seen(lines).environment.value('V')).toBe(value)
  })
})

describe('who runs a call, and where HOME is', () => {
  test.each<readonly [lines: readonly string[], home: string | undefined, root: boolean]>([
    [['FROM a', 'RUN npm ci'], '/root', true],
    [['FROM a', 'USER root', 'RUN npm ci'], '/root', true],
    [['FROM a', 'USER 0:0', 'RUN npm ci'], '/root', true],
    [['FROM a', 'USER node', 'RUN npm ci'], undefined, false],
    [['FROM a', 'USER node', 'ENV HOME=/app', 'RUN npm ci'], '/app', false],
    [['FROM a', 'ENV HOME=/app', 'RUN npm ci'], '/app', true],
    [['FROM a', 'RUN HOME=/tmp/h npm ci'], '/tmp/h', true],
    [['FROM a', 'USER node', 'RUN sudo npm ci'], undefined, true],
    [['FROM a', 'RUN sudo -u node npm ci'], undefined, false],
    [['FROM a AS b', 'USER node', 'FROM b', 'RUN npm ci'], undefined, false],
  ])('%j', (lines, home, root) => {
    const { environment } = seen(lines)
    expect([environment.home, environment.root]).toEqual([home, root])
  })

  test('the base image is the one at the bottom', () => {
    expect(seen(['FROM node:20 AS b', 'FROM b', 'RUN npm ci']).environment.base).toBe('node:20')
    expect(seen(['ARG B', 'FROM $B', 'RUN npm ci']).environment.base).toBeUndefined()
  })

  test('an instruction of the stage or of one below speaks of something, one of another stage does not', () => {
    const lines = ['FROM a AS b', 'RUN npm config set cache /x', 'FROM b', 'RUN npm ci']
    expect(seen(lines).environment.mentions(/set cache/)).toBe(true)
    expect(seen(['FROM a AS b', 'RUN x', 'FROM c', 'RUN npm ci']).environment.mentions(/RUN x/)).toBe(false)
  })
})

describe('where a cache is', () => {
  test.each<readonly [lines: readonly string[], inImage: readonly string[], movedBy: string | undefined]>([
    [['FROM a', 'RUN pip install a'], ['/root/.cache/pip'], undefined],
    [
      ['FROM a', 'USER app', 'RUN pip install a'],
      ['/root/.cache/pip', '/home/*/.cache/pip', '/var/www/.cache/pip'],
      undefined,
    ],
    [['FROM a', 'ENV HOME=/srv', 'RUN pip install a'], ['/srv/.cache/pip'], undefined],
    [['FROM a', 'ENV PIP_CACHE_DIR=/c', 'RUN pip install a'], ['/c'], 'PIP_CACHE_DIR'],
    [['FROM a', 'ENV PIP_CACHE_DIR=/c/', 'RUN pip install a'], ['/c'], 'PIP_CACHE_DIR'],
    [['FROM a', 'ENV XDG_CACHE_HOME=/c', 'RUN pip install a'], ['/c/pip'], 'XDG_CACHE_HOME'],
    // The stronger variable is the one that counts, the option is stronger than both.
    [['FROM a', 'ENV XDG_CACHE_HOME=/x PIP_CACHE_DIR=/c', 'RUN pip install a'], ['/c'], 'PIP_CACHE_DIR'],
    [['FROM a', 'ENV PIP_CACHE_DIR=/c', 'RUN pip install --cache-dir /o a'], ['/o'], '--cache-dir'],
    [['FROM a', 'RUN pip --cache-dir=/o install a'], ['/o'], '--cache-dir'],
    [['FROM a', 'ARG C', 'ENV PIP_CACHE_DIR=$C', 'RUN pip install a'], [''], 'PIP_CACHE_DIR'],
    [['FROM a', 'RUN yarn add x'], ['/usr/local/share/.cache/yarn'], undefined],
    [['FROM a', 'ENV HOME=/app', 'USER app', 'RUN yarn add x'], ['/app/.cache/yarn'], undefined],
    [
      ['FROM a', 'ENV POETRY_CACHE_DIR=/c', 'RUN poetry install'],
      ['/c/artifacts', '/c/cache'],
      'POETRY_CACHE_DIR',
    ],
  ])('%j', (lines, inImage, movedBy) => {
    const { place } = seen(lines)
    expect([place.inImage, place.movedBy]).toEqual([inImage, movedBy])
  })
})

describe('a command that removes it', () => {
  const { place } = seen(['FROM a', 'USER app', 'RUN pip install a'])

  test.each([
    ['rm -rf ~/.cache', true],
    ['rm -rf /home/app/.cache/pip', true],
    ['rm -r "$HOME"/.cache/*', true],
    ['find ~/.cache -type f -delete', true],
    ['find / -name "*.pyc" -delete', false],
    ['rm -rf /var/cache', false],
    ['rm -rf "$(pip cache dir)"', true],
    ['ls ~/.cache/pip', false],
    ['mkdir -p ~/.cache/pip', false],
  ])('%s', (text, expected) => {
    const [command] = commandsIn(text)
    expect(command && removesPlace(command, place, /\$\(pip cache dir\)/)).toBe(expected)
  })
})

describe('a mount over it', () => {
  test.each([
    ['--mount=type=cache,target=/root/.cache/pip', true],
    ['--mount=type=cache,target=/root/.cache/', true],
    ['--mount=target=/root,type=tmpfs', true],
    ['--mount=type=cache,dst=/home/app/.cache/pip/http', true],
    ['--mount=type=cache,"target=/root/.cache"', true],
    ['--mount=type=cache,target=$PIP_CACHE', true],
    ['--mount=type=bind,target=$SRC', false],
    ['--mount=type=cache,target=/root/.npm', false],
    ['--mount=type=bind,target=/src', false],
    ['--network=none', false],
  ])('%s', (flag, expected) => {
    const [found] = scriptsIn(`FROM a\nRUN ${flag} pip install a\n`)
    expect(found && mountsPlace(found.instruction, { paths: ['~/.cache/pip'] })).toBe(expected)
  })
})
