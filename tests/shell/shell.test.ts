import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parseDocument } from '../../src/dockerfile/document.ts'
import { isScript, scriptOf } from '../../src/shell/script.ts'
import { posixShell, readsStartupFile } from '../../src/shell/shell.ts'
import { reasonIn, runScript, scriptIn, scriptsIn } from './scripts.ts'
import { outcomes, runIn, shells } from './shells.ts'

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
    // A shell that is not here is stood in for by dash, which takes the same options.
    const wanted = { bash: 'bash', ash: 'busybox ash' }[words[0]?.split('/').at(-1) ?? ''] ?? 'dash'
    const shell = shells.find((each) => each.name === wanted) ?? shells.find((each) => each.name === 'dash')
    if (!shell) throw new Error('dash is missing')
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
