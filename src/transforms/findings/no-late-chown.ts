import { lineage, stateAt, type Document } from '../../dockerfile/document.ts'
import { splitImageReference } from '../../dockerfile/image-reference.ts'
import { flagValue, wordsOf, type Instruction } from '../../dockerfile/instruction.ts'
import { operandsOf, resolvePath, valueOf } from '../../shell/changed-paths.ts'
import type { State } from '../../dockerfile/state.ts'
import type { Stage } from '../../dockerfile/stage.ts'
import type { SimpleCommand } from '../../shell/commands.ts'
import { rangeOf, runScripts, type RunScript } from '../../shell/run-scripts.ts'
import { externalBase } from '../../shell/shell.ts'
import { defineFinding, more, reportFirst, type Occurrence } from './finding.ts'
import { runsBelow, shipsItsLayers } from '../../shell/layers.ts'

export const noLateChown = defineFinding(
  {
    id: 'no-late-chown',
    summary: 'Find chown and chmod of whole folders that store every file again',
    category: 'size',
    aliases: [],
    docs: {
      why:
        'chown and chmod store a file once more, as a whole, in the layer of the RUN that they run in, even where owner and mode ' +
        'stay what they were. With -R, a folder that an earlier layer brought is in the image twice. COPY --chown and COPY --chmod set both as the files are ' +
        'written, and a RUN that makes files can set them itself.',
      risks:
        'Nothing is changed. Only folders are named that an instruction above is seen to fill, or that are large in the ' +
        'official images (/usr, /opt/conda …). What a RUN of several commands makes and then changes is stored once and ' +
        'left out. COPY --chown needs names that /etc/passwd of the image knows, or numbers; COPY --chmod needs BuildKit.',
      references: [
        'https://docs.docker.com/reference/dockerfile/#copy---chown---chmod',
        'https://docs.docker.com/engine/storage/drivers/overlayfs-driver/',
      ],
    },
    examples: [
      {
        name: 'the owner of copied files',
        before: 'FROM node:20-slim\nCOPY . /app\nRUN chown -R node:node /app\n',
        found: 'Set the owner of /app by COPY --chown=node:node',
      },
      {
        name: 'what the same RUN has made',
        before:
          'FROM node:20-slim\nRUN mkdir -p /app/data && touch /app/data/db && chown -R node:node /app\n',
      },
    ],
  },
  (document, context) => {
    if (!/\bch(?:own|mod|grp)\b/.test(document.text)) return
    reportFirst(context, doublings(document), (first, all) => ({
      message: `${first.advice}${more(all)}`,
      reason: `an earlier layer holds ${first.path}, and each of its files is stored again where its owner or mode is changed`,
    }))
  },
)

interface Doubling extends Occurrence {
  readonly path: string
  readonly advice: string
}

function doublings(document: Document): readonly Doubling[] {
  const runs = runScripts(document)
  return runs.flatMap((run) => {
    if (!shipsItsLayers(document, run.stage)) return []
    const { workdir, variables } = stateAt(document, run.stage, run.instruction)
    let here = workdir
    return run.commands.flatMap((command) => {
      const operands = operandsOf(command).map((word) => expanded(word, variables))
      if (command.name === 'cd') here = resolvePath(here, operands[0])
      if (!isRecursive(command)) return []
      for (const operand of operands.slice(1)) {
        const folder = folderOf(here, operand)
        const filler =
          folder === undefined || SMALL.test(folder) ? undefined : filledBelow(document, runs, run, folder)
        if (folder === undefined || filler === undefined) continue
        const advice = adviceFor(command.name ?? '', operandsOf(command)[0] ?? '', folder, filler)
        return [{ instruction: run.instruction, at: rangeOf(run, command), path: folder, advice }]
      }
      return []
    })
  })
}

function isRecursive({ name = '', args }: SimpleCommand): boolean {
  return (
    /^(?:chown|chmod|chgrp)$/.test(name) && args.some((word) => /^-[a-zA-Z]*R|^--recursive$/.test(word.text))
  )
}

/** The folder that an operand names, `/app` for `/app/*`; undefined where it is not known. */
function folderOf(here: string | undefined, operand: string): string | undefined {
  if (/[$`{]/.test(operand)) return undefined
  const path = resolvePath(here, operand.replace(/(?<=\/)\*$/, '.'))
  return path?.includes('*') === true ? undefined : path
}

/** A word with the variables filled in that ENV and ARG define. */
function expanded(word: string, variables: State['variables']): string {
  return word.replace(/\$(?:\{(\w+)\}|(\w+))/g, (text, braced?: string, bare?: string) => {
    return variables.get(braced ?? bare ?? '')?.text ?? text
  })
}

interface Filler {
  readonly by: 'COPY' | 'RUN' | 'base'
  /** The owner that every COPY sets. */
  readonly owner: string | undefined
}

function adviceFor(name: string, what: string, folder: string, { by, owner }: Filler): string {
  if (by === 'RUN')
    return `Run ${name} -R for ${folder} in the RUN that makes its files, or make them as that user`
  if (by === 'base')
    return `Name the files that need it instead of ${name} -R for ${folder}, which the base image fills`
  if (name === 'chmod')
    return `Set the modes in ${folder} by COPY --chmod or in the build context, not by chmod -R in a later layer`
  if (name === 'chown' && owner === what) return `Drop ${name} -R for ${folder}: COPY sets the owner`
  const value =
    name === 'chown' && /^[\w-]+(?:[:.][\w-]+)?$|^[\w:${}-]+$/.test(what) ? `=${what.replace('.', ':')}` : ''
  return `Set the owner of ${folder} by COPY --chown${value}, not by ${name} -R in a later layer`
}

/** What in the layers below fills a folder; undefined where nothing is seen to. */
function filledBelow(
  document: Document,
  runs: readonly RunScript[],
  run: RunScript,
  folder: string,
): Filler | undefined {
  if (runsBelow(document, runs, run).some((below) => makesBelow(document, below, folder)))
    return { by: 'RUN', owner: undefined }
  const copies = lineage(document, run.stage).flatMap((stage) =>
    stage.instructions.filter(
      (each) => each.index < run.instruction.index && copiesInto(document, stage, each, folder),
    ),
  )
  if (copies.length > 0) {
    const owners = new Set(copies.map((each) => flagValue(each, 'chown')))
    return { by: 'COPY', owner: owners.size === 1 ? [...owners][0] : undefined }
  }
  return isFullInBase(document, run, folder) ? { by: 'base', owner: undefined } : undefined
}

// Configuration and keys: nothing is gained there.
const SMALL = /^\/etc(?:\/|$)|\/\.(?:ssh|gnupg)$/
const SINGLE_FILE = /\.(?:sh|conf|json|ya?ml|toml|ini|txt|lock|cnf|cfg|env|jar|xml|properties)$/

/** True for a COPY of more than a small file. */
function copiesInto(document: Document, stage: Stage, instruction: Instruction, folder: string): boolean {
  if (instruction.keyword !== 'COPY' && instruction.keyword !== 'ADD') return false
  const { workdir, variables } = stateAt(document, stage, instruction)
  const words = wordsOf(instruction).map((word) => expanded(word, variables))
  const target = words.at(-1) ?? ''
  const path = resolvePath(workdir ?? '/', target)
  if (words.length < 2 || target.includes('$') || path === undefined || !isWithin(path, folder)) return false
  return words.slice(0, -1).some((source) => !SINGLE_FILE.test(source))
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || folder === '/' || path.startsWith(`${folder}/`)
}

const INSTALLS: Readonly<Record<string, RegExp>> = {
  npm: /^(?:i|ci|install)$/,
  yarn: /^(?:install)?$/,
  pnpm: /^(?:i|install)$/,
  composer: /^(?:install|create-project)$/,
}

/** True for a RUN that puts files below a folder: an unpacked archive, a clone, installed dependencies. */
function makesBelow(document: Document, run: RunScript, folder: string): boolean {
  const { workdir, variables } = stateAt(document, run.stage, run.instruction)
  let here = workdir
  return run.commands.some((command) => {
    const operands = operandsOf(command).map((word) => expanded(word, variables))
    if (command.name === 'cd') here = resolvePath(here, operands[0])
    const target = targetOf(command, operands, variables)
    const path = target === undefined || target.includes('$') ? undefined : resolvePath(here, target)
    return path !== undefined && isWithin(path, folder)
  })
}

/** The folder that a command is known to fill. */
function targetOf(
  { name = '', args }: SimpleCommand,
  operands: readonly string[],
  variables: State['variables'],
): string | undefined {
  const words = args.map((word) => expanded(valueOf(word), variables))
  const behind = (flag: string): string | undefined =>
    words.includes(flag) ? words[words.indexOf(flag) + 1] : undefined
  const verb = Object.hasOwn(INSTALLS, name) ? INSTALLS[name] : undefined
  if (verb)
    return verb.test(operands[0] ?? '') && !/(?:^| )(?:-g|--global|global)(?: |$)/.test(words.join(' '))
      ? '.'
      : undefined
  if (name === 'git' && operands[0] === 'clone') {
    const url = operands.findIndex((word) => /[:/]/.test(word))
    return (
      operands[url + 1] ??
      operands[url]
        ?.split('/')
        .at(-1)
        ?.replace(/\.git$/, '')
    )
  }
  if (name === 'tar' && words.some((word) => /^-?[a-zA-Z]*x|^--extract$/.test(word)))
    return behind('-C') ?? '.'
  if (name === 'unzip') return behind('-d') ?? '.'
  return name === 'cp' && words.some((word) => /^-\w*[arR]/.test(word)) ? operands.at(-1) : undefined
}

// Large in the official images that have them; installed packages are below /usr in all of them.
function isFullInBase(document: Document, run: RunScript, folder: string): boolean {
  if (/^\/(?:usr(?:\/(?:lib|share|local))?)?$/.test(folder)) return true
  const repository = splitImageReference(externalBase(document, run.stage))?.repository ?? ''
  const full: Readonly<Record<string, RegExp>> = {
    'library/node': /^\/usr\/local\/lib(?:\/node_modules)?$/,
    'library/rust': /^\/usr\/local\/(?:cargo|rustup)$/,
    'library/ruby': /^\/usr\/local\/(?:lib|bundle)$/,
    'library/golang': /^\/(?:usr\/local\/)?go$/,
    'continuumio/miniconda3': /^\/opt\/conda$/,
    'continuumio/anaconda3': /^\/opt\/conda$/,
    'condaforge/mambaforge': /^\/opt\/conda$/,
    'condaforge/miniforge3': /^\/opt\/conda$/,
  }
  return (Object.hasOwn(full, repository) ? full[repository] : undefined)?.test(folder) ?? false
}
