import { operandsOf } from '../../shell/changed-paths.ts'
import type { SimpleCommand } from '../../shell/commands.ts'
import { rangeOf, runScripts } from '../../shell/run-scripts.ts'
import { defineFinding, more, reportFirst } from './finding.ts'

export const noWorldWritable = defineFinding(
  {
    id: 'no-world-writable',
    summary: 'Find files that chmod lets everybody write to',
    category: 'security',
    aliases: [],
    docs: {
      why:
        'chmod 777 lets every process of a container change the files, whatever user it runs as. A program that is made to write where it ' +
        'should not can then replace the application, a script that root runs, or its configuration.',
      risks:
        'Nothing is changed: who has to write there is not in the file. Folders of temporary files are left out, and so are modes with the sticky ' +
        'bit (1777). Where the user of a container is not known when the image is built, as on OpenShift, chgrp -R 0 with chmod -R g=u ' +
        'gives the root group what the owner has, and nobody else.',
      references: [
        'https://docs.docker.com/build/building/best-practices/#user',
        'https://docs.redhat.com/en/documentation/openshift_container_platform/4.17/html/images/creating-images',
      ],
    },
    examples: [
      {
        name: 'a folder for everybody',
        before: 'FROM debian:bookworm-slim\nRUN mkdir /data && chmod -R 777 /data\nUSER 1000\n',
        found: 'Give /data to the user that writes there instead of chmod 777',
      },
      {
        name: 'a folder of temporary files',
        before:
          'FROM debian:bookworm-slim\nRUN mkdir -p /tmp/app && chmod 777 /tmp/app && chmod 1777 /var/spool\n',
      },
    ],
  },
  (document, context) => {
    if (!document.text.includes('chmod')) return
    const found = runScripts(document).flatMap((run) => {
      if (!run.stage.ships) return []
      return run.commands.flatMap((command) => {
        const path = openedPath(command)
        if (path === undefined) return []
        return [
          {
            instruction: run.instruction,
            at: rangeOf(run, command),
            path,
            mode: operandsOf(command)[0] ?? '',
          },
        ]
      })
    })
    reportFirst(context, found, ({ path, mode }, all) => ({
      message: `${SCRIPT.test(path) ? `Write chmod 755 for ${path}, which is run and not written to,` : `Give ${path} to the user that writes there`} instead of chmod ${mode}${more(all)}`,
      reason: 'every process of a container may change it, whatever user it runs as',
    }))
  },
)

const SCRIPT = /\.(?:sh|bash|py|pl|rb)$|entrypoint/
// Toolchains that every user of an image goes on to install with; the official images do the same.
const TOOLCHAIN = /^"?\$\{?(?:GOPATH|GEM_HOME|BUNDLE_\w+|RUSTUP_HOME|CARGO_HOME|PGDATA)\b/
const TEMPORARY = /^\/(?:tmp|var\/tmp|dev|run|var\/run|proc|sys)(?:\/|$)/

/** The first path that a chmod lets everybody write to. */
function openedPath(command: SimpleCommand): string | undefined {
  if (command.name !== 'chmod') return undefined
  const [mode = '', ...paths] = operandsOf(command)
  const open =
    /^0?(?:777|666|776|767)$/.test(mode) || /(?:^|,)(?:a|o|ugo|go|)\+[rxX]*w[rwxX]*(?:,|$)/.test(mode)
  // A bare +w is cut by the umask, which is 022 as a rule.
  if (!open || mode.startsWith('+')) return undefined
  return paths.find((path) => !TEMPORARY.test(path) && !TOOLCHAIN.test(path))
}
