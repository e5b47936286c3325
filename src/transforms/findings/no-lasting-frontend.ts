import type { Document } from '../../dockerfile/document.ts'
import type { Stage } from '../../dockerfile/stage.ts'
import { keyValues } from '../../dockerfile/words.ts'
import { defineFinding, reportFirst, type Occurrence } from './finding.ts'

export const noLastingFrontend = defineFinding(
  {
    id: 'no-lasting-frontend',
    summary: 'Find ENV DEBIAN_FRONTEND=noninteractive, which stays in the image',
    category: 'correctness',
    aliases: [],
    docs: {
      why:
        'DEBIAN_FRONTEND=noninteractive keeps packages from asking questions while the image is built. As ENV it is part of the ' +
        'image: whoever installs packages in a container of it, or in an image built FROM it, gets the default answers and does ' +
        'not learn that there were questions. ARG DEBIAN_FRONTEND=noninteractive holds for the RUNs below it and leaves nothing.',
      risks:
        'Nothing is changed. ARG holds for one stage, and ENV for the stages and images that are built FROM it as well: a RUN there ' +
        'may rely on it, and hang at a question without it. Such a stage needs an ARG of its own.',
      references: [
        'https://docs.docker.com/reference/dockerfile/#env',
        'https://docs.docker.com/reference/dockerfile/#scope',
        'https://manpages.debian.org/bookworm/debconf-doc/debconf.7.en.html#Frontends',
      ],
    },
    examples: [
      {
        name: 'a setting that stays',
        before: `FROM debian:bookworm-slim
ENV DEBIAN_FRONTEND=noninteractive
RUN apt-get update && apt-get install -y tzdata
`,
        found: 'Write ARG DEBIAN_FRONTEND=noninteractive instead of ENV',
      },
      {
        name: 'a setting for the build',
        before: `FROM debian:bookworm-slim
ARG DEBIAN_FRONTEND=noninteractive
RUN apt-get update && apt-get install -y tzdata
`,
      },
    ],
  },
  (document, context) => {
    reportFirst(context, lasting(document), ({ stage }) => ({
      message: `Write ARG DEBIAN_FRONTEND=noninteractive instead of ENV${stage.children.length > 0 ? ', and again in each stage built on this one' : ''}`,
      reason:
        'as ENV it stays in the image, and packages that somebody installs in a container or in an image built FROM it ask nothing',
    }))
  },
)

interface Lasting extends Occurrence {
  readonly stage: Stage
}

/** The ENV of each image that is the last word on it. */
function lasting(document: Document): readonly Lasting[] {
  const found: Lasting[] = []
  for (const stage of document.stages) {
    if (!stage.ships || stage.children.some((index) => document.stages[index]?.ships === true)) continue
    const last = lastSetting(document, stage)
    if (last?.value === 'noninteractive' && !found.some((each) => each.instruction === last.instruction))
      found.push({ stage: last.stage, instruction: last.instruction, at: last.at })
  }
  return found
}

function lastSetting(document: Document, stage: Stage): (Lasting & { readonly value: string }) | undefined {
  for (const instruction of stage.instructions.toReversed()) {
    if (instruction.keyword !== 'ENV') continue
    const pairs = keyValues(instruction.args.text, document.escape) ?? []
    const own = pairs.findLast(({ key }) => key === 'DEBIAN_FRONTEND')
    if (!own) continue
    const value = (own.value ?? '').replace(/["']/g, '').trim().toLowerCase()
    return { stage, instruction, at: instruction.range, value }
  }
  const parent = stage.parent === undefined ? undefined : document.stages[stage.parent]
  return parent && lastSetting(document, parent)
}
