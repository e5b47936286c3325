import { lineage, type Document } from '../../dockerfile/document.ts'
import type { Stage } from '../../dockerfile/stage.ts'
import { defineTransform, type TransformContext } from '../../engine/transform.ts'
import type { Effect } from '../../engine/effect.ts'
import { insertBefore, insertBehind } from '../../shell/insertion.ts'
import { isPartialUpdate, packageCommand } from '../../shell/package-command.ts'
import { valueOf } from '../../shell/changed-paths.ts'
import type { SimpleCommand } from '../../shell/commands.ts'
import { callerObstacle, isPlace, placeOf, type NoPlace } from '../../shell/places.ts'
import { runScripts, type RunScript } from '../../shell/run-scripts.ts'
import { systemUpgrade } from '../../shell/system-upgrades.ts'
import { shipsItsLayers } from '../../shell/layers.ts'
import { examples } from './examples.ts'
import { refuseWithout } from './no-anchor.ts'
import { changesSources } from './source-changes.ts'
import { commandFor, UPGRADERS, type Anchor, type Upgrader } from './upgraders.ts'

export const upgradePackages = defineTransform({
  id: 'upgrade-packages',
  summary: 'Upgrade the packages of the base image in the first RUN that has the lists for it',
  category: 'security',
  level: 'review',
  byDefault: 'off',
  overrules: ['no-upgrade'],
  aliases: [],
  docs: {
    why:
      'A policy may ask that an image has every update of its distribution on the day of the build, whatever the age of its base image. ' +
      'Then the upgrade belongs into the first RUN that fetches package lists: what is installed behind it fits, the ' +
      'lists are fetched once, and the cleanup at the end of that RUN counts for it too.',
    risks:
      'Each file that is upgraded is in the image twice, and two builds of one commit may differ. The build cache keeps the RUN as it was: ' +
      'rebuild with --no-cache, or --no-cache-filter, when the upgrade is the point. dfopt verify takes every difference below the ' +
      'folders of packages (/usr, /etc, /lib, /var …) for wanted, and still compares all others. An upgrade that asks ' +
      'about a changed configuration file fails. Without such a policy, a newer base image does the same for less.',
    references: [
      'https://manpages.debian.org/bookworm/apt/apt-get.8.en.html',
      'https://wiki.alpinelinux.org/wiki/Alpine_Package_Keeper',
      'https://dnf.readthedocs.io/en/latest/command_ref.html#upgrade-command',
      'https://docs.docker.com/build/building/best-practices/#rebuild-your-images-often',
    ],
  },
  examples,
  apply(document, context) {
    const runs = runScripts(document)
    const seen = new Set<RunScript>()
    for (const stage of document.stages) {
      if (!shipsItsLayers(document, stage) || stage.children.some((child) => document.stages[child]?.ships))
        continue
      upgrade(document, runs, stage, seen, context)
    }
  },
})

// Where packages put their files.
const PACKAGE_FOLDERS = ['/bin', '/boot', '/etc', '/lib', '/lib64', '/opt', '/sbin', '/usr', '/var']
const EFFECTS: readonly Effect[] = [
  { kind: 'rewrites', paths: PACKAGE_FOLDERS },
  { kind: 'removes', paths: PACKAGE_FOLDERS },
  { kind: 'owns', paths: PACKAGE_FOLDERS },
]

function upgrade(
  document: Document,
  runs: readonly RunScript[],
  stage: Stage,
  seen: Set<RunScript>,
  context: TransformContext,
): void {
  const stages = lineage(document, stage)
  const own = runs.filter((run) => stages.includes(run.stage))
  if (own.some((run) => run.commands.some((command) => systemUpgrade(command) !== undefined))) return
  const found = firstAnchor(own)
  if (!found) {
    refuseWithout(document, stage, own, context)
    return
  }
  const { run, command, upgrader } = found
  if (seen.has(run)) return
  seen.add(run)
  if (changesSources(document, own, found)) {
    context.refuse({
      at: run.instruction.range,
      reason: `the package sources change before ${command.name ?? ''} runs here, and an upgrade from others may bring another release`,
      unblock: 'write the upgrade where it is right by hand, or upgrade in front of the change',
    })
    return
  }
  const place =
    run.script.form === 'line with heredocs'
      ? HEREDOCS
      : (callerObstacle(command) ?? placeOf(run.script, command))
  if (!isPlace(place)) {
    context.refuse({
      at: run.instruction.range,
      reason: `${command.name ?? ''} runs here first, and ${place.reason}`,
      unblock: place.unblock,
    })
    return
  }
  const lastOfChain = place.operands.length > 1 && place.operandIndex === place.operands.length - 1
  if (
    upgrader.place === 'before' &&
    place.errexit &&
    lastOfChain &&
    place.statementIndex < place.statements.length - 1
  ) {
    context.refuse({
      at: run.instruction.range,
      reason: `${command.name ?? ''} runs here first, and && in front of it would hide a failed upgrade from errexit`,
      unblock: 'write the commands of the RUN as statements of their own',
    })
    return
  }
  if (context.isSuppressed(run.instruction)) return
  const upgrading = commandFor(document, stage, found)
  const text = prefixOf(run, command) + upgrading
  const insert = upgrader.place === 'behind' ? insertBehind : insertBefore
  context.change({
    at: run.instruction.range,
    edits: insert(document, run.script, place, text),
    level: 'review',
    message: `Run ${upgrading} in the first RUN that fetches packages`,
    reason:
      'the image gets the updates that its base image does not have yet; what they replace stays in the layers below',
    effects: EFFECTS,
  })
}

const HEREDOCS: NoPlace = {
  reason: 'its RUN has heredocs in it',
  unblock: 'move the package commands into a RUN without heredocs',
}
function firstAnchor(runs: readonly RunScript[]): Anchor | undefined {
  for (const run of runs) {
    for (const command of run.commands) {
      const upgrader = UPGRADERS.find(({ programs }) => programs.test(command.name ?? ''))
      if (upgrader && isAnchor(command, upgrader)) return { run, command, upgrader }
    }
  }
  return undefined
}

function isAnchor(command: SimpleCommand, { anchor }: Upgrader): boolean {
  const call = packageCommand(command)
  if (call && isPartialUpdate(call)) return false
  const subcommand = call?.subcommand.text ?? command.args.map(valueOf).find((word) => !word.startsWith('-'))
  return anchor.test(subcommand ?? '')
}

/** `sudo -E `, `DEBIAN_FRONTEND=noninteractive `, as the commands of the RUN have them. */
function prefixOf({ script, commands }: RunScript, { name = '', wrappers }: SimpleCommand): string {
  const caller = wrappers.map((word) => `${word.text} `).join('')
  const installer = commands.find(
    (each) => each.name === name && each.assignments.includes('DEBIAN_FRONTEND'),
  )
  const frontend = /DEBIAN_FRONTEND=\S+/.exec(
    installer ? script.text.slice(installer.start, installer.end) : '',
  )?.[0]
  if (frontend === undefined || caller.includes('DEBIAN_FRONTEND')) return caller
  return `${caller}${frontend} `
}
