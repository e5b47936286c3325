import { either, joins, joinsWithCare, keeps, type EquivalenceCase } from '../case.ts'

// "set -e inside A is switched off by the shell as soon as A stands left of &&, in braces and in a subshell alike."
const bash = 'SHELL ["/bin/bash", "-c"]'
const shellE = 'SHELL ["/bin/bash", "-e", "-c"]'

export const errexit: readonly EquivalenceCase[] = [
  joinsWithCare('straight-line commands', ['RUN set -e; step a; step b', 'RUN step c']),
  joinsWithCare('set -ex', ['RUN set -ex; step a; step b', 'RUN step c']),
  joinsWithCare('set -eux, one command a line', [
    'RUN set -eux; \\',
    '    step a; \\',
    '    step b; \\',
    '    step c',
    'RUN step d',
  ]),
  joinsWithCare('set -o errexit', ['RUN set -o errexit; step a; step b', 'RUN step c']),
  joinsWithCare('three RUNs under set -e', [
    'RUN set -e; step a; step b',
    'RUN set -e; step c; step d',
    'RUN set -e; step e; step f',
  ]),
  joinsWithCare('-u of the cluster stays', ['RUN set -eu; step a; echo "$NOPE"; touch b', 'RUN touch c'], {
    fails: true,
  }),
  joinsWithCare(
    'pipefail of the cluster stays',
    [bash, 'RUN set -euo pipefail; false | cat; touch a', 'RUN touch b'],
    { fails: true },
  ),
  joinsWithCare('-f of the cluster stays', [
    'RUN set -ef; touch f1 f2; echo f* > list',
    'RUN echo f* > list2',
  ]),
  joinsWithCare('set -e in two words', ['RUN set -x -e; step a; step b', 'RUN step c']),
  joinsWithCare('cd under set -e', ['RUN set -e; mkdir d; cd d; step a; step b', 'RUN step c']),
  joinsWithCare('assignments under set -e', [
    'RUN set -e; X=$(echo 1); step $X; step b',
    'RUN echo "${X-fresh}" > x',
  ]),
  joinsWithCare('a pipeline under set -e', ['RUN set -e; curl x | tar xz; step b', 'RUN step c']),
  joinsWithCare('set -e in the last RUN', ['RUN step a', 'RUN set -e; step b; step c']),
  joinsWithCare('set -eux in the last RUN, with an if', [
    'RUN step a',
    'RUN set -eux; step b; if step c; then step d; fi; step e',
  ]),
  joins('set -e on a chain of &&', ['RUN set -e && step a && step b', 'RUN step c']),
  joins('set -ex on a chain of &&', ['RUN set -ex && step a && step b', 'RUN set -ex && step c && step d']),
  either('set -e alone', ['RUN set -e', 'RUN false; touch b']),
  either('set -e does not reach the RUN after it', ['RUN set -e; step a', 'RUN false; touch b']),
  // The failing command is not the last of its list, so errexit lets it pass.
  either('&& under set -e lets a failure pass', [
    'RUN set -e; test -e nope && touch a; touch b',
    'RUN touch c',
  ]),
  either('|| under set -e', ['RUN set -e; step a || step b; step c', 'RUN step d']),
  either('|| true under set -e', ['RUN step z', 'RUN set -e; step a || true; step c', 'RUN step d']),
  // A pipeline with ! in front never ends the script.
  either('! under set -e lets a success pass', ['RUN set -e; ! true; touch b', 'RUN touch c']),
  either('! before grep under set -e', ['RUN set -e; ! grep -q root /etc/passwd; touch b', 'RUN touch c']),
  either('an if under set -e', ['RUN set -e; if step a; then step b; step c; fi; step d', 'RUN step e']),
  either(
    'the condition of an if under set -e',
    ['RUN set -e; if false; true; then touch a; fi; touch b', 'RUN touch c'],
    {
      bare: 'conditions ignore errexit anyway',
    },
  ),
  keeps(
    'a loop under set -e',
    ['RUN set -e; for i in 1 2; do step $i; step x$i; done', 'RUN step b "$HOME"'],
    /set -e|errexit/i,
  ),
  keeps(
    'braces under set -e',
    ['RUN set -e; { step a; step b; }; step c', 'RUN step d "$HOME"'],
    /set -e|errexit/i,
  ),
  keeps(
    'a subshell under set -e',
    ['RUN set -e; ( step a; step b ); step c', 'RUN step d "$HOME"'],
    /set -e|errexit/i,
  ),
  keeps(
    'a function under set -e',
    ['RUN set -e; f() { step a; step b; }; f; step c', 'RUN step d "$HOME"'],
    /set -e|errexit/i,
  ),
  keeps(
    'a case under set -e',
    ['RUN set -e; case x in x) step a; step b;; esac; step c', 'RUN step d "$HOME"'],
    /set -e|errexit/i,
  ),
  joinsWithCare('a loop under set -e in front of a plain command', [
    'RUN set -e; for i in 1 2; do step $i; step x$i; done',
    'RUN step b',
  ]),
  joins('a subshell under set -e in front of a plain command', [
    'RUN set -e; ( step a; step b ); step c',
    'RUN step d',
  ]),
  joins('a function under set -e in front of a plain command', [
    'RUN set -e; f() { step a; step b; }; f; step c',
    'RUN step d',
  ]),
  joins('a case under set -e in front of a plain command', [
    'RUN set -e; case x in x) step a; step b;; esac; step c',
    'RUN step d',
  ]),
  joins('braces under set -e in front of a plain command', [
    'RUN set -e; { step a; step b; }; step c',
    'RUN step d',
  ]),
  joinsWithCare('plain commands behind set -e, in the middle and at the end', [
    'RUN set -eu; if step a; then step b; fi',
    'RUN step c',
    'RUN step d && step e',
    'RUN set -eu; step f; step g',
    'RUN step h && step i',
  ]),
  keeps(
    'a variable that is not set behind set -u',
    ['RUN set -eu; if step a; then step b; fi', 'RUN step "x$NOTSET"'],
    /set -e|errexit/i,
  ),
  joinsWithCare('a branch that ends in a list, in front of a plain command', [
    'RUN set -e; if step a; then step b && step c; fi',
    'RUN step d',
  ]),
  joinsWithCare('a branch that ends in a command, in front of a plain command', [
    'RUN set -e; if step a; then step b; step c; else step d; fi',
    'RUN step e',
  ]),
  joinsWithCare('a loop that ends in a branch, in front of a plain command', [
    'RUN set -e; for i in 1 2; do if step $i; then step a; else step b && step c; fi; done',
    'RUN step d',
  ]),
  joinsWithCare('a case in front of a plain list', [
    'RUN set -e; case a in a) step a; step b;; *) step c;; esac',
    'RUN step d && step e',
  ]),
  // dash hands errexit on to $( ), left of && as well; bash called as sh does so only where it counts; bash and ash
  // never do.
  either('a command substitution under set -e', [
    'RUN set -e; echo $(false; touch leaked) > out; touch b',
    'RUN touch c',
  ]),
  either(
    'an assignment from two commands under set -e',
    ['RUN set -e; X=$(false; touch leaked); touch "b$X"', 'RUN touch c'],
    { fails: true },
  ),
  either('backquotes under set -e', ['RUN set -e; echo `false; touch leaked` > out; touch b', 'RUN touch c']),
  either(
    'a process substitution under set -e',
    [bash, 'RUN set -e; cat <(false; touch leaked); touch b', 'RUN sleep 0.2; ls > seen'],
    {
      bare: 'bash clears errexit there',
    },
  ),
  either('braces in a pipeline under set -e', [
    'RUN set -e; { step a; step b; } | cat; touch b',
    'RUN touch c',
  ]),
  either('while read in a pipeline under set -e', [
    'RUN set -e; echo x | while read x; do step a; step b; done; step c',
    'RUN step d',
  ]),
  either('eval under set -e', ["RUN set -e; eval 'step a; step b'; step c", 'RUN step d']),
  either('a sourced file under set -e', [
    'RUN echo "step a; step b" > s.sh',
    'ENV X=1',
    'RUN set -e; . ./s.sh; step c',
    'RUN step d',
  ]),
  either('set +e later', ['RUN set -e; step a; set +e; step b; step c', 'RUN step d']),
  either('set +e around one command', ['RUN set -e; step a; set +e; false; set -e; step b', 'RUN step c']),
  either('set +o errexit', ['RUN set -o errexit; step a; set +o errexit; false; step b', 'RUN step c']),
  either('set -e half-way', ['RUN false; set -e; step a; step b', 'RUN step c']),
  either('set -e in an if', ['RUN if true; then set -e; fi; step a; step b', 'RUN step c']),
  either('set -e behind &&', ['RUN true && set -e; step a; step b', 'RUN step c']),
  either('set -e by a variable', ['ENV OPTS=-e', 'RUN set $OPTS; step a; step b', 'RUN step c']),
  either('set "-e"', ['RUN set "-e"; step a; step b', 'RUN step c']),
  either('command set -e', ['RUN command set -e; step a; step b', 'RUN step c']),
  either('\\set -e', ['RUN \\set -e; step a; step b', 'RUN step c']),
  either('set -e in a function that is called', [
    'RUN strict() { set -e; }; strict; step a; step b',
    'RUN step c',
  ]),
  joinsWithCare('set -- -e is no errexit', ['RUN set -- -e; step a; step b', 'RUN echo $# > count']),
  either('set -e -- x', ['RUN set -e -- x; step a; step "$1"', 'RUN echo $# > count']),
  joins('sh -e is another process', ["RUN sh -ec 'step a; step b'", 'RUN step c']),
  joins('a script with a shebang of its own', [
    "RUN printf '#!/bin/sh -e\\nstep a\\nstep b\\n' > s && chmod +x s && ./s",
    'RUN step c',
  ]),
  joins('set -e in a subshell that is all of a RUN, last', ['RUN step a', 'RUN ( set -e; step b; step c )']),
  either('set -e in a subshell on the left', ['RUN ( set -e; step a; step b )', 'RUN step c']),
  either('set -e in braces on the left', ['RUN { set -e; step a; step b; }', 'RUN step c']),
  either(
    'set -e in a command substitution on the left',
    ['RUN X=$(set -e; false; touch leaked) || true; touch a', 'RUN touch b'],
    {
      bare: 'the || switches it off anyway',
    },
  ),
  either('set -e in a command substitution, to the end', [
    'RUN echo $(set -e; false; touch leaked)',
    'RUN ls > seen',
  ]),
  either('a comment among straight-line commands', [
    'RUN set -e; \\',
    '    step a; \\',
    '    # about b',
    '    step b',
    'RUN step c',
  ]),
  either('newlines by ; on lines of their own', [
    'RUN set -ex \\',
    '  ; step a \\',
    '  ; step b',
    'RUN step c \\',
    '  && step d',
  ]),
  either('a trailing ; under set -e', ['RUN set -e; step a; step b;', 'RUN step c']),
  either('exit at the end under set -e', ['RUN set -e; step a; exit 0', 'RUN step c']),
  keeps('a job under set -e', ['RUN set -e; step a; ( sleep 0.3; touch late ) &', 'RUN sleep 0.6; step c']),
  either('trap EXIT under set -e', [
    'RUN set -e; trap "touch trapped" EXIT; step a; step b',
    'RUN ls > seen',
  ]),
  either('$? under set -e', ['RUN set -e; step a; echo $? > status; step b', 'RUN step c']),

  joins('SHELL with -e, one command each', [shellE, 'RUN step a', 'RUN step b']),
  joins('SHELL with -e, chains of &&', [shellE, 'RUN step a && step b', 'RUN step c && step d']),
  joinsWithCare('SHELL with -e, a list', [shellE, 'RUN step a; step b', 'RUN step c']),
  joinsWithCare('SHELL with -e in a cluster', [
    'SHELL ["/bin/bash", "-exc"]',
    'RUN step a; step b',
    'RUN step c',
  ]),
  joinsWithCare(
    'SHELL with -euo pipefail',
    ['SHELL ["/bin/bash", "-euo", "pipefail", "-c"]', 'RUN step a; false | cat; step b', 'RUN step c'],
    { fails: true },
  ),
  joinsWithCare('SHELL with -o errexit', [
    'SHELL ["/bin/bash", "-o", "errexit", "-c"]',
    'RUN step a; step b',
    'RUN step c',
  ]),
  joinsWithCare('SHELL sh -e', ['SHELL ["/bin/sh", "-ec"]', 'RUN step a; step b', 'RUN step c']),
  joinsWithCare('SHELL with -e, a loop', [
    shellE,
    'RUN for i in 1 2; do step $i; step x$i; done',
    'RUN step b',
  ]),
  joinsWithCare('SHELL with -e, a subshell', [shellE, 'RUN ( step a; step b )', 'RUN step c']),
  either('SHELL with -e, a list as the last', [shellE, 'RUN step a', 'RUN step b; step c']),
  either(
    'SHELL with -e, a loop as the last',
    [shellE, 'RUN step a', 'RUN for i in 1 2; do step $i; step x$i; done'],
    {
      bare: 'the last of a list is under errexit',
    },
  ),
  either('SHELL with -e, &&', [shellE, 'RUN step a && step b; step c', 'RUN step d']),
  either('SHELL with -e, ||', [shellE, 'RUN step a || step b; step c', 'RUN step d']),
  either('SHELL with -e, set +e', [shellE, 'RUN set +e; step a; step b', 'RUN false; touch no'], {
    fails: true,
  }),
  either('SHELL with -e, a command substitution', [
    'SHELL ["/bin/sh", "-e", "-c"]',
    'RUN echo $(false; touch leaked) > out',
    'RUN step c',
  ]),
  either('SHELL with -e, trap ERR', [shellE, 'RUN trap "touch failed" ERR; step a; step b', 'RUN ls > seen']),
  either('SHELL with -e, in the middle of three', [shellE, 'RUN step a', 'RUN step b; step c', 'RUN step d']),
]
