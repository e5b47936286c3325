// What the sources of a Go program say of the system that it needs.
import { walkFiles } from '../../project/walk-files.ts'
import { SERVES_FILES } from '../calls/bare-program.ts'
import type { Subject } from './subject.ts'

export interface GoSources {
  /** What needs a C compiler, or may: `import "C"`, or a module whose sources are not here; undefined where nothing does. */
  readonly needsCgo: string | undefined
  /** What a linker is asked for by `#cgo LDFLAGS: -lpq`: `pq`. */
  readonly links: readonly string[]
  /** Programs that it starts by name. */
  readonly starts: readonly string[]
  /** True where it starts programs under names that are put together. */
  readonly startsUnknown: boolean
  /** True where it may open connections that are checked by certificates. */
  readonly usesNetwork: boolean
  /** True where it may ask for time zones by name, which the image of Go has and Alpine has not. */
  readonly usesZones: boolean
  /** True where it answers with files, and their types. */
  readonly servesFiles: boolean
}

/** Undefined where they are not in a known build context, or too many. */
export function goSources({ project }: Subject): GoSources | undefined {
  if (!project.known) return undefined
  const texts: string[] = []
  const modules: string[] = []
  const { isWhole } = walkFiles(
    project,
    [''],
    /^(?:\.git|node_modules|testdata)$/,
    ({ name, names, read }) => {
      if (names !== undefined) return undefined
      if (name === 'go.mod') modules.push(/^module\s+"?([^\s"]+)/m.exec(read() ?? '')?.[1] ?? '')
      if (name.endsWith('.go') && !name.endsWith('_test.go')) texts.push(read() ?? '')
      return undefined
    },
  )
  if (!isWhole) return undefined
  if (texts.length === 0) return undefined
  const code = texts.map((text) => text.replace(/^\s*\/\/.*$/gm, '')).join('\n')
  const vendored = project.list('vendor') !== undefined
  const foreign = importsOf(code).filter((path) => isForeign(path, modules))
  const unknown = vendored ? undefined : foreign[0]
  const starts = [
    ...code.matchAll(
      /\bexec\.(?:Command|CommandContext|LookPath)\(\s*(?:[\w.()]+,\s*)?(?:"([^"]*)"|(\w[^,)]*))/g,
    ),
  ]
  const asksFor = (pattern: RegExp): boolean => pattern.test(code)
  // A client of HTTP checks certificates; a server alone does not.
  const usesNetwork =
    foreign.length > 0 ||
    starts.some(([, name = '']) => /^(?:curl|git|wget)$/.test(name)) ||
    asksFor(
      /"crypto\/tls"|"crypto\/x509"|"net\/smtp"|http\.(?:Get|Post|PostForm|Head|Client|DefaultClient|NewRequest\w*|Transport)\b|httputil\./,
    )
  return {
    needsCgo: asksFor(/^\s*(?:import\s+)?"C"\s*$/m) ? 'import "C"' : unknown,
    links: texts.flatMap((text) =>
      [...text.matchAll(/^[\s/*]*#cgo\b.*LDFLAGS:(.*)$/gm)].flatMap(([, flags = '']) =>
        [...flags.matchAll(/(?:^|\s)-l(\S+)/g)].map(([, name = '']) => name),
      ),
    ),
    starts: [...new Set(starts.flatMap(([, name]) => name ?? []))],
    // Itself once more, as servers do that work in several processes.
    startsUnknown:
      starts.some(
        ([, name, word = '']) => name === undefined && !/^os\.(?:Args\[0\]|Executable)/.test(word),
      ) || asksFor(/"plugin"|syscall\.Exec\b|unix\.Exec\b/),
    usesNetwork,
    // https://pkg.go.dev/time#LoadLocation: at last those of the installation of Go, unless the program has its own.
    usesZones: !asksFor(/"time\/tzdata"/) && (foreign.length > 0 || asksFor(/\bLoadLocation\b/)),
    servesFiles: asksFor(SERVES_FILES) || (foreign.length > 0 && asksFor(/\.Static(?:FS|File)?\(/)),
  }
}

/** What sources import, as it is written there. */
function importsOf(code: string): readonly string[] {
  const blocks = [...code.matchAll(IMPORTS)].map(([text]) => text)
  return blocks.flatMap((text) => [...text.matchAll(/"([^"\n]+)"/g)].map(([, path = '']) => path))
}

/** An import of sources of Go: one, or several in parentheses. */
export const IMPORTS = /^import\s+(?:\([^)]*\)|[\w.]*\s*"[^"\n]*")/gm

// https://go.dev/ref/mod#module-path: the first element of a path of the standard library has no dot in it.
function isForeign(path: string, modules: readonly string[]): boolean {
  const [first = ''] = path.split('/')
  return first.includes('.') && !modules.some((own) => path === own || path.startsWith(`${own}/`))
}
