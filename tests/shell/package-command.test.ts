import { describe, expect, test } from 'vitest'
import { packageCommand, type PackageCommand } from '../../src/shell/package-command.ts'
import { packageManagers } from '../../src/shell/package-managers.ts'
import { commandsIn } from './scripts.ts'

function callOf(text: string): PackageCommand | undefined {
  return commandsIn(text).flatMap((command) => packageCommand(command) ?? [])[0]
}

/** The package manager, the subcommand and the words behind it. */
function said(text: string): string | undefined {
  const call = callOf(text)
  if (!call) return undefined
  const operands = call.operands.map((word) => word.text)
  return [call.manager.id, `(${call.action})`, ...operands].join(' ')
}

describe('calls of package managers', () => {
  test.each<readonly [text: string, call: string]>([
    ['apt-get install -y curl', 'apt (install) curl'],
    ['/usr/bin/apt-get -qq update', 'apt (update)'],
    ['apt-get -o Acquire::Retries=3 install curl', 'apt (install) curl'],
    ['apt-get -yt sid install curl', 'apt (install) curl'],
    ['apt-get -tsid install curl', 'apt (install) curl'],
    ['sudo -E apt-get update', 'apt (update)'],
    ['DEBIAN_FRONTEND=noninteractive apt-get install -y a', 'apt (install) a'],
    ['env LANG=C apt-get install a', 'apt (install) a'],
    ['timeout 60 pip install a', 'pip (install) a'],
    ['pip3.11 install a', 'pip (install) a'],
    ['"$VENV"/bin/pip install a', 'pip (install) a'],
    ['pip --log install install a', 'pip (install) a'],
    ['pip --log=x install a', 'pip (install) a'],
    ['pip install -r install -c wheel', 'pip (install)'],
    ['pip cache purge', 'pip (cache purge)'],
    ['python3.11 -m pip install a', 'pip (install) a'],
    ['python -u -m pip install a', 'pip (install) a'],
    ['/venv/bin/python -m pip install a', 'pip (install) a'],
    ['yarn', 'yarn ()'],
    ['yarn --frozen-lockfile', 'yarn ()'],
    ['yarn --cwd add install', 'yarn (install)'],
    ['yarn global add a', 'yarn (global add) a'],
    ['npm -g install a', 'npm (install) a'],
    ['npm --prefix ci install', 'npm (install)'],
    ['npm cache clean --force', 'npm (cache clean)'],
    ['corepack yarn install', 'yarn (install)'],
    ['uv pip install a', 'uv (pip install) a'],
    ['conda env update -n install -f x.yml', 'conda (env update)'],
    ['cat list | xargs -n 1 apt-get install -y', 'apt (install)'],
    ['retry 5 npm ci', 'npm (ci)'],
  ])('%s', (text, call) => {
    expect(said(text)).toBe(call)
  })
})

test.each([
  'echo apt-get install curl',
  'grep -q "npm install" README',
  'command -v npm',
  'cp -r yarn /opt',
  'apt-get --version',
  'yarn build',
  'npm exec thing',
  'pip --version',
  'python setup.py install',
  'python -c "import pip"',
  'python -m piptools install',
  'bash -c "apt-get install a"',
  '$APT install curl',
  'hadoop yarn',
  '"apt-get install" a',
])('%s is none', (text) => {
  expect(said(text)).toBeUndefined()
})

describe('options', () => {
  test.each<readonly [text: string, options: readonly string[]]>([
    ['apt-get install -yq --no-install-recommends a', ['--no-install-recommends', '-q', '-y']],
    ['apt-get --yes -qq install a', ['-q', '-q', '-y']],
    ['apt-get -q=2 install a', ['-q=2']],
    ['apt-get install -t sid a', ['-t sid']],
    ['apt-get install --target-release=sid a', ['-t sid']],
    ['apt-get install -yt=sid a', ['-t sid', '-y']],
    ['apt-get -o A=b -oC=d install a', ['-o A=b', '-o C=d']],
    ['npm ci --cache /tmp/n --omit=dev', ['--cache /tmp/n', '--omit dev']],
    ['npm i --global', ['-g']],
    ['pip install -r r.txt -U a', ['-U', '-r r.txt']],
  ])('%s', (text, options) => {
    expect(callOf(text)?.normalOptions).toEqual(options)
  })
})

describe('words', () => {
  test.each<readonly [text: string, subcommand: string]>([
    ['sudo -H pip install a', 'install'],
    ['npm --loglevel warn ci', 'ci'],
    ['uv pip install a', 'install'],
    ['yarn', 'yarn'],
    ['sudo yarn --prod', 'yarn'],
  ])('the subcommand of %s ends where an option can follow', (text, subcommand) => {
    const word = callOf(text)?.subcommand
    expect(word && text.slice(word.start, word.end)).toBe(subcommand)
  })

  test.each<readonly [text: string, invocation: string]>([
    ['sudo npm ci', 'npm'],
    ['/opt/node/bin/npm ci', '/opt/node/bin/npm'],
    ['"$NODE"/bin/npm ci', '"$NODE"/bin/npm'],
    ['python3 -m pip install a', 'python3 -m pip'],
    ['sudo -H python3 -m pip install a', 'python3 -m pip'],
  ])('%s can be called again as it was', (text, invocation) => {
    expect(callOf(text)?.invocation).toBe(invocation)
  })

  test('a call by another program is indirect', () => {
    expect(callOf('xargs apt-get install')?.indirect).toBe(true)
    expect(callOf('sudo apt-get install a')?.indirect).toBe(false)
  })
})

describe('the table', () => {
  test('ids are unique, and no program belongs to two rows', () => {
    const ids = packageManagers.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    const programs = packageManagers.flatMap((manager) => manager.programs)
    expect(new Set(programs).size).toBe(programs.length)
    for (const { programNames, id } of packageManagers) {
      const foreign = packageManagers.filter((each) => each.id !== id).flatMap((each) => each.programs)
      expect(foreign.filter((name) => programNames?.test(name))).toEqual([])
    }
  })

  test.each(packageManagers.map((manager) => [manager.id, manager] as const))(
    '%s: every fact says where it comes from, and caches are below absolute folders or a home directory',
    (_, { caches, mounts, roles }) => {
      for (const { source, paths, name } of caches) {
        expect(source.length).toBeGreaterThan(10)
        expect(name).not.toBe('')
        expect(paths.length).toBeGreaterThan(0)
        for (const path of paths) expect(path).toMatch(/^(?:~|\/)[^\s]*[^/]$/)
      }
      for (const { source, target } of mounts) {
        expect(source.length).toBeGreaterThan(10)
        expect(target).toMatch(/^(?:~|\/)[^\s]*[^/]$/)
      }
      expect(Object.keys(roles).every((action) => action.split(' ').length <= 3)).toBe(true)
    },
  )

  test('an option that takes a value is spelled as an option', () => {
    for (const { longWithValue, shortWithValue, singleDashWords, synonyms } of packageManagers) {
      const dash = singleDashWords ? /^-/ : /^--/
      expect(longWithValue.filter((option) => !dash.test(option))).toEqual([])
      expect(shortWithValue).toMatch(/^[A-Za-z]*$/)
      expect(synonyms.flat().filter((option) => !option.startsWith('-'))).toEqual([])
    }
  })
})
