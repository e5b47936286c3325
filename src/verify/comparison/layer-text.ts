import { wordsOf, type Instruction } from '../../dockerfile/instruction.ts'

/** What an image's history says of a layer. */
export interface LayerText {
  readonly keyword: string
  /** White space is one blank each. */
  readonly text: string
  /** Written by the classic builder, podman or buildah: of COPY and ADD only the destination is told. */
  readonly classic: boolean
}

/**
 * Reads created_by. BuildKit writes "RUN |1 ARG=value /bin/sh -c script # buildkit" and "COPY a /b # buildkit", the
 * others "|1 ARG=value /bin/sh -c script" and "/bin/sh -c #(nop) COPY file:1f0c… in /b ".
 */
export function readCreatedBy(createdBy: string): LayerText {
  const text = oneLine(createdBy.replace(/\s*# buildkit\s*$/, ''))
  const classic = /^\/bin\/sh -c #\(nop\) ?([A-Z]+) ?(.*)$/.exec(text)
  if (classic) return { keyword: classic[1] ?? '', text: classic[2] ?? '', classic: true }
  const own = /^(RUN|COPY|ADD|WORKDIR) (.*)$/.exec(text)
  if (own) return { keyword: own[1] ?? '', text: own[2] ?? '', classic: false }
  return { keyword: 'RUN', text, classic: true }
}

/** How well an instruction explains a layer: 0 not at all, 1 by most of its words, 3 for sure. */
export type Fit = (layer: LayerText) => 0 | 1 | 3

export function fitOf(instruction: Instruction, source: string): Fit {
  const { keyword } = instruction
  const explains = explainerOf(instruction, source)
  return (layer) => (layer.keyword === keyword ? explains(layer) : 0)
}

function explainerOf(instruction: Instruction, source: string): Fit {
  switch (instruction.keyword) {
    case 'RUN':
      return runFit(instruction, source)
    case 'COPY':
    case 'ADD':
      return copyFit(wordsOf(instruction))
    case 'WORKDIR':
      return workdirFit(instruction.args.text)
    default: {
      const args = oneLine(instruction.args.text)
      return ({ text }) => (text === args ? 3 : 0)
    }
  }
}

function runFit({ args, json, heredocs }: Instruction, source: string): Fit {
  const bodies = heredocs.map(({ body }) => source.slice(body.start, body.end))
  const whole = heredocs.map(({ body, terminator }) => source.slice(body.start, terminator.end))
  const scripts = [
    ...(json ? [json.join(' ')] : []),
    ...(bodies.length > 0 ? [bodies.join(' '), [args.text, ...whole].join(' ')] : []),
    args.text,
  ].map(oneLine)
  const words = new Set(scripts.at(-1)?.split(' '))
  return ({ text }) => {
    const sure = scripts.some((script, index) => {
      if (!text.endsWith(script)) return false
      const before = text.slice(0, text.length - script.length)
      return json && index === 0 ? /^(?:\|\d+ .*)?$/.test(before) : SHELL_PREFIX.test(before)
    })
    if (sure) return 3
    const known = new Set(text.split(' ').filter((word) => words.has(word)))
    return words.size >= 3 && known.size >= 0.7 * words.size ? 1 : 0
  }
}

/** What stands in front of a script: a shell up to its -c, and with buildah the flags of RUN. */
const SHELL_PREFIX = /(?:^|\s)(?:-\w*c|-command|\/c) (?:--\S+ )*$/i

function copyFit(words: readonly string[]): Fit {
  const whole = new RegExp(`^(?:--\\S+ )*${words.map(wordPattern).join(' ')}$`)
  const target = new RegExp(`(?:^| )in ${wordPattern(words.at(-1) ?? '')}$`)
  return ({ text, classic }) => ((classic ? target : whole).test(text) ? 3 : 0)
}

function workdirFit(directory: string): Fit {
  const path = oneLine(directory)
    .replace(/^(?:\.\/)+/, '')
    .replace(/(.)\/+$/, '$1')
  const pattern = new RegExp(
    path.startsWith('/') ? `^${wordPattern(path)}/?$` : `(?:^|/)${wordPattern(path)}/?$`,
  )
  return ({ text }) => (path === '.' || pattern.test(text) ? 3 : 0)
}

/** A word without its quotes, in which a variable may stand for anything. */
function wordPattern(word: string): string {
  return oneLine(word)
    .replace(/["']/g, '')
    .split(/\$(?:\{[^}]*\}|\w+)/)
    .map((literal) => literal.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*')
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
