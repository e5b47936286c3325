// What BusyBox does as the program of the same name in Debian does: which options of its applets mean the same. Settled by
// running both (BusyBox 1.35, coreutils 9.1, findutils 4.9, grep 3.8, sed 4.9, tar 1.34, unzip 6.0) and by the configuration of
// Alpine's (main/busybox/busyboxconfig in aports, of 1.27, 1.29 and 1.37): what is not here has to be asked of the full program.
import type { ShellWord } from '../../../shell/commands.ts'

interface Applet {
  /** Letters of options that mean the same; a colon behind one that takes a value. */
  readonly short: string
  readonly long?: readonly string[]
  /** Alpine's package with the program that takes every option. */
  readonly full: string
}

const COREUTILS = 'coreutils'
const sums: Applet = { short: 'cwb', full: COREUTILS }
const owner: Applet = { short: 'RhLHPcvf', long: ['recursive', 'no-dereference'], full: COREUTILS }
const gunzip: Applet = { short: 'cfkt', long: ['stdout', 'to-stdout', 'force', 'test'], full: 'gzip' }
const grep: Applet = { short: 'HhnlLcoqvsrRiwxFEazm:A:B:C:e:f:I', long: ['color'], full: 'grep' }

const APPLETS: Readonly<Record<string, Applet>> = {
  awk: { short: 'v:F:f:', full: 'gawk' },
  base64: { short: 'dw:', full: COREUTILS },
  basename: { short: 's:a', full: COREUTILS },
  bunzip2: { short: 'cfkt', full: 'bzip2' },
  bzip2: { short: 'dcfkt123456789', full: 'bzip2' },
  cat: { short: 'nbvteA', full: COREUTILS },
  chgrp: owner,
  // A mode such as -w is none of its options.
  chmod: { short: 'RcvfrwxXst', full: COREUTILS },
  chown: owner,
  chpasswd: { short: 'em', long: ['encrypted', 'md5'], full: 'shadow' },
  cmp: { short: 'sl', full: 'diffutils' },
  cp: {
    short: 'aRrdPLHpfinlsTt:uv',
    long: [
      'archive',
      'recursive',
      'parents',
      'no-dereference',
      'force',
      'symbolic-link',
      'link',
      'no-clobber',
      'no-target-directory',
    ],
    full: COREUTILS,
  },
  cut: { short: 'b:c:d:f:s', full: COREUTILS },
  date: { short: 'uRIr:d:', long: ['utc', 'reference'], full: COREUTILS },
  dd: { short: '', full: COREUTILS },
  diff: { short: 'abBdiL:NqrS:TstU:wu', full: 'diffutils' },
  dirname: { short: '', full: COREUTILS },
  dos2unix: { short: '', full: 'dos2unix' },
  unix2dos: { short: '', full: 'dos2unix' },
  du: { short: 'aLHd:cslxhmk', full: COREUTILS },
  df: { short: 'PkmhTt:ai', full: COREUTILS },
  egrep: grep,
  env: { short: 'i0u:', full: COREUTILS },
  expand: { short: 't:i', full: COREUTILS },
  expr: { short: '', full: COREUTILS },
  fgrep: grep,
  flock: { short: 'sxnuo', full: 'util-linux' },
  fold: { short: 'bsw:', full: COREUTILS },
  getopt: { short: 'al:n:o:qQs:Tu', full: 'util-linux' },
  grep,
  groups: { short: '', full: COREUTILS },
  gunzip,
  gzip: { short: 'dcfkt123456789n', full: 'gzip' },
  head: { short: 'n:c:qv0123456789', full: COREUTILS },
  hostname: { short: 'sidf', full: 'net-tools' },
  id: { short: 'ugGnr', full: COREUTILS },
  install: { short: 'cdDpsm:o:g:t:v', full: COREUTILS },
  comm: { short: '123', full: COREUTILS },
  cksum: { short: '', full: COREUTILS },
  nice: { short: 'n:', full: COREUTILS },
  nohup: { short: '', full: COREUTILS },
  kill: { short: 'l0123456789sTERMKILHUPQINT', full: 'util-linux' },
  less: { short: 'EFIMmNSR', full: 'less' },
  ln: { short: 'sfnbS:Tv', full: COREUTILS },
  ls: {
    short: '1aAxdLHRpFlinshSXvtrwcu',
    long: ['color', 'full-time', 'group-directories-first'],
    full: COREUTILS,
  },
  md5sum: sums,
  mkdir: { short: 'm:pv', long: ['parents', 'mode', 'verbose'], full: COREUTILS },
  mkfifo: { short: 'm:', full: COREUTILS },
  mktemp: { short: 'dqtp:u', long: ['directory', 'tmpdir'], full: COREUTILS },
  mv: { short: 'finTt:v', long: ['force', 'interactive', 'no-clobber', 'verbose'], full: COREUTILS },
  nl: { short: 'b:w:s:n:v:', full: COREUTILS },
  nproc: { short: '', long: ['all', 'ignore'], full: COREUTILS },
  od: { short: 'A:t:N:j:v', full: COREUTILS },
  paste: { short: 'd:s', full: COREUTILS },
  pgrep: { short: 'xfvlnos:P:', full: 'procps' },
  ping: { short: 'c:s:i:W:w:q', full: 'iputils' },
  pkill: { short: 'xfvnos:P:l0123456789', full: 'procps' },
  printenv: { short: '', full: COREUTILS },
  printf: { short: '', full: COREUTILS },
  // The columns differ.
  ps: { short: '', full: 'procps' },
  pwd: { short: 'LP', full: COREUTILS },
  readlink: { short: 'fnv', full: COREUTILS },
  realpath: { short: '', full: COREUTILS },
  rev: { short: '', full: 'util-linux' },
  rm: { short: 'ifRrv', full: COREUTILS },
  rmdir: { short: 'p', long: ['ignore-fail-on-non-empty'], full: COREUTILS },
  sed: {
    short: 'e:f:inrE',
    long: ['in-place', 'regexp-extended', 'quiet', 'silent', 'expression'],
    full: 'sed',
  },
  seq: { short: 'ws:', full: COREUTILS },
  sha1sum: sums,
  sha256sum: sums,
  sha512sum: sums,
  shuf: { short: 'n:i:ez', full: COREUTILS },
  sleep: { short: '', full: COREUTILS },
  sort: { short: 'o:cbfidngMVt:k:rsuz', full: COREUTILS },
  stat: { short: 'c:Lt', full: COREUTILS },
  strings: { short: 'n:', full: 'binutils' },
  su: { short: 'lmps:c:', full: 'util-linux' },
  sync: { short: '', full: COREUTILS },
  tac: { short: '', full: COREUTILS },
  tail: { short: 'c:n:qvfFs:0123456789', full: COREUTILS },
  tar: {
    short: 'cxtf:zjJvC:OopkmhaX:T:',
    long: [
      'strip-components',
      'strip',
      'no-same-owner',
      'no-same-permissions',
      'same-permissions',
      'extract',
      'gzip',
      'gunzip',
      'bzip2',
      'xz',
      'file',
      'directory',
      'verbose',
      'overwrite',
      'touch',
      'create',
      'to-stdout',
      'numeric-owner',
    ],
    full: 'tar',
  },
  tee: { short: 'ai', full: COREUTILS },
  test: { short: '', full: COREUTILS },
  time: { short: 'p', full: 'time' },
  timeout: { short: 's:k:', full: COREUTILS },
  touch: { short: 'cd:t:r:hma', long: ['no-create', 'date', 'reference'], full: COREUTILS },
  tr: { short: 'cdsC', full: COREUTILS },
  true: { short: '', full: COREUTILS },
  false: { short: '', full: COREUTILS },
  truncate: { short: 'cs:', full: COREUTILS },
  uname: { short: 'amnrsv', long: ['machine', 'all', 'kernel-name', 'kernel-release'], full: COREUTILS },
  uniq: { short: 'cduif:s:w:z', full: COREUTILS },
  unlzma: { short: 'cfkt', full: 'xz' },
  unxz: { short: 'cfkt', full: 'xz' },
  unzip: { short: 'lnojpqtd:x:K', full: 'unzip' },
  usleep: { short: '', full: 'busybox' },
  wc: { short: 'clwmL', full: COREUTILS },
  wget: {
    short: 'cqO:P:ST:U:Y:',
    long: [
      'continue',
      'quiet',
      'output-document',
      'directory-prefix',
      'header',
      'user-agent',
      'no-check-certificate',
      'post-data',
      'spider',
      'timeout',
      'server-response',
    ],
    full: 'wget',
  },
  which: { short: 'a', full: 'which' },
  whoami: { short: '', full: COREUTILS },
  xargs: { short: '0rn:I:s:E:eP:ta:', long: ['no-run-if-empty'], full: 'findutils' },
  xxd: { short: 'g:c:psl:r', full: 'xxd' },
  xzcat: { short: '', full: 'xz' },
  yes: { short: '', full: COREUTILS },
  zcat: { short: '', full: 'gzip' },
}

/** What `find` may be asked of the applet. */
const FIND =
  /^-(?:L|H|follow|xdev|maxdepth|mindepth|depth|name|iname|path|ipath|wholename|type|mtime|mmin|newer|user|group|links|prune|print|print0|exec|delete|o|a|not|or|and|perm|inum)$/

// Letters are the first word's own: `tar xzf`.
const BUNDLED = new Set(['tar', 'ps'])

/**
 * Alpine's package that a call needs because BusyBox's applet does not take its options, with the words that ask for it;
 * undefined where the applet does what is asked.
 */
export function appletGap(
  name: string,
  args: readonly ShellWord[],
): { readonly option: string; readonly full: string } | undefined {
  const words = args.map((word) => word.literal ?? word.text.replaceAll('"', ''))
  if (name === 'find') {
    const odd = findGap(words)
    return odd === undefined ? undefined : { option: odd, full: 'findutils' }
  }
  const applet = appletOf(name)
  // The shell's own test: no option has another meaning.
  if (!applet || name === 'test') return undefined
  const odd = oddOption(name, words, applet) ?? oddValue(name, words)
  return odd === undefined ? undefined : { option: odd, full: applet.full }
}

/** True for an applet of which it is known what it takes. */
export function isKnownApplet(name: string): boolean {
  return name === 'find' || appletOf(name) !== undefined
}

/** The names of them all. */
export function knownApplets(): readonly string[] {
  return [...Object.keys(APPLETS), 'find']
}

/** The packages with the programs that take every option. */
export function fullPrograms(): readonly string[] {
  return [...new Set(Object.values(APPLETS).map(({ full }) => full)), 'findutils'].filter(
    (each) => each !== 'busybox',
  )
}

function appletOf(name: string): Applet | undefined {
  return Object.hasOwn(APPLETS, name) ? APPLETS[name] : undefined
}

function oddOption(name: string, words: readonly string[], { short, long = [] }: Applet): string | undefined {
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? ''
    if (word === '--') return undefined
    if (word.startsWith('--')) {
      if (!long.includes(word.slice(2).replace(/=[^]*$/, ''))) return word
      continue
    }
    const bundled = at === 0 && BUNDLED.has(name)
    if (!bundled && !/^-./.test(word)) {
      // What these start has options of its own.
      if (STARTERS.has(name)) return undefined
      continue
    }
    const letters = bundled ? word.replace(/^-/, '') : word.slice(1)
    for (let place = 0; place < letters.length; place += 1) {
      const letter = letters.charAt(place)
      const known = short.indexOf(letter)
      if (letter === ':' || known === -1) return word
      if (short.charAt(known + 1) !== ':') {
        // -i~ and -I2 have their value right behind them.
        if ((name === 'sed' && letter === 'i') || (name === 'date' && letter === 'I')) break
        continue
      }
      if (bundled && !word.startsWith('-')) continue
      if (place === letters.length - 1) at += 1
      break
    }
  }
  return undefined
}

const STARTERS = new Set(['env', 'timeout', 'xargs', 'flock', 'time', 'su', 'kill', 'nice', 'nohup'])

/** A value that only the full program understands. */
function oddValue(name: string, words: readonly string[]): string | undefined {
  switch (name) {
    case 'date':
      // The applet reads no "yesterday" and prints no nanoseconds.
      return words.find((word, at) =>
        words[at - 1] === '-d'
          ? !/^(?:@\d+|\d{4}-\d\d-\d\d(?: \d\d:\d\d(?::\d\d)?)?)$/.test(word)
          : word.includes('%N'),
      )
    case 'sed':
      // The case of replacements, the address of line 0, and addresses without regard to case.
      return words.find((word) => /\\[ULEul]|^\d*0,|\/I\s*[a-zA-Z{]/.test(word))
    case 'awk':
      return words.find(
        (word) =>
          /\b(?:gensub|strftime|systime|asort|asorti|patsplit|strtonum|PROCINFO|BEGINFILE|@include)\b|\/dev\/std/.test(
            word,
          ) || /match\([^()]*,[^()]*,/.test(word),
      )
    case 'printf':
      return words.find((word) => word.includes('%q'))
    case 'su':
      return undefined
    case 'tar':
      // What the applet cannot unpack.
      return words.find((word) => /\.(?:zst|lz|tzst)$/.test(word))
    default:
      return undefined
  }
}

function findGap(words: readonly string[]): string | undefined {
  for (const [at, word] of words.entries()) {
    if (/^-(?:exec|ok|execdir)$/.test(word)) return FIND.test(word) ? undefined : word
    const value = words[at - 1] ?? ''
    if (
      /^-(?:name|iname|path|ipath|newer|user|group|mtime|mmin|size|links|inum|maxdepth|mindepth|wholename)$/.test(
        value,
      )
    )
      continue
    if (value === '-perm') {
      // A slash is any bit of several: BusyBox writes it as a plus.
      if (!/^[-/]?[0-7]{3,4}$/.test(word)) return word
      continue
    }
    if (value === '-type') {
      if (!/^[fdlbcsp]$/.test(word)) return word
      continue
    }
    if (word.startsWith('-') && !FIND.test(word)) return word
  }
  return undefined
}
