// Whether a command can be run in Alpine, and what it takes.
import { contentsOf, packageFor } from '../../../catalog/image-contents.ts'
import { isApkName } from '../../../catalog/alpine-packages.ts'
import { isAlpineApplet } from '../../../catalog/image-facts.ts'
import { packageCommand } from '../../../shell/package-command.ts'
import type { Call } from '../../calls/calls.ts'
import { alpineImage, isAlpineProgram } from './alpine-base.ts'
import { appletGap, isKnownApplet } from './applets.ts'
import { apkNamesFor, withParts } from './apt-names.ts'
import { apkWith } from './programs.ts'
import type { AlpineSwap } from './translation.ts'

export type Verdict =
  | { readonly kind: 'runs' }
  /** With these packages. */
  | { readonly kind: 'needs'; readonly names: readonly string[] }
  | {
      readonly kind: 'obstacle'
      readonly reason: string
      readonly unblock: string
      readonly isUnknown?: true
    }

const RUNS: Verdict = { kind: 'runs' }

// What ash and bash do themselves.
const BUILTINS = new Set(
  (
    '. : [ [[ alias bg break cd chdir command continue echo eval exec exit export false fg getopts hash help jobs kill let ' +
    'local printf pwd read readonly return set shift source test times trap true type ulimit umask unalias unset wait ' +
    'declare typeset shopt mapfile readarray pushd popd dirs builtin enable caller compgen disown sh ash'
  ).split(' '),
)

const NEVER: readonly (readonly [program: RegExp, reason: string, unblock: string])[] = [
  [/^dpkg(?:-.*)?$/, 'it works on packages of Debian', 'install from Alpine, or keep a Debian base'],
  [
    /^apt-(?:key|cache|mark|cdrom|config|file|listchanges|add-repository|show-versions|ftparchive)$|^add-apt-repository$|^gdebi$|^alien$/,
    'it belongs to apt',
    'install from Alpine, or keep a Debian base',
  ],
  [/^debconf-/, 'it answers questions of packages of Debian', 'leave it out'],
  [
    /^(?:service|systemctl|invoke-rc\.d|update-rc\.d|initctl|rc-service|start-stop-daemon)$/,
    'containers of Alpine have no init scripts of Debian',
    'start the program itself',
  ],
  [
    /^(?:locale-gen|update-locale|localedef|locale|validlocale)$/,
    'musl has no locales to make',
    'use C.UTF-8 and leave it out',
  ],
  [/^update-alternatives$/, 'Alpine has no alternatives', 'link the program itself'],
  [
    /^ldconfig$/,
    'musl has no cache of libraries',
    'leave it out where libraries stand in /usr/lib or /usr/local/lib',
  ],
  [/^(?:lsb_release)$/, 'it names a release of Debian', 'leave it out'],
  [
    /^(?:a2enmod|a2dismod|a2ensite|a2dissite|a2enconf|a2disconf|apache2ctl|apache2)$/,
    'it is how Debian sets up Apache',
    'keep a Debian base',
  ],
  [/^(?:phpenmod|phpdismod|php-fpm\d.*)$/, 'it is how Debian sets up PHP', 'use docker-php-ext-install'],
  [
    /^(?:crond?|crontab)$/,
    'cron of BusyBox reads other files than that of Debian',
    'run the jobs from outside of the container',
  ],
  [/^(?:rustup|rustc|cargo)$/, 'what it builds would be for musl', 'build in a stage of its own'],
  [
    /^(?:conda|mamba|micromamba|nvm|pyenv|rbenv|rvm|sdk)$/,
    'it downloads programs for glibc',
    'keep a Debian base',
  ],
]

// What these build depends on headers and libraries of the system, and on its C library.
const COMPILERS =
  /^(?:g?make|cmake|ninja|meson|scons|waf|configure|config|autoreconf|autoconf|automake|aclocal|libtoolize|bootstrap|autogen\.sh|buildconf|(?:[\w-]+-)?(?:gcc|g\+\+|cc|c\+\+|clang|clang\+\+)(?:-\d+)?|ld|gfortran|qmake|bazel|swig|R|Rscript|cpan|cpanm|luarocks|opam|stack|cabal|ghc|checkinstall)$/

/** @param there Alpine's packages at that place, and Debian's names of what the file installed */
export function judgeCall({ command }: Call, swap: AlpineSwap, there: ReadonlySet<string>): Verdict {
  const { name = '', args } = command
  const { image, release } = swap
  if (BUILTINS.has(name)) return name === 'printf' ? appletVerdict(name, args, there, release) : RUNS
  const never = NEVER.find(([program]) => program.test(name))
  if (never) return { kind: 'obstacle', reason: `${name}: ${never[1]}`, unblock: never[2] }
  const version = args.length === 1 && /^--?v(?:ersion)?$/.test(args[0]?.text ?? '')
  if (COMPILERS.test(name) && !version)
    return {
      kind: 'obstacle',
      reason: `what ${name} builds is not known to build for musl`,
      unblock: 'build it in a stage of its own, or keep a Debian base',
    }
  if (name === 'tar') return appletVerdict(name, args, programsThere(swap, there), release)
  // The package's own program takes every option that Debian's takes.
  if (there.has(name) || [...there].some((each) => apkWith(name, release) === each)) return RUNS
  if (alpineImage(image)?.programs.test(name)) return RUNS
  if (isKnownApplet(name)) return appletVerdict(name, args, there, release)
  if (name === 'bash') return needs(['bash'], release)
  if (isAlpineProgram(name)) return RUNS
  const apk = apkWith(name, release)
  if (apk !== undefined) return needs(withParts(apk, release), release)
  if (isAlpineApplet(name))
    return {
      kind: 'obstacle',
      reason: `whether BusyBox's ${name} does what Debian's does is not known`,
      unblock: `install a package with ${name}, or keep a Debian base`,
    }
  const debian = debianPackage(name, swap)
  if (debian !== undefined) {
    const found = apkNamesFor([debian], release)
    return 'reason' in found
      ? { kind: 'obstacle', reason: `it calls ${name}, and ${found.reason}`, unblock: found.unblock }
      : needs(found.names, release)
  }
  const call = packageCommand(command)
  if (call && !SYSTEM.has(call.manager.id)) return RUNS
  return {
    kind: 'obstacle',
    isUnknown: true,
    reason: `which package of Alpine has ${name} is not known`,
    unblock: `install ${name} by the name of its package, or keep a Debian base`,
  }
}

function programsThere({ image }: AlpineSwap, there: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...there, ...(alpineImage(image)?.packages ?? [])])
}

const SYSTEM = new Set(['apt', 'apk', 'dnf', 'yum', 'microdnf', 'tdnf', 'zypper', 'pacman'])

function appletVerdict(
  name: string,
  args: Parameters<typeof appletGap>[1],
  there: ReadonlySet<string>,
  release: string,
): Verdict {
  const gap = appletGap(name, args)
  // BusyBox's tar unpacks by itself; the full one starts a program for it.
  const unpackers = name === 'tar' && (gap ?? there.has('tar')) ? unpackersOf(args) : []
  const names = [...(gap ? [gap.full] : []), ...unpackers].filter((each) => !there.has(each))
  if (names.length === 0) return RUNS
  if (!gap || isApkName(gap.full, release)) return needs(names, release)
  return {
    kind: 'obstacle',
    reason: `BusyBox's ${name} has no ${gap.option}`,
    unblock: `call ${name} without it`,
  }
}

function unpackersOf(args: Parameters<typeof appletGap>[1]): readonly string[] {
  const words = args.map(({ text }) => text)
  const asks = (option: RegExp, file: RegExp): boolean =>
    words.some((word) => option.test(word) || file.test(word))
  return [
    ...(asks(/^-?[a-zA-Z]*J[a-zA-Z]*$|^--xz$/, /\.(?:tar\.xz|txz)\b/) ? ['xz'] : []),
    ...(asks(/^--zstd$/, /\.(?:tar\.zst|tzst)\b/) ? ['zstd'] : []),
  ]
}

function needs(names: readonly string[], release: string): Verdict {
  const missing = names.find((name) => !isApkName(name, release))
  return missing === undefined
    ? { kind: 'needs', names }
    : { kind: 'obstacle', reason: `Alpine ${release} has no ${missing}`, unblock: 'keep a Debian base' }
}

/** The package that brought a program to the full image. */
function debianPackage(name: string, { image, codename }: AlpineSwap): string | undefined {
  if (codename === undefined) return undefined
  const full = contentsOf(image, 'full', codename)
  return full?.hasCommand(name) ? packageFor(name, codename) : undefined
}
