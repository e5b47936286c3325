import { describe, expect, it } from 'vitest'
import { difference, outcomeOf } from './harness.ts'
import { joinNaively } from './naive.ts'
import { missingShells, standIns } from './shells.ts'

const from = 'FROM debian:bookworm-slim\n'

describe('the harness', () => {
  it('has a shell', () => {
    if (missingShells.length > 0)
      console.warn(`not installed, so not tried as /bin/sh: ${missingShells.join(', ')}`)
    expect(standIns.length).toBeGreaterThan(0)
  })

  it('gives each RUN WORKDIR, ENV and ARG, and none of what the one before it did to its process', async () => {
    const outcome = await outcomeOf(
      `${from}ENV A=1\nARG B=2\nWORKDIR /app/x\nRUN cd / && export C=3 && umask 0\nRUN echo "$A $B \${C-none} \${PWD#$S} $(umask)"\n`,
    )
    expect(outcome).toMatchObject({ succeeded: true, stdout: '1 2 none /app/x 0022\n' })
  })

  it('stops at the first RUN that fails', async () => {
    const outcome = await outcomeOf(`${from}RUN echo 1\nRUN false\nRUN echo 3\n`)
    expect(outcome).toMatchObject({ succeeded: false, stdout: '1\n' })
  })

  it.each([
    ['a background job', '( sleep 0.2; touch late ) &'],
    ['a job that left the session', 'setsid sh -c "sleep 0.2; touch late" &'],
    ['a job that ignores SIGHUP', 'nohup sh -c "sleep 0.2; touch late" >/dev/null &'],
  ])('kills %s when its RUN ends', async (_name, script) => {
    const outcome = await outcomeOf(`${from}RUN ${script}\nRUN sleep 0.4; touch end\n`)
    expect(outcome.tree).toEqual(['end 644 ""'])
    const joined = await outcomeOf(`${from}RUN ${script} sleep 0.4; touch end\n`)
    expect(joined.tree).toEqual(['end 644 ""', 'late 644 ""'])
  })

  it('reads heredocs as BuildKit does', async () => {
    const outcome = await outcomeOf(
      [
        from.trimEnd(),
        'RUN <<EOF',
        'echo body',
        'EOF',
        'RUN <<-EOF',
        "\techo 'a\tb'",
        'EOF',
        'RUN <<EOF',
        '#!/bin/cat',
        'EOF',
        'RUN cat <<EOF',
        'shell $((1 + 1))',
        'EOF',
        "RUN cat <<'X' && cat <<'Y'",
        '$x',
        'X',
        '$y',
        'Y',
        '',
      ].join('\n'),
    )
    expect(outcome.stdout).toBe('body\na\tb\n#!/bin/cat\nshell 2\n$x\n$y\n')
  })

  it('runs the exec form without a shell, and SHELL', async () => {
    const outcome = await outcomeOf(
      `${from}RUN ["echo", "$A && b"]\nSHELL ["/bin/bash", "-euo", "pipefail", "-c"]\nRUN echo "$- \${BASH_VERSION:+bash}"\n`,
    )
    expect(outcome.stdout).toMatch(/^\$A && b\n\w*e\w*u\w* bash\n$/)
  })

  it('makes a script above the limit for one argument fail', async () => {
    const half = `echo ${'x'.repeat(60_000)}`
    const long = `${from}RUN ${half}\\\n${'x'.repeat(60_000)}\\\n${'x'.repeat(12_000)}\n`
    expect((await outcomeOf(long)).succeeded).toBe(false)
    expect((await outcomeOf(`${from}RUN ${half} && \\\n${half}\n`)).succeeded).toBe(true)
  })

  it.each([
    ['content', 'echo 1 > f', 'echo 2 > f', 'f 644 "1\\n"'],
    ['mode', 'touch f', 'touch f; chmod 600 f', 'f 600'],
    ['a missing file', 'touch f', ':', '- f 644'],
    ['a link', 'ln -s a f', 'ln -s b f', 'f -> a'],
    ['an empty directory', 'mkdir d', ':', 'd/ 755'],
    ['stdout', 'echo 1', 'echo 2', 'stdout'],
    ['success', 'true', 'false', 'succeeds before and fails after'],
    [
      'what happens when a program fails',
      'step a && step b',
      'step a; step b',
      'call 1 of a program failing',
    ],
  ])('sees a difference in %s', async (_name, before, after, shown) => {
    expect(await difference(`${from}RUN ${before}\n`, `${from}RUN ${after}\n`)).toContain(shown)
    expect(await difference(`${from}RUN ${before}\n`, `${from}RUN ${before}\n`)).toBeUndefined()
  })

  it('has a naive joiner that joins', () => {
    const joined = joinNaively(`${from}RUN --network=none a \\\n  b\nENV X=1\nRUN c\nRUN d\n`)
    expect(joined).toContain('RUN --network=none a \\\n  b && \\\nc && \\\nd')
  })
})
