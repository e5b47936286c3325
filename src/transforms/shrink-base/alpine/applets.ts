// Whether BusyBox's applet does what a call asks of the program of that name.
import type { ShellWord } from '../../../shell/commands.ts'
import { APPLETS, type Applet } from './applet-table.ts'

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
