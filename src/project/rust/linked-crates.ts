// Crates that bind to a library of the system. By the convention of Cargo they are named after it, with -sys behind:
// https://doc.rust-lang.org/cargo/reference/build-scripts.html#-sys-packages

export interface Crate {
  readonly name: string
  readonly version: string
}

// Bindings to what every Linux has, or to other systems: they link to nothing of the image.
const OF_THE_SYSTEM =
  /^(?:linux-raw|windows|winapi|js|web|core-foundation|core-graphics|security-framework|jni|ndk|objc|objc2|wasi|hermit|fuchsia-zircon|redox|kernel32|ws2_32|schannel|system-configuration|fsevent|inotify|dirs)-sys$/

// They compile their own copy of the library with the cc crate, which needs gcc alone: build.rs of each.
const BUNDLED = /^(?:libmimalloc|zstd|lz4|bzip2|lzma|libz|brotli|libdeflate)-sys$/

/** Those of a Cargo.lock. */
export function linkedCrates(lock: string): readonly Crate[] {
  return cratesOf(lock).filter(
    ({ name }) => name.endsWith('-sys') && !OF_THE_SYSTEM.test(name) && !BUNDLED.test(name),
  )
}

function cratesOf(lock: string): readonly Crate[] {
  return [...lock.matchAll(/^name = "([\w-]+)"\r?\nversion = "([^"]+)"/gm)].map(
    ([, name = '', version = '']) => ({ name, version }),
  )
}

/** True where a Cargo.lock names nothing but the project itself. */
export function isWithoutCrates(lock: string): boolean {
  return !/^source = /m.test(lock)
}
