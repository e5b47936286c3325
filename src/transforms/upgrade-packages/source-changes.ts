// Whether a file changes where packages come from in front of a place.
import { lineage, stateAt, type Document } from '../../dockerfile/document.ts'
import type { RunScript } from '../../shell/run-scripts.ts'
import type { Anchor } from './upgraders.ts'

// add-apt-repository(1), apk-repositories(5), yum.conf(5), zypper(8), and packages such as epel-release. What apt is told
// besides its sources, and keys, bring no other packages; lsb-release and the files in /etc say what the distribution is.
const SOURCES =
  /\/etc\/(?:apt(?!\/(?:apt\.conf|auth\.conf|keyrings|trusted\.gpg))|apk(?!\/(?:keys|cache))|yum\.repos\.d|zypp)\b|add-apt-repository|config-manager|\b(?:addrepo|ar)\b|(?<=[\w.])(?<!\b(?:lsb|os|alpine|redhat|debian))-release\b(?!\/)/
// `sed -i s/deb.debian.org/mirror.example.com/ /etc/apt/sources.list`: the same packages from elsewhere.
const SUBSTITUTION =
  /\bsed\s+(?:-\S+\s+)*(["']?)s([/|#@!%,])(\S+?)\2\S*?\2g?\1\s+(?:-i\s+)?\/etc\/(?:apt\/sources\.list|apk\/repositories)(?=[\s;&]|$)/g
const HOST = /^(?:https?:\\?\/\\?\/)?(?:dl-cdn|[\w.\\()|-]*[a-z]\\?\.[a-z]{2,})(?:\\?\/)?$/i

/** True when something in front of the anchor may change where packages come from. */
export function changesSources(
  document: Document,
  runs: readonly RunScript[],
  { run, command }: Anchor,
): boolean {
  const { workdir = '' } = stateAt(document, run.stage, run.instruction)
  if (hasSources(`${workdir} ${run.script.text.slice(0, command.start)}`)) return true
  if (runs.some((each) => each.instruction.index < run.instruction.index && hasSources(each.script.text)))
    return true
  return lineage(document, run.stage).some((stage) =>
    stage.instructions.some(
      (each) =>
        each.index < run.instruction.index &&
        /^(?:COPY|ADD)$/.test(each.keyword) &&
        hasSources(each.args.text),
    ),
  )
}

function hasSources(text: string): boolean {
  return SOURCES.test(
    text.replace(SUBSTITUTION, (all, _quote, _mark, from: string) => (HOST.test(from) ? '' : all)),
  )
}
