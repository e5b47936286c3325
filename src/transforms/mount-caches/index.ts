import { stateAt, type Document } from '../../dockerfile/document.ts'
import type { Instruction } from '../../dockerfile/instruction.ts'
import type { Stage } from '../../dockerfile/stage.ts'
import { defineTransform, type TransformContext } from '../../engine/transform.ts'
import type { PackageManager } from '../../shell/package-managers/package-manager.ts'
import { isScript, scriptOf } from '../../shell/script.ts'
import { isForBuildKit } from './buildkit.ts'
import { examples } from './examples.ts'
import { isObstacle, mountPlan } from './mount-plan.ts'
import { mountEdits } from './mount-edits.ts'

export const mountCaches = defineTransform({
  id: 'mount-caches',
  summary: 'Keep package caches between builds in cache mounts',
  category: 'speed',
  level: 'review',
  byDefault: 'off',
  aliases: [],
  docs: {
    why:
      'A RUN that installs packages downloads all of them again as soon as anything above it changes. A cache mount keeps ' +
      'what was downloaded on the builder, outside of every layer, so that the next build fetches only what is new. In a ' +
      'stage that is not part of the image, where a cleanup saves nothing, it is the better half of the bargain.',
    risks:
      'Cache mounts take BuildKit, so a file is changed only if something in it already does (a syntax line, a heredoc, ' +
      '--mount, --link, TARGETARCH …). They live on one builder: a CI runner that starts empty each time gains nothing ' +
      'unless its cache is saved. What is in the mount is in no layer: a later RUN without the mount has to fetch it ' +
      'again, and one that cannot (an offline build, --no-restore, --network=none, a COPY of the cache) makes dfopt leave ' +
      'the stage alone. So does an apt-get install that relies on an update in an earlier RUN, and a user whose number or ' +
      'home directory the file does not say.\n\n' +
      'apk, dnf and zypper keep their packages only when they are told to: apk by the directory /etc/apk/cache, which the mount ' +
      'is, and with -U in place of --no-cache, dnf by --setopt=keepcache=1, zypper by modifyrepo --keep-packages. apk and dnf are told to look for new metadata, since those in ' +
      'the mount may name packages that the mirrors have dropped. Where no cache mount is known to be right they are left ' +
      'alone: apk of Alpine before 3.13, which takes the index of one architecture for that of another, dnf of base images that dfopt does ' +
      'not know, yum 3, microdnf and tdnf. Two Alpine images never share a mount: it is named by its base.',
    references: [
      'https://docs.docker.com/build/cache/optimize/#use-cache-mounts',
      'https://docs.docker.com/reference/dockerfile/#run---mounttypecache',
      'https://git.alpinelinux.org/apk-tools/tree/doc/apk-cache.5.scd',
      'https://dnf.readthedocs.io/en/latest/conf_ref.html#keepcache-label',
    ],
  },
  examples,
  apply(document, context) {
    /** Package managers that keep what they download, by the number of the stage. */
    const keeping = new Map<number, ReadonlySet<PackageManager>>()
    for (const stage of document.stages) {
      if (stage.ships) continue
      keeping.set(stage.index, keeping.get(stage.parent ?? -1) ?? new Set())
      for (const instruction of stage.instructions) mountIn(document, stage, instruction, context, keeping)
    }
  },
})

function mountIn(
  document: Document,
  stage: Stage,
  instruction: Instruction,
  context: TransformContext,
  keeping: Map<number, ReadonlySet<PackageManager>>,
): void {
  if (instruction.keyword !== 'RUN') return
  const script = scriptOf(document, stage, instruction)
  if (!isScript(script) || script.form === 'line with heredocs') return
  const plan = mountPlan(document, stage, script, stateAt(document, stage, instruction))
  if (!plan) return
  const at = instruction.range
  if (isObstacle(plan)) {
    context.refuse({ at, ...plan })
    return
  }
  if (!isForBuildKit(document)) {
    context.refuse({
      at,
      reason: 'nothing in the file says that BuildKit builds it, and only BuildKit knows cache mounts',
      unblock: 'put # syntax=docker/dockerfile:1 on the first line',
    })
    return
  }
  const kept = keeping.get(stage.index) ?? new Set()
  const edits = mountEdits(document, script, plan, (manager) => kept.has(manager))
  if (isObstacle(edits)) {
    context.refuse({ at, ...edits })
    return
  }
  if (context.isSuppressed(instruction)) return
  const managers = new Set(plan.mounts.map(({ manager }) => manager))
  keeping.set(stage.index, new Set([...kept, ...managers]))
  const names = [...managers].map(({ id }) => id)
  context.change({
    at,
    edits: edits.edits,
    level: 'review',
    message: `Keep what ${names.join(' and ')} ${names.length > 1 ? 'download' : 'downloads'} in a cache mount`,
    reason: 'the next build finds it there, and no layer holds it',
    removes: edits.removes,
  })
}
