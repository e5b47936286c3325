// What the table says of the package managers of Fedora, SUSE and Arch, by running them in a root of their own with a
// repository of one package.
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { rewrite } from '../../src/engine/pipeline.ts'
import { transforms } from '../../src/transforms/index.ts'
import { serve, type Server } from './server.ts'
import { isHere, openWorkshop, withoutCaches, type Ran, type Workshop } from './tool.ts'

let shop: Workshop
let server: Server | undefined

beforeEach(() => {
  shop = openWorkshop()
})

afterEach(() => {
  server?.stop()
  server = undefined
  shop.remove()
})

/** The files below a folder of the root, as paths in the image. */
function files(folder: string): readonly string[] {
  try {
    return readdirSync(join(shop.home, 'root', folder), { recursive: true, withFileTypes: true })
      .filter((each) => each.isFile())
      .map((each) => join(each.parentPath, each.name).slice(join(shop.home, 'root').length))
  } catch {
    return []
  }
}

const SPEC = `Name: hi
Version: 1
Release: 1
Summary: s
License: MIT
BuildArch: noarch
%description
d
%install
mkdir -p %{buildroot}/usr/share/hi && echo hi > %{buildroot}/usr/share/hi/hi
%files
/usr/share/hi/hi
`

function makeRepository(): string {
  writeFileSync(join(shop.folder, 'hi.spec'), SPEC)
  const made = shop.run(
    'mkdir -p repo && rpmbuild -bb --quiet --define "_topdir $PWD/b" --define "_rpmdir $PWD/repo" hi.spec && createrepo_c -q repo',
  )
  expect(made).toMatchObject({ status: 0 })
  mkdirSync(join(shop.home, 'root'))
  return join(shop.folder, 'repo')
}

/** Every call of the script with the options that keep it to the root of the test. */
function runIn(script: string, program: string, options: string): Ran {
  return shop.run(script.replaceAll(`${program} `, `${program} ${options} `), { LC_ALL: 'C' })
}

const hasRpm = isHere('rpmbuild', '--version') && isHere('createrepo_c', '--version')

describe.skipIf(!hasRpm || !isHere('dnf', '--version'))('dnf', () => {
  const dnf = (script: string, url: string): Ran =>
    runIn(
      script,
      'dnf',
      `-q --installroot=${shop.home}/root --releasever=1 --disableplugin='*' --repofrompath=r,${url} --repo=r --nogpgcheck`,
    )
  const packages = (): readonly string[] => files('var/cache').filter((name) => name.endsWith('.rpm'))

  test('leaves metadata and no packages, and dfopt neither', async () => {
    server = await serve(makeRepository())
    const { url } = server
    expect(dnf('dnf install -y hi', url).status).toBe(0)
    expect(files('usr/share/hi')).toEqual(['/usr/share/hi/hi'])
    expect(files('var/cache').filter((name) => name.startsWith('/var/cache/dnf/r')).length).toBeGreaterThan(3)
    expect(packages()).toEqual([])

    const script = withoutCaches('dnf reinstall -y hi', 'rockylinux:9')
    expect(script).toContain('dnf clean all')
    expect(dnf(script, url).status).toBe(0)
    // Notes of some bytes, of no repository.
    expect(files('var/cache').filter((name) => !/\/(?:tempfiles|expired_repos)\.json$/.test(name))).toEqual(
      [],
    )
  }, 30_000)

  test('with what mount-caches writes a package is fetched once, and the repository looked at each time', async () => {
    const file =
      '# syntax=docker/dockerfile:1\nFROM rockylinux:9 AS build\nRUN dnf install -y hi\nFROM scratch\n'
    const { output } = rewrite(file, { transforms: transforms.filter(({ id }) => id === 'mount-caches') })
    const script = /dnf install.*/.exec(output)?.[0] ?? ''
    expect(output).toContain('target=/var/cache/dnf,')
    server = await serve(makeRepository())
    const { url, asked } = server
    expect(dnf(script, url).status).toBe(0)
    expect(packages()).toHaveLength(1)
    const again =
      'mv ~/root/var/cache ~/kept && rm -rf ~/root && mkdir -p ~/root/var && mv ~/kept ~/root/var/cache'
    expect(shop.run(again).status).toBe(0)
    // What the server writes is read when this process has the time for it.
    await expect.poll(() => asked().filter((each) => each.endsWith('.rpm'))).toHaveLength(1)
    const before = asked().length
    expect(dnf(script, url).status).toBe(0)
    await expect.poll(() => asked().slice(before)).toEqual(['/repodata/repomd.xml'])
    expect(files('usr/share/hi')).toEqual(['/usr/share/hi/hi'])
    expect(packages()).toHaveLength(1)
  }, 30_000)
})

describe.skipIf(!hasRpm || !isHere('zypper', '--version'))('zypper', () => {
  const zypper = (script: string): Ran =>
    runIn(script, 'zypper', `--non-interactive --root ${shop.home}/root --no-gpg-checks`)

  test('leaves metadata, of which clean --all takes all and clean takes none', async () => {
    server = await serve(makeRepository())
    const { url } = server
    expect(zypper(`zypper addrepo ${url} r`).status).toBe(0)
    zypper('zypper install --download-only hi')
    zypper('zypper refresh')
    const filled = files('var/cache/zypp')
    expect(filled.some((name) => name.startsWith('/var/cache/zypp/raw/r/'))).toBe(true)
    expect(filled.some((name) => name.startsWith('/var/cache/zypp/solv/r/'))).toBe(true)
    expect(zypper('zypper clean').status).toBe(0)
    expect(files('var/cache/zypp')).toEqual(
      expect.arrayContaining(filled.filter((name) => !name.endsWith('.rpm'))),
    )

    const script = withoutCaches('zypper install hi', 'opensuse/leap:15.6')
    expect(script).toMatch(/&& zypper clean --all$/)
    expect(zypper(script.replace(/^.*&& /, '')).status).toBe(0)
    expect(files('var/cache/zypp')).toEqual([])
  }, 30_000)
})

describe.skipIf(!hasRpm || !isHere('zypper', '--version'))('zypper in a stage with a mount', () => {
  test('with what mount-caches writes a package is fetched once', async () => {
    const file =
      '# syntax=docker/dockerfile:1\nFROM opensuse/leap AS build\nRUN zypper install --download-only hi\nFROM scratch\n'
    const { output } = rewrite(file, { transforms: transforms.filter(({ id }) => id === 'mount-caches') })
    const script = /zypper modifyrepo.*/.exec(output)?.[0] ?? ''
    expect(output).toContain('target=/var/cache/zypp/packages,')
    server = await serve(makeRepository())
    const { url, asked } = server
    const zypper = (text: string): Ran =>
      runIn(text, 'zypper', `--non-interactive --root ${shop.home}/root --no-gpg-checks`)
    expect(zypper(`zypper addrepo ${url} r`).status).toBe(0)
    expect(zypper(script).status).toBe(0)
    expect(files('var/cache/zypp/packages')).toEqual(['/var/cache/zypp/packages/r/noarch/hi-1-1.noarch.rpm'])
    // What is in no mount is as a new layer has it.
    expect(shop.run('rm -rf ~/root/var/cache/zypp/raw ~/root/var/cache/zypp/solv').status).toBe(0)
    expect(zypper(script).status).toBe(0)
    await expect.poll(() => asked().filter((each) => each.endsWith('/repomd.xml')).length).toBeGreaterThan(2)
    expect(asked().filter((each) => each.endsWith('.rpm'))).toHaveLength(1)
  }, 30_000)
})

describe.skipIf(!isHere('pacman', '--version'))('pacman', () => {
  const DATABASE = `
mkdir -p root/usr/share repo db/hi-1-1 ~/root/db ~/root/pkg && echo hi > root/usr/share/hi &&
printf 'pkgname = hi\\npkgbase = hi\\npkgver = 1-1\\npkgdesc = d\\nurl = u\\nbuilddate = 1\\npackager = a\\nsize = 3\\narch = any\\n' > root/.PKGINFO &&
tar -C root -czf repo/hi-1-1-any.pkg.tar.gz .PKGINFO usr &&
printf '%%FILENAME%%\\nhi-1-1-any.pkg.tar.gz\\n\\n%%NAME%%\\nhi\\n\\n%%VERSION%%\\n1-1\\n\\n%%ARCH%%\\nany\\n\\n' > db/hi-1-1/desc &&
tar -C db -czf repo/r.db hi-1-1
`
  const pacman = (script: string, url: string): Ran => {
    writeFileSync(
      join(shop.folder, 'conf'),
      `[options]\nArchitecture = auto\nSigLevel = Never\nCacheDir = ${shop.home}/root/pkg\nLogFile = ${shop.home}/log\n[r]\nServer = ${url}\n`,
    )
    const below = script.replaceAll('/var/cache/pacman/pkg', `${shop.home}/root/pkg`)
    return runIn(below, 'pacman', `--config conf --root ${shop.home}/root --dbpath ${shop.home}/root/db`)
  }

  test('keeps its packages in the cache, where --noconfirm leaves them and dfopt does not', async () => {
    expect(shop.run(DATABASE).status).toBe(0)
    server = await serve(join(shop.folder, 'repo'))
    const { url } = server
    const install = 'pacman -Sy --noconfirm hi'
    expect(pacman(install, url).status).toBe(0)
    expect(files('usr')).toEqual(['/usr/share/hi'])
    expect(files('pkg')).toEqual(['/pkg/hi-1-1-any.pkg.tar.gz'])
    expect(pacman('pacman -Scc --noconfirm', url).status).toBe(0)
    expect(files('pkg')).toHaveLength(1)
    expect(pacman('pacman -Sc --noconfirm', url).status).toBe(0)
    expect(files('pkg')).toHaveLength(1)

    const script = withoutCaches(install, 'archlinux')
    expect(script).toContain('rm -rf /var/cache/pacman/pkg/*')
    expect(pacman(script, url).status).toBe(0)
    expect(files('pkg')).toEqual([])
    expect(files('db/sync')).not.toEqual([])
  })

  test('has it in /var/cache by default', () => {
    writeFileSync(join(shop.folder, 'conf'), '[options]\nArchitecture = auto\n')
    expect(shop.run('pacman -v --config conf -V; pacman -v --config conf -Qq').output).toMatch(
      /Cache Dirs\s*:\s*\/var\/cache\/pacman\/pkg\//,
    )
  })
})
