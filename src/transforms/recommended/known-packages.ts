// What is known of a package's recommends: from Debian's data, and of names that are not in it.
import {
  recommendsAlike,
  recommendsOf,
  type PackageRecommends,
  type Releases,
} from '../../catalog/recommends.ts'

const NOTHING: PackageRecommends = { lost: [], brings: [] }

// Names of older releases, of Ubuntu and of other archives, as what they are called in Debian 12 and 13.
const RENAMED: readonly (readonly [RegExp, string, ((lost: string) => string)?])[] = [
  [/^python3\.\d+$/, 'python3'],
  [/^python(?:2(?:\.\d+)?)?$/, 'python3', ofPython2],
  [/^python-imaging$/, 'python3-pil', ofPython2],
  [/^python(?:2(?:\.\d+)?)?-(?=.)/, 'python3-', ofPython2],
  [/^python3\.\d+-(?=.)/, 'python3-'],
  [/^openjdk-\d+-(?=.)/, 'default-'],
  [/^php\d[\d.]*$/, 'php'],
  [/^php[\d.]*-(pear|dev|fpm|imagick)$/, 'php-$1'],
  // Extensions recommend nothing.
  [/^php[\d.]*-[\w-]+$/, 'php-cli'],
  [/^libapache2-mod-php[\d.]*$/, 'libapache2-mod-php'],
  [/^postgresql-(client|contrib|server-dev|plperl|plpython3|doc)-[\d.]+$/, 'postgresql-$1'],
  [/^postgresql-plpython-[\d.]+$/, 'postgresql-plpython3'],
  [/^postgresql-[\d.]+$/, 'postgresql'],
  [/^(?:default-)?(?:mysql|mariadb)-client(?:-core)?(?:-[\d.]+)?$/, 'default-mysql-client'],
  [/^(?:mysql|mariadb)-server(?:-[\d.]+)?$/, 'default-mysql-server'],
  [/^lib(?:mysqlclient|mysqld|mariadbclient|mariadb-client-lgpl)-dev$/, 'default-libmysqlclient-dev'],
  [/^(gcc|g\+\+|cpp|gfortran|clang|llvm)-[\d.]+$/, '$1'],
  [/^ruby[\d.]+(?=-dev$|$)/, 'ruby'],
  [/^(lib(?:32|x32)?)gcc1$/, '$1gcc-s1'],
  [/^libglu1$/, 'libglu1-mesa'],
  [/^libglu-dev$/, 'libglu1-mesa-dev'],
  [/^n?curses-dev$/, 'libncurses-dev'],
  [/^qt5-default$/, 'qtbase5-dev'],
  [/^firefox$/, 'firefox-esr'],
  [/^chromium-browser$/, 'chromium'],
  [/^graphviz-dev$/, 'libgraphviz-dev'],
  [/^ttf-(?=.)/, 'fonts-'],
  [/^libav-tools$/, 'ffmpeg'],
  [/^btrfs-tools$/, 'btrfs-progs'],
  [/^bsdtar$/, 'libarchive-tools'],
  [/^lib(blas|lapack)3gf$/, 'lib$13'],
  [/^libatlas(?:3gf-base|-dev)$/, 'libatlas-base-dev'],
  [/^apache2-(?:prefork|threaded)-dev$/, 'apache2-dev'],
  [/^apache2(?:-mpm-(?:prefork|worker|event|itk)|\.2-common)$/, 'apache2'],
  [/^libapache2-mod-wsgi$/, 'libapache2-mod-wsgi-py3'],
  [/^libvirt-bin$/, 'libvirt-daemon-system'],
  [/^chromium-chromedriver$/, 'chromium-driver'],
  [/^texlive-generic-(?:recommended|extra)$/, 'texlive-plain-generic'],
  [/^texlive-math-extra$/, 'texlive-science'],
]

// Packages of these vendors' own archives declare no Recommends, or such as nothing in a container calls: Google Chrome
// (libvulkan1), Ubuntu's language packs, .NET, MongoDB, kubectl, the Google Cloud CLI, GitHub's CLI and those of HashiCorp.
const VENDORS =
  /^(?:google-chrome-(?:stable|beta|unstable)|language-pack-[\w-]+|(?:dotnet|aspnetcore)-[a-z-]+[\d.]*|mongodb-org(?:-\w+)?|kubectl|google-cloud-(?:sdk|cli)|gh|terraform|vault|consul|packer)$/

interface AlsoLost {
  readonly lost: readonly string[]
  /** The newest release of Debian, or the one that Ubuntu's was made from, of which that is true. */
  readonly until: number
  readonly since?: number
}

// What releases older than the data recommend. python3-pip up to Debian 10 and Ubuntu 18.04, gnupg of Debian 9 alone,
// software-properties-common by way of pycurl up to Ubuntu 16.04, apt-transport-https by way of libcurl up to Debian 9,
// git up to Ubuntu 16.04.
const ALSO_LOST: Readonly<Record<string, AlsoLost>> = {
  'python3-pip': { lost: ['python3-setuptools', 'python3-wheel'], until: 10 },
  gnupg: { lost: ['dirmngr'], since: 9, until: 9 },
  'apt-transport-https': { lost: ['ca-certificates'], until: 9 },
  'software-properties-common': { lost: ['ca-certificates', 'gnupg'], until: 8 },
  'python-software-properties': { lost: ['ca-certificates', 'gnupg'], until: 8 },
  git: { lost: ['rsync'], until: 8 },
}
// mime-support, on which Python depends up to Debian 10 and Ubuntu 20.04, recommends these.
const LOST_BY_PYTHON = ['bzip2', 'file', 'xz-utils']
// yarn's own archive: `Recommends: nodejs` in packages/deb/debian/control of yarn 1.
const OTHERS: Readonly<Record<string, PackageRecommends>> = {
  yarn: { lost: ['nodejs'], brings: [] },
  // Docker's own archive: deb/common/control of docker-ce-packaging.
  'docker-ce': {
    lost: [
      ...['docker-buildx-plugin', 'docker-compose-plugin', 'docker-ce-rootless-extras', 'ca-certificates'],
      ...['apparmor', 'git', 'pigz', 'procps', 'xz-utils'],
    ],
    brings: [],
  },
  'docker-ce-cli': { lost: ['docker-buildx-plugin', 'docker-compose-plugin'], brings: [] },
  // The last one that there was, in Debian 10.
  'python-pip': {
    lost: ['build-essential', 'python-dev', 'python-setuptools', 'python-wheel', 'ca-certificates'],
    brings: [],
  },
}

// Other names of the same package.
const ALIASES: Readonly<Record<string, string>> = {
  'ssh-client': 'openssh-client',
  'git-core': 'git',
  'nodejs-legacy': 'nodejs',
  gnupg1: 'gnupg',
  gnupg2: 'gnupg',
  man: 'man-db',
  netcat: 'netcat-openbsd',
  // All of QEMU up to Debian 10, nothing at all in the last release that had it.
  qemu: 'qemu-system-x86',
}

/** The name by which Debian's data knows a package. */
export function properName(name: string): string {
  return Object.hasOwn(ALIASES, name) ? (ALIASES[name] ?? name) : name
}

const remembered = new Map<string, { readonly facts: PackageRecommends | undefined }>()

/** Undefined where nothing is known. */
export function knownPackage(name: string, releases: Releases): PackageRecommends | undefined {
  const key = `${name} ${releases?.from ?? ''} ${releases?.to ?? ''}`
  const known = remembered.get(key) ?? { facts: readPackage(name, releases) }
  remembered.set(key, known)
  return known.facts
}

function readPackage(name: string, releases: Releases): PackageRecommends | undefined {
  if (Object.hasOwn(OTHERS, name)) return OTHERS[name]
  const facts = factsOf(name, releases)
  if (!facts) return undefined
  const also = [
    ...(Object.hasOwn(ALSO_LOST, name) && holdsFor(ALSO_LOST[name], releases)
      ? (ALSO_LOST[name]?.lost ?? [])
      : []),
    ...((releases?.from ?? 0) <= 10 && hasPython(name, facts) ? LOST_BY_PYTHON : []),
  ]
  if (also.length === 0) return facts
  return {
    lost: [...new Set([...facts.lost, ...also])],
    brings: facts.brings.filter((each) => !also.includes(each)),
  }
}

function hasPython(name: string, { brings }: PackageRecommends): boolean {
  return /^python[23]?(?:\.\d+)?$/.test(name) || brings.includes('python3') || brings.includes('python')
}

function holdsFor(also: AlsoLost | undefined, releases: Releases): boolean {
  if (!also || !releases) return also !== undefined
  return (also.since ?? 0) <= releases.to && releases.to <= also.until
}

function factsOf(name: string, releases: Releases): PackageRecommends | undefined {
  const found = recommendsOf(name, releases)
  if (found) return found
  if (VENDORS.test(name)) return NOTHING
  const sameName = (each: string): string => each
  for (const [pattern, replacement, own = sameName] of RENAMED) {
    const renamed = name.replace(pattern, replacement)
    if (renamed === name) continue
    const known = recommendsOf(renamed, releases) ?? recommendsAlike(renamed, releases)
    if (known) return { lost: known.lost.map(own), brings: known.brings.map(own) }
  }
  return recommendsAlike(name, releases)
}

/** What goes with Python 3 goes with Python 2 by another name. */
function ofPython2(name: string): string {
  return name === 'python3' ? 'python' : name.replace(/^python3-/, 'python-')
}
