import { either, joins, joinsWithCare, keeps, type EquivalenceCase } from '../case.ts'

const long = 'x'.repeat(60_000)

// "What must not get lost", and how the file is written.
export const text: readonly EquivalenceCase[] = [
  joins('continuations with && at the end', [
    'RUN step a && \\',
    '    step b && \\',
    '    step c',
    'RUN step d && \\',
    '    step e',
  ]),
  joins('continuations with && at the start', [
    'RUN step a \\',
    '  && step b \\',
    '  && step c',
    'RUN step d \\',
    '  && step e',
  ]),
  joins('both styles', ['RUN step a \\', '  && step b', 'RUN step c && \\', '    step d']),
  joins('tabs', ['RUN step a && \\', '\tstep b', 'RUN step c && \\', '\tstep d']),
  joins('CRLF', ['RUN step a && \\\r', '    step b\r', 'RUN step c\r', '# note\r', 'RUN step d\r']),
  joins('lower case', ['run step a', 'run step b']),
  joins('mixed case and blanks', ['Run   step a', '   RUN\tstep b']),
  joins('comment lines within', [
    'RUN step a && \\',
    '    # about b',
    '    step b',
    'RUN step c && \\',
    '# at the margin',
    '    step d',
  ]),
  joins('blank lines within', [
    'RUN step a && \\',
    '',
    '    step b',
    'RUN step c && \\',
    '',
    '',
    '    step d',
  ]),
  joins('a comment line right behind RUN', ['RUN \\', '    # first', '    step a', 'RUN \\', '    step b']),
  joins('a comment between that ends in a backslash', ['RUN step a', '# path C:\\', 'RUN step b']),
  joins('a comment between with && and quotes', ['RUN step a', '# don\'t && "do', 'RUN step b']),
  joinsWithCare('a comment between, and a list on the right', [
    'RUN step a',
    '# why',
    'RUN step b; \\',
    '    step c',
  ]),
  joinsWithCare('comments within a list on the right', [
    'RUN step a',
    'RUN step b; \\',
    '    # about c',
    '    step c || \\',
    '    # else',
    '    step d',
  ]),
  joinsWithCare('comments within a script to be contained', [
    'RUN cd /tmp && \\',
    '    # about a',
    '    step a',
    'RUN step b',
  ]),
  joinsWithCare('a trailing comment on a line of its own', ['RUN touch a \\', '    # why', 'RUN touch b'], {
    runs: 1,
    bare: 'a comment line goes',
  }),
  joins('escape=`', [
    '# escape=`',
    'FROM debian',
    'RUN step a && `',
    '    step b',
    'RUN step c && `',
    '    step d',
  ]),
  joins('escape=` with a backslash in a word', [
    '# escape=`',
    'FROM debian',
    'RUN touch a\\ b',
    'RUN touch c\\ d',
  ]),
  joins('single quotes over continuations', [
    "RUN echo 'one \\",
    '    two \\',
    "    three' > f",
    "RUN echo 'four \\",
    "\tfive' > g",
  ]),
  joins('double quotes over continuations', [
    'RUN echo "one \\',
    '    two" > f',
    'RUN echo "three \\',
    '  four && \\',
    '  five" > g',
  ]),
  joinsWithCare('quotes over continuations in a list on the right', [
    'RUN step a',
    "RUN echo 'one \\",
    "    two' > f; \\",
    '    step b',
  ]),
  joinsWithCare('quotes over continuations in a script to be contained', [
    "RUN cd /tmp && echo 'one \\",
    "    two' > $S/f",
    'RUN step b',
  ]),
  joins('a word over a continuation', ['RUN touch on\\', 'e', 'RUN touch tw\\', 'o']),
  joins('printf with newlines', ["RUN printf 'a\\nb\\n' > f", "RUN printf '%s\\n' c d >> f"]),
  joins('a comment in quotes over lines goes with the line', [
    "RUN echo 'a \\",
    '# gone',
    "b' > f",
    'RUN step b',
  ]),
  joins('awk and dollars', ["RUN echo 'a b' | awk '{ print $2 }' > f", 'RUN awk "{ print \\$1 }" f > g']),
  joins('braces and semicolons in quotes', ["RUN echo '{ a; b; }' > f", "RUN echo 'x || y' >> f"]),
  joins('find with its own ; and braces', [
    "RUN find . -name 'q*' -exec rm {} \\;",
    'RUN find . -type f -name z -delete',
  ]),
  joins('find with + and a group', [
    "RUN find . \\( -name 'q*' -o -name 'w*' \\) -exec rm -rf {} +",
    'RUN step b',
  ]),
  joins('no newline at the end of the file', ['RUN step a', 'RUN step b'], { end: '' }),
  joinsWithCare('no newline behind a list', ['RUN step a', 'RUN step b; step c'], { end: '' }),
  joinsWithCare('no newline behind a comment', ['RUN touch a # why', 'RUN step b; step c # so'], { end: '' }),
  joins('a byte order mark', ['\uFEFFFROM debian', 'RUN step a', 'RUN step b']),
  joins('arguments of a JSON look', ['RUN echo \'["a", "b"]\' > f', 'RUN step b']),
  joins('# syntax above', ['# syntax=docker/dockerfile:1', 'FROM debian', 'RUN step a', 'RUN step b']),
  joins('unicode', ['RUN echo "héllo → wörld" > f', '# ünïcode', 'RUN echo "日本" > g']),
  joins('long, and below the limit', [`RUN echo ${long} > f`, `RUN echo ${long} > g`]),
  keeps(
    'above what the kernel takes as one argument',
    [
      `RUN echo ${long} > f && \\`,
      `    echo 1234567890 > h`,
      `RUN echo ${long} > g && echo \\`,
      `    ${'y'.repeat(12_000)} > i`,
    ],
    /long|size|limit/i,
  ),
  keeps(
    '/bin/sh becomes another shell',
    ['RUN ln -sf /bin/bash /bin/sh', 'RUN source ~/.profile'],
    undefined,
    {
      unrunnable: true,
      bare: 'it would change the machine',
    },
  ),
  keeps(
    '/bin/sh is removed first',
    ['RUN rm /bin/sh && ln -s /bin/bash /bin/sh', 'RUN source ~/.profile'],
    undefined,
    {
      unrunnable: true,
      bare: 'it would change the machine',
    },
  ),
  keeps(
    '/bin/sh by dpkg-reconfigure',
    [
      'RUN echo "dash dash/sh boolean false" | debconf-set-selections && dpkg-reconfigure dash',
      'RUN source ~/.profile',
    ],
    undefined,
    { unrunnable: true, bare: 'it would change the machine' },
  ),
  // The builder mounts these anew for each RUN, so what one RUN writes there the next one does not see.
  keeps(
    '/etc/hosts is forgotten',
    ['RUN echo "127.0.0.1 x" >> /etc/hosts && step a', 'RUN curl http://x'],
    undefined,
    {
      unrunnable: true,
      bare: 'it would change the machine',
    },
  ),
  keeps(
    '/etc/resolv.conf is forgotten',
    ['RUN echo "nameserver 1.1.1.1" > /etc/resolv.conf', 'RUN curl http://x'],
    undefined,
    {
      unrunnable: true,
      bare: 'it would change the machine',
    },
  ),
  keeps(
    'the groups of the user',
    ['USER app', 'RUN sudo usermod -aG docker app', 'RUN docker ps'],
    /usermod/,
    {
      unrunnable: true,
      bare: 'it would change the machine',
    },
  ),
  keeps(
    "$'…' with a quote in it under sh",
    ["RUN echo $'it\\'s'; umask 077; echo ' x'", 'RUN touch a'],
    /dash and bash/,
    { unrunnable: true, bare: 'each shell reads it in its own way' },
  ),
  keeps('/dev/shm is forgotten', ['RUN step a > /dev/shm/left', 'RUN test ! -e /dev/shm/left'], undefined, {
    unrunnable: true,
    bare: 'it would change the machine',
  }),
  either('a template of a program is none of the file', ["RUN echo '{{.Names}}' > f", 'RUN step b'], {
    bare: 'right either way',
  }),
]
