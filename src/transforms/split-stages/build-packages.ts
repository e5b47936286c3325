// Packages of distributions that serve a build and not what it makes. Names as Debian and Alpine have them; that such a package is
// not called at run time either is asked of what the containers start.

/** Compilers, what drives them, and headers. */
const BUILDS =
  /^(?:build-essential|build-base|alpine-sdk|gcc(?:-\d+)?|g\+\+(?:-\d+)?|cpp|gfortran|clang(?:-[\d.]+)?|llvm(?:-[\d.]+)?(?:-dev)?|lld(?:-\d+)?|binutils|make|cmake|ninja-build|ninja|samurai|meson|scons|autoconf|automake|libtool|libtool-bin|pkg-config|pkgconf|pkgconfig|bison|flex|m4|patch|nasm|yasm|swig|gperf|ccache|gdb|valgrind|dpkg-dev|fakeroot|debhelper|devscripts|linux-headers(?:-.*)?|.*-dev|.*-headers|maven|gradle|ant|sbt|golang(?:-.*)?|go|rustc|cargo|ghc|cabal-install|protobuf-compiler|musl-tools|gcc-multilib|g\+\+-multilib|crossbuild-essential-.*|gcc-.*-linux-gnu.*|g\+\+-.*-linux-gnu.*)$/

/** What fetches and unpacks sources: a build's where the build is seen to call it. */
const FETCHES: Readonly<Record<string, RegExp>> = {
  git: /^(?:git|go|npm|yarn|pnpm|pip3?|cargo|bundle|composer|mix)$/,
  'git-core': /^git$/,
  mercurial: /^hg$/,
  subversion: /^svn$/,
  curl: /^curl$/,
  wget: /^wget$/,
  unzip: /^unzip$/,
  zip: /^zip$/,
  'xz-utils': /^tar$/,
  bzip2: /^tar$/,
  gnupg: /^(?:gpg|apt-key)$/,
  gnupg2: /^(?:gpg|apt-key)$/,
  dirmngr: /^(?:gpg|apt-key)$/,
  'apt-transport-https': /^apt/,
  'software-properties-common': /^(?:add-apt-repository|apt)/,
  'lsb-release': /^lsb_release$/,
  file: /^(?:\.?\/?configure|make)$/,
  rsync: /^rsync$/,
}

/** True for a package that is of no use where nothing is built. */
export function isForBuilds(name: string): boolean {
  return BUILDS.test(name)
}

/** True for one that fetches or unpacks, and that a program of the build needs for that. */
export function isForFetching(name: string, programs: ReadonlySet<string>): boolean {
  const by = Object.hasOwn(FETCHES, name) ? FETCHES[name] : undefined
  return by !== undefined && [...programs].some((program) => by.test(program))
}

/** True for a package of headers, whose library the result may be linked to. */
export function hasHeaders(name: string): boolean {
  return (
    /-dev(?:el)?$/.test(name) &&
    !/^(?:libc6|libc|musl|linux-libc|libtool|python3|python|ruby|php\d*|g\+\+|gcc|libstdc\+\+.*|libgcc.*|default-jdk)-dev$/.test(
      name,
    )
  )
}
