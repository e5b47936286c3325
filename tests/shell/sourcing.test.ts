import { describe, expect, test } from 'vitest'
import { parseDocument } from '../../src/dockerfile/document.ts'
import { unknownSource, writesErrexit } from '../../src/shell/sourcing.ts'
import { firstCommand } from './scripts.ts'
import { agreedOutput, outcomes } from './shells.ts'

test('a file that turns errexit on, left of &&: bash switches it off there', () => {
  const text = "f=$(mktemp); echo 'set -e; false; echo on' >$f"
  expect(agreedOutput(`${text}; . $f; echo next`)).toBe('')
  for (const behind of ['. $f && echo next', '(. $f) && echo next']) {
    expect(outcomes(`${text}; ${behind}`)['bash']?.out).toBe('on\nnext\n')
  }
})

describe('files and texts that are read as commands', () => {
  test.each([
    ['. ./env.sh', '. ./env.sh'],
    ['source build/lib', 'source build/lib'],
    ['. "$DIR/run.sh"', '. $DIR/run.sh'],
    ['. "$FILE"', '. $FILE'],
    ['. /venv/bin/activated', '. /venv/bin/activated'],
    ['. /etc/os-release.sh', '. /etc/os-release.sh'],
    ['. /etc/profile.d/x/y', '. /etc/profile.d/x/y'],
    ['eval "$X"', 'eval of a text that is not known'],
    ['eval "$(cat x)"', 'eval of a text that is not known'],
    ['eval echo $X', 'eval of a text that is not known'],
    ['eval "$(curl x | ssh-agent)"', 'eval of a text that is not known'],
    ["eval 'set -e; a'", 'eval of a text that may set options'],
    ['eval set -e', 'eval of a text that may set options'],
    ["eval 'if a; then set -o errexit; fi'", 'eval of a text that may set options'],
    ["eval '. ./x'", 'eval of a text that may set options'],
    ["eval '$CMD a'", 'eval of a text that may set options'],
    ["eval 'eval a'", 'eval of a text that may set options'],
  ])('%s: %s', (text, found) => {
    expect(unknownSource(firstCommand(text))).toBe(found)
  })

  test.each([
    '. /venv/bin/activate',
    '. "$VIRTUAL_ENV/bin/activate"',
    'source ~/.bashrc',
    '. "$NVM_DIR/nvm.sh"',
    '. /usr/local/rvm/scripts/rvm',
    '. /etc/os-release',
    '. /etc/lsb-release',
    '. /etc/profile',
    '. /etc/profile.d/jdk.sh',
    '. $HOME/.cargo/env',
    '. /opt/ros/humble/setup.bash',
    '. install/local_setup.sh',
    '. /opt/root/bin/thisroot.sh',
    '. .env',
    'eval',
    'eval "$(ssh-agent -s)"',
    'eval $(opam env)',
    'eval `dircolors`',
    'eval "$(/opt/conda/bin/conda shell.bash hook)"',
    "eval 'a; b'",
    'eval a b',
    "eval 'set -x'",
    "eval 'X=1'",
    'echo . ./env.sh',
    'sh ./env.sh',
  ])('%s is known to leave errexit alone', (text) => {
    expect(unknownSource(firstCommand(text))).toBeUndefined()
  })
})

describe('a file that writes scripts with errexit', () => {
  test.each([
    ["RUN echo 'set -e' >x", true],
    ['RUN printf "#!/bin/sh\\nset -eu\\n" >x', true],
    ['RUN echo "a; set -xe"', true],
    ["RUN echo '#!/bin/sh' 'set -o errexit' >x", true],
    ['RUN cat <<EOF >x\nset -e\nEOF', true],
    ['COPY <<EOF /x\n#!/bin/sh\na; set -ue\nEOF', true],
    ['RUN <<EOF\nset -o errexit\nEOF', true],
    ['RUN <<EOF\nreset -e\nEOF', false],
    ['RUN <<EOF\nset -x\nEOF', false],
    ['RUN set -e; a', false],
    ['RUN set -ex; echo "a"', false],
    ["RUN echo 'set -x'", false],
    ['COPY set /x', false],
  ])('%j: %s', (text, found) => {
    const document = parseDocument(`FROM debian\n${text}\n`)
    expect(writesErrexit(document)).toBe(found)
    expect(writesErrexit(document)).toBe(found)
  })
})
