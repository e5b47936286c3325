/** Something that differs from build to build and never matters. */
interface NoiseRule {
  /** HOME stands for every home directory. What lies below goes with it. */
  readonly paths: readonly string[]
  /** content: the files are there in both. presence: whether they are there does not matter either. */
  readonly scope: 'content' | 'presence'
  readonly reason: string
}

// Found by building the same file twice. Left out on purpose, since they came out equal: the status of dpkg, ld.so.cache,
// node_modules, ELF files.
const RULES: readonly NoiseRule[] = [
  { paths: ['/var/log'], scope: 'content', reason: 'logs hold the time of every step' },
  {
    paths: ['/var/cache/ldconfig/aux-cache'],
    scope: 'content',
    reason: 'ldconfig keeps the inode and time of every library',
  },
  {
    paths: ['/var/cache/fontconfig', 'HOME/.cache/fontconfig', 'HOME/.fontconfig'],
    scope: 'content',
    reason: 'fontconfig keeps the time of every font directory',
  },
  {
    paths: ['/etc/machine-id', '/var/lib/dbus/machine-id'],
    scope: 'content',
    reason: 'the id of a machine is drawn at random',
  },
  { paths: ['HOME/.npm/_logs'], scope: 'presence', reason: 'npm names its logs after the time' },
  {
    paths: ['HOME/.npm/_cacache/index-v5'],
    scope: 'content',
    reason: 'the index of npm’s cache holds the time of every download',
  },
  {
    paths: ['HOME/.cache/pip/http', 'HOME/.cache/pip/http-v2', 'HOME/.cache/pip/selfcheck'],
    scope: 'content',
    reason: 'pip caches answers with their date',
  },
  {
    paths: ['HOME/.cache/go-build'],
    scope: 'presence',
    reason: 'Go’s build cache holds the time of every entry',
  },
  { paths: ['HOME/.config/go/telemetry'], scope: 'presence', reason: 'Go notes when it was used' },
]

const HOME = '/(?:root|home/[^/]+)'

const PATTERNS = RULES.map(({ paths, ...rest }) => ({
  ...rest,
  pattern: new RegExp(`^(?:${paths.map(patternText).join('|')})(?:/|$)`),
}))

// Most paths are none of these, and this tells it at once.
const ANY = new RegExp(PATTERNS.map(({ pattern }) => pattern.source).join('|'))

function patternText(path: string): string {
  return path.replace(/[.]/g, '\\.').replace(/^HOME/, HOME)
}

/** Why it does not matter that a file of both images has another content; undefined where it does. */
export function contentNoise(path: string): string | undefined {
  return ANY.test(path) ? PATTERNS.find(({ pattern }) => pattern.test(path))?.reason : undefined
}

/** Why it does not matter that one image has something that the other has not; undefined where it does. */
export function presenceNoise(path: string): string | undefined {
  if (!ANY.test(path)) return undefined
  return PATTERNS.find(({ pattern, scope }) => scope === 'presence' && pattern.test(path))?.reason
}
