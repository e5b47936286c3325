// What crates link to, of a Cargo.lock.
import { linkedCrates } from '../../../../project/rust/linked-crates.ts'

// What the build script of each asks the linker for where it takes the library of the system and not its own copy: build.rs of
// the crates on https://docs.rs. Empty: it always compiles its own copy, or serves builds alone.
const LINKS: Readonly<Record<string, readonly string[]>> = {
  'openssl-sys': ['ssl', 'crypto'],
  'libsqlite3-sys': ['sqlite3'],
  'pq-sys': ['pq'],
  'mysqlclient-sys': ['mariadb', 'mysqlclient'],
  'curl-sys': ['curl'],
  'libgit2-sys': ['git2'],
  'libssh2-sys': ['ssh2'],
  onig_sys: ['onig'],
  'alsa-sys': ['asound'],
  'libudev-sys': ['udev'],
  'libdbus-sys': ['dbus-1'],
  'freetype-sys': ['freetype'],
  'servo-freetype-sys': ['freetype'],
  'yeslogic-fontconfig-sys': ['fontconfig'],
  'servo-fontconfig-sys': ['fontconfig'],
  'expat-sys': ['expat'],
  'libsodium-sys': ['sodium'],
  'libsodium-sys-stable': ['sodium'],
  'zmq-sys': ['zmq'],
  'rdkafka-sys': ['rdkafka', 'sasl2', 'ssl', 'crypto'],
  'zstd-sys': ['zstd'],
  'lz4-sys': ['lz4'],
  'bzip2-sys': ['bz2'],
  'lzma-sys': ['lzma'],
  'libz-sys': ['z'],
  'libz-ng-sys': [],
  'jemalloc-sys': [],
  'tikv-jemalloc-sys': [],
  'libmimalloc-sys': [],
  'secp256k1-sys': [],
  'aws-lc-sys': [],
  'aws-lc-fips-sys': [],
  'mozjpeg-sys': [],
  'clang-sys': [],
  'snmalloc-sys': ['atomic'],
}

// No crate of bindings by its name, and yet linked to a library of the system, or loading one.
const OTHERS =
  /^name = "(pyo3-ffi|pcap|ncurses|opencv|libloading|dlopen2?|rusty_v8|v8|hdf5-sys|tch|mlua-sys|ort)"/m

export interface CrateLinks {
  /** What the linker may be asked for: `ssl`. */
  readonly names: readonly string[]
  /** A crate of which that is not known. */
  readonly unknown: string | undefined
  /** True where one of them opens connections that are checked by the certificates of the system. */
  readonly usesCertificates: boolean
}

export function crateLinks(lock: string): CrateLinks {
  // What looks for crates of bindings leaves out those that mostly have their own copy.
  const crates = [...lock.matchAll(/^name = "([\w-]+[-_]sys(?:-stable)?)"/gm)].map(([, name = '']) => name)
  const known = new Set(Object.keys(LINKS))
  // Only its feature bundled asks for a C compiler: Cargo.toml of libsqlite3-sys.
  const isBundled = /^name = "libsqlite3-sys"\n(?:(?!\[\[)[^])*?^ "cc(?: [^"]*)?",?$/m.test(lock)
  const [strange] = linkedCrates(lock).filter(({ name }) => !known.has(name))
  const [, other] = OTHERS.exec(withoutClang(lock)) ?? []
  return {
    names: [
      ...new Set(
        crates
          .filter((name) => known.has(name) && !(isBundled && name === 'libsqlite3-sys'))
          .flatMap((name) => LINKS[name] ?? []),
      ),
    ],
    unknown: strange?.name ?? other,
    // Both of them look for the files of the system: https://docs.rs/openssl-probe, https://docs.rs/rustls-native-certs
    usesCertificates:
      /^name = "(?:openssl-probe|rustls-native-certs|native-tls|openssl-sys|curl-sys|rustls-platform-verifier)"/m.test(
        lock,
      ),
  }
}

/** bindgen loads clang when it builds: the crate that loads libraries is there for that. */
function withoutClang(lock: string): string {
  const users = [
    ...lock.matchAll(/^name = "([\w-]+)"(?:(?!^\[\[package\]\])[^])*?^ "libloading(?: [^"]*)?",?$/gm),
  ]
  const all = users.every(([, name]) => name === 'clang-sys')
  return all ? lock.replace(/^name = "libloading"$/gm, '') : lock
}
