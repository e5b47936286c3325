// What a linker is asked for, as the files of a build and the commands of RUNs name it.
import { posix } from 'node:path'
import type { Call } from '../../../calls/calls.ts'
import type { CSources } from './sources.ts'

export interface Links {
  /** `pq` of `-lpq`; libraries that the project builds for itself are left out. */
  readonly names: ReadonlySet<string>
  /** False where something may be linked that is not among them. */
  readonly isWhole: boolean
  /** A shared library that the build makes: the program may need it when it runs. */
  readonly ownShared: string | undefined
  readonly usesOpenMp: boolean
  /** True where everything is linked by -static. */
  readonly isStatic: boolean
}

/** Libraries of Windows and macOS, which conditions keep out of a build on Linux. */
const OF_OTHER_SYSTEMS =
  /^(?:ws2_32|wsock32|gdi32|winmm|mingw32|iphlpapi|crypt32|user32|opengl32|kernel32|psapi|bcrypt|shlwapi|advapi32|ole32|shell32|dbghelp|socket|objc|System)$/

// The names of modules of pkg-config whose libraries have others: Libs of the .pc files of each.
const OF_MODULES: Readonly<Record<string, readonly string[]>> = {
  openssl: ['ssl', 'crypto'],
  zlib: ['z'],
  'libxml-2.0': ['xml2'],
  bzip2: ['bz2'],
  'yaml-0.1': ['yaml'],
  sdl2: ['SDL2'],
  x11: ['X11'],
  libpng16: ['png16'],
}

// What the modules that come with CMake find: https://cmake.org/cmake/help/latest/manual/cmake-modules.7.html
const OF_PACKAGES: Readonly<Record<string, readonly string[]>> = {
  ZLIB: ['z'],
  OpenSSL: ['ssl', 'crypto'],
  CURL: ['curl'],
  PostgreSQL: ['pq'],
  SQLite3: ['sqlite3'],
  PNG: ['png', 'z'],
  JPEG: ['jpeg'],
  LibXml2: ['xml2'],
  BZip2: ['bz2'],
  LibLZMA: ['lzma'],
  EXPAT: ['expat'],
  Freetype: ['freetype'],
  GSL: ['gsl', 'gslcblas'],
  Threads: [],
  Eigen3: [],
  nlohmann_json: [],
  GTest: [],
  Doxygen: [],
  Git: [],
  Python3: [],
  Python: [],
  PythonInterp: [],
  OpenMP: [],
}

export function linksOf(calls: readonly Call[], { buildFiles, shared }: CSources): Links {
  const names = new Set<string>()
  const own = new Set<string>()
  let isWhole = true
  let ownShared = shared
  let usesOpenMp = false
  let isStatic = false
  const module = (name: string): void => {
    const known = Object.hasOwn(OF_MODULES, name) ? OF_MODULES[name] : undefined
    for (const each of known ?? [name.replace(/^lib/, '')]) names.add(each)
  }
  const flags = (text: string): void => {
    for (const [, name = ''] of text.matchAll(/(?:^|[\s"'(=;,])-l([\w.+-]+)/g)) names.add(name)
    for (const [, name = ''] of text.matchAll(/\blib([\w.+-]+?)\.(?:a|la)\b/g)) own.add(name)
    for (const [, words = ''] of text.matchAll(/(?:pkg-config|pkgconf|PKG_CONFIG\)?)\s+([^)`\n|]*)/g))
      for (const word of words.split(/\s+/)) if (/^[a-z][\w.+-]*$/i.test(word)) module(word)
    if (/(?:^|\s)-l?\$/.test(text)) isWhole = false
    usesOpenMp ||= text.includes('-fopenmp')
    isStatic ||= /(?:^|\s|=|")-static(?:-pie)?(?=\s|"|$)/m.test(text)
    if (/(?:^|\s)-shared\b/.test(text)) ownShared ??= 'one of -shared'
    if (/-fsanitize|-lgfortran|\bgfortran\b/.test(text)) isWhole = false
  }
  for (const { command } of calls) flags(command.args.map(({ text }) => text).join(' '))
  const isNinja = calls.some(({ command }) => /^(?:cmake|meson)$/.test(command.name ?? ''))
  for (const [path, text] of buildFiles) {
    const name = posix.basename(path)
    if (name === 'CMakeLists.txt' || name.endsWith('.cmake')) cmake(text.replace(/#.*$/gm, ''))
    else if (name === 'meson.build') meson(text.replace(/#.*$/gm, ''))
    else if (name === 'configure') isWhole &&= buildFiles.has(posix.join(posix.dirname(path), 'configure.ac'))
    else if (/^configure\.(?:ac|in)$/.test(name)) autoconf(text.replace(/^\s*(?:#|dnl\b).*$/gm, ''))
    else if (!isNinja || name.endsWith('Makefile.am')) {
      flags(text.replace(/#.*$/gm, ''))
      if (/^(?:\w+_)?lib_LTLIBRARIES\s*\+?=\s*\S/m.test(text) && !text.includes('noinst_LTLIBRARIES'))
        ownShared ??= 'one of libtool'
    }
  }

  function cmake(text: string): void {
    for (const [, target = '', kind = ''] of text.matchAll(/add_library\s*\(\s*(\S+)\s+(\w+)?/gi)) {
      own.add(target)
      if (/^(?:SHARED|MODULE)$/i.test(kind)) ownShared ??= target
    }
    if (/BUILD_SHARED_LIBS\b[^)]*\bON\b/i.test(text)) ownShared ??= 'one of BUILD_SHARED_LIBS'
    if (
      /\b(?:FetchContent_\w+|ExternalProject_Add|CPMAddPackage|conan_\w+|find_library|find_program)\s*\(/i.test(
        text,
      )
    )
      isWhole = false
    if (text.includes('OpenMP')) usesOpenMp = true
    const known = new Set<string>()
    for (const [, name = '', rest = ''] of text.matchAll(/find_package\s*\(\s*([\w-]+)([^)]*)/gi)) {
      known.add(name)
      if (name === 'PkgConfig') continue
      if (name === 'Boost')
        for (const each of /COMPONENTS\s+([\s\S]*)/.exec(rest)?.[1]?.split(/\s+/) ?? [])
          if (/^[a-z]/.test(each)) names.add(`boost_${each}`)
      const links = Object.hasOwn(OF_PACKAGES, name) ? OF_PACKAGES[name] : undefined
      if (links) for (const each of links) names.add(each)
      else if (name !== 'Boost') isWhole = false
    }
    for (const [, words = ''] of text.matchAll(/pkg_(?:check|search)_modules?\s*\(\s*\S+([^)]*)/gi))
      for (const word of words.split(/\s+/)) if (/^[a-z]/.test(word)) module(word.replace(/[<>=].*$/, ''))
    for (const [, words = ''] of text.matchAll(/(?:target_)?link_libraries\s*\(([^)]*)/gi))
      for (const word of words.trim().split(/\s+/).slice(1)) {
        if (/^(?:PUBLIC|PRIVATE|INTERFACE|debug|optimized|general)$/i.test(word) || word.includes('::'))
          continue
        if (word.includes('$')) {
          const package_ = /\$\{(\w+?)_/.exec(word)?.[1] ?? ''
          if (
            ![...known].some((each) => each.toLowerCase() === package_.toLowerCase()) &&
            !package_.startsWith('CMAKE')
          )
            isWhole = false
        } else if (/^[\w+.-]+$/.test(word)) names.add(word.replace(/^-l/, ''))
        else isWhole = false
      }
  }

  function meson(text: string): void {
    if (/\bsubproject\s*\(|\bimport\s*\(/.test(text)) isWhole = false
    if (
      /\b(?:shared_library|shared_module|both_libraries|library)\s*\(/.test(
        text.replace(/static_library/g, ''),
      )
    )
      ownShared ??= 'one of meson'
    for (const [, name = ''] of text.matchAll(/\bdependency\s*\(\s*'([^']+)'/g)) {
      if (name === 'threads') continue
      if (name === 'openmp') usesOpenMp = true
      else module(name)
    }
    for (const [, name = ''] of text.matchAll(/\bfind_library\s*\(\s*'([^']+)'/g)) names.add(name)
  }

  function autoconf(text: string): void {
    for (const [, name = ''] of text.matchAll(/AC_CHECK_LIB\s*\(\s*\[?\s*([\w.+-]+)/g)) names.add(name)
    for (const [, list = ''] of text.matchAll(/AC_SEARCH_LIBS\s*\([^,]*,\s*\[?([^\],)]*)/g))
      for (const name of list.trim().split(/\s+/)) if (name !== '') names.add(name)
    for (const [, list = ''] of text.matchAll(/PKG_CHECK_MODULES\s*\([^,]*,\s*\[?([^\],)]*)/g))
      for (const name of list
        .replace(/[<>=]+\s*\S+/g, '')
        .trim()
        .split(/\s+/))
        if (name !== '') module(name)
    if (/\bAX_|\bAM_PATH_|\bAC_ARG_WITH/.test(text)) isWhole = false
  }

  for (const name of names)
    if (own.has(name) || own.has(`lib${name}`) || OF_OTHER_SYSTEMS.test(name)) names.delete(name)
  return { names, isWhole, ownShared, usesOpenMp, isStatic }
}
