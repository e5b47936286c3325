import type { Document } from '../../dockerfile/document.ts'
import { rangeOf, runScripts } from '../../shell/run-scripts.ts'
import { externalBase } from '../../shell/shell.ts'
import { systemUpgrade } from '../../shell/system-upgrades.ts'
import { defineFinding, more, reportFirst, type Occurrence } from './finding.ts'
import { shipsItsLayers } from '../../shell/layers.ts'

export const noUpgrade = defineFinding(
  {
    id: 'no-upgrade',
    summary: 'Find upgrades of all packages in a layer of their own',
    category: 'size',
    aliases: ['DL3005', 'DL3017', 'DL3031', 'DL3035', 'DL3039'],
    docs: {
      why:
        'An upgrade replaces files of the base image, and a layer cannot give back what the layers below it hold: each replaced file is in ' +
        'the image twice, and is pulled twice. The upgrade is also as old as the build cache: a RUN whose text stays the ' +
        'same is not run again. A newer base image brings the same packages once, and official images are rebuilt when their packages get security updates.',
      risks:
        'Nothing is changed. docker build --pull takes the newest base image of the tag that FROM names. Where a policy ' +
        'asks for upgrades in the build, --also upgrade-packages puts them where they cost least, and leaves this finding out. Upgrades of named packages ' +
        'are left out, and so is pacman -Syu, because Arch Linux supports no install without it.',
      references: [
        'https://docs.docker.com/build/building/best-practices/#rebuild-your-images-often',
        'https://github.com/hadolint/hadolint/wiki/DL3005',
        'https://github.com/hadolint/hadolint/wiki/DL3017',
      ],
    },
    examples: [
      {
        name: 'an upgrade of the base image',
        before: 'FROM debian:bookworm-slim\nRUN apt-get update && apt-get upgrade -y\n',
        found: 'Pull debian:bookworm-slim anew by docker build --pull',
      },
      {
        name: 'one package',
        before: 'FROM fedora:41\nRUN dnf upgrade -y openssl\n',
      },
    ],
  },
  (document, context) => {
    reportFirst(context, upgradesIn(document), (first, all) => ({
      message: `${newer(first.base)}, or go to a release that is still supported, instead of running ${first.text}${more(all)}`,
      reason:
        'each file that the upgrade replaces is in the image twice, and the build cache keeps the upgrade as old as this RUN',
    }))
  },
)

/** What brings newer packages: a digest, and a tag that names a day, stay what they are. */
function newer(base: string): string {
  const [name = base] = base.split('@')
  if (name !== base) return `Name a newer digest of ${name}`
  if (/:.*(?:^|\D)20\d\d-?(?:0\d|1[0-2])-?[0-3]\d(?!\d)/.test(base)) return `Name a newer tag than ${base}`
  return `Pull ${base} anew by docker build --pull`
}

/** Of hadolint, which has one for each package manager. */
function ruleOf(text: string): readonly string[] {
  const [, rule] = RULES.find(([program]) => program.test(text)) ?? []
  return rule === undefined ? [] : [rule]
}

const RULES = [
  [/^(?:apt|aptitude)/, 'DL3005'],
  [/^apk /, 'DL3017'],
  [/^yum /, 'DL3031'],
  [/^zypper /, 'DL3035'],
  [/^(?:micro)?dnf/, 'DL3039'],
] as const

interface Upgrade extends Occurrence {
  readonly text: string
  readonly base: string
}

function upgradesIn(document: Document): readonly Upgrade[] {
  return runScripts(document).flatMap((run) => {
    if (!shipsItsLayers(document, run.stage)) return []
    return run.commands.flatMap((command) => {
      const text = systemUpgrade(command)
      if (text === undefined) return []
      const external = externalBase(document, run.stage)
      // A variable that is filled in by the build alone leaves half a tag.
      const known = run.stage.resolvedBase !== undefined && !/[-_.:]$/.test(external)
      const base = known ? external : 'the base image'
      const aliases = ruleOf(text)
      return [{ instruction: run.instruction, at: rangeOf(run, command), aliases, text, base }]
    })
  })
}
