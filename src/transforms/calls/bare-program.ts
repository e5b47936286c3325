// Whether a static program asks anything of a system around it. The distroless image has what most programs ask: certificates,
// time zones, accounts and /tmp. An empty image has none of it.
import { isWithoutCrates } from '../../project/rust/linked-crates.ts'
import type { Project } from '../../project/project.ts'
import { C_SOURCES } from './static-c.ts'
import { GO_SOURCES } from './static-go.ts'
import { RUST_SOURCES } from './static-rust.ts'
import { sourceReason, type SourceFile } from './source-files.ts'
import type { CompiledLanguage } from './static-binaries.ts'

/** What the stage has beside the program. */
export interface Provided {
  readonly certificates: boolean
  readonly zones: boolean
  /** Whether the base had time zones, so that TZ counted when a container was started with it. */
  readonly hadZones: boolean
  /** Whether the base had a list of the types of files by their names: /etc/mime.types. */
  readonly hadTypes: boolean
}

/** What a program of the build context needs of a system; undefined where it is known to need nothing. */
export function systemNeed(
  language: CompiledLanguage,
  project: Project,
  provided: Provided,
): string | undefined {
  switch (language) {
    case 'go':
      return goNeed(project, provided)
    case 'rust':
      return rustNeed(project)
    case 'c':
      return sourceReason(project, 'the program', C_SOURCES, (file) => cNeed(file, provided))
  }
}

// What runtimes mount into every container is left out: /etc/hosts, /etc/resolv.conf, /dev, /proc and /sys.
const PATHS =
  /["'`]\/(?:etc(?!\/(?:hosts|resolv\.conf)\b)|usr|bin|sbin|lib\w*|tmp|var|run|home|root)(?:\/|["'`])/

/** Answers of a Go program that name the type of a file. */
export const SERVES_FILES = /\b(?:FileServer(?:FS)?|ServeFile(?:FS)?|ServeContent)\b/

const GO: readonly (readonly [RegExp, string, (provided: Provided) => boolean])[] = [
  [/"crypto\/(?:tls|x509)"|"net\/smtp"/, 'certificates', ({ certificates }) => certificates],
  [
    /\bhttp\.(?:Get|Head|Post|PostForm|Client|DefaultClient|NewRequest\w*|Transport|DefaultTransport|RoundTripper)\b|"net\/http\/httputil"/,
    'certificates',
    ({ certificates }) => certificates,
  ],
  [/\btime\.LoadLocation\b/, 'time zones', ({ zones }) => zones],
  [/"time"|"log(?:\/\w+)?"|"net\/http"/, 'time zones', ({ zones, hadZones }) => zones || !hadZones],
  [/"os\/user"/, 'accounts', () => false],
  [
    /\b(?:UserHomeDir|UserCacheDir|UserConfigDir|ExpandEnv)\b|"HOME"|\$HOME\b|"USER"/,
    'accounts',
    () => false,
  ],
  [
    /\b(?:CreateTemp|MkdirTemp|TempDir|TempFile)\b|\b(?:FormFile|ParseMultipartForm|MultipartReader|MultipartForm|ReadForm)\b/,
    '/tmp',
    () => false,
  ],
  // https://pkg.go.dev/mime#TypeByExtension: the system's list goes before the program's own, short one.
  [SERVES_FILES, 'the types of files by their names', ({ hadTypes }) => !hadTypes],
  [/"(?:log\/syslog|mime|net\/mail)"/, 'files of a system', () => false],
]

function goNeed(project: Project, provided: Provided): string | undefined {
  const module = /^module\s+(\S+)/m.exec(project.read('go.mod') ?? '')?.[1]
  const zonesWithin = sourceReason(project, '', GO_SOURCES, ({ text }) =>
    text.includes('"time/tzdata"') ? 'embedded' : undefined,
  )
  const given = { ...provided, zones: provided.zones || zonesWithin === 'embedded' }
  return sourceReason(project, 'the program', GO_SOURCES, ({ path, text }) => {
    const other = importsOf(text).find(
      (each) =>
        /^[^/]*\./.test(each) &&
        (module === undefined || (each !== module && !each.startsWith(`${module}/`))),
    )
    if (other !== undefined) return `what ${other} needs of a system is not known`
    const [, what] = GO.find(([sign, , isGiven]) => sign.test(text) && !isGiven(given)) ?? []
    if (what !== undefined) return `${path} may need ${what}`
    return PATHS.test(text) ? `${path} names files of a system` : undefined
  })
}

function importsOf(text: string): readonly string[] {
  const lists = [...text.matchAll(/^import\s*(?:\(([^)]*)\)|([^\n]*))/gm)].map(
    (each) => each[1] ?? each[2] ?? '',
  )
  return lists.flatMap((list) =>
    [...list.matchAll(/"([^"\n]+)"|`([^`\n]+)`/g)].map((each) => each[1] ?? each[2] ?? ''),
  )
}

/** The standard library of Rust has neither TLS nor time zones. */
function rustNeed(project: Project): string | undefined {
  const lock = project.read('Cargo.lock')
  if (lock === undefined || !isWithoutCrates(lock)) return 'what its crates need of a system is not known'
  return sourceReason(project, 'the program', RUST_SOURCES, ({ path, text }) =>
    /\b(?:temp_dir|home_dir)\b|"HOME"|\bextern\s+"C"/.test(text) || PATHS.test(text)
      ? `${path} may need files of a system`
      : undefined,
  )
}

// ISO C and POSIX: https://pubs.opengroup.org/onlinepubs/9799919799/idx/headers.html
const HEADERS =
  /^(?:assert|complex|ctype|errno|fenv|float|inttypes|iso646|limits|math|setjmp|signal|stdalign|stdarg|stdatomic|stdbool|stddef|stdint|stdio|stdlib|stdnoreturn|string|strings|tgmath|threads|unistd|fcntl|poll|pthread|sched|semaphore|termios|arpa\/inet|net\/if|netinet\/(?:in|tcp)|sys\/(?:epoll|eventfd|ioctl|mman|prctl|resource|select|signalfd|socket|stat|time|timerfd|types|uio|un|wait)|linux\/[\w/]+)\.h$/

function cNeed({ path, text }: SourceFile, { hadZones }: Provided): string | undefined {
  const header = [...text.matchAll(/^\s*#\s*include\s*<([^>]+)>/gm)]
    .map((each) => each[1] ?? '')
    .find((each) => !HEADERS.test(each) && !(each === 'time.h' && !hadZones))
  if (header !== undefined) return `what <${header}> needs of a system is not known`
  return /\b(?:tmpfile|tmpnam|mkstemps?|mkdtemp|getlogin\w*|setlocale|ttyname)\s*\(|"HOME"/.test(text) ||
    PATHS.test(text)
    ? `${path} may need files of a system`
    : undefined
}
