// Why a stage has no place for an upgrade.
import { lineage, type Document } from '../../dockerfile/document.ts'
import type { Stage } from '../../dockerfile/stage.ts'
import type { TransformContext } from '../../engine/transform.ts'
import type { SimpleCommand } from '../../shell/commands.ts'
import { packageCommand } from '../../shell/package-command.ts'
import type { RunScript } from '../../shell/run-scripts.ts'
import { isScript, scriptOf } from '../../shell/script.ts'
import { externalBase } from '../../shell/shell.ts'

const NO_ANCHOR = {
  reason:
    'no RUN that goes into the image is seen to fetch packages, so an upgrade would need a layer of its own',
  unblock: 'take a newer base image, or write the upgrade into a RUN below FROM by hand',
}
// They go with distributions without releases, which take an upgrade of all for granted.
const ROLLING = /^(?:pacman|emerge|emaint|xbps-install|eopkg|nix-env)$/
const CALLS_MANAGER =
  /\b(?:apt-get|apt|aptitude|apk|yum|dnf5?|microdnf|tdnf|zypper)\b[^&;|]*\b(?:install|add|update|in)\b/

/** Says why there is no place for an upgrade. */
export function refuseWithout(
  document: Document,
  stage: Stage,
  own: readonly RunScript[],
  context: TransformContext,
): void {
  if (own.some((run) => run.commands.some(({ name = '' }) => ROLLING.test(name)))) return
  const installs = own.flatMap((run) =>
    run.commands.flatMap((command) => (isAptInstall(command) ? [{ run, command }] : [])),
  )
  const [first] = installs
  if (first && !own.some((run) => /\bupdate\b/.test(run.script.text))) {
    context.refuse({
      at: first.run.instruction.range,
      reason: `${first.command.name ?? ''} installs here without an update, from package lists as old as the base image`,
      unblock: 'put an update in front of the install, in the same RUN',
    })
    return
  }
  for (const each of lineage(document, stage)) {
    for (const instruction of each.instructions) {
      if (instruction.keyword !== 'RUN' || !CALLS_MANAGER.test(instruction.args.text)) continue
      const script = scriptOf(document, each, instruction)
      if (isScript(script) || script.foreign === true) continue
      context.refuse({
        at: instruction.range,
        reason: `packages are fetched here, and ${script.reason}`,
        unblock: script.unblock,
      })
      return
    }
  }
  if (mayHavePackages(document, stage)) context.refuse({ at: stage.from.range, ...NO_ANCHOR })
}

function isAptInstall(command: SimpleCommand): boolean {
  return /^(?:apt-get|apt|aptitude)$/.test(command.name ?? '') && packageCommand(command)?.role === 'install'
}

/** False for images that have no package manager. */
function mayHavePackages(document: Document, stage: Stage): boolean {
  return !/scratch|distroless|busybox|static|windows|nanoserver|chainguard/i.test(
    externalBase(document, stage),
  )
}
