// What Python packages ask of Debian beyond Python itself: libraries and tools to build them, libraries and programs that they call when they run.
// The names are those of Debian, `a|b|c` where bullseye, bookworm and trixie call it differently.
import data from './data/python-builds.json' with { type: 'json' }

export interface PythonBuild {
  /** What a source distribution is built with. */
  readonly build: readonly string[]
  /** What it links against when it was built there. */
  readonly run: readonly string[]
}

/** Which of Debian's releases an image is of, by its glibc: 11 has 2.31, 12 has 2.36, 13 has 2.41. */
export function debianOfGlibc(minor: number): number {
  return minor >= 41 ? 13 : minor >= 36 ? 12 : 11
}

const C = ['gcc', 'libc6-dev', 'make']
const CXX = ['g++', ...C]

interface Row extends PythonBuild {
  /** Where it is read from: Debian's source package that builds the same, or an address. */
  readonly source: string
}

/** Packages that link against libraries of the system when they are built. */
const LINKED: Readonly<Record<string, Row>> = {
  psycopg2: {
    build: [...C, 'libpq-dev'],
    run: ['libpq5'],
    source: 'https://www.psycopg.org/docs/install.html',
  },
  'psycopg2-binary': {
    build: [...C, 'libpq-dev'],
    run: ['libpq5'],
    source: 'https://www.psycopg.org/docs/install.html',
  },
  'psycopg-c': {
    build: [...C, 'libpq-dev'],
    run: ['libpq5'],
    source: 'https://www.psycopg.org/psycopg3/docs/basic/install.html',
  },
  mysqlclient: {
    build: [...C, 'default-libmysqlclient-dev', 'pkg-config'],
    run: ['libmariadb3'],
    source: 'https://github.com/PyMySQL/mysqlclient#linux',
  },
  uwsgi: {
    // What it finds is built in: the libraries are those that the full image has.
    build: [...C, 'libpcre2-dev', 'libssl-dev', 'libxml2-dev', 'uuid-dev', 'zlib1g-dev'],
    run: ['libxml2'],
    source: 'https://uwsgi-docs.readthedocs.io/en/latest/Install.html',
  },
  'python-ldap': {
    build: [...C, 'libldap2-dev', 'libsasl2-dev'],
    run: ['libldap-2.4-2|libldap-2.5-0|libldap2'],
    source: 'https://www.python-ldap.org/en/latest/installing.html',
  },
  pycurl: {
    build: [...C, 'libcurl4-openssl-dev', 'libssl-dev'],
    run: ['libcurl4|libcurl4|libcurl4t64'],
    source: 'http://pycurl.io/docs/latest/install.html',
  },
  pygraphviz: {
    build: [...C, 'libgraphviz-dev', 'pkg-config'],
    run: ['graphviz'],
    source: 'debian:python-pygraphviz',
  },
  gdal: {
    build: [...CXX, 'libgdal-dev'],
    run: ['libgdal28|libgdal32|libgdal36'],
    source: 'https://gdal.org/en/stable/api/python/python_bindings.html',
  },
  fiona: { build: [...CXX, 'libgdal-dev'], run: ['libgdal28|libgdal32|libgdal36'], source: 'debian:fiona' },
  rasterio: {
    build: [...CXX, 'libgdal-dev'],
    run: ['libgdal28|libgdal32|libgdal36'],
    source: 'debian:rasterio',
  },
  pyodbc: { build: [...CXX, 'unixodbc-dev'], run: ['unixodbc'], source: 'debian:pyodbc' },
  pymssql: { build: [...C, 'freetds-dev'], run: ['libsybdb5'], source: 'debian:pymssql' },
  lxml: {
    build: [...C, 'libxml2-dev', 'libxslt1-dev', 'zlib1g-dev'],
    run: ['libxml2', 'libxslt1.1'],
    source: 'https://lxml.de/installation.html',
  },
  xmlsec: {
    build: [
      ...C,
      'libxml2-dev',
      'libxmlsec1-dev',
      'libxmlsec1-openssl|libxmlsec1-openssl|libxmlsec1t64-openssl',
      'pkg-config',
    ],
    run: [
      'libxml2',
      'libxmlsec1|libxmlsec1|libxmlsec1t64',
      'libxmlsec1-openssl|libxmlsec1-openssl|libxmlsec1t64-openssl',
    ],
    source: 'https://xmlsec.readthedocs.io/en/stable/install.html',
  },
  pyyaml: { build: [...C, 'libyaml-dev'], run: ['libyaml-0-2'], source: 'debian:pyyaml' },
  pillow: {
    build: [
      ...C,
      'libfreetype-dev',
      'libjpeg-dev',
      'liblcms2-dev',
      'libopenjp2-7-dev',
      'libtiff-dev',
      'libwebp-dev',
      'zlib1g-dev',
    ],
    run: [
      ...['libfreetype6', 'libjpeg62-turbo', 'liblcms2-2', 'libopenjp2-7', 'libtiff5|libtiff6|libtiff6'],
      ...['libwebp6|libwebp7|libwebp7', 'libwebpdemux2', 'libwebpmux3'],
    ],
    source: 'https://pillow.readthedocs.io/en/stable/installation/building-from-source.html',
  },
  cffi: { build: [...C, 'libffi-dev'], run: [], source: 'debian:python-cffi' },
  gssapi: { build: [...C, 'libkrb5-dev'], run: ['libgssapi-krb5-2'], source: 'debian:python-gssapi' },
  kerberos: {
    build: [...C, 'libkrb5-dev'],
    run: ['libgssapi-krb5-2', 'libkrb5-3'],
    source: 'debian:pykerberos',
  },
  pykerberos: {
    build: [...C, 'libkrb5-dev'],
    run: ['libgssapi-krb5-2', 'libkrb5-3'],
    source: 'debian:pykerberos',
  },
  pycairo: { build: [...C, 'libcairo2-dev', 'pkg-config'], run: ['libcairo2'], source: 'debian:pycairo' },
  'dbus-python': {
    build: [...C, 'libdbus-1-dev', 'libglib2.0-dev', 'pkg-config'],
    run: ['libdbus-1-3', 'libglib2.0-0|libglib2.0-0|libglib2.0-0t64'],
    source: 'debian:dbus-python',
  },
  pyaudio: {
    build: [...C, 'portaudio19-dev'],
    run: ['libportaudio2'],
    source: 'debian:python-pyaudio',
  },
  pycups: {
    build: [...C, 'libcups2-dev'],
    run: ['libcups2|libcups2|libcups2t64'],
    source: 'debian:python-cups',
  },
  'python-snappy': {
    build: [...CXX, 'libsnappy-dev'],
    run: ['libsnappy1v5'],
    source: 'debian:python-snappy',
  },
  'systemd-python': {
    build: [...C, 'libsystemd-dev', 'pkg-config'],
    run: ['libsystemd0'],
    source: 'debian:python-systemd',
  },
  shapely: {
    build: [...C, 'libgeos-dev'],
    run: ['libgeos-c1v5|libgeos-c1v5|libgeos-c1t64'],
    source: 'debian:python-shapely',
  },
  pyproj: {
    build: [...C, 'libproj-dev', 'proj-bin'],
    run: ['libproj19|libproj25|libproj25', 'proj-data'],
    source: 'debian:python-pyproj',
  },
  'libvirt-python': {
    build: [...C, 'libvirt-dev', 'pkg-config'],
    run: ['libvirt0'],
    source: 'debian:libvirt-python',
  },
  pylibacl: { build: [...C, 'libacl1-dev'], run: ['libacl1'], source: 'debian:python-pylibacl' },
  rrdtool: { build: [...C, 'librrd-dev'], run: ['librrd8|librrd8|librrd8t64'], source: 'debian:rrdtool' },
  pcapy: {
    build: [...CXX, 'libpcap0.8-dev'],
    run: ['libpcap0.8|libpcap0.8|libpcap0.8t64'],
    source: 'debian:pcapy',
  },
  manimpango: {
    build: [...C, 'libpango1.0-dev', 'pkg-config'],
    run: ['libpango-1.0-0', 'libpangocairo-1.0-0'],
    source: 'debian:manimpango',
  },
}

/** What packages call when they run, whether they were built or came as a wheel. Each is missing in a slim image. */
const CALLED: Readonly<Record<string, Row>> = {
  'opencv-python': called(
    ['libgl1', 'libglib2.0-0|libglib2.0-0|libglib2.0-0t64'],
    'https://github.com/opencv/opencv-python/issues/370',
  ),
  'opencv-contrib-python': called(
    ['libgl1', 'libglib2.0-0|libglib2.0-0|libglib2.0-0t64'],
    'https://github.com/opencv/opencv-python/issues/370',
  ),
  // Since 4.3 or so without GUI libraries; glib was called by older ones.
  'opencv-python-headless': called(
    ['libglib2.0-0|libglib2.0-0|libglib2.0-0t64'],
    'https://github.com/opencv/opencv-python/issues/203',
  ),
  'opencv-contrib-python-headless': called(
    ['libglib2.0-0|libglib2.0-0|libglib2.0-0t64'],
    'https://github.com/opencv/opencv-python/issues/203',
  ),
  'python-magic': called(['libmagic1|libmagic1|libmagic1t64'], 'debian:python-magic'),
  weasyprint: called(
    [
      'libpango-1.0-0',
      'libpangoft2-1.0-0',
      'libharfbuzz0b',
      'libfontconfig1',
      'libglib2.0-0|libglib2.0-0|libglib2.0-0t64',
    ],
    'https://doc.courtbouillon.org/weasyprint/stable/first_steps.html',
  ),
  pdf2image: called(['poppler-utils'], 'https://github.com/Belval/pdf2image#linux'),
  pytesseract: called(['tesseract-ocr'], 'https://github.com/madmaze/pytesseract#installation'),
  'ffmpeg-python': called(['ffmpeg'], 'https://github.com/kkroening/ffmpeg-python#installing-ffmpeg'),
  pydub: called(['ffmpeg'], 'https://github.com/jiaaro/pydub#installation'),
  gitpython: called(['git'], 'https://github.com/gitpython-developers/GitPython#requirements'),
  pyzbar: called(['libzbar0|libzbar0|libzbar0t64'], 'debian:pyzbar'),
  psycopg: called(['libpq5'], 'https://www.psycopg.org/psycopg3/docs/basic/install.html'),
  pyodbc: called(['unixodbc'], 'https://github.com/mkleehammer/pyodbc/issues/1133'),
  lightgbm: called(['libgomp1'], 'https://github.com/lightgbm-org/LightGBM/pull/4517'),
  cairocffi: called(['libcairo2'], 'debian:cairocffi'),
  cairosvg: called(['libcairo2'], 'debian:cairocffi'),
  graphviz: called(['graphviz'], 'debian:python-graphviz'),
  pydot: called(['graphviz'], 'debian:pydot'),
  pypandoc: called(['pandoc'], 'debian:pypandoc'),
  pyperclip: called(['xclip'], 'debian:python-pyperclip'),
  libtmux: called(['tmux'], 'debian:python-libtmux'),
  pyenchant: called(['libenchant-2-2'], 'debian:pyenchant'),
  pyusb: called(['libusb-1.0-0'], 'debian:pyusb'),
  wand: called(['imagemagick'], 'debian:wand'),
  pyglet: called(
    ['libfontconfig1', 'libfreetype6', 'libgl1', 'libglu1-mesa', 'libx11-6', 'libxext6'],
    'debian:pyglet',
  ),
}

function called(run: readonly string[], source: string): Row {
  return { build: [], run, source }
}

/** Packages that bring a library themselves which another one calls otherwise. */
const BROUGHT: Readonly<Record<string, string>> = {
  // https://www.psycopg.org/psycopg3/docs/basic/install.html#binary-installation
  psycopg: 'psycopg-binary',
}

/** The package that brings what this one calls, where it is installed beside it. */
export function bringerFor(name: string): string | undefined {
  return Object.hasOwn(BROUGHT, name) ? BROUGHT[name] : undefined
}

/** Those that only run on glibc although nothing says so in the names of their files. */
const GLIBC_ONLY: Readonly<Record<string, string>> = {
  // https://cx-oracle.readthedocs.io/en/latest/user_guide/installation.html
  'cx-oracle': "needs Oracle's Instant Client, which is built for glibc",
}

let plain: ReadonlySet<string> | undefined
let rust: ReadonlySet<string> | undefined

/** How a source distribution is built on a release of Debian; undefined where that is not known. */
export function pythonBuildOf(name: string, debian: number): PythonBuild | 'rust' | undefined {
  if (Object.hasOwn(LINKED, name)) return onRelease(LINKED[name], debian)
  plain ??= new Set(data.plain.split(' '))
  if (plain.has(name)) return { build: CXX, run: [] }
  rust ??= new Set(data.rust.split(' '))
  return rust.has(name) ? 'rust' : undefined
}

/** What a package calls when it runs, however it was installed. */
export function calledBy(name: string, debian: number): readonly string[] {
  return Object.hasOwn(CALLED, name) ? (onRelease(CALLED[name], debian)?.run ?? []) : []
}

/** Why a package is of no use without glibc; undefined where that is not so. */
export function glibcOnly(name: string): string | undefined {
  return Object.hasOwn(GLIBC_ONLY, name) ? GLIBC_ONLY[name] : undefined
}

function onRelease(row: PythonBuild | undefined, debian: number): PythonBuild | undefined {
  const pick = (names: readonly string[]): readonly string[] =>
    names.map((name) => {
      const each = name.split('|')
      return each[Math.min(Math.max(debian - 11, 0), each.length - 1)] ?? name
    })
  return row && { build: pick(row.build), run: pick(row.run) }
}

/** Every package that the tables name, with its source. */
export function pythonBuildSources(): readonly (readonly [
  name: string,
  packages: readonly string[],
  source: string,
])[] {
  return [LINKED, CALLED].flatMap((table) =>
    Object.entries(table).map(
      ([name, { build, run, source }]) => [name, [...build, ...run], source] as const,
    ),
  )
}
