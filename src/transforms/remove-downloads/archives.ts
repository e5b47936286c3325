// Which of the files that a RUN fetches it needs no longer when it is through, and where it is through with them.
import { downloadsOf } from '../../shell/downloads.ts'
import { nameFrom, normalText, useOf, type FileUse } from '../../shell/file-uses.ts'
import { baseName, joinPath } from '../../shell/path-values.ts'
import { isPlace, placeOf, type NoPlace, type Place } from '../../shell/places.ts'
import type { Script } from '../../shell/script.ts'
import type { Step } from '../../shell/steps.ts'
import { imagePaths, type RunSteps } from './start.ts'

/** A file that the script fetches. */
export interface Fetched {
  readonly path: string
  readonly by: Step
  /** In the order of the script. */
  readonly uses: readonly FileUse[]
  /** The path that it has in the end, after it was moved or decompressed. */
  readonly finalPath: string
  /** The same as `path`, where no build argument can change it. */
  readonly certainPath: string | undefined
}

/** The files that a script fetches and does not remove, each name once. */
export function fetchedFiles(run: RunSteps): readonly Fetched[] {
  const { steps } = run
  const found: Fetched[] = []
  for (const [index, by] of steps.entries()) {
    if (defersRemoval(by)) return []
    for (const [number, { path }] of downloadsOf(by).entries()) {
      const followed = path === undefined ? undefined : follow(steps, index + 1, path)
      if (path === undefined || !followed) continue
      if (found.some((each) => each.finalPath === followed.finalPath)) continue
      const same = run.certain[index]
      found.push({ ...followed, path, by, certainPath: same && downloadsOf(same)[number]?.path })
    }
  }
  return found
}

/** What is removed by it shows where it runs, not where it stands. */
function defersRemoval({ command, words }: Step): boolean {
  if (command.name === 'trap') return words.some((word) => /\brm\b|^[A-Za-z_]\w*$/.test(word.text))
  return command.name === 'rm' && command.surroundings.includes('function')
}

/** Undefined for a file that is removed. */
function follow(
  steps: readonly Step[],
  from: number,
  path: string,
): Pick<Fetched, 'uses' | 'finalPath'> | undefined {
  const uses: FileUse[] = []
  for (const [index, step] of steps.entries()) {
    const use = index < from ? undefined : useOf(step, path)
    if (!use) continue
    if (use.kind === 'removes') return undefined
    uses.push(use)
    if (use.kind !== 'moves') continue
    const ways = use.to.map((to) => follow(steps, index + 1, to))
    const taken = ways.find((way) => way?.uses.some(({ kind }) => kind === 'unpacks')) ?? ways[0]
    return ways.includes(undefined) || !taken ? undefined : { ...taken, uses: [...uses, ...taken.uses] }
  }
  return { uses, finalPath: path }
}

/** True for a file that an archive's sum or signature is checked with, and nothing else. */
export function isSidecar({ uses, path }: Fetched): boolean {
  return (
    uses.length > 0 &&
    uses.every(({ kind }) => kind === 'checks') &&
    /\.(?:asc|sig|sign|md5|sha\d*|sha\d+sums?|sums?|txt|minisig|dgst|checksums?)$|SUMS(?:\d+)?$/i.test(path)
  )
}

export interface Removal {
  readonly file: Fetched
  /** The step behind which nothing needs the file. */
  readonly last: Step
  readonly place: Place
  /** What the file is called there, as written. */
  readonly word: string
}

/** Where a file that the script unpacks can be removed; undefined for one that is not unpacked. */
export function removalOf(
  script: Script,
  steps: readonly Step[],
  file: Fetched,
): Removal | NoPlace | undefined {
  const { uses, by } = file
  if (!uses.some(({ kind }) => kind === 'unpacks')) return undefined
  const other = uses.find(({ kind }) => kind === 'uses')
  if (other) {
    return {
      reason: `${nameOfStep(other.step)} uses it too`,
      unblock: 'remove it by hand, behind the last command that needs it',
    }
  }
  const irregular = [by, ...uses.map(({ step }) => step)].find((step) => !step.regular)
  if (irregular) {
    const place = placeOf(script, irregular.command)
    return isPlace(place)
      ? { reason: 'it runs in a subshell', unblock: 'move it to the top level of the RUN' }
      : place
  }
  const needing = uses.filter(({ kind, word }) => kind === 'unpacks' || (kind === 'checks' && word))
  const use = needing.at(-1)
  if (!use) return undefined
  const last = repairedBy(script, steps, use.step) ?? use.step
  const place = placeOf(script, last.command)
  if (!isPlace(place)) return place
  const word = use.word ? use.word.text : literalName(use.step, file)
  if (word === undefined) {
    return {
      reason: `${nameOfStep(use.step)} names it by a pattern`,
      unblock: 'name the file in full, or remove it by hand',
    }
  }
  return { file, last, place, word }
}

/** The name itself, where it has nothing in it that a shell or a build changes. */
function literalName(step: Step, { finalPath, certainPath }: Fetched): string | undefined {
  const name = finalPath === certainPath ? nameFrom(step, finalPath) : undefined
  return name !== undefined && /^[\w./+@:,=-]+$/.test(name) && !name.startsWith('-') ? name : undefined
}

/** Sums and signatures go where the archive goes, when they are called the same there. */
export function sidecarOf(file: Fetched, { last, place }: Removal): Removal | undefined {
  const use = file.uses.findLast(({ word }) => word)
  if (!use?.word || !file.by.regular || use.step.here !== last.here || last.here === undefined)
    return undefined
  if (file.uses.some(({ step }) => step.command.start > last.command.end)) return undefined
  const variables = [...use.word.text.matchAll(/\$\{?(\w*)/g)].map((match) => match[1] ?? '')
  const same = variables.every((name) => name !== '' && use.step.lookup(name) === last.lookup(name))
  return same ? { file, last, place, word: use.word.text } : undefined
}

/** `dpkg -i x.deb; apt-get install -f`: dpkg may fail, and what follows makes it good. */
function repairedBy(script: Script, steps: readonly Step[], step: Step): Step | undefined {
  if (step.command.name !== 'dpkg') return undefined
  const next = steps[steps.indexOf(step) + 1]
  if (!next || !/^(?:apt|apt-get|aptitude)$/.test(next.command.name ?? '')) return undefined
  const repairs = next.words.some((word) => /^-[a-zA-Z]*f|^--fix-broken$/.test(word.text))
  const between = script.text.slice(step.command.end, next.command.start)
  return repairs && next.regular && next.here === step.here && between.trim() === ';' ? next : undefined
}

export function nameOfStep({ command, program }: Step): string {
  return command.name ?? program?.text ?? 'a command'
}

/** The same file as the certain steps name it: for what the change says that it removes. */
export function namedPaths({ steps, certain }: RunSteps, { last, file }: Removal): readonly string[] {
  for (const use of file.uses.toReversed()) {
    if (!use.word || use.kind === 'moves') continue
    const same = certain[steps.indexOf(use.step)]
    const word = same && [...same.words, ...same.reads].find((each) => each.start === use.word?.start)
    const path = word?.value && joinPath(same?.here, word.value.text)
    // `unzip data` reads data.zip.
    const added =
      use.step.command.name === 'unzip' && path !== undefined && !/\.\w+$/.test(path) ? '.zip' : ''
    if (path !== undefined) return imagePaths(path + added)
  }
  const here = certain[steps.indexOf(last)]?.here
  return imagePaths(joinPath(here, baseName(file.finalPath)) ?? file.finalPath)
}

/** What the file may be called elsewhere in the Dockerfile. */
export function namesOf({ path, finalPath, uses }: Fetched): readonly string[] {
  const written = uses.flatMap(({ word }) =>
    word ? [baseName(normalText(word.text.replaceAll('"', '')))] : [],
  )
  return [...new Set([baseName(path), baseName(finalPath), ...written])].filter((name) => name !== '')
}
