import type { Document } from '../../dockerfile/document.ts'
import { parseImageReference } from '../../dockerfile/image-reference.ts'
import { defineFinding, reportFirst, type Occurrence } from './finding.ts'

export const tagBase = defineFinding(
  {
    id: 'tag-base',
    summary: 'Find base images without a tag, or with latest',
    category: 'correctness',
    aliases: ['DL3006', 'DL3007'],
    docs: {
      why:
        'A name without a tag means latest, and latest is another image after each release. A build next month starts from it ' +
        'with nothing changed in the repository: another major version of the language, another release of the ' +
        'distribution. A machine that has an older latest keeps building on that one.',
      risks:
        'Nothing is changed: which version was meant is not in the file. Images that are published under latest alone, such as ' +
        'distroless ones, can be named by their digest. A base that the same pipeline builds a moment before may well be latest; an ignore comment says so. ' +
        'A tag in a variable without a default, scratch, and stages of the file are left out.',
      references: [
        'https://docs.docker.com/build/building/best-practices/#pin-base-image-versions',
        'https://github.com/hadolint/hadolint/wiki/DL3006',
        'https://github.com/hadolint/hadolint/wiki/DL3007',
      ],
    },
    examples: [
      {
        name: 'no tag',
        before: 'FROM node\nCMD ["node"]\n',
        found: 'Name the tag of node that this file is meant for',
      },
      {
        name: 'latest',
        before: 'FROM debian:latest\nRUN apt-get update\n',
        found: 'Name the tag of debian that this file is meant for, instead of latest',
      },
      { name: 'a digest says it all', before: `FROM debian@sha256:${'0'.repeat(64)}\nRUN true\n` },
    ],
  },
  (document, context) => {
    reportFirst(context, untagged(document), (first, all) => {
      const others = new Set(all.map((each) => each.name))
      others.delete(first.name)
      const also =
        others.size === 0
          ? ''
          : ` (and of ${[...others].slice(0, 3).join(', ')}${others.size > 3 ? ' …' : ''})`
      return {
        message: UNTAGGED.test(first.name)
          ? `Name the digest of ${first.name} that this file is meant for${also}`
          : `Name the tag of ${first.name} that this file is meant for${first.latest ? ', instead of latest' : ''}${
              first.latest && first.byDefault ? ', which its ARG has by default' : ''
            }${also}`,
        reason: `${first.latest ? 'latest' : 'without a tag it is latest, which'} is another image after each release, so that a build next month may differ or fail`,
      }
    })
  },
)

// README.md of https://github.com/GoogleContainerTools/distroless: latest, nonroot and debug; the free images of Chainguard have latest alone.
const UNTAGGED = /^(?:gcr\.io\/distroless|cgr\.dev\/chainguard)\//

interface Untagged extends Occurrence {
  readonly name: string
  /** True when the tag is written. */
  readonly latest: boolean
  /** True when it is the default of a build argument. */
  readonly byDefault: boolean
}

function untagged(document: Document): readonly Untagged[] {
  return document.stages.flatMap((stage) => {
    if (stage.parent !== undefined || stage.resolvedBase === undefined || stage.resolvedBase === 'scratch')
      return []
    // `FROM REPLACE-ME` is a place to be filled in: names are in lower case.
    const image = parseImageReference(stage.resolvedBase)
    if (!image || image.digest !== undefined || (image.tag !== undefined && image.tag !== 'latest')) return []
    const latest = image.tag === 'latest'
    const name = latest ? image.text.slice(0, -':latest'.length) : image.text
    const aliases = [latest ? 'DL3007' : 'DL3006']
    const at = stage.from.range
    return [{ instruction: stage.from, at, aliases, name, latest, byDefault: stage.variableBase }]
  })
}
