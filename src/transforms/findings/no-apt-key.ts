import { rangeOf, runScripts } from '../../shell/run-scripts.ts'
import { externalBase } from '../../shell/shell.ts'
import { defineFinding, more, reportFirst } from './finding.ts'

// sources.list(5) of Debian 9 has signed-by, that of Debian 8 has not.
const WITHOUT_SIGNED_BY =
  /(?:squeeze|wheezy|jessie|lucid|precise|quantal|raring|saucy|trusty|utopic|vivid|wily)|debian:[678](?!\d)|ubuntu:1[0-5]\./

export const noAptKey = defineFinding(
  {
    id: 'no-apt-key',
    summary: 'Find apt-key, which newer releases do not have',
    category: 'correctness',
    aliases: [],
    docs: {
      why:
        'apt 3.0, that of Debian 13, has no apt-key, so that the build fails when the base image moves on to it. ' +
        'A key that it adds is trusted for every package source, those of the distribution included. A key in a file of its own, ' +
        'which signed-by names in the source, is trusted for that source alone.',
      risks:
        'Nothing is changed, because the entry of the source has to change with the key, and may be written elsewhere. Put the key under /etc/apt/keyrings ' +
        '(gpg --dearmor, or as .asc as it is; releases before Debian 12 and Ubuntu 22.04 have the folder to be made), and write deb [signed-by=/etc/apt/keyrings/name.gpg] https://… into the source. Images that ' +
        'stay on an older release go on working.',
      references: [
        'https://manpages.debian.org/bookworm/apt/apt-key.8.en.html',
        'https://manpages.debian.org/trixie/apt/sources.list.5.en.html',
      ],
    },
    examples: [
      {
        name: 'a key from the network',
        before:
          'FROM debian:bookworm-slim\nRUN curl -fsSL https://example.com/key.asc | apt-key add - && \\\n    echo "deb https://example.com/debian stable main" > /etc/apt/sources.list.d/example.list\n',
        found: 'Put the key under /etc/apt/keyrings and name it by signed-by',
      },
      {
        name: 'a key of its own source',
        before:
          'FROM debian:bookworm-slim\nADD https://example.com/key.asc /etc/apt/keyrings/example.asc\nRUN echo "deb [signed-by=/etc/apt/keyrings/example.asc] https://example.com/debian stable main" > /etc/apt/sources.list.d/example.list\n',
      },
    ],
  },
  (document, context) => {
    if (!document.text.includes('apt-key')) return
    const found = runScripts(document).flatMap((run) =>
      run.commands
        .filter(
          ({ name, args }) => name === 'apt-key' && args.some((word) => /^(?:add|adv)$/.test(word.text)),
        )
        .map((command) => ({
          instruction: run.instruction,
          at: rangeOf(run, command),
          old: WITHOUT_SIGNED_BY.test(externalBase(document, run.stage)),
        })),
    )
    reportFirst(context, found, ({ old }, all) =>
      old
        ? {
            message: `Go to a release whose apt takes a key under /etc/apt/keyrings that signed-by names, instead of apt-key${more(all)}`,
            reason:
              'a key that apt-key adds is trusted for every source, and apt before 1.1, that of Debian 9 and Ubuntu 16.04, knows no signed-by',
          }
        : {
            message: `Put the key under /etc/apt/keyrings and name it by signed-by in the package source, instead of apt-key${more(all)}`,
            reason: 'Debian 13 has no apt-key, and a key that it adds is trusted for every source',
          },
    )
  },
)
