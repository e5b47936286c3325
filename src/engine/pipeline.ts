import { lineOf, parseDocument, type Document } from '../dockerfile/document.ts'
import type { Instruction } from '../dockerfile/instruction.ts'
import { applyEdits } from '../dockerfile/text-edit.ts'
import type { Range } from '../dockerfile/text.ts'
import { overlaid } from '../project/overlaid.ts'
import { NO_PROJECT } from '../project/project.ts'
import type { Change, Note, Refusal } from './change.ts'
import { isInContext, withCompanion, type CompanionFile } from './companion.ts'
import { withoutConflicts } from './conflicts.ts'
import { NO_FACTS, type DigestFact, type Facts } from './facts.ts'
import { originalOffset, recordEdits, untouched, type AttributedEdit, type Provenance } from './provenance.ts'
import { faultOf } from './safety-net.ts'
import type { Rewrite, RewriteError, RewriteOptions } from './rewrite.ts'
import { DEFAULT_SETTINGS } from './settings.ts'
import { covers, fileSuppressions, instructionSuppressions, type Suppression } from './suppressions.ts'
import { templateMarker } from './template.ts'
import type { Concern, Decline, Proposal, Surroundings, Transform } from './transform.ts'

const MAX_ROUNDS = 10

interface Said {
  readonly document: Document
  readonly refusals: readonly Refusal[]
  readonly findings: readonly Change[]
}

/** Runs the transforms over a text until none of them changes anything more. Never throws for what is in the text. */
export function rewrite(input: string, options: RewriteOptions): Rewrite {
  const parse = (text: string): Document => parseDocument(text, { targets: options.targets ?? [] })
  const document = parse(input)
  // A template often does not parse; what it is explains more than what BuildKit says of it.
  const template = templateMarker(document)
  if (template) {
    return unprocessed('skipped', input, {
      message: `${template.marker.trim()} marks a template; dfopt reads finished Dockerfiles`,
      line: template.line,
      hint: 'render the template first, or run dfopt on what it renders to',
    })
  }
  if (document.problem) return unprocessed('failed', input, document.problem)
  return new Run(document, options, parse).run()
}

function unprocessed(status: 'failed' | 'skipped', input: string, error: RewriteError): Rewrite {
  const provenance = untouched(input)
  return {
    status,
    input,
    output: input,
    companions: [],
    changes: [],
    refusals: [],
    notes: [],
    error,
    provenance,
    rounds: 0,
    wanted: [],
  }
}

/** The working state of one rewrite. */
class Run {
  readonly #input: Document
  readonly #options: RewriteOptions
  readonly #parse: (text: string) => Document
  #surroundings: Surroundings
  readonly #changes: Change[] = []
  readonly #defects = new Map<string, Note>()
  /** Ignore comments that stood in the way of something, by their text: a transform may move them. */
  readonly #used = new Set<string>()
  readonly #facts: Facts
  readonly #wanted = new Set<string>()
  /** What a transform said of the document that it saw last, where it changed nothing in it. */
  readonly #said = new Map<Transform, Said>()
  #document: Document
  #companions: readonly CompanionFile[] = []
  #forFile: readonly Suppression[] = []
  #provenance: Provenance
  // Refusals and findings of a round that changed nothing are those that hold for the result.
  #refusals: Refusal[] = []
  #findings: Change[] = []

  constructor(document: Document, options: RewriteOptions, parse: (text: string) => Document) {
    this.#input = document
    this.#document = document
    this.#options = options
    this.#facts = options.facts ?? NO_FACTS
    this.#parse = parse
    const { project = NO_PROJECT, today, settings } = options
    this.#surroundings = { project, today, settings: { ...DEFAULT_SETTINGS, ...settings } }
    this.#provenance = untouched(document.text)
  }

  run(): Rewrite {
    const seen = new Map<string, { readonly changes: number; readonly provenance: Provenance }>()
    const state = (): string => JSON.stringify([this.#document.text, this.#companions])
    let rounds = 0
    for (let settled = false; !settled && rounds < MAX_ROUNDS; rounds += 1) {
      const changesBefore = this.#changes.length
      seen.set(state(), { changes: changesBefore, provenance: this.#provenance })
      this.#refusals = []
      this.#findings = []
      for (const transform of this.#options.transforms) {
        // A registry is asked about the names that are left when the others are done.
        if (!transform.asksRegistry || this.#changes.length === changesBefore) this.#visit(transform)
      }
      settled = this.#changes.length === changesBefore
      const known = settled ? undefined : seen.get(state())
      if (known) {
        const names = [...new Set(this.#changes.slice(known.changes).map((change) => change.transform))]
        this.#defect(1, `${names.join(' and ')} undo each other's work`)
        this.#changes.length = known.changes
        this.#provenance = known.provenance
        settled = true
      }
    }
    const output = this.#document.text
    const companions = this.#companions.filter(({ before, after }) => before !== after)
    return {
      status: output === this.#input.text && companions.length === 0 ? 'unchanged' : 'changed',
      input: this.#input.text,
      output,
      companions,
      changes: [...this.#changes, ...this.#findings],
      refusals: this.#refusals,
      notes: [...this.#unusedIgnores(), ...this.#defects.values()],
      error: undefined,
      provenance: this.#provenance,
      rounds,
      wanted: [...this.#wanted],
    }
  }

  /** Transforms are pure: one that left this very document as it is would say the same again. */
  #visit(transform: Transform): void {
    const document = this.#document
    const said = this.#said.get(transform)
    if (said?.document === document) {
      this.#refusals.push(...said.refusals)
      this.#findings.push(...said.findings)
      return
    }
    const refusals = this.#refusals.length
    const findings = this.#findings.length
    this.#apply(transform)
    if (this.#document !== document) {
      if (transform.asksRegistry) this.#carrySaid(document)
      return
    }
    this.#said.set(transform, {
      document,
      refusals: this.#refusals.slice(refusals),
      findings: this.#findings.slice(findings),
    })
  }

  /** A digest beside a tag is nothing new to the others: what hinders them is what hindered them without it. */
  #carrySaid(from: Document): void {
    for (const [transform, said] of this.#said)
      if (said.document === from) this.#said.set(transform, { ...said, document: this.#document })
  }

  #apply(transform: Transform): void {
    const document = this.#document
    const proposals: Proposal[] = []
    const refusals: Refusal[] = []
    const forFile = fileSuppressions(document)
    this.#forFile = forFile
    const excuses = ({ aliases }: Concern): readonly Suppression[] =>
      forFile.filter((each) => covers(each, transform, aliases))
    try {
      transform.apply(document, {
        ...this.#surroundings,
        change: (proposal) => proposals.push(proposal),
        refuse: (decline) => {
          if (excuses(decline).length === 0) refusals.push(this.#refusal(transform, decline))
        },
        isSuppressed: (instruction, aliases) => this.#suppressed(transform, instruction, aliases),
        digestOf: (image) => this.#digestOf(image),
        ownImage: (image) => this.#facts.own?.(image),
      })
    } catch (error) {
      this.#defect(
        1,
        `${transform.id} failed and was left out: ${error instanceof Error ? error.message : String(error)}`,
      )
      return
    }
    this.#refusals.push(...refusals)
    if (proposals.length === 0) return
    const guarded = document.instructions.filter((each) => instructionSuppressions(each).length > 0)
    const wanted: Proposal[] = []
    for (const proposal of proposals) {
      const excused = excuses(proposal)
      this.#use(excused)
      if (excused.length > 0 || this.#touchesSuppressed(transform, proposal, guarded)) continue
      const change = this.#change(transform, proposal)
      if (proposal.level === 'manual') this.#findings.push(change)
      else if (proposal.level === 'review' && this.#options.safeOnly) continue
      else if (this.#options.reportOnly?.includes(transform.id))
        this.#findings.push({ ...change, level: 'manual', effects: [] })
      else if (this.#options.accept?.(change) ?? true) wanted.push(proposal)
    }
    this.#commit(transform, withoutConflicts(wanted))
  }

  #digestOf(image: string): DigestFact | undefined {
    const fact = this.#facts.digest(image)
    if (!fact) this.#wanted.add(image)
    return fact
  }

  #commit(transform: Transform, proposals: readonly Proposal[]): void {
    if (proposals.length === 0) return
    const whole = this.#try(proposals)
    if (typeof whole !== 'string') this.#accept(transform, proposals, whole)
    else if (proposals.length === 1) {
      const line = proposals[0] ? this.#originalLine(proposals[0].at.start) : 1
      this.#defect(line, `${transform.id}: a change was dropped because ${whole}`)
    } else {
      // One of several is wrong: keep those that hold alone and together with the ones before.
      const good: Proposal[] = []
      for (const proposal of proposals) {
        const fault = this.#try([...good, proposal])
        if (typeof fault !== 'string') good.push(proposal)
        else
          this.#defect(
            this.#originalLine(proposal.at.start),
            `${transform.id}: a change was dropped because ${fault}`,
          )
      }
      this.#commit(transform, good)
    }
  }

  #try(proposals: readonly Proposal[]): Document | string {
    const companions = proposals.flatMap((each) => each.companions ?? [])
    const outside = companions.find(({ path }) => !this.#surroundings.project.whole || !isInContext(path))
    if (outside) return `${outside.path} is not in the build context`
    let text: string
    try {
      text = applyEdits(
        this.#document.text,
        proposals.flatMap((proposal) => proposal.edits),
      )
    } catch (error) {
      if (error instanceof RangeError) return error.message
      throw error
    }
    const after = this.#parse(text)
    return faultOf(this.#document, after, proposals) ?? after
  }

  #accept(transform: Transform, proposals: readonly Proposal[], after: Document): void {
    const edits: AttributedEdit[] = []
    for (const proposal of proposals) {
      const change = this.#changes.push(this.#change(transform, proposal)) - 1
      edits.push(...proposal.edits.map((edit) => ({ ...edit, change })))
    }
    this.#provenance = recordEdits(this.#provenance, edits)
    this.#document = after
    const { project } = this.#surroundings
    const written = proposals.flatMap((proposal) => proposal.companions ?? [])
    if (written.length === 0) return
    for (const companion of written) {
      const before = project.whole?.read(companion.path)
      this.#companions = withCompanion(this.#companions, companion, transform.id, before)
    }
    const texts = new Map(written.map(({ path, text }) => [path, text]))
    this.#surroundings = { ...this.#surroundings, project: overlaid(project, texts) }
  }

  #change(transform: Transform, { at, level, message, reason, effects = [] }: Proposal): Change {
    const line = this.#originalLine(at.start)
    const endLine = Math.max(line, this.#originalLine(Math.max(at.start, at.end - 1)))
    return { transform: transform.id, level, line, endLine, message, reason, effects }
  }

  #refusal(transform: Transform, { at, reason, unblock, quiet }: Decline): Refusal {
    return {
      transform: transform.id,
      line: this.#originalLine(at.start),
      reason,
      unblock,
      quiet: quiet ?? false,
    }
  }

  #originalLine(offset: number): number {
    return lineOf(this.#input, originalOffset(this.#provenance, offset))
  }

  #suppressed(
    transform: Transform,
    instruction: Instruction | undefined,
    aliases?: readonly string[],
  ): boolean {
    const comments = [...this.#forFile, ...(instruction ? instructionSuppressions(instruction) : [])]
    const covering = comments.filter((each) => covers(each, transform, aliases))
    this.#use(covering)
    return covering.length > 0
  }

  #touchesSuppressed(transform: Transform, proposal: Proposal, guarded: readonly Instruction[]): boolean {
    const ranges = [proposal.at, ...proposal.edits]
    return guarded.some(
      (instruction) =>
        ranges.some((range) => touches(range, instruction.range)) &&
        this.#suppressed(transform, instruction, proposal.aliases),
    )
  }

  #use(suppressions: readonly Suppression[]): void {
    for (const each of suppressions) this.#used.add(each.text)
  }

  #unusedIgnores(): readonly Note[] {
    const comments = this.#input.instructions.flatMap(instructionSuppressions)
    return [...fileSuppressions(this.#input), ...comments]
      .filter((each) => each.own && !this.#used.has(each.text))
      .map((each) => ({
        kind: 'unused-ignore',
        line: lineOf(this.#input, each.start),
        message: `nothing is suppressed by "${each.text}"`,
      }))
  }

  #defect(line: number, message: string): void {
    this.#defects.set(message, { kind: 'defect', line, message })
  }
}

function touches(range: Range, instruction: Range): boolean {
  if (range.start === range.end) return instruction.start <= range.start && range.start <= instruction.end
  return range.start < instruction.end && instruction.start < range.end
}
