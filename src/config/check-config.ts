import type { $ZodIssue } from 'zod/v4/core'
import { nearest } from '../dockerfile/nearest.ts'
import { keyOffset, nodeAt, valueOf, type ConfigNode, type TextFault } from './node.ts'
import type { ConfigValues, KnownTransform } from './schema.ts'
import { vocabulary } from './values.ts'

/** The settings behind a text, or all that is wrong with them, in the order of the text. */
export async function checkConfig(
  root: ConfigNode,
  transforms: readonly KnownTransform[],
): Promise<ConfigValues | readonly TextFault[]> {
  const { validate } = await import('./validate.ts')
  const result = validate(valueOf(root), vocabulary(transforms))
  if ('issues' in result) {
    const judged: Judged = { root, transforms, settings: result.settings }
    return result.issues
      .flatMap((issue) => faultsOf(issue, issue.path, judged))
      .toSorted((left, right) => left.offset - right.offset)
  }
  const { refreshDigests, offline } = result.values
  if (!refreshDigests || !offline) return result.values
  const message = 'refreshDigests and offline contradict each other: digests come from a registry'
  return [{ offset: keyOffset(root, [], 'refreshDigests'), message, hint: 'leave one out' }]
}

interface Judged {
  readonly root: ConfigNode
  readonly transforms: readonly KnownTransform[]
  /** Those of the top. */
  readonly settings: readonly string[]
}

const WORDS: Readonly<Record<string, string>> = {
  string: 'a text',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
}

function faultsOf(issue: $ZodIssue, path: readonly PropertyKey[], judged: Judged): readonly TextFault[] {
  const { root } = judged
  const last = path.at(-1) ?? ''
  const above = path.slice(0, -1)
  const node = nodeAt(root, path)
  const offset = node?.offset ?? nodeAt(root, above)?.offset ?? 0
  const name = nameOf(path)
  const found = node ? shown(valueOf(node)) : 'nothing'
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({ offset: keyOffset(root, path, key), ...unknown(key, path, judged) }))
    case 'invalid_value': {
      const choices = issue.values.map(String)
      const message = `${name} is one of ${choices.join(', ')}, not ${found}`
      return [{ offset, message, hint: meant(node ? valueOf(node) : undefined, choices, path) }]
    }
    case 'invalid_type':
      if (!node)
        return [{ offset, message: `${String(last)} is missing in ${nameOf(above)}`, hint: 'add it' }]
      return [
        {
          offset,
          message: `${name} has to be ${WORDS[issue.expected] ?? issue.expected}, not ${found}`,
          hint: SHAPES,
        },
      ]
    case 'invalid_key': {
      const message = `${String(last)} ${issue.issues[0]?.message ?? 'is not allowed'}`
      return [{ offset: keyOffset(root, above, last), message, hint: SHAPES }]
    }
    case 'invalid_union': {
      // What it was meant to be is told by its type.
      const branch = issue.errors.find(
        (each) => !each.some(({ code, path: at }) => code === 'invalid_type' && at.length === 0),
      )
      if (branch) return branch.flatMap((each) => faultsOf(each, [...path, ...each.path], judged))
      return [{ offset, message: `${name} has to be a list or an object, not ${found}`, hint: SHAPES }]
    }
    default:
      return [{ offset, message: `${name} ${issue.message}, which ${found} is not`, hint: SHAPES }]
  }
}

const SHAPES = 'dfopt schema shows what there is'

function unknown(
  key: string,
  path: readonly PropertyKey[],
  { transforms, settings }: Judged,
): Pick<TextFault, 'message' | 'hint'> {
  if (path[0] === 'transforms') {
    const alias = transforms.find(({ aliases }) => aliases.includes(key))?.id
    const near =
      alias ??
      nearest(
        key,
        transforms.map(({ id }) => id),
      )
    return {
      message: `there is no transform ${key}`,
      hint: near === undefined ? 'dfopt list shows them' : `did you mean ${near}?`,
    }
  }
  const near = nearest(key, path.length === 0 ? settings : ['as', 'tags'])
  return {
    message: path.length === 0 ? `there is no setting ${key}` : `${nameOf(path)} has no setting ${key}`,
    hint: near === undefined ? SHAPES : `did you mean ${near}?`,
  }
}

function meant(value: unknown, choices: readonly string[], path: readonly PropertyKey[]): string {
  if (path[0] === 'transforms' && typeof value === 'boolean') return `did you mean "${value ? 'on' : 'off'}"?`
  if (path[0] === 'transforms' && typeof value === 'object') return 'no transform has options of its own'
  const near = typeof value === 'string' ? nearest(value, choices) : undefined
  return near === undefined ? SHAPES : `did you mean ${near}?`
}

/** `mirrors[0]`, `tags[0] of registry.example.com/node`. */
function nameOf(path: readonly PropertyKey[]): string {
  const last = path.at(-1)
  if (last === undefined) return 'the configuration'
  const name = typeof last === 'number' ? `${String(path.at(-2))}[${last}]` : String(last)
  return path[0] === 'images' && path.length > 2 ? `${name} of ${String(path[1])}` : name
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object' && value !== null) return 'an object'
  const text = JSON.stringify(value)
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}
