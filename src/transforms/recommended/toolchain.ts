// Recommended packages that compilers and builds call or read.
import { type Use } from './use.ts'

const PIP = /\bpip[\d.]*\b.*\binstall\b|\b(?:pipenv|poetry|pipx|easy_install[\d.]*)\b|setup\.py/
const BUILDS_ADDONS =
  /\b(?:npm|yarn|pnpm|bundle|cargo|pecl|luarocks|stack|cabal)(?:"|'|,|\s)|node-gyp|\bgem install|\bcpanm?\b/

/** Those whose absence a build may notice. */
export const TOOLCHAIN: readonly Use[] = [
  {
    packages: ['libc6-dev'],
    carries: 'the headers of the C library, without which gcc compiles little',
    otherwise: 'add',
  },
  {
    packages: ['make'],
    carries: 'what cmake and cpanm build with',
    via: /^(?:cmake|cpanminus)/,
    unless: /\bninja\b/i,
    otherwise: 'add',
  },
  {
    packages: ['gcc'],
    carries: 'the compiler that cmake and Go look for',
    via: /^(?:cmake|golang)/,
    unless: /\bclang\b/,
    otherwise: 'add',
  },
  {
    packages: ['gcc', 'g++', 'libfl-dev', 'libltdl-dev', 'libtool', 'patch', 'pkg-config', 'cppzmq-dev'],
    carries: 'parts of a toolchain that builds from source call',
    hidden: { by: 'build', fate: 'add' },
  },
  {
    packages: ['automake'],
    carries: 'aclocal and automake, for autoreconf and autogen.sh',
    shows: /\b(?:autoreconf|autogen|autopoint|buildconf|aclocal)\b|bootstrap(?:\.sh)?\b/,
    hidden: { by: 'script', fate: 'add' },
  },
  {
    packages: ['build-essential'],
    carries: 'the compilers with which pip and npm build extensions',
    shows: new RegExp(`${PIP.source}|${BUILDS_ADDONS.source}`),
    hidden: { by: 'script', fate: 'add' },
    via: /^python3?-pip$|^npm$/,
    forOthers: 'refuse',
  },
  {
    packages: ['python3-dev'],
    carries: 'the headers with which pip builds extensions',
    shows: PIP,
    hidden: { by: 'script', fate: 'add' },
    via: /^python3?-pip$/,
    forOthers: 'refuse',
  },
  {
    packages: ['build-essential'],
    carries: 'the compilers with which extensions are built',
    shows: new RegExp(`${PIP.source}|${BUILDS_ADDONS.source}`),
    hidden: { by: 'script', fate: 'add' },
  },
  {
    packages: ['python3-dev'],
    carries: 'the headers with which extensions of Python are built',
    shows: PIP,
    hidden: { by: 'script', fate: 'add' },
  },
  {
    packages: ['python3-setuptools', 'python3-wheel'],
    carries: 'what pip of older releases needs for packages without a wheel',
    via: /-pip$/,
    otherwise: 'add',
  },
  {
    packages: ['python3-setuptools'],
    carries: 'distutils, which Python has no more from 3.12 on',
    otherwise: 'add',
  },
  {
    packages: ['python3-pkg-resources'],
    carries: 'pkg_resources, by which modules of Python find their files',
    otherwise: 'add',
  },
  {
    packages: ['ruby-dev'],
    carries: 'the headers with which bundler builds gems',
    shows: /\bbundle\b|\bgem install/,
    hidden: { by: 'script', fate: 'add' },
  },
  {
    packages: ['libmpich-dev'],
    carries: 'the headers without which mpicc compiles little',
    otherwise: 'add',
  },
  {
    packages: ['device-tree-compiler'],
    carries: 'dtc, which mkimage starts for .its files',
    otherwise: 'add',
  },
  { packages: ['libubootenv-tool'], carries: 'fw_printenv and fw_setenv', shows: /\bfw_(?:print|set)env\b/ },
  {
    packages: ['opencv-data'],
    carries: 'the models that OpenCV finds faces with',
    otherwise: 'add',
  },
  {
    packages: ['python3-tk'],
    carries: 'windows for matplotlib',
    shows: /\btk(?:agg|inter)\b|\bDISPLAY\b|xvfb|vnc/i,
  },
  { packages: ['libprotobuf-dev'], carries: 'the .proto files that come with protoc', otherwise: 'add' },
  {
    packages: ['ant-optional'],
    carries: 'the optional tasks of ant, among them junit',
    via: /^ant$/,
    otherwise: 'add',
  },
  {
    packages: ['fakeroot'],
    carries: 'fakeroot, for building packages',
    shows: /debuild|dpkg-buildpackage|checkinstall|debian\/rules/,
  },
  {
    packages: ['libc6-dev-armhf-cross'],
    carries: 'the headers of the C library, without which a cross compiler compiles little',
    otherwise: 'add',
  },
  {
    packages: ['libqt5opengl5-dev'],
    carries: 'headers of Qt for OpenGL',
    hidden: { by: 'build', fate: 'refuse' },
  },
]
