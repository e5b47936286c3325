import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parseDocument } from '../../src/dockerfile/document.ts'
import { toSource } from '../../src/dockerfile/mapped-text.ts'
import { MAX_SCRIPT_LENGTH } from '../../src/shell/parser.ts'
import { brokenScript, isScript, scriptOf, type Script } from '../../src/shell/script.ts'
import { posixShell, readsStartupFile, type NoShell } from '../../src/shell/shell.ts'
import { runScript, scriptIn, scriptsIn } from './scripts.ts'
import { outcomes, runIn, shells } from './shells.ts'

interface Fact {
  readonly name: string
  readonly text: string
  /** What Docker 28.5 (BuildKit) handed to the shell of a RUN, or wrote into the image, for each keyword. */
  readonly scripts: Readonly<Record<string, readonly string[]>>
}

function isFacts(value: unknown): value is readonly Fact[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'object' && 'scripts' in each)
}

// RUN: recorded by a SHELL that writes down its last argument. CMD, ENTRYPOINT, HEALTHCHECK: docker inspect.
const facts: unknown = JSON.parse(readFileSync(new URL('script-facts.json', import.meta.url), 'utf8'))
if (!isFacts(facts)) throw new Error('script-facts.json holds no facts')

function textsIn(text: string, keyword: string): readonly string[] {
  return scriptsIn(text, keyword).flatMap(({ script }) => (isScript(script) ? [script.text] : []))
}

function reasonIn(text: string, keyword = 'RUN'): NoShell {
  const [found] = scriptsIn(text, keyword)
  if (!found || isScript(found.script)) throw new Error(`a script: ${text}`)
  return found.script
}

describe('a script is what BuildKit hands to the shell', () => {
  test.each(facts.map((fact) => [fact.name, fact] as const))('%s', (_, { text, scripts }) => {
    expect(Object.keys(scripts).length).toBeGreaterThan(0)
    for (const [keyword, expected] of Object.entries(scripts)) {
      expect(textsIn(text, keyword)).toEqual(expected.filter((each) => each !== 'CMD-SHELL'))
    }
  })

  test.each(facts.map((fact) => [fact.name, fact] as const))(
    '%s: each character has its place',
    (_, { text, scripts }) => {
      let characters = 0
      for (const keyword of Object.keys(scripts)) {
        for (const { script } of scriptsIn(text, keyword)) {
          if (!isScript(script)) continue
          expect(script.mapped.text).toBe(script.text)
          const places = [...script.text.split('').keys()].map((offset) => toSource(script.mapped, offset))
          expect(places.map((place) => text.charAt(place)).join('')).toBe(script.text)
          expect(places).toEqual([...new Set(places)].sort((left, right) => left - right))
          characters += places.length
        }
      }
      expect(characters > 0).toBe(text !== 'FROM debian:bookworm-slim\nRUN <<EOF\nEOF\n')
    },
  )

  test('a heredoc without a line still has a place', () => {
    const text = 'FROM debian\nRUN <<EOF\nEOF\n'
    const { mapped } = scriptIn(text)
    expect(toSource(mapped, 0)).toBe(text.lastIndexOf('EOF'))
  })

  test.each([
    ['RUN echo a \\\n  b', 'line'],
    ['RUN <<EOF\na\nEOF', 'heredoc body'],
    ['RUN <<-"EOF"\na\nEOF', 'heredoc body'],
    ['RUN cat <<EOF\na\nEOF', 'line with heredocs'],
    ['RUN <<A cat <<B\na\nA\nb\nB', 'line with heredocs'],
    ['RUN cat <<<EOF', 'line'],
  ])('%j: %s', (text, form) => {
    expect(scriptIn(`FROM debian\n${text}\n`).form).toBe(form)
  })

  test('is read once', () => {
    const document = parseDocument('FROM debian\nRUN a\n')
    const [stage] = document.stages
    const [, run] = document.instructions
    if (!stage || !run) throw new Error('no RUN')
    expect(scriptOf(document, stage, run)).toBe(scriptOf(document, stage, run))
  })
})

describe('no script', () => {
  test.each(['RUN ["a", "b"]', 'RUN --network=none ["a"]', 'RUN []'])('exec form: %s', (text) => {
    expect(reasonIn(`FROM debian\n${text}\n`)).toMatchObject({
      reason: 'it is in exec form, which no shell reads',
      unblock: 'write RUN in shell form',
    })
  })

  test.each(['CMD', 'ENTRYPOINT', 'HEALTHCHECK CMD'])('exec form of %s', (keyword) => {
    const { reason, unblock } = reasonIn(`FROM debian\n${keyword} ["a"]\n`, keyword.split(' ')[0])
    expect(reason).toMatch(/exec form/)
    expect(unblock).toBe(`write ${keyword.split(' ')[0] ?? ''} in shell form`)
  })

  // BuildKit makes it a file and runs that (dispatchRun in dockerfile2llb/convert.go), behind the shell of SHELL.
  test.each([
    '<<EOF\n#!/usr/bin/env python3\nprint(1)\nEOF',
    '<<-EOF\n\t#!/bin/sh\n\techo\n\tEOF',
    '<<EOF\n#!/bin/bash -e\na\nEOF',
  ])('for another interpreter: %j', (text) => {
    expect(reasonIn(`FROM debian\nRUN ${text}\n`)).toMatchObject({
      reason: 'its heredoc begins with #!, so another program may read it',
      foreign: true,
    })
  })

  test('#! that is not at the very start is a comment', () => {
    expect(scriptIn('FROM debian\nRUN <<EOF\n #!/bin/sh\na\nEOF\n').text).toBe(' #!/bin/sh\na\n')
    expect(scriptIn('FROM debian\nRUN <<EOF\n\t#!/bin/sh\na\nEOF\n').text).toBe('\t#!/bin/sh\na\n')
  })

  test('a syntax error, with the words of the parser', () => {
    expect(reasonIn('FROM debian\nRUN if a; then b\n').reason).toMatch(/^the script does not parse: ./)
    expect(reasonIn('FROM debian\nRUN echo "$(a &&)"\n').reason).toMatch(/^the script does not parse: ./)
  })

  test('larger than 256 KiB', () => {
    const sized = (size: number): string => `FROM debian\nRUN <<EOF\n${'a\n'.repeat(size / 2)}EOF\n`
    expect(MAX_SCRIPT_LENGTH).toBe(262_144)
    expect(scriptIn(sized(MAX_SCRIPT_LENGTH)).text).toHaveLength(MAX_SCRIPT_LENGTH)
    expect(reasonIn(sized(MAX_SCRIPT_LENGTH + 2)).reason).toBe('the script is larger than 256 KiB')
  })
})

describe("$'…' with an escaped quote", () => {
  const text = "printf %s $'a\\' ; echo b'"

  test('the shells do not agree where the word ends', () => {
    expect(new Set(Object.values(outcomes(text)).map(({ out }) => out)).size).toBeGreaterThan(1)
  })

  test('is read under bash only', () => {
    expect(reasonIn(`FROM debian\nRUN ${text}\n`).reason).toMatch(/dash and bash read/)
    expect(runScript(text, ['bash', '-c']).text).toBe(text)
  })

  test.each(["echo $'a\\n'", "echo $'a' '\\'", 'echo "$" \'\\\''])('%s is read', (plain) => {
    expect(runScript(plain).text).toBe(plain)
  })
})

describe('SHELL', () => {
  test.each<readonly [words: readonly string[], program: string, errexit: boolean]>([
    [['/bin/sh', '-c'], 'sh', false],
    [['sh', '-c'], 'sh', false],
    [['/bin/bash', '-c'], 'bash', false],
    [['/usr/bin/bash', '-ec'], 'bash', true],
    [['bash', '-e', '-c'], 'bash', true],
    [['/bin/bash', '-euo', 'pipefail', '-c'], 'bash', true],
    [['/bin/bash', '-o', 'pipefail', '-c'], 'bash', false],
    [['/bin/bash', '-o', 'errexit', '-o', 'nounset', '-c'], 'bash', true],
    [['/bin/bash', '-oo', 'pipefail', 'errexit', '-c'], 'bash', true],
    [['/bin/bash', '-exo', 'pipefail', '-c'], 'bash', true],
    [['/bin/ash', '-eo', 'pipefail', '-c'], 'ash', true],
    [['/bin/ash', '-c'], 'ash', false],
    [['/bin/dash', '-xc'], 'dash', false],
    [['/bin/ksh', '-c'], 'ksh', false],
    [['/bin/busybox', 'sh', '-c'], 'ash', false],
    [['busybox', 'ash', '-ec'], 'ash', true],
  ])('%j', (words, program, errexit) => {
    expect(posixShell(words)).toEqual({ program, errexit, words })
    expect(runScript('a', words).shell).toEqual({ program, errexit, words })
    const name = words[0]?.endsWith('bash') ? 'bash' : words[0]?.endsWith('ash') ? 'busybox ash' : 'dash'
    const shell = shells.find((each) => each.name === name)
    if (!shell) throw new Error(`${name} is missing`)
    const options = words.slice(/^(?:sh|ash)$/.test(words[1] ?? '') ? 2 : 1)
    const { out } = runIn(shell, 'false; echo went on', { options })
    expect(out).toBe(errexit ? '' : 'went on\n')
  })

  test.each([
    ['zsh', ['/bin/zsh', '-c']],
    ['fish', ['/usr/bin/fish', '-c']],
    ['a login shell', ['/bin/bash', '-lc']],
    ['a login shell', ['/bin/bash', '--login', '-c']],
    ['an interactive shell', ['/bin/bash', '-ic']],
    ['no -c', ['/bin/bash']],
    ['no -c', ['/bin/bash', '-e']],
    ['an option without its value', ['/bin/bash', '-c', '-o']],
    ['an unknown option', ['/bin/bash', '-o', 'posix', '-c']],
    ['options turned off', ['/bin/bash', '+e', '-c']],
    ['a script of its own', ['/bin/sh', '-c', 'exec sh -c "$0"']],
    ['another program', ['/usr/bin/env', 'bash', '-c']],
    ['another program', ['/tini', '--', 'sh', '-c']],
    ['another applet', ['/bin/busybox', 'hush', '-c']],
    ['nothing', []],
  ])('%s is not read: %j', (_, words) => {
    expect(posixShell(words)).toBeUndefined()
    const found = reasonIn(`FROM debian\nSHELL ${JSON.stringify(words)}\nRUN a\n`)
    expect(found.reason).toContain(`SHELL ${JSON.stringify(words)}`)
    expect(found.foreign ?? false).toBe(false)
  })

  test.each([
    ['powershell', '-Command'],
    ['C:\\\\Windows\\\\powershell.exe', '-Command'],
    ['pwsh', '-c'],
    ['cmd', '/S', '/C'],
  ])('%s is left alone on purpose', (...words) => {
    const found = reasonIn(`FROM debian\nSHELL ${JSON.stringify(words)}\nRUN a\n`)
    expect(found.foreign).toBe(true)
  })

  test('holds from there on, and in stages that are built on the stage', () => {
    const text = [
      'FROM debian AS a',
      'RUN one',
      'SHELL ["/bin/bash", "-c"]',
      'RUN two',
      'SHELL ["/bin/ash", "-c"]',
      'FROM a AS b',
      'RUN three',
      'FROM debian',
      'RUN four',
      'FROM b',
      'RUN five',
      'SHELL ["dash", "-c"]',
      'RUN six',
    ].join('\n')
    const programs = scriptsIn(text).map(({ script }) => isScript(script) && script.shell.program)
    expect(programs).toEqual(['sh', 'bash', 'ash', 'sh', 'ash', 'dash'])
  })

  test('a script behind ONBUILD gets the last SHELL of its stage', () => {
    // Built with Docker 28.5: the trigger runs in the stage FROM it, under the SHELL of the image's configuration.
    const text = [
      'FROM debian AS a',
      'ONBUILD RUN one',
      'SHELL ["/bin/bash", "-ec"]',
      'ONBUILD RUN <<EOF',
      'two',
      'EOF',
      'FROM a',
      'ONBUILD RUN three',
    ].join('\n')
    const document = parseDocument(text)
    const found = document.stages.flatMap((stage) =>
      stage.instructions.flatMap(({ trigger }) => (trigger ? [scriptOf(document, stage, trigger)] : [])),
    )
    expect(found.map((script) => isScript(script) && [script.text, script.shell.program])).toEqual([
      ['one', 'bash'],
      ['two\n', 'bash'],
      ['three', 'bash'],
    ])
  })

  test('reads BASH_ENV in bash alone, where the file sets it', () => {
    const reads = (text: string): readonly boolean[] =>
      scriptsIn(text).flatMap(({ document, stage, instruction, script }) =>
        isScript(script) ? [readsStartupFile(document, stage, instruction, script.shell)] : [],
      )
    expect(reads('FROM debian\nENV BASH_ENV=/e\nRUN a\nSHELL ["bash", "-c"]\nRUN b\n')).toEqual([false, true])
    expect(reads('FROM debian\nSHELL ["bash", "-c"]\nRUN a\nENV BASH_ENV=/e\nRUN b\n')).toEqual([false, true])
  })

  test('bash alone reads the file that BASH_ENV names', () => {
    const folder = mkdtempSync(join(tmpdir(), 'startup-'))
    const file = join(folder, 'file')
    writeFileSync(file, 'echo read\n')
    const found = outcomes(':', { env: { BASH_ENV: file } })
    rmSync(folder, { recursive: true })
    expect(Object.entries(found).flatMap(([name, { out }]) => (out === 'read\n' ? [name] : []))).toEqual([
      'bash',
    ])
  })
})

describe('the default shell', () => {
  test.each([
    'mcr.microsoft.com/windows/servercore:ltsc2022',
    'mcr.microsoft.com/windows/nanoserver',
    'mcr.microsoft.com/dotnet/framework/sdk:4.8',
    'microsoft/iis',
    'microsoft/nanoserver',
    'microsoft/dotnet-framework:4.7',
    'microsoft/aspnet:4.7',
    'me/servercore-app',
  ])('%s is a Windows image', (base) => {
    const found = reasonIn(`FROM ${base}\nRUN dir\n`)
    expect(found.reason).toContain(`${base} is a Windows image`)
    expect(found.foreign).toBe(true)
  })

  test.each([
    'microsoft/aspnetcore:2.0',
    'mcr.microsoft.com/dotnet/sdk:8.0',
    'mcr.microsoft.com/dotnet/aspnet:8.0',
    'debian',
    'me/window-manager',
  ])('%s is not', (base) => {
    expect(scriptIn(`FROM ${base}\nRUN a\n`).shell).toEqual({
      program: 'sh',
      errexit: false,
      words: ['/bin/sh', '-c'],
    })
  })

  test('a Windows image below other stages, or in a variable', () => {
    expect(reasonIn('ARG B=windows/servercore\nFROM $B AS a\nFROM a\nRUN dir\n').foreign).toBe(true)
    expect(scriptsIn('FROM windows/servercore AS a\nFROM debian\nRUN a\n')).toHaveLength(1)
    expect(scriptIn('FROM windows/servercore AS a\nFROM debian\nRUN a\n').text).toBe('a')
  })

  test.each([
    'debian',
    'docker.io/library/alpine:3',
    'ghcr.io/x/python:3',
    'node:20@sha256:' + 'a'.repeat(64),
    'scratch',
  ])('escape=` with %s: a POSIX shell', (base) => {
    expect(scriptIn(`# escape=\`\nFROM ${base}\nRUN a \`\n  b\n`).text).toBe('a   b')
  })

  test.each(['me/app', '$BASE', 'mcr.microsoft.com/dotnet/sdk'])('escape=` with %s: not known', (base) => {
    const found = reasonIn(`# escape=\`\nFROM ${base}\nRUN a\n`)
    expect(found.reason).toContain('escape character `')
    expect(found.foreign).toBe(true)
  })

  test('SHELL settles it', () => {
    const script = scriptIn('# escape=`\nFROM windows/servercore\nSHELL ["/bin/bash", "-c"]\nRUN a\n')
    expect(script.shell.program).toBe('bash')
  })
})

describe('a RUN that is broken', () => {
  const brokenIn = (text: string): readonly (string | undefined)[] => {
    const document = parseDocument(text)
    return document.instructions.slice(1).map((instruction) => brokenScript(document, instruction))
  }

  test('is told of where a POSIX shell reads it', () => {
    expect(brokenIn('FROM debian\nRUN if a\nRUN b\n')).toEqual([expect.stringMatching(/./), undefined])
  })

  test.each(['RUN ["if"]', 'CMD if a', 'RUN <<EOF\n#!/usr/bin/python\nif a:\n  b\nEOF', 'ENV A=if'])(
    '%j is not',
    (text) => {
      expect(brokenIn(`FROM debian\n${text}\n`)).toEqual([undefined])
    },
  )

  test('nothing is said about other shells, and about a RUN before the first stage', () => {
    expect(brokenIn('FROM debian\nSHELL ["pwsh", "-c"]\nRUN if ($a) { (\n')).toEqual([undefined, undefined])
    const document = parseDocument('RUN if a\nFROM debian\n')
    expect(document.instructions.map((each) => brokenScript(document, each))).toEqual([undefined, undefined])
  })
})

test('a script of one kind is not one of the other', () => {
  const scripts: readonly (Script | NoShell)[] = scriptsIn('FROM debian\nRUN a\nRUN ["a"]\n').map(
    ({ script }) => script,
  )
  expect(scripts.map(isScript)).toEqual([true, false])
})
