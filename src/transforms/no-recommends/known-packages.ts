// What is known of a package's recommends: from Debian's data, and of names that are not in it.
import { recommendsAlike, recommendsOf, type PackageRecommends } from '../../catalog/recommends.ts'

const NOTHING: PackageRecommends = { lost: [], brings: [] }

// Names of older releases, of Ubuntu and of other archives, as what they are called in Debian 12 and 13.
const RENAMED: readonly (readonly [RegExp, string])[] = [
  [/^python2?(?:\.\d+)?$|^python3\.\d+$/, 'python3'],
  [/^python(?:2(?:\.\d+)?)?-(?=.)/, 'python3-'],
  [/^python3\.\d+-(?=.)/, 'python3-'],
  [/^openjdk-\d+-(?=.)/, 'default-'],
  [/^php\d[\d.]*$/, 'php'],
  [/^php[\d.]*-(pear|dev|fpm|imagick)$/, 'php-$1'],
  // Extensions recommend nothing.
  [/^php[\d.]*-[\w-]+$/, 'php-cli'],
  [/^libapache2-mod-php[\d.]*$/, 'libapache2-mod-php'],
  [/^postgresql-(client|contrib|server-dev|plperl|plpython3|doc)-[\d.]+$/, 'postgresql-$1'],
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
  [/^python-imaging$/, 'python3-pil'],
  [/^graphviz-dev$/, 'libgraphviz-dev'],
  [/^ttf-(?=.)/, 'fonts-'],
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

// What older releases recommend: python3-pip up to Debian 10 and Ubuntu 18.04, gnupg of Debian 9 alone,
// software-properties-common by way of pycurl up to Ubuntu 16.04, apt-transport-https by way of libcurl up to Debian 9.
const ALSO_LOST: Readonly<Record<string, AlsoLost>> = {
  'python3-pip': { lost: ['python3-setuptools', 'python3-wheel'], until: 10 },
  gnupg: { lost: ['dirmngr'], since: 9, until: 9 },
  'apt-transport-https': { lost: ['ca-certificates'], until: 9 },
  'software-properties-common': { lost: ['ca-certificates', 'gnupg'], until: 8 },
  'python-software-properties': { lost: ['ca-certificates', 'gnupg'], until: 8 },
}
// yarn's own archive: `Recommends: nodejs` in packages/deb/debian/control of yarn 1.
const OTHERS: Readonly<Record<string, PackageRecommends>> = {
  yarn: { lost: ['nodejs'], brings: [] },
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
}

/** The name by which Debian's data knows a package. */
export function properName(name: string): string {
  return Object.hasOwn(ALIASES, name) ? (ALIASES[name] ?? name) : name
}

/** Undefined where nothing is known. @param release of Debian, undefined where unknown */
export function knownPackage(name: string, release: number | undefined): PackageRecommends | undefined {
  if (Object.hasOwn(OTHERS, name)) return OTHERS[name]
  const facts = factsOf(name)
  const also = Object.hasOwn(ALSO_LOST, name) ? ALSO_LOST[name] : undefined
  if (!facts || !also || !holdsFor(also, release)) return facts
  return {
    lost: [...new Set([...facts.lost, ...also.lost])],
    brings: facts.brings.filter((each) => !also.lost.includes(each)),
  }
}

function holdsFor({ since = 0, until }: AlsoLost, release: number | undefined): boolean {
  return release === undefined || (since <= release && release <= until)
}

function factsOf(name: string): PackageRecommends | undefined {
  const found = recommendsOf(name)
  if (found) return found
  if (VENDORS.test(name)) return NOTHING
  for (const [pattern, replacement] of RENAMED) {
    const renamed = name.replace(pattern, replacement)
    const known = renamed === name ? undefined : (recommendsOf(renamed) ?? recommendsAlike(renamed))
    if (known) return known
  }
  return recommendsAlike(name)
}
