import type { Document } from '../dockerfile/document.ts'
import type { Instruction } from '../dockerfile/instruction.ts'
import type { TextEdit } from '../dockerfile/text-edit.ts'
import type { Range } from '../dockerfile/text.ts'
import type { Project } from '../project/project.ts'
import type { Companion } from './companion.ts'
import type { Effect } from './effect.ts'
import type { DigestFact, Facts, OwnImage } from './facts.ts'
import type { Settings } from './settings.ts'

/**
 * How far a change may be trusted. `safe`: the image has the same files, caches aside, and runs the same. `review`:
 * the image changes on purpose. `manual`: dfopt knows what is wrong and not the answer; never written.
 */
export type Level = 'safe' | 'review' | 'manual'

export type Category = 'size' | 'speed' | 'security' | 'correctness' | 'style'

/** What a change or a refusal is about, where the transform looks for several things. */
export interface Concern {
  /** Those of the transform's aliases whose ignore comments hold for it; all where absent. Its id always does. */
  readonly aliases?: readonly string[]
}

/** What a transform wants to do to a document. */
export interface Proposal extends Concern {
  /** The instruction or span that the change is about. */
  readonly at: Range
  /** In offsets of the document's text; empty for a manual finding. Applied together or not at all. */
  readonly edits: readonly TextEdit[]
  /** Files of the build context that are written with it, or it is not made. None without a context. */
  readonly companions?: readonly Companion[]
  readonly level: Level
  /** What is done, in one line. */
  readonly message: string
  /** Why, in one line. */
  readonly reason: string
  /** Words of the original that this change takes away on purpose; any other lost word stops the change. */
  readonly removes?: readonly string[]
  /** Comment lines that this change takes away or rewrites on purpose. */
  readonly removesComments?: readonly string[]
  /** What it does to the image; without any the image has to stay the same. `dfopt verify` holds the change to it. */
  readonly effects?: readonly Effect[]
}

/** Why a transform leaves something alone that it was looking for. */
export interface Decline extends Concern {
  readonly at: Range
  readonly reason: string
  /** What the author can do so that the change becomes possible. */
  readonly unblock: string
  /** Nothing would be gained anyway: shown under --verbose only. */
  readonly quiet?: boolean
}

/** What is known beside the text of a Dockerfile. */
export interface Surroundings {
  readonly project: Project
  /** The day by which the end of a life is judged, as 2026-11-22; undefined: nothing has ended. */
  readonly today: string | undefined
  readonly settings: Settings
}

export interface TransformContext extends Surroundings {
  change(proposal: Proposal): void
  refuse(decline: Decline): void
  /**
   * True when a comment asks to leave this instruction alone, or the whole file. Ask last, when all else speaks for the change: a
   * comment that never stood in the way is reported as unused. Without an instruction it is about the file, as for a parser directive.
   * `aliases`: those of the change.
   */
  isSuppressed(instruction: Instruction | undefined, aliases?: readonly string[]): boolean
  /**
   * The digest of an image, named with registry and tag, for a transform with `asksRegistry`. Undefined where nobody looked yet: the
   * transform refuses, and is run again once somebody did. Ask when all else speaks for the change: what is asked for gets fetched.
   */
  digestOf(image: string): DigestFact | undefined
  /** What the project itself means by the name of an image, given as for `digestOf`; undefined where nothing says that it does. */
  ownImage(image: string): OwnImage | undefined
}

/** The context for a part of a transform: the ignore comments of these aliases alone, and its id, hold for it. */
export function concerning(context: TransformContext, aliases: readonly string[]): TransformContext {
  return {
    ...context,
    change: (proposal) => {
      context.change({ ...proposal, aliases })
    },
    refuse: (decline) => {
      context.refuse({ ...decline, aliases })
    },
    isSuppressed: (instruction) => context.isSuppressed(instruction, aliases),
  }
}

export interface TransformExample {
  readonly name: string
  readonly before: string
  /** The whole file afterwards; absent for a refusal. */
  readonly after?: string
  /** Part of the reason with which the file is left alone. */
  readonly refused?: string
  /** Part of the message of a manual finding. */
  readonly found?: string
  /** What the example takes for granted, where the transform asks for it. */
  readonly facts?: Facts
  /** The day on which it is run, where that matters. */
  readonly today?: string
  /** Files of the build context, by their paths. */
  readonly files?: Readonly<Record<string, string>>
  /** What is written beside the Dockerfile, by paths in the build context. */
  readonly written?: Readonly<Record<string, string>>
}

export interface TransformDocs {
  readonly why: string
  readonly risks: string
  readonly references: readonly string[]
  /** Markdown that the page has beside this, made when it is asked for: tables from data. */
  readonly details?: () => string
}

export interface Transform {
  /** Kebab-case, verb first. */
  readonly id: string
  /** One line, in the imperative. */
  readonly summary: string
  readonly category: Category
  /** The most daring level that its changes have. */
  readonly level: Level
  /** `off`: it runs only where somebody asks for it by its id; `report`: its changes are told and not made unless somebody does. */
  readonly byDefault?: 'off' | 'report'
  /** Ids of findings that ask for the opposite: they are left out where it runs. */
  readonly overrules?: readonly string[]
  /**
   * It asks for digests of images: where it runs, a registry may be asked. It is run when the others are done, and writes nothing but
   * digests.
   */
  readonly asksRegistry?: true
  /** Ids of other tools' rules whose ignore comments it honours. */
  readonly aliases: readonly string[]
  readonly docs: TransformDocs
  readonly examples: readonly TransformExample[]
  apply(document: Document, context: TransformContext): void
}

/** Checks what types cannot: the shape of the id. @throws TypeError */
export function defineTransform(transform: Transform): Transform {
  if (!/^[a-z]+(?:-[a-z]+)+$/.test(transform.id))
    throw new TypeError(`transform id ${transform.id} is not kebab-case`)
  return transform
}
