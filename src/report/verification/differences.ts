import { sizeText } from '../../verify/comparison/size-text.ts'
import { type ConfigDifference, type Difference, type FileDifference } from '../../verify/verification.ts'
import { count } from '../wrap.ts'
import { bucketsOf, compareKinds, compareTexts, groupFiles, kindKey, type FileGroup } from './groups.ts'
import { numberText } from './sizes.ts'
import { listText, type Words } from './words.ts'

/** Differences that the same transforms are behind, in words. */
export interface Blame {
  /** Ids, most likely first; empty where nothing tells. */
  readonly transforms: readonly string[]
  readonly lines: readonly string[]
}

export interface Told {
  readonly blames: readonly Blame[]
  /** How many differences there was no room for. */
  readonly untold: number
}

/** So many paths in one folder are told one by one, unless more is asked for. */
const SINGLY = 3

/** Differences in at most `limit` lines, by the transforms behind them: the configuration first, then the files by place. */
export function tell(
  differences: readonly Difference[],
  order: readonly string[],
  limit: number,
  words: Words,
  singly = SINGLY,
): Told {
  const configured = differences.filter(isConfig)
  const groups = groupFiles(differences.filter(isFile), Math.max(1, limit - configured.length), singly)
  const items = [
    ...configured.map((difference) => {
      return { transforms: difference.transforms, line: configText(difference, words), count: 1 }
    }),
    ...groups.map((group) => {
      return { transforms: group.transforms, line: groupText(group, words), count: group.count }
    }),
  ]
  const byTransform = [...bucketsOf(items, ({ transforms }) => transforms.join()).values()].sort(
    ([left], [right]) => (left && right ? compareTransforms(left, right, order) : 0),
  )
  const sorted = byTransform.flat()
  const shown = new Set(sorted.slice(0, limit))
  const blames = byTransform.flatMap((bucket) => {
    const lines = bucket.filter((item) => shown.has(item)).map(({ line }) => line)
    return lines.length === 0 ? [] : [{ transforms: bucket[0]?.transforms ?? [], lines }]
  })
  return { blames, untold: sorted.slice(limit).reduce((sum, item) => sum + item.count, 0) }
}

export function isFile(difference: Difference): difference is FileDifference {
  return difference.kind === 'file'
}

export function isConfig(difference: Difference): difference is ConfigDifference {
  return difference.kind === 'configuration'
}

interface Blamed {
  readonly transforms: readonly string[]
}

/** In the order in which the transforms ran; what nothing is known of comes last. */
function compareTransforms(left: Blamed, right: Blamed, order: readonly string[]): number {
  const place = ({ transforms: [first] }: Blamed): number => {
    const at = first === undefined ? -1 : order.indexOf(first)
    return at < 0 ? order.length : at
  }
  return place(left) - place(right) || compareTexts(left.transforms.join(), right.transforms.join())
}

/** Env NODE_ENV: production → not set */
export function configText({ field, key, before, after }: ConfigDifference, words: Words): string {
  const name = key === '' ? field : `${field} ${words.text(key)}`
  return `${name}: ${valueText(before, words)} → ${valueText(after, words)}`
}

function valueText(value: string, words: Words): string {
  return value === '' ? 'not set' : words.text(value)
}

/** "/usr/share/doc and 312 files below it are gone, 4.10 MB" */
export function groupText(group: FileGroup, words: Words): string {
  const { what, shape, path, growth, values, example } = group
  const place = placeText(group, words)
  const bytes = growth === 0 ? '' : `, ${sizeText(Math.abs(growth))}`
  const such = shape === 'within' ? `, such as ${words.path(example)}` : ''
  const verb = group.count === 1 ? 'is' : 'are'
  if (what === 'gone' || what === 'new') return `${place} ${verb} ${what}${bytes}${such}`
  if (values) return `${place}: ${what} ${valuesText(values, words)}`
  return `${placeText({ ...group, path }, words)}: ${NAMES[what]}${such}`
}

/** What cannot be said of each is said of all. */
const NAMES: Readonly<Record<Exclude<FileDifference['what'], 'gone' | 'new'>, string>> = {
  type: 'another type',
  content: 'another content',
  mode: 'another mode',
  owner: 'another owner',
  target: 'another target',
  device: 'another device',
  xattrs: 'other xattrs',
  'hard links': 'other hard links',
}

function placeText({ shape, path, count: files }: FileGroup, words: Words): string {
  if (shape === 'one') return words.path(path)
  if (shape === 'tree') return `${words.path(path)} and ${filesText(files - 1)} below it`
  return `${filesText(files)} below ${words.path(path)}`
}

/** With directories and everything else that has a path. */
export function filesText(files: number): string {
  return `${numberText(files)} ${files === 1 ? 'file' : 'files'}`
}

function valuesText({ before, after }: NonNullable<FileGroup['values']>, words: Words): string {
  const text = (value: string): string => (value === '' ? 'none' : words.text(value))
  return `${text(before)} → ${text(after)}`
}

const DONE: Readonly<Record<FileDifference['what'], string>> = {
  gone: 'removed',
  new: 'added',
  type: 'changed in type',
  content: 'changed in content',
  mode: 'changed in mode',
  owner: 'changed in owner',
  target: 'changed in target',
  device: 'changed in device',
  xattrs: 'changed in xattrs',
  'hard links': 'changed in hard links',
}

/** "42 removed by clean-package-caches below /var/lib/apt/lists, 48.1 MB": a line for each kind and transform. */
export function declaredText(
  differences: readonly FileDifference[],
  order: readonly string[],
  words: Words,
): readonly string[] {
  const buckets = [...bucketsOf(differences, kindKey).values()].sort(([left], [right]) =>
    left && right ? compareKinds(left, right) || compareTransforms(left, right, order) : 0,
  )
  return buckets.flatMap((bucket) => {
    const [first] = bucket
    if (!first) return []
    const { what, transforms } = first
    const by = transforms.length === 0 ? '' : ` by ${listText(transforms)}`
    const growth = bucket.reduce((sum, each) => sum + each.growth, 0)
    const sign = what === 'gone' || what === 'new' ? '' : growth > 0 ? '+' : '-'
    const bytes = growth === 0 ? '' : `, ${sign}${sizeText(Math.abs(growth))}`
    return [`${numberText(bucket.length)} ${DONE[what]}${by}${placesText(bucket, words)}${bytes}`]
  })
}

/** Places that are told of one line. */
const PLACES = 2

function placesText(differences: readonly FileDifference[], words: Words): string {
  const groups = groupFiles(differences, PLACES, SINGLY)
  const [only] = groups
  if (groups.length === 1 && only && only.shape !== 'within')
    return `: ${words.path(only.path)}${only.shape === 'tree' ? ' and what is below it' : ''}`
  const folders = [...new Set(groups.map(folderOf))]
  const outermost = folders.filter((path) => !folders.some((other) => isBelow(path, other)))
  const named = outermost.slice(0, PLACES).map((path) => words.path(path))
  const more = outermost.length - named.length
  return ` below ${listText(more === 0 ? named : [...named, count(more, 'more folder')])}`
}

function folderOf({ shape, path }: FileGroup): string {
  return shape === 'within' ? path : path.slice(0, path.lastIndexOf('/')) || '/'
}

function isBelow(path: string, folder: string): boolean {
  return path !== folder && path.startsWith(folder === '/' ? folder : `${folder}/`)
}
