// npm, yarn, pnpm and bun.
import { posix } from 'node:path'
import { readLock, readManifest } from '../../../project/node/read-lock.ts'
import { entriesOf, fieldOf, textOf } from '../../../project/node/values.ts'
import { lifecycleReads } from '../node/lifecycle.ts'
import { workspaceFolders } from '../node/workspaces.ts'
import {
  contextPath,
  hasOption,
  NO_LOCK,
  NO_MANIFEST,
  optionValues,
  present,
  type Ecosystem,
  type Install,
  type InstallSite,
  type NotFirst,
} from '../install.ts'

const MANAGERS = ['npm', 'yarn', 'pnpm', 'bun'] as const
type Manager = (typeof MANAGERS)[number]

const LOCKS: Readonly<Record<Manager, readonly string[]>> = {
  npm: ['package-lock.json', 'npm-shrinkwrap.json'],
  yarn: ['yarn.lock'],
  pnpm: ['pnpm-lock.yaml'],
  bun: ['bun.lock', 'bun.lockb'],
}

/**
 * What else each reads beside package.json: https://docs.npmjs.com/cli/configuring-npm/npmrc, https://yarnpkg.com/configuration/yarnrc,
 * https://pnpm.io/pnpmfile, https://pnpm.io/workspaces, https://bun.sh/docs/runtime/bunfig
 */
const SETTINGS: Readonly<Record<Manager, readonly string[]>> = {
  npm: ['.npmrc'],
  yarn: [
    '.npmrc',
    '.yarnrc',
    '.yarnrc.yml',
    '.yarn/releases',
    '.yarn/plugins',
    '.yarn/patches',
    '.yarn/sdks',
  ],
  pnpm: ['.npmrc', 'pnpm-workspace.yaml', '.pnpmfile.cjs', '.pnpmfile.mjs', 'pnpmfile.js'],
  bun: ['.npmrc', 'bunfig.toml'],
}

/** Settings that lead to further files. */
const SETTING_OF_PROJECT: readonly (readonly [string, RegExp])[] = [
  ['.npmrc', /^\s*(?:cafile|cache|prefix|globalconfig|certfile|keyfile|store-dir)\s*=\s*"?\.{1,2}\/.*$/m],
  ['.yarnrc', /^\s*"?(?:yarn-offline-mirror"?\s.*|yarn-path"?(?!\s+"?(?:\.\/)?\.yarn\/releases\/).*)$/m],
  [
    '.yarnrc.yml',
    /^(?:yarnPath:(?!\s*["']?(?:\.\/)?\.yarn\/releases\/).*|(?:cacheFolder|globalFolder|\w*[cC]aFilePath):\s*["']?\..*)$/m,
  ],
]

const INSTALLS = /^(?:install|i|in|ins|inst|ci|clean-install|ic|)$/
// Of options: another folder.
const ELSEWHERE = /^(?:-C|--prefix|--cwd|--dir)$/
const UNREAD =
  /^(?:--userconfig|--globalconfig|--modules-folder|--modules-dir|--lockfile-dir|--virtual-store-dir|--link-folder|--use-yarnrc|--config|--global-folder|--package-lock-only)$/

export const node: Ecosystem = {
  read(site) {
    const { call } = site
    const manager = MANAGERS.find((each) => each === call.manager.id)
    if (!manager || call.role !== 'install' || !INSTALLS.test(call.action)) return undefined
    if (call.operands.length > 0 || hasOption(call, /^(?:-g|--global|--location)$/)) return undefined
    // yarn with nothing but an option that asks it something.
    if (call.action === '' && hasOption(call, /^(?:-v|-h|--version|--help)$/)) return undefined
    const other = optionValues(call, ELSEWHERE)[0]
    // https://pnpm.io/cli/fetch: the lock file alone is in front already.
    if (manager === 'pnpm' && hasOption(call, /^--offline$/)) return undefined
    if (hasOption(call, UNREAD) || other?.includes('$') === true)
      return {
        reason: `what ${call.options.map(({ text }) => text).join(' ')} makes of the install is not known`,
        unblock: 'leave it',
        quiet: true,
      }
    const folder = other === undefined ? site.folder : posix.resolve(site.folder, other)
    return read({ ...site, folder }, manager)
  },
}

function read(site: InstallSite, manager: Manager): Install | NotFirst {
  const { folder, files, call } = site
  const at = (path: string): string | undefined => files.read(posix.join(folder, path))
  const text = at('package.json')
  const manifest = text === undefined ? undefined : readManifest({ read: at, list: () => undefined }, '')
  if (text === undefined || manifest === undefined) return NO_MANIFEST('package.json')
  const odd = SETTING_OF_PROJECT.map(([name, pattern]) => pattern.exec(at(name) ?? '')?.[0].trim()).find(
    (found) => found !== undefined,
  )
  const overriding = /"(?:file|link|portal):[^"]*"/.exec(
    JSON.stringify(['overrides', 'resolutions', 'pnpm'].map((field) => fieldOf(manifest, field) ?? '')),
  )?.[0]
  if (odd !== undefined || overriding !== undefined)
    return {
      reason: `${odd ?? overriding ?? ''} leads to other files of the project`,
      unblock: 'copy those in front of the install, too, by hand',
    }
  const packages = workspaceFolders(site, manager, manifest)
  if ('reason' in packages) return packages
  const locks = present(site, LOCKS[manager])
  const own = [folder, ...packages.folders]
  const local = localDependencies(site, own)
  if ('reason' in local) return local
  if (
    files.list(posix.join(folder, '.yarn/cache')) ||
    contextPath(files, posix.join(folder, '.pnp.cjs')) !== undefined
  )
    return {
      reason: 'the project brings its packages with it, which are sources like others',
      unblock: 'leave it, or keep .yarn/cache and .pnp.cjs out of the build context',
      quiet: true,
    }
  const ignoresScripts =
    hasOption(call, /^--ignore-scripts$/) || /^\s*ignore-scripts\s*=\s*true/m.test(at('.npmrc') ?? '')
  const scripts = ignoresScripts ? { reads: [], doubts: [] } : lifecycleReads(site, own)
  if ('reason' in scripts) return scripts
  const fills = own.map((each) => posix.join(each, 'node_modules'))
  const frozen =
    /^(?:ci|clean-install|ic)$/.test(call.action) ||
    hasOption(call, /^(?:--frozen-lockfile|--immutable|--pure-lockfile|--no-save|--no-package-lock)$/)
  const doubts = [
    ...(locks.length === 0 ? [NO_LOCK('package.json')] : []),
    ...(ignoresScripts || locks.length === 0 ? [] : foreignScripts(site, manager)),
    ...(frozen || locks.length === 0
      ? []
      : [
          `${posix.basename(locks[0] ?? '')} in the image is then the one of the sources, not what ${manager} may make of it`,
        ]),

    ...scripts.doubts,
  ]
  return {
    reads: [
      posix.join(folder, 'package.json'),
      ...locks,
      ...present(site, SETTINGS[manager]),
      ...packages.folders.map((each) => posix.join(each, 'package.json')),
      ...local.reads,
      ...patches(site, text),
      ...scripts.reads,
    ],
    fills,
    rewrites: frozen ? [] : locks,
    doubts,
  }
}

/** Packages whose own scripts run and may look around. */
function foreignScripts({ files, folder }: InstallSite, manager: Manager): readonly string[] {
  const lock = readLock(
    {
      read: (path) => files.read(posix.join(folder, path)),
      list: (path) => files.list(posix.join(folder, path)),
    },
    { folder: '', manager },
  )
  if ('reason' in lock) return ['install scripts of packages may look for files of the project']
  const running = lock.packages.filter(
    ({ installScript, source, os }) =>
      installScript !== false && source !== 'local' && (os.length === 0 || os.includes('linux')),
  )
  const named = running.filter(({ installScript }) => installScript === true)
  if (named.length > 0)
    return [
      `the install scripts of ${[...new Set(named.map(({ name }) => name))].slice(0, 3).join(', ')} no longer see the sources`,
    ]
  return running.length > 0 ? ['install scripts of packages no longer see the sources'] : []
}

const DEPENDENCIES = ['dependencies', 'devDependencies', 'optionalDependencies'] as const

/** Packages that lie in the project: their folders or archives. */
function localDependencies(
  site: InstallSite,
  own: readonly string[],
): { readonly reads: readonly string[] } | NotFirst {
  const { files } = site
  const reads: string[] = []
  for (const folder of own) {
    const manifest = readManifest(
      { read: (path) => files.read(posix.join(folder, path)), list: () => undefined },
      '',
    )
    for (const field of DEPENDENCIES)
      for (const [name, value] of entriesOf(fieldOf(manifest, field))) {
        const path = /^(?:(?:file|link|portal):|(?=\.{1,2}\/))(.*)$/.exec(textOf(value) ?? '')?.[1]
        if (path === undefined) continue
        const place = posix.resolve(folder, path)
        if (own.includes(place)) continue
        if (
          contextPath(files, place) === undefined ||
          place === site.folder ||
          site.folder.startsWith(`${place}/`)
        )
          return {
            reason: `${name} is installed from ${path}, which is not seen in the build context`,
            unblock: 'copy it in an instruction of its own, in front of the install',
          }
        const inner = files.read(posix.join(place, 'package.json'))
        if (
          files.list(place) &&
          (inner === undefined || /"(?:(?:pre|post)?install|prepare|prepack|prepublish)"\s*:/.test(inner))
        )
          return {
            reason: `${name} is installed from ${path}, and runs scripts of its own when it is`,
            unblock: `copy ${path} and what its scripts need in front of the install`,
          }
        reads.push(place)
      }
  }
  return { reads: [...new Set(reads)] }
}

/** Patches that the manifest itself names: of pnpm, bun and yarn from version 2 on. */
function patches(site: InstallSite, manifest: string): readonly string[] {
  const workspace = site.files.read(posix.join(site.folder, 'pnpm-workspace.yaml')) ?? ''
  const named = [
    ...`${manifest}\n${workspace}`.matchAll(/(?:["'\s#]|~\/|\.\/)([\w@+.-]+(?:\/[\w@+.-]+)*\.patch)\b/g),
  ].flatMap(([, path = '']) => path.replace(/^~\//, ''))
  const found = present(site, [...new Set(named)])
  const kept = present(site, SETTINGS.yarn)
  return found.filter((path) => !kept.some((folder) => path.startsWith(`${folder}/`)))
}
