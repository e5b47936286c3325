import type { Document } from '../../dockerfile/document.ts'
import type { Decline } from '../../engine/transform.ts'
import type { Part } from './part.ts'

// RUN is not among them: its commands mean the same inside of the joined one. A heading is all in capitals.
const INSTRUCTION =
  /^#+\s*(COPY|ADD|ENV|ARG|USER|WORKDIR|VOLUME|SHELL|CMD|ENTRYPOINT|EXPOSE|LABEL|HEALTHCHECK|ONBUILD|STOPSIGNAL|FROM)\s+(?=.*[a-z0-9/])\S/

// A RUN that a comment asks to uncomment: "[Optional] Uncomment this section to install additional packages."
const ASKS = /\buncomment/i
const RUN = /^#+\s*RUN\s+\S/

/** A commented-out instruction between two RUNs is there to be uncommented, which a line of a shell script is not. */
export function idleObstacle(document: Document, left: Part, right: Part): Decline | undefined {
  const { end } = left.instruction.range
  const { start } = right.instruction.range
  const texts = document.comments
    .filter(({ range }) => range.start >= end && range.end <= start)
    .map(({ text }) => text.trim())
  const keyword =
    texts.flatMap((text) => INSTRUCTION.exec(text)?.[1] ?? [])[0] ??
    (texts.some((text) => ASKS.test(text)) && texts.some((text) => RUN.test(text)) ? 'RUN' : undefined)
  if (keyword === undefined) return undefined
  return {
    at: right.instruction.range,
    reason: `the ${keyword} that is commented out in front of it could not be uncommented in the middle of a RUN`,
    unblock: 'delete that comment, or move it elsewhere',
  }
}
