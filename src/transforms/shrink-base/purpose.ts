// Whether a file says what its image is for. The full variants are made for those who want everything at hand.
import { lineage, type Document } from '../../dockerfile/document.ts'
import type { Stage } from '../../dockerfile/stage.ts'
import { startCommands } from '../../shell/start-commands.ts'
import { commandsOf } from '../../shell/commands.ts'
import type { Obstacle } from '../calls/obstacle.ts'

// Servers whose images start them.
const STARTS_ITSELF = /^(?:nginx|httpd|haproxy|caddy|traefik|varnish|tomcat|jetty)$/

const IDLE =
  /^(?:tail|sleep|cat|bash|sh|zsh|ash|tmux|screen|irb|ipython|python3?|node|irb|iex|erl|true|sshd?)$/

/** @param flavour of the tag, as the catalogue has it: `8.2-fpm` */
export function purposeObstacle(
  document: Document,
  stage: Stage,
  { image, flavour }: { readonly image: string; readonly flavour: string },
): Obstacle | undefined {
  const trigger = lineage(document, stage)
    .flatMap(({ instructions }) => instructions)
    .find(({ keyword }) => keyword === 'ONBUILD')
  if (trigger)
    return {
      at: trigger.range,
      reason: 'what the builds behind ONBUILD use of the full image is not in this file',
      unblock: 'swap it by hand, and build what is based on it',
    }
  // The same packages in both: nothing is lost but documentation.
  if (image === 'debian') return undefined
  const starts = startCommands(document, stage)
  if (starts.length === 0)
    // An image of which nothing but labels is written is there for others to build on.
    return STARTS_ITSELF.test(image) || (image === 'php' && /fpm|apache/.test(flavour))
      ? hasContent(document, stage)
        ? undefined
        : {
            at: stage.from.range,
            reason: `nothing that ${image} serves is copied into it, and who builds on it or mounts that may use what the full image brings`,
            unblock: 'COPY what it serves, or swap it by hand',
          }
      : {
          at: stage.from.range,
          reason:
            'nothing says what its containers run, and who builds on it or works in it may use what the full image brings',
          unblock: 'add the CMD that its containers run, or swap it by hand',
        }
  for (const { script, instruction } of starts) {
    if (instruction.keyword === 'HEALTHCHECK') continue
    const commands = commandsOf(script)
    const [first] = commands
    const words = first?.args.map(({ text }) => text) ?? []
    const idle =
      IDLE.test(first?.name ?? '') &&
      !words.some((word) => /^[^-+]/.test(word) && !/^(?:\/dev\/null|infinity|\d+)$/.test(word)) &&
      !words.includes('-m')
    if (commands.length === 1 && idle)
      return {
        at: instruction.range,
        reason: `its containers run ${[first?.name, ...words].join(' ')}, so that people or a CI work in them, with what the full image brings`,
        unblock: 'swap it by hand where that is enough for them',
      }
  }
  return undefined
}

function hasContent(document: Document, stage: Stage): boolean {
  return lineage(document, stage).some(({ instructions }) =>
    instructions.some(({ keyword }) => /^(?:COPY|ADD)$/.test(keyword)),
  )
}
