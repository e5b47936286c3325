// Which of the source trees that a RUN fetches, builds and installs it needs no longer when it is through.
import { downloadsOf } from '../../shell/downloads.ts'
import { mayRemove, mentions } from '../../shell/file-uses.ts'
import { baseName, isAtOrBelow, joinPath, parentOf } from '../../shell/path-values.ts'
import { isPlace, placeOf, type NoPlace, type Place } from '../../shell/places.ts'
import type { Script } from '../../shell/script.ts'
import {
  buildsOnly,
  clonedInto,
  installs,
  isNamedAfter,
  takesOut,
  targetsOf,
} from '../../shell/source-trees.ts'
import { runsBySudo } from '../../shell/commands.ts'
import { pathOf, type Step, type StepWord } from '../../shell/steps.ts'
import { readsArchive, unpackedBy, unpackTarget } from '../../shell/unpacking.ts'
import { wordValue } from '../../shell/word-values.ts'
import { installsByCopying, pointsInto } from './copied.ts'
import type { RunSteps } from './start.ts'

export interface SourceTree {
  readonly path: string
  /** The step that makes it. */
  readonly by: Step
  /** Those behind it that run in it or name it. */
  readonly uses: readonly Step[]
  /** True when the script removes it. */
  readonly removed: boolean
}

/** The directories that a script clones or unpacks and then works in. */
export function sourceTrees({ steps }: RunSteps): readonly SourceTree[] {
  const found: SourceTree[] = []
  for (const [index, by] of steps.entries()) {
    for (const path of [clonedInto(by), madeUp(by), ...unpackedInto(steps, index)]) {
      if (path === undefined || !/^(?:\/|\$\{@)/.test(path) || found.some((each) => each.path === path))
        continue
      const rest = steps.slice(index + 1)
      const uses = rest.filter((step) => usesTree(step, path) && !isNested(step))
      const removed =
        steps.some((step) => mayRemove(step, path)) || rest.some(({ here }) => here === undefined)
      found.push({ path, by, uses, removed })
    }
  }
  return found
}

/** The directories that the archives of a step leave, as far as a later `cd` and the archive's name tell. */
function unpackedInto(steps: readonly Step[], index: number): readonly string[] {
  const step = steps[index]
  if (!step || !readsArchive(step)) return []
  const target = unpackTarget(step)
  const top = target ? pathOf(step, target) : step.here
  const addresses = addressesOf(steps, index)
  if (top === undefined) return []
  // A directory that the script made for it.
  const own = steps.slice(0, index).some((each) => makes(each, top))
  const folders = steps.slice(index + 1).flatMap((each) =>
    placesIn(each).flatMap((path) => {
      const below = path !== top && isAtOrBelow(path, top)
      const first = below ? path.slice(top.length).replace(/^\//, '').split('/')[0] : undefined
      const folder = first === undefined ? undefined : joinPath(top, first)
      return folder !== undefined && addresses.some((address) => isNamedAfter(folder, address))
        ? [folder]
        : []
    }),
  )
  return own && !STANDARD.test(top) ? [top] : folders
}

/** Where a command goes, or takes something from. */
function placesIn(step: Step): readonly string[] {
  const { command, words } = step
  if (command.name === 'cd') return [targetOfCd(step) ?? '']
  if (!/^(?:cp|mv|install)$/.test(command.name ?? '')) return []
  // A name, of a file or a directory, has something in it: `mv /tmp/tool/bin/* /usr/bin`.
  return words.flatMap((word) => {
    const path = word.value?.text.includes('/') === true ? pathOf(step, word) : undefined
    return path === undefined ? [] : [parentOf(path) ?? '']
  })
}

/** The directory of `work=$(mktemp -d)`. */
function madeUp({ command, lookup }: Step): string | undefined {
  const [setting] = command.syntax.prefix
  if (command.syntax.name || setting?.type !== 'Assignment' || setting.value.type !== 'Word') return undefined
  const made = /^"?(?:\$\(|`)\s*mktemp\s+(?:-d|--directory)\s*[)`]"?$/.exec(setting.value.text)
  return made ? wordValue(setting.value, lookup)?.text : undefined
}

/** True for a command in `$( )`, which is a part of another one. */
function isNested({ command }: Step): boolean {
  return command.surroundings.includes('substitution')
}

function targetOfCd(step: Step): string | undefined {
  const [word] = step.words
  if (!word) return step.lookup('HOME')
  return word.text !== '-' && word.value?.glob === false ? pathOf(step, word) : undefined
}

function makes(step: Step, path: string): boolean {
  return (
    step.regular &&
    step.command.name === 'mkdir' &&
    step.words.some((word) => word.value?.glob === false && pathOf(step, word) === path)
  )
}

/** Where the archives come from, or what they are called. */
function addressesOf(steps: readonly Step[], index: number): readonly string[] {
  const step = steps[index]
  if (!step) return []
  const files = unpackedBy(step).flatMap((word) => (word.value ? [pathOf(step, word) ?? ''] : []))
  const before = steps.slice(0, index)
  const fetched = before.flatMap(downloadsOf).filter(({ path }) => path !== undefined && files.includes(path))
  // `curl … | tar xz`
  const piped = before
    .filter(
      ({ command }) =>
        /^(?:curl|wget)$/.test(command.name ?? '') && command.surroundings.includes('pipeline'),
    )
    .slice(-1)
    .flatMap(({ words }) => words.map((word) => word.value?.text ?? ''))
    .filter((text) => text.includes('://'))
  return [
    ...files.map(baseName),
    ...fetched.flatMap(({ url }) => url ?? []),
    ...(files.length === 0 ? piped : []),
  ]
}

/** True for a step that runs in a directory or names something in it. */
export function usesTree(step: Step, path: string): boolean {
  if (step.here !== undefined && isAtOrBelow(step.here, path)) return true
  const words = [...step.words, ...step.reads, ...step.writes, ...(step.program ? [step.program] : [])]
  return words.some((word) => isWithin(step, word, path))
}

function isWithin(step: Step, word: StepWord, path: string): boolean {
  const text = word.value?.text ?? word.text
  const named = word.value ? pathOf(step, word) : joinPath(step.here, text)
  if (named !== undefined && isAtOrBelow(named, path)) return true
  // A path that leads elsewhere, and has nothing around it.
  if (named !== undefined && /^[\w./${}@+~-]+$/.test(text)) return false
  // `curl` is the name of many things, curl-8.1 of one.
  const name = baseName(path)
  return (/[-.\d$]/.test(name) || text.includes('/')) && mentions(text, name)
}

/** Places for what is unpacked, built and thrown away. */
function isScratch(path: string): boolean {
  return (
    /^(?:\/tmp|\/var\/tmp|\/usr\/src|\/usr\/local\/src)\/./.test(path) ||
    /^(?:\/root|\/src|\/opt\/src|\/build|\/builds)?\/[^/]+$/.test(path)
  )
}

// Directories of the file system that a `mkdir -p` may find there.
const STANDARD =
  /^\/(?:bin|boot|data|dev|etc|home|lib\w*|media|mnt|opt|proc|root|run|sbin|srv|sys|tmp|usr|var|app|src|work|build)$/

export interface TreeRemoval {
  readonly last: Step
  readonly place: Place
  /** What it is called there. */
  readonly word: string
  readonly sudo: boolean
  /** False where a Makefile of its own may have made links to it. */
  readonly proven: boolean
}

/** Directories in which nobody looks for anything, but what this script put there. */
function isTemporary(path: string): boolean {
  return /^(?:\/tmp|\/var\/tmp)\/./.test(path) || path.startsWith('${@')
}

/** Where a tree can be removed; undefined for one of which is not known that nothing needs it any more. */
export function treeRemoval(script: Script, tree: SourceTree): TreeRemoval | NoPlace | undefined {
  const { path, by, uses, removed } = tree
  const scratch = isTemporary(path) || (isScratch(path) && !STANDARD.test(path))
  if (removed || !scratch || (!path.startsWith('${@') && !/\w/.test(withoutVariables(baseName(path)))))
    return undefined
  if (baseName(path).startsWith('.')) return undefined
  const done = uses.some((step) => installs(step) || (isTemporary(path) && takesOut(step, path)))
  if (!done || !uses.every(buildsOnly)) return undefined
  const noted = uses.find((step) => writesDown(step, path))
  if (noted) {
    return {
      reason: `${noted.command.name ?? 'a command'} writes their name down`,
      unblock: 'remove them by hand if nothing looks for them',
    }
  }
  const rpath = uses.find((step) => pointsInto(script, step, path))
  if (rpath) {
    return {
      reason: `${rpath.command.name ?? 'a command'} has programs look for libraries in them`,
      unblock: 'install the libraries as well, and leave the rpath out',
    }
  }
  if (uses.flatMap(targetsOf).some((target) => target === undefined || isAtOrBelow(target, path)))
    return undefined
  const last = uses.at(-1)
  if (!last) return undefined
  const irregular = [by, ...uses].find((step) => !step.regular)
  const place = placeOf(script, (irregular ?? last).command)
  if (!isPlace(place)) return place
  if (irregular) return undefined
  const here = last.command.name === 'cd' ? targetOfCd(last) : last.here
  const name = here === undefined ? undefined : nameAt(tree, here)
  if (name === undefined) {
    return {
      reason: 'nothing tells what it is called behind the last command that needs it',
      unblock: 'remove it by hand at the end of the RUN',
    }
  }
  const sudo = uses.some(({ command }) => runsBySudo(command))
  return { last, place, word: name, sudo, proven: installsByCopying(uses) }
}

/** True for a command that puts the name into a file: `echo /tmp/lib > /etc/ld.so.conf.d/lib.conf`. */
function writesDown(step: Step, path: string): boolean {
  const { command, words, writes } = step
  if (!/^(?:echo|printf|sed|tee|perl)$/.test(command.name ?? '')) return false
  const kept =
    writes.some(({ text }) => !text.startsWith('/dev/')) || /^(?:sed|tee|perl)$/.test(command.name ?? '')
  // The expressions of sed and perl are full of slashes.
  const edits = /^(?:sed|perl)$/.test(command.name ?? '')
  return (
    kept &&
    words.some((word) =>
      edits ? (word.value?.text ?? word.text).includes(path) : isWithin(step, word, path),
    )
  )
}

function withoutVariables(text: string): string {
  return text.replace(/\$\{[^}]*\}|\$\([^)]*\)/g, '')
}

/** What the tree is called in a directory, as the script writes it. */
function nameAt({ path, by, uses }: SourceTree, here: string): string | undefined {
  const parent = parentOf(path)
  const words = [by, ...uses].flatMap((step) => step.words.map((word) => ({ step, word })))
  const written = words.flatMap(({ step, word }) => {
    const named = word.value?.glob === false ? pathOf(step, word) : undefined
    return named === path && word.text !== '.'
      ? [{ text: word.text.replace(/\/+("?)$/, '$1'), from: step.here }]
      : []
  })
  const absolute = written.find(({ text }) => /^"?(?:\/|~|\$)/.test(text))
  if (absolute) return absolute.text
  // `cd sources/build` names sources too.
  const within = words.flatMap(({ step, word }) => {
    const [first = ''] = word.text.split('/')
    const plain = /^[\w.${}+@-]+$/.test(first) && step.here === parent
    const named = pathOf(step, word)
    return plain && named !== undefined && isAtOrBelow(named, path) ? [{ text: first, from: step.here }] : []
  })
  const above = words.flatMap(({ step, word }) => frontOf(word, step, path) ?? [])[0]
  if (above !== undefined) return above
  const relative = [...written, ...within].find((each) => each.from === parent)?.text
  const name = relative ?? (by.words.some(({ text }) => /[$`]/.test(text)) ? undefined : baseName(path))
  if (name === undefined || parent === undefined) return undefined
  if (parent === here) return name
  if (!/^[\w./+@:,=-]+$/.test(parent)) return undefined
  const top = parent === '/' ? '' : parent
  return name.startsWith('"') ? `"${top}/${name.slice(1)}` : `${top}/${name}`
}

/** `/tmp/tool` of `/tmp/tool/bin/*`. */
function frontOf(word: StepWord, { here }: Step, path: string): string | undefined {
  const length = path.split('/').length
  const cut = (text: string): string => text.split('/').slice(0, length).join('/')
  if (!/^\/[\w./${}+@-]+/.test(word.text) || word.value === undefined) return undefined
  return joinPath(here, cut(word.value.text)) === path && !/["'*]/.test(cut(word.text))
    ? cut(word.text)
    : undefined
}
