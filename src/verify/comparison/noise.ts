/** Something that differs from build to build and never matters. */
export interface NoiseRule {
  /** HOME stands for every home directory, ANY for every directory. What lies below goes with it. */
  readonly paths: readonly string[]
  /**
   * content: files that are in both images. names: what lies below does not matter either, as long as the directory
   * itself is in both: a rewrite that leaves a whole cache behind, or loses one, is told. presence: not even whether it
   * is there matters.
   */
  readonly scope: 'content' | 'names' | 'presence'
  readonly reason: string
}

// Found by building some thirty files twice in a row. Not in the list, since they came out equal or say what an image is
// good for: the status of dpkg, ld.so.cache, node_modules, ELF files. Nor are keys, certificates, keystores and databases,
// which came out different: of those the original is asked once more.
export const NOISE: readonly NoiseRule[] = [
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
    paths: ['/run/*.pid', '/run/*/*.pid', '/var/run/*.pid'],
    scope: 'content',
    reason: 'the number of a process that is gone',
  },
  {
    paths: ['/run/crond.reboot'],
    scope: 'presence',
    reason: 'cron that a RUN starts leaves it if it gets that far before the RUN ends',
  },
  {
    paths: ['/etc/machine-id', '/var/lib/dbus/machine-id'],
    scope: 'content',
    reason: 'the id of a machine is drawn at random',
  },
  { paths: ['HOME/.npm/_logs'], scope: 'names', reason: 'npm names its logs after the time' },
  {
    paths: ['HOME/.npm/_cacache/index-v5', 'HOME/.npm/_cacache/_lastverified'],
    scope: 'content',
    reason: "npm's cache holds the time of every download",
  },
  {
    paths: ['/tmp/v8-compile-cache-*'],
    scope: 'content',
    reason: 'V8 compiles the same script to other bytes each time',
  },
  {
    paths: ['HOME/.cache/pip/http', 'HOME/.cache/pip/http-v2', 'HOME/.cache/pip/selfcheck'],
    scope: 'content',
    reason: 'pip keeps answers with their date',
  },
  {
    paths: ['HOME/.cache/go-build'],
    scope: 'names',
    reason: "Go's build cache holds the time of every entry",
  },
  { paths: ['HOME/.config/go/telemetry'], scope: 'names', reason: 'Go notes when it was used' },
  {
    paths: ['HOME/.composer/cache', 'HOME/.cache/composer'],
    scope: 'names',
    reason: 'Composer tidies its cache up at random',
  },
  {
    paths: ['HOME/.cache/ccache', 'HOME/.ccache'],
    scope: 'content',
    reason: 'ccache keeps the time of every compilation',
  },
  {
    paths: ['ANY/target/.rustc_info.json'],
    scope: 'content',
    reason: 'Cargo notes what it knows of the compiler in any order',
  },
  {
    paths: ['ANY/.git/index', 'ANY/.git/logs'],
    scope: 'content',
    reason: 'Git keeps the inode and time of every file and the time of every command',
  },
]

const COMPILED = NOISE.map(({ paths, ...rest }) => ({
  ...rest,
  pattern: new RegExp(`^(${paths.map(patternText).join('|')})(?:/|$)`),
}))

function patternText(path: string): string {
  return path
    .replaceAll('.', '\\.')
    .replaceAll('*', '[^/]*')
    .replace(/^HOME/, '/(?:root|home/[^/]+)')
    .replace(/^ANY/, '(?:/[^/]+)*')
}

// Most paths are none of these, and this tells it at once.
const ANY = new RegExp(COMPILED.map(({ pattern }) => pattern.source).join('|'))

/** Why it does not matter that a file of both images has another content; undefined where it does. */
export function contentNoise(path: string): string | undefined {
  return ANY.test(path) ? COMPILED.find(({ pattern }) => pattern.test(path))?.reason : undefined
}

/**
 * Why it does not matter that only one image has something; undefined where it does.
 * @param inBoth whether a path is in both images
 */
export function presenceNoise(path: string, inBoth: (path: string) => boolean): string | undefined {
  if (!ANY.test(path)) return undefined
  for (const { pattern, scope, reason } of COMPILED) {
    if (scope === 'presence' && pattern.test(path)) return reason
    const top = scope === 'names' ? pattern.exec(path)?.[1] : undefined
    if (top !== undefined && inBoth(top)) return reason
  }
  return undefined
}
