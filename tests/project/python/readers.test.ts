import { describe, expect, test } from 'vitest'
import { lockReader } from '../../../src/project/python/lock-files.ts'
import type { LockedPackage } from '../../../src/project/python/locked-package.ts'
import { markerHolds } from '../../../src/project/python/markers.ts'
import { parseRequirement } from '../../../src/project/python/requirement.ts'
import { parseRequirementsFile } from '../../../src/project/python/requirements-file.ts'
import {
  compareVersions,
  isPrerelease,
  parseSpecifiers,
  parseVersion,
  satisfies,
} from '../../../src/project/python/version.ts'

describe('versions', () => {
  // The order of PEP 440, "Summary of permitted suffixes and relative ordering".
  const ORDER = [
    '1.0.dev456',
    '1.0a1',
    '1.0a2.dev456',
    '1.0a12.dev456',
    '1.0a12',
    '1.0b1.dev456',
    '1.0b2',
    '1.0b2.post345.dev456',
    '1.0b2.post345',
    '1.0rc1.dev456',
    '1.0rc1',
    '1.0',
    '1.0.post456.dev34',
    '1.0.post456',
    '1.1.dev1',
    '1.1',
    '1.10',
    '2!0.1',
  ]

  test('have an order', () => {
    const parsed = ORDER.map((text) => parseVersion(text) ?? [])
    expect(parsed.every((each) => each.length > 0)).toBe(true)
    expect([...parsed].reverse().sort(compareVersions)).toEqual(parsed)
  })

  test('are written in more than one way', () => {
    for (const [left, right] of [
      ['1.0', '1'],
      ['v1.2-rc.1', '1.2rc1'],
      ['1.0-1', '1.0.post1'],
      ['1.0ALPHA', '1.0a0'],
    ] as const)
      expect(compareVersions(parseVersion(left) ?? [], parseVersion(right) ?? [1])).toBe(0)
    for (const text of ['', 'x', '1..2', '1.0+', '$Rev: 1$']) expect(parseVersion(text), text).toBeUndefined()
  })

  test('may be pre-releases', () => {
    const found = ['1.0', '1.0rc1', '1.0.dev1', '1.0.post1', '1.0.post1.dev1'].map((text) =>
      isPrerelease(parseVersion(text) ?? []),
    )
    expect(found).toEqual([false, true, true, false, true])
  })

  test.each([
    ['1.4.5', '~=1.4.2', true],
    ['1.5.0', '~=1.4.2', false],
    ['1.9', '~=1.4', true],
    ['2.0', '~=1.4', false],
    ['1.4.9', '==1.4.*', true],
    ['1.40', '==1.4.*', false],
    ['1.4', '!=1.4.*', false],
    ['1.0', '==1', true],
    ['2.0', '>=1.0, <2.0', false],
    ['1.9.9', '>=1.0,<2.0,!=1.9.8', true],
    ['1.0', '', true],
  ])('%s is let through by %s: %s', (version, list, expected) => {
    expect(satisfies(parseVersion(version) ?? [], parseSpecifiers(list) ?? [])).toBe(expected)
  })

  test('are asked for in no other way', () => {
    for (const text of ['=1.0', '>', '1.0', '>=x', '==1.0 2.0'])
      expect(parseSpecifiers(text), text).toBeUndefined()
  })
})

test.each([
  ['python_version >= "3.8"', true],
  ['python_version < "3.10"', false],
  ['python_full_version < "3.11.4"', true],
  ['python_full_version == "3.11.*"', true],
  ['"3.10" <= python_version', true],
  ["sys_platform == 'win32'", false],
  ["sys_platform != 'darwin' and platform_machine == 'x86_64'", true],
  ["(os_name == 'nt' or platform_system == 'Linux') and implementation_name == 'cpython'", true],
  ["platform_python_implementation == 'PyPy' or sys_platform == 'cygwin'", false],
  ["'linux' in sys_platform", true],
  ["python_version not in '3.11 3.12'", false],
  ["extra == 'test'", true],
  ["platform_release >= '5'", true],
  ["((python_version < '3'", true],
  ['nonsense', true],
])('the marker %s holds for Python 3.11 on Linux: %s', (marker, expected) => {
  expect(markerHolds(marker, '3.11')).toBe(expected)
})

test('a marker of a hostile kind holds', () => {
  expect(markerHolds('('.repeat(3000), '3.11')).toBe(true)
  expect(markerHolds('a'.repeat(1_000_000), '3.11')).toBe(true)
})

describe('a requirement', () => {
  test.each([
    ['Flask', 'flask', 'index'],
    ['ruamel.yaml[jinja2] >=0.17 , <1', 'ruamel-yaml', 'index'],
    ['zope.interface (>=5.0)', 'zope-interface', 'index'],
    ['x @ git+ssh://git@github.com/o/x.git@v1', 'x', 'vcs'],
    ['git+https://github.com/o/x.git@main#egg=My_X[a]&subdirectory=py', 'my-x', 'vcs'],
    ['x @ https://example.com/x-1.0-py3-none-any.whl#sha256=1', 'x', 'file'],
    ['https://example.com/x-1.0.tar.gz', 'x', 'file'],
    ['./dist/x-1.0-py3-none-any.whl', 'x', 'file'],
    ['x @ file:///src/x', 'x', 'folder'],
  ])('%s', (text, name, kind) => {
    const found = parseRequirement(text)
    expect([found?.name, found?.source.kind]).toEqual([name, kind])
  })

  test('of a folder', () => {
    for (const text of ['.', '.[dev,test]', './lib', '../lib', 'src/lib', 'file:.'])
      expect(parseRequirement(text)?.source.kind, text).toBe('folder')
    expect(parseRequirement('.[dev,test]')).toMatchObject({ extras: ['dev', 'test'], source: { path: '.' } })
  })

  test('with extras and a marker', () => {
    expect(parseRequirement('uvicorn[standard]==0.29.0 ; python_version >= "3.8"')).toMatchObject({
      name: 'uvicorn',
      extras: ['standard'],
      marker: 'python_version >= "3.8"',
      specifiers: [{ operator: '==', text: '0.29.0' }],
    })
  })

  test('is not anything', () => {
    for (const text of ['', '==1.0', '{% if x %}', 'flask = 1.0', 'a b'])
      expect(parseRequirement(text), text).toBeUndefined()
  })
})

describe('a requirements file', () => {
  test('has comments, continuations, hashes and options', () => {
    const found = parseRequirementsFile(`\ufeff# all
--index-url=https://a.example/simple --extra-index-url https://b.example
-f ./wheels
--no-binary lxml,My_Pkg --prefer-binary
-rbase.txt
-c limits.txt
flask==3.0.0 \\
    --hash=sha256:aa \\
    --hash=sha256:bb
-e git+https://example.com/x#egg=x  # editable
requests # why#not
`)
    expect(found.requirements.map(({ name }) => name)).toEqual(['flask', 'x', 'requests'])
    expect(found.files).toEqual([
      { path: 'base.txt', constraints: false },
      { path: 'limits.txt', constraints: true },
    ])
    expect(found.options).toMatchObject({
      index: 'https://a.example/simple',
      extraIndexes: ['https://b.example'],
      findLinks: ['./wheels'],
      noBinary: ['lxml', 'my-pkg'],
    })
    expect([found.unread, found.complete]).toEqual([[], false])
  })

  test('names all where each has its hash', () => {
    expect(parseRequirementsFile('a==1 --hash=sha256:aa\nb==1 --hash=sha256:bb').complete).toBe(true)
    expect(parseRequirementsFile('a==1 --hash=sha256:aa\nb==1').complete).toBe(false)
  })

  test('may hold what nobody knows', () => {
    expect(parseRequirementsFile('${NAME}==1\n--unheard-of x\n%%').unread).toHaveLength(3)
    expect(parseRequirementsFile('git+https://${TOKEN}@example.com/x#egg=x').unread).toEqual([])
  })

  test('of a hostile kind does not hang', () => {
    for (const text of [
      '#'.repeat(200_000),
      '\\\n'.repeat(100_000),
      'a '.repeat(200_000),
      '--no-index '.repeat(50_000),
      'x[' + ','.repeat(100_000),
      '//'.repeat(100_000),
    ])
      expect(parseRequirementsFile(text).requirements.length).toBeLessThan(2)
  })
})

describe('a lock file', () => {
  const read = (path: string, text: string): readonly LockedPackage[] => {
    const found = lockReader(path, '3.11')?.(text)
    return found && 'packages' in found ? found.packages : []
  }

  test('is known by its name', () => {
    const known = [
      'poetry.lock',
      'a/uv.lock',
      'pdm.lock',
      'pylock.toml',
      'pylock.dev.toml',
      'Pipfile.lock',
      'yarn.lock',
      'requirements.txt',
    ]
    expect(known.map((path) => lockReader(path, '3.11') !== undefined)).toEqual([
      true,
      true,
      true,
      true,
      true,
      true,
      false,
      false,
    ])
  })

  test('of poetry lists files in one of two places', () => {
    const old = `[[package]]\nname = "Six_X"\nversion = "1.16.0"\ncategory = "dev"\noptional = false\n\n[metadata.files]\nSix_X = [\n    {file = "six-1.16.0.tar.gz", hash = "sha256:1"},\n]\n`
    expect(read('poetry.lock', old)).toMatchObject([
      { name: 'six-x', version: '1.16.0', files: ['six-1.16.0.tar.gz'], dev: true },
    ])
    const git = `[[package]]\nname = "x"\nversion = "1"\noptional = true\ngroups = ["main"]\nmarkers = "python_version < \\"3\\""\nfiles = []\n[package.source]\ntype = "git"\nurl = "https://example.com"\n`
    expect(read('poetry.lock', git)).toMatchObject([
      { source: { kind: 'vcs' }, optional: true, dev: false, markers: ['python_version < "3"'] },
    ])
  })

  test('of uv tells who needs what', () => {
    const text = `version = 1
[[package]]
name = "app"
version = "0.1.0"
source = { virtual = "." }
dependencies = [{ name = "a" }, { name = "w", marker = "sys_platform == 'win32'" }]
[package.optional-dependencies]
s3 = [{ name = "o" }]
[package.dev-dependencies]
dev = [{ name = "d" }]
[[package]]
name = "a"
version = "1"
source = { registry = "https://pypi.org/simple" }
sdist = { url = "https://files.pythonhosted.org/packages/x/a-1.tar.gz", hash = "sha256:1" }
wheels = [{ url = "https://files.pythonhosted.org/packages/x/a-1-py3-none-any.whl", hash = "sha256:1" }]
${['o', 'd', 'w'].map((name) => `[[package]]\nname = "${name}"\nversion = "1"\nsource = { registry = "https://pypi.org/simple" }\n`).join('')}`
    const found = read('uv.lock', text)
    expect(found.map(({ name, dev, optional }) => [name, dev, optional])).toEqual([
      ['app', false, false],
      ['a', false, false],
      ['o', false, true],
      ['d', true, true],
    ])
    expect(found[1]?.files).toEqual(['a-1-py3-none-any.whl', 'a-1.tar.gz'])
  })

  test('of pdm', () => {
    const text = `[[package]]\nname = "a"\nversion = "1"\ngroups = ["dev"]\nmarker = "os_name == 'nt'"\nfiles = [{file = "a-1-py3-none-any.whl", hash = "sha256:1"}]\n`
    expect(read('pdm.lock', text)).toMatchObject([
      { name: 'a', dev: true, files: ['a-1-py3-none-any.whl'], markers: ["os_name == 'nt'"] },
    ])
    const old = `[[package]]\nname = "a"\nversion = "1"\n[metadata.files]\n"a 1" = [{url = "https://x/a-1.tar.gz", hash = "sha256:1"}]\n`
    expect(read('pdm.lock', old)).toMatchObject([{ files: ['a-1.tar.gz'], dev: false }])
  })

  test('of PEP 751', () => {
    const text = `lock-version = "1.0"\n[[packages]]\nname = "a"\nversion = "1"\n[packages.sdist]\nname = "a-1.tar.gz"\n[[packages.wheels]]\nname = "a-1-py3-none-any.whl"\n[[packages]]\nname = "b"\n[packages.vcs]\ntype = "git"\nurl = "https://x"\n`
    expect(read('pylock.toml', text)).toMatchObject([
      { name: 'a', files: ['a-1-py3-none-any.whl', 'a-1.tar.gz'] },
      { name: 'b', version: undefined, source: { kind: 'vcs', program: 'git' } },
    ])
  })

  test('of pipenv has no files', () => {
    const text = JSON.stringify({
      default: {
        A_b: { version: '==1.0', markers: "os_name == 'nt'" },
        g: { git: 'https://x', ref: 'main' },
      },
      develop: { d: { version: '==2' } },
    })
    expect(read('Pipfile.lock', text)).toMatchObject([
      { name: 'a-b', version: '1.0', files: undefined, markers: ["os_name == 'nt'"] },
      { name: 'g', source: { kind: 'vcs' } },
      { name: 'd', dev: true },
    ])
  })

  test('may hold anything', () => {
    for (const path of ['poetry.lock', 'uv.lock', 'pdm.lock', 'pylock.toml', 'Pipfile.lock'])
      for (const text of [
        '',
        '\0',
        '[[package]]\nname = 1\n',
        'package = 3',
        '{"default": [1], "develop": {"a": 1}}',
        '[['.repeat(10_000),
      ])
        expect(lockReader(path, '3.11')?.(text), `${path} ${text.slice(0, 20)}`).toBeDefined()
  })
})
