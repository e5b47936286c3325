// What the sources of a program in C or C++ say of the system that it needs.
import { walkFiles } from '../../../../project/walk-files.ts'
import { C_SOURCES } from '../../../calls/static-c.ts'
import type { Subject } from '../../subject.ts'

export interface CSources {
  /** Files that say how it is built, by their paths in the context. */
  readonly buildFiles: ReadonlyMap<string, string>
  readonly isCpp: boolean
  /** Programs that it starts by name. */
  readonly starts: readonly string[]
  /** Why what it starts or loads when it runs is not known. */
  readonly unknown: string | undefined
  /** True where it opens connections that are checked by certificates. */
  readonly usesCertificates: boolean
  /** Files that it opens by names that are written out. */
  readonly reads: readonly string[]
  /** A shared library that lies in the context. */
  readonly shared: string | undefined
}

const BUILD_FILES =
  /^(?:GNUmakefile|[Mm]akefile(?:\..*)?|.*\.mk|.*\.mak|CMakeLists\.txt|.*\.cmake|configure(?:\.ac|\.in)?|.*\.pro|meson\.build|meson_options\.txt)$/

const OTHERS = /^(?:\.git|\.github|node_modules|docs?|examples?|tests?|testing|benchmarks?)$/

/** Undefined where they are too many, or not there. */
export function cSources({ project }: Subject, top: string): CSources | undefined {
  const buildFiles = new Map<string, string>()
  let isCpp = false
  let sources = 0
  let code = ''
  let shared: string | undefined
  const { isWhole } = walkFiles(project, [top], OTHERS, ({ path, name, names, read }) => {
    if (names !== undefined) return undefined
    if (BUILD_FILES.test(name)) buildFiles.set(path, read() ?? '')
    else if (/\.so(?:\.[\d.]+)?$/.test(name)) shared = name
    else if (C_SOURCES.test(name) || /\.(?:C|c\+\+|ipp|inl|tpp|l|y|ll|yy)$/.test(name)) {
      sources += 1
      isCpp ||= /\.(?:cc|cpp|cxx|C|c\+\+|hpp|hxx|ipp)$/.test(name)
      code += `${withoutComments(read() ?? '')}\n`
    }
    return undefined
  })
  if (!isWhole || sources === 0) return undefined
  const calls = [
    ...code.matchAll(
      /\b(?:system|popen|execl|execlp|execle|execv|execvp|execvpe|execve|posix_spawnp?)\s*\(\s*([^,)]*)/g,
    ),
  ]
  const starts: string[] = []
  let unknown: string | undefined
  for (const [, word = ''] of calls) {
    const [, text] = /^"\s*([\w./-]+)/.exec(word) ?? []
    // system(NULL) asks whether there is a shell.
    if (text !== undefined) starts.push(text)
    else if (
      !/^(?:NULL|0|nullptr)?$/.test(word.trim()) &&
      !/^(?:const\s|char\b|std::|void\b|int\b)/.test(word)
    )
      unknown ??= 'the sources start programs whose names are put together'
  }
  if (/\bdlopen\s*\(/.test(code)) unknown ??= 'the sources load libraries when the program runs'
  return {
    buildFiles,
    isCpp,
    starts: [...new Set(starts)],
    unknown,
    reads: [
      ...code.matchAll(
        /\b(?:fopen|freopen|open|opendir|stat|access|(?:std::)?i?fstream\s+\w+)\s*[({]\s*"([^"\n]+)"/g,
      ),
    ].map(([, name = '']) => name),
    usesCertificates: /<openssl\/ssl\.h>|<curl\/|<gnutls\/|<mbedtls\/ssl|CURLOPT_|boost\/asio\/ssl/.test(
      code,
    ),
    shared,
  }
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[^:"])\/\/.*$/gm, '$1')
}
