import type { Transform, TransformExample } from '../../engine/transform.ts'
import type { Style } from '../../report/style.ts'
import { wrap } from '../../report/wrap.ts'
import { suggestion } from '../suggest.ts'
import { UsageError } from '../usage-error.ts'

/** @throws UsageError where nothing has that id */
export function explainText(
  transforms: readonly Transform[],
  id: string,
  style: Style,
  width: number | undefined,
): string {
  const found = transforms.filter((transform) => isCalled(transform, id))
  if (found.length === 0) {
    const known = transforms.flatMap((transform) => [transform.id, ...transform.aliases])
    throw new UsageError(`there is no transform ${id}${suggestion(id, known) || '; dfopt list shows them'}`)
  }
  return found.map((transform) => pageOf(transform, style, width ?? 100)).join('\n')
}

function isCalled(transform: Transform, id: string): boolean {
  return [transform.id, ...transform.aliases].some((name) => name.toLowerCase() === id.toLowerCase())
}

function pageOf(transform: Transform, style: Style, width: number): string {
  const { id, summary, category, level, byDefault, aliases, docs, examples } = transform
  const section = (title: string, lines: readonly string[]): readonly string[] =>
    lines.length === 0 ? [] : ['', style.bold(title), ...lines]
  const text = (value: string): readonly string[] =>
    value === ''
      ? []
      : value.split('\n\n').flatMap((part, index) => [...(index > 0 ? [''] : []), ...wrap(part, '  ', width)])
  const facts = [
    `${category}, ${level}`,
    ...(byDefault === 'off' ? [`off by default, --also ${id} runs it beside the others`] : []),
    ...(byDefault === 'report' ? [`its changes are reported, --also ${id} makes them`] : []),
    ...(aliases.length > 0 ? [`also known as ${aliases.join(', ')}`] : []),
  ]
  const lines = [
    style.bold(id),
    ...text(summary),
    ...text(facts.join('; ')),
    ...section('Why', text(docs.why)),
    ...section('Risks', text(docs.risks)),
    ...examples.flatMap((example) => section(`Example: ${example.name}`, exampleLines(example, style))),
    ...section(
      'References',
      docs.references.map((reference) => `  ${reference}`),
    ),
    ...section('To leave one place as it is', [`  # dfopt ignore=${id} -- the reason`]),
  ]
  return lines.map((line) => `${line}\n`).join('')
}

function exampleLines(example: TransformExample, style: Style): readonly string[] {
  const { before, after, refused, found, files = {} } = example
  const indented = (text: string): readonly string[] =>
    text
      .split('\n')
      .flatMap((line, index, all) => (line === '' && index === all.length - 1 ? [] : [`    ${line}`]))
  const lines = [
    ...Object.entries(files).flatMap(([file, text]) => [`  ${style.dim('with')} ${file}`, ...indented(text)]),
    ...(Object.keys(files).length > 0 ? [`  ${style.dim('and')} Dockerfile`] : []),
    ...indented(before),
  ]
  if (after !== undefined) lines.push(`  ${style.dim('becomes')}`, ...indented(after))
  if (refused !== undefined) {
    const what = after === undefined ? 'is left as it is:' : 'and is left as it is in part:'
    lines.push(`  ${style.dim(what)} ${refused}`)
  }
  if (found !== undefined) lines.push(`  ${style.dim('is reported:')} ${found}`)
  return lines
}
