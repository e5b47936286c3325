// The part of the page that is made from Debian's data and from the table of uses.
import { mostInstalled, recommendsSources } from '../../catalog/recommends.ts'
import type { Use } from '../recommended/use.ts'
import { USES, useOf } from '../recommended/uses.ts'

/** Two tables in Markdown: what recommended packages are for, and what the most installed packages recommend. */
export function recommendsTables(): string {
  const sources = recommendsSources().map(
    ({ suite, release, date, url }) => `Debian ${release} (${suite}, ${date}, <${url}>)`,
  )
  const packages = mostInstalled()
  return [
    '## What recommended packages are for',
    'A recommended package of which the file calls a program is always named in the list. Beside that:',
    ['| carries | packages | what becomes of them |', '| --- | --- | --- |', ...USES.map(useRow)].join('\n'),
    '## What the most installed packages recommend',
    `The ${packages.length} packages that 2,500 Dockerfiles install most, the most frequent first, with what a minimal ` +
      `image does not get any more when they are installed without recommended packages, in any of ${sources.join(', ')}: ` +
      'what they recommend, and what the packages recommend that they depend on. The last two columns count what these ' +
      'bring in turn, in the newest release. Packages that lose nothing are left out of the table: ' +
      `${packages.flatMap(({ name, lost }) => (lost.length === 0 ? [name] : [])).join(', ')}.`,
    [
      '| package | not installed any more | packages in all | MB installed |',
      '| --- | --- | --- | --- |',
      ...packages.flatMap(({ name, lost, added, megabytes }) =>
        lost.length === 0
          ? []
          : [`| ${name} | ${emphasized(lost, name)} | ${added} | ${megabytes.toFixed(1)} |`],
      ),
    ].join('\n'),
    'Packages in bold are named in the list or stop the change, as the first table says.',
  ].join('\n\n')
}

function useRow(use: Use): string {
  return `| ${use.carries} | ${use.packages.join(', ')} | ${fateText(use)} |`
}

function fateText({ shows, shown, unless, otherwise, forOthers, hidden, via, since }: Use): string {
  const words = { add: 'named in the list', refuse: 'the install is left alone', leave: 'left out' }
  const parts: string[] = []
  if (shows) parts.push(`${words[shown ?? 'add']} where the file shows their use`)
  if (hidden) {
    const by = { build: 'a build', script: 'a script', installer: 'a script that installs packages' }[
      hidden.by
    ]
    parts.push(`${words[hidden.fate]} where ${by} runs whose commands the file does not show`)
  }
  if (unless) parts.push('left out where the file shows another purpose')
  if (forOthers) parts.push(`${words[forOthers]} where nothing says what the containers run`)
  const rest = words[otherwise ?? 'leave']
  parts.push(parts.length > 0 ? `else ${rest}` : rest)
  const limits = [
    ...(via ? ['for some packages only'] : []),
    ...(since === undefined ? [] : [`from Debian ${since} on`]),
  ]
  return `${parts.join('; ')}${limits.length > 0 ? ` (${limits.join(', ')})` : ''}`
}

function emphasized(lost: readonly string[], by: string): string {
  return lost
    .map((name) => {
      const use = useOf(name, [by])
      return use && (use.shows ?? use.hidden ?? use.otherwise) ? `**${name}**` : name
    })
    .join(', ')
}
