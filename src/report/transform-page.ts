import type { Transform, TransformExample } from '../engine/transform.ts'

/** The documentation page of a transform, in Markdown. Its examples are those that the tests run. */
export function transformPage(transform: Transform): string {
  const { id, summary, category, level, aliases, docs, examples, byDefault } = transform
  const off =
    byDefault === 'off'
      ? ` Off by default: \`--also ${id}\` runs it beside the others.`
      : byDefault === 'report'
        ? ` By default its changes are reported and not made: \`--also ${id}\` makes them.`
        : ''
  const honours = aliases.length > 0 ? ` Honours the ignore comments of ${aliases.join(', ')}.` : ''
  return [
    `# ${id}`,
    `${summary}. Category ${category}, level ${level}.${off}${honours}`,
    '## Why',
    docs.why,
    '## Risks and limits',
    docs.risks,
    ...(docs.details ? [docs.details()] : []),
    '## Examples',
    ...examples.map(exampleText),
    '## References',
    docs.references.map((reference) => `- <${reference}>`).join('\n'),
    `To leave an instruction alone, put \`# dfopt ignore=${id} -- why\` on the line above it.`,
    '',
  ].join('\n\n')
}

function exampleText(example: TransformExample): string {
  const { name, before, after, refused, found, files = {}, written = {} } = example
  const parts = [
    `### ${name.charAt(0).toUpperCase()}${name.slice(1)}`,
    ...Object.entries(files).map(([file, text]) => `With this \`${file}\`:\n\n${fenced(text, '')}`),
    fenced(before),
  ]
  if (after !== undefined && after !== before) parts.push('becomes', fenced(after))
  for (const [file, text] of Object.entries(written)) parts.push(`writes \`${file}\`:`, fenced(text, ''))
  if (refused !== undefined)
    parts.push(`${after === undefined ? 'is left alone' : 'and is left alone in part'}: ${refused}`)
  if (found !== undefined) parts.push(`is reported: ${found}`)
  return parts.join('\n\n')
}

function fenced(text: string, language = 'dockerfile'): string {
  return `\`\`\`${language}\n${text.endsWith('\n') ? text : `${text}\n`}\`\`\``
}

/** The list of transforms for the README, in Markdown. */
export function transformTable(transforms: readonly Transform[]): string {
  const rows = transforms.map(
    ({ id, summary, category, level, byDefault }) =>
      `| [${id}](docs/transforms/${id}.md) | ${summary}${byDefault === 'off' ? ' (off by default)' : byDefault === 'report' ? ' (reported by default)' : ''} | ${category} | ${level} |`,
  )
  return ['| transform | what it does | category | level |', '| --- | --- | --- | --- |', ...rows].join('\n')
}
