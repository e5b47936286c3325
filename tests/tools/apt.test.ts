// What the table says of apt, by running it in a root of its own with a repository of one package. In the place of dpkg
// stands a program that does nothing, so that nothing is installed anywhere.
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { rewrite } from '../../src/engine/pipeline.ts'
import { apt } from '../../src/shell/package-managers/apt.ts'
import { transforms } from '../../src/transforms/index.ts'
import { isHere, openWorkshop, withoutCaches, type Ran, type Workshop } from './tool.ts'

let shop: Workshop

const PACKAGE = `
mkdir -p hi/DEBIAN hi/usr/share/hi pool && echo hi > hi/usr/share/hi/hi &&
printf 'Package: hi\\nVersion: 1\\nArchitecture: all\\nMaintainer: A <a@example.com>\\nDescription: x\\n' > hi/DEBIAN/control &&
dpkg-deb --build hi pool/hi.deb && {
  dpkg-deb --field pool/hi.deb
  printf 'Filename: ./hi.deb\\nSize: %s\\nSHA256: %s\\n' "$(wc -c < pool/hi.deb)" "$(sha256sum pool/hi.deb | cut -d' ' -f1)"
} > pool/Packages
`

beforeEach(() => {
  shop = openWorkshop()
  expect(shop.run(PACKAGE)).toMatchObject({ status: 0 })
  for (const path of [
    'etc/apt/apt.conf.d',
    'etc/apt/preferences.d',
    'var/cache/apt/archives',
    'var/lib/apt/lists',
  ])
    mkdirSync(join(shop.home, path), { recursive: true })
  writeFileSync(join(shop.home, 'status'), '')
  // `copy` fetches like the network does; what `file` names is read where it is.
  writeFileSync(join(shop.home, 'etc/apt/sources.list'), `deb [trusted=yes] copy:${shop.folder}/pool ./\n`)
  configure(`Dir "${shop.home}";`, `Dir::State::status "${shop.home}/status";`, `Dir::Log "${shop.home}";`)
  configure('Dir::Bin::dpkg "/bin/true";', 'APT::Sandbox::User "root";')
})

afterEach(() => {
  shop.remove()
})

function configure(...lines: readonly string[]): void {
  appendFileSync(join(shop.home, 'apt.conf'), `${lines.join('\n')}\n`)
}

/** The script with the paths of an image in the root of the test. */
function run(script: string): Ran {
  const below = script.replace(/(^|[\s>])\/(?=var\/|etc\/)/g, `$1${shop.home}/`)
  return shop.run(below, { APT_CONFIG: join(shop.home, 'apt.conf'), LC_ALL: 'C' })
}

/** What is in the directory of the lists, apt's own files aside. */
function lists(): readonly string[] {
  return shop.names('var/lib/apt/lists').filter((name) => !/^(?:lock|partial|auxfiles)$/.test(name))
}

function archives(): readonly string[] {
  return shop.names('var/cache/apt/archives').filter((name) => name.endsWith('.deb'))
}

const INSTALL = 'apt-get update && apt-get install -y hi'

describe.skipIf(!isHere('apt-get', '--version') || !isHere('dpkg-deb', '--version'))('apt', () => {
  test('the RUN that dfopt writes leaves no lists, where the one before leaves them', () => {
    expect(run(INSTALL).status).toBe(0)
    expect(lists()).toHaveLength(1)

    const script = withoutCaches(INSTALL)
    expect(script).toContain(apt.emptyLists)
    expect(run(script).status).toBe(0)
    expect(shop.names('var/lib/apt/lists')).toEqual([])
    // An install without an update of its own finds nothing then, and one with an update finds the directory as it needs it.
    expect(run('apt-get install -y hi').output).toContain('Unable to locate package hi')
    expect(run(INSTALL).status).toBe(0)
  })

  test('the whole directory can go as well', () => {
    expect(run(`${INSTALL} && rm -rf /var/lib/apt/lists && ${INSTALL}`).status).toBe(0)
    expect(lists()).toHaveLength(1)
  })

  test('apt-get keeps what it downloads, apt does not unless told, clean empties the directory', () => {
    run(INSTALL)
    expect(archives()).toEqual(['hi_1_all.deb'])
    expect(run('apt-get clean').status).toBe(0)
    expect(archives()).toEqual([])
    expect(lists()).toHaveLength(1)
    expect(run('apt install -y hi').status).toBe(0)
    expect(archives()).toEqual([])
  })

  test('what mount-caches writes has apt keep its packages', () => {
    const file =
      '# syntax=docker/dockerfile:1\nFROM debian:12 AS build\nRUN apt update && apt install -y hi\nFROM scratch\n'
    const { output } = rewrite(file, { transforms: transforms.filter(({ id }) => id === 'mount-caches') })
    const script = /rm -f .*\n.*apt install.*/.exec(output)?.[0] ?? ''
    expect(script).toContain('Keep-Downloaded-Packages')
    writeFileSync(
      join(shop.home, 'etc/apt/apt.conf.d/docker-clean'),
      `DPkg::Post-Invoke { "rm -f ${shop.home}/var/cache/apt/archives/*.deb"; };\n`,
    )
    expect(run(INSTALL).status).toBe(0)
    expect(archives()).toEqual([])
    expect(run(script).status).toBe(0)
    expect(archives()).toEqual(['hi_1_all.deb'])
  })

  test('calls that install need the lists, others do not', () => {
    const fails = (call: string): boolean => /Unable to (?:locate|find)/.test(run(`${call} -y hi`).output)
    for (const install of [
      'apt-get install',
      'apt install',
      'apt-get install --reinstall',
      'apt-get download',
    ])
      expect([install, fails(install)]).toEqual([install, true])
    const idle = Object.entries(apt.roles).filter(
      ([name, role]) =>
        role !== 'install' && /^(?:clean|autoclean|auto-clean|autoremove|auto-remove|check)$/.test(name),
    )
    expect(idle).toHaveLength(6)
    for (const [name] of idle) expect([name, run(`apt-get ${name} -y`).status]).toEqual([name, 0])
    run('apt-get update')
    expect(fails('apt-get install')).toBe(false)
  })

  // What newer releases have (dist-clean since 2.7) and what aptitude and apt-mark have is not here.
  const OTHERS =
    /^(?:dist-?clean|safe-upgrade|why|why-not|forget-new|hold|unhold|markauto|unmarkauto|source|reinstall)$/

  test.each(Object.keys(apt.roles).filter((name) => !OTHERS.test(name)))('%s is a subcommand', (name) => {
    const outputs = ['apt-get', 'apt'].map((program) => run(`${program} ${name}`).output)
    expect(outputs.some((output) => !output.includes('Invalid operation'))).toBe(true)
  })

  test('what is no subcommand is said to be none', () => {
    expect(run('apt-get instal hi').output).toContain('Invalid operation instal')
  })

  const VALUES: Readonly<Record<string, string>> = {
    '--option': 'A=b',
    '-o': 'A=b',
    '--config-file': '/dev/null',
    '-c': '/dev/null',
    '--solver': 'internal',
    '--planner': 'internal',
    '--host-architecture': 'amd64',
    '-a': 'amd64',
  }
  const OF_SOURCES = /^(?:-a|-P|--host-architecture|--build-profiles)$/
  const options = [...apt.shortWithValue].map((letter) => `-${letter}`).concat(apt.longWithValue)

  test.each(options.filter((option) => !OF_SOURCES.test(option)))(
    'the word behind %s is its value',
    (option) => {
      run('apt-get update')
      const value = VALUES[option] ?? 'stable'
      const { output } = run(`apt-get install -s ${option} ${value} hi`)
      expect(output).toMatch(/Inst hi|The value 'stable' is invalid for APT::Default-Release/)
      // An option that takes none leaves the word to the packages.
      expect(run(`apt-get install -s -q ${value} hi`).output).not.toContain('Inst hi')
    },
  )

  test.each(options.filter((option) => OF_SOURCES.test(option)))(
    'the word behind %s is its value',
    (option) => {
      run(
        `apt-get update && mkdir -p src/debian && printf 'Source: a\\nMaintainer: A <a@example.com>\\n' > src/debian/control`,
      )
      run(`printf '\\nPackage: a\\nArchitecture: all\\nDescription: x\\n' >> src/debian/control`)
      const value = VALUES[option] ?? 'nocheck'
      expect(run(`apt-get build-dep -s ${option} ${value} ./src/`).output).toContain('builddeps:')
      expect(run(`apt-get build-dep -s -q ${value} ./src/`).output).not.toContain('builddeps:')
    },
  )

  test.each(apt.synonyms.filter(([name = '']) => !/^-[toc]$/.test(name)).flat())(
    '%s takes no value',
    (option) => {
      run('apt-get update')
      expect(run(`apt-get install -s ${option} hi`).output).toMatch(/Inst hi/)
    },
  )
})
