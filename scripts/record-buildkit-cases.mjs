// Writes into tests/dockerfile/*.json what BuildKit answers for the inputs that stand there. The inputs are written by
// hand; the answers are never. Run it after adding an input, and after BuildKit changed:
//
//   node scripts/record-buildkit-cases.mjs <oracle> [<build oracle>]
//
// Both are small Go programs around BuildKit's own packages; neither is part of this repository.
//
// <oracle> prints one line of JSON for each line that it reads:
// - without arguments it reads paths of Dockerfiles and prints, from parser.Parse and then instructions.Parse,
//   { error: null | { phase: "parse" | "instructions", message, line }, escape, nodes: [{ value, startLine, endLine,
//   flags, args, json, heredocs: [{ name, fd, expand, chomp, content }] }] }, where args holds the values of the nodes
//   behind a node (those of the child first, for ONBUILD), and json its attribute of that name;
// - with -lex it reads (words-env.json is the environment of all words) { word, env, escape } and prints, from shell.Lex, { result, matched, unmatched, words, error };
// - with -ref it reads image names and prints, from reference.ParseNormalizedNamed, { domain, path, tag, digest, error }.
//
// <build oracle> reads { text, target } and prints, from dockerfile2llb.Dockerfile2LLB on linux/amd64 with a resolver that
// answers every image name with an image that sets PATH only, { error, runs: [{ args, env, cwd, user }], sources, imageEnv,
// imageCwd, imageUser, imageShell }: the exec and source operations of the target, PATH left out of env.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { format, resolveConfig } from 'prettier'

const [oracle, buildOracle] = process.argv.slice(2)
if (!oracle) {
  console.error('usage: node scripts/record-buildkit-cases.mjs <oracle> [<build oracle>]')
  process.exit(2)
}
const fixtures = new URL('../tests/dockerfile/', import.meta.url)

const env = JSON.parse(readFileSync(new URL('words-env.json', fixtures), 'utf8'))

await record('buildkit-cases.json', parsed)
await record('words.json', (cases) =>
  ask(
    oracle,
    ['-lex'],
    cases.map(({ word, escape }) => JSON.stringify({ word, escape, env })),
  ).map(({ result, words, unmatched, error }) => (error === null ? { result, words, unmatched } : { error })),
)
await record('references.json', (cases) =>
  ask(
    oracle,
    ['-ref'],
    cases.map(({ name }) => name),
  ).map(({ domain, path, tag, digest, error }) =>
    error === null ? { domain, path, tag, digest } : { error },
  ),
)
if (buildOracle) {
  await record('build-facts.json', (cases) =>
    ask(
      buildOracle,
      [],
      cases.map(({ text, target }) => JSON.stringify({ text: text.join('\n'), target })),
    ),
  )
}

/** Replaces the answers of a fixture; `answers` gives one for each case. */
async function record(name, answers) {
  const file = new URL(name, fixtures)
  const cases = JSON.parse(readFileSync(file, 'utf8'))
  const all = answers(cases)
  if (all.length !== cases.length) throw new Error(`${name}: ${all.length} answers for ${cases.length} cases`)
  const text = JSON.stringify(cases.map((each, index) => ({ ...each, answer: all[index] })))
  writeFileSync(file, await format(text, { ...(await resolveConfig(file)), parser: 'json' }))
}

function parsed(cases) {
  const folder = mkdtempSync(join(tmpdir(), 'buildkit-cases-'))
  const paths = cases.map((each, index) => {
    const path = join(folder, String(index))
    writeFileSync(path, textOf(each))
    return path
  })
  try {
    return ask(oracle, [], paths).map(({ error, escape, nodes }) => ({
      error: error && { phase: error.phase, message: error.message, line: error.line },
      escape,
      instructions: nodes.map(({ value, startLine, endLine, flags, args, json, heredocs }) => ({
        keyword: value,
        lines: [startLine, endLine],
        ...(flags.length > 0 && { flags }),
        args: args.map(short),
        ...(json && { json }),
        ...(heredocs.length > 0 && {
          heredocs: heredocs.map((heredoc) => ({ ...heredoc, content: short(heredoc.content) })),
        }),
      })),
    }))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** `text` is a list of lines; `parts` holds strings and { repeat, times }. tests/dockerfile/fixtures.ts does the same. */
function textOf({ text, parts }) {
  if (text) return text.join('\n')
  return parts.map((part) => (typeof part === 'string' ? part : part.repeat.repeat(part.times))).join('')
}

function short(text) {
  return text.length <= 1000 ? text : `sha256:${createHash('sha256').update(text).digest('hex')}`
}

function ask(program, options, lines) {
  const input = lines.map((line) => `${line}\n`).join('')
  const output = execFileSync(program, options, { input, maxBuffer: 2 ** 28 }).toString()
  return output
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
}
