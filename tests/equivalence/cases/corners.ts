import { either, joins, joinsWithCare, keeps, type EquivalenceCase } from '../case.ts'

const bash = 'SHELL ["/bin/bash", "-c"]'
const shellE = 'SHELL ["/bin/bash", "-e", "-c"]'
const late = '( sleep 0.3; touch late )'
const after = 'sleep 0.6; touch b'
const seesX = 'RUN echo "${X-fresh}" > x'

// Found by reading how collapse-runs decides, and by looking for what it does not look at.
export const corners: readonly EquivalenceCase[] = [
  keeps('one & in the text is several jobs in a loop', [
    'RUN for i in 0.3 0.1; do ( sleep $i; touch late$i ) & done; wait $!',
    `RUN ${after}`,
  ]),
  keeps('one & in a function that is called twice', [
    'RUN f() { ( sleep $1; touch late$1 ) & }; f 0.3; f 0.1; wait $!',
    `RUN ${after}`,
  ]),
  keeps('wait before the function with the job is called', [
    `RUN f() { ${late} & }; wait; f`,
    `RUN ${after}`,
  ]),
  keeps('exit before wait', [`RUN ${late} & test -e nope || exit 0; wait`, `RUN ${after}`]),
  keeps('return before wait', [`RUN f() { ${late} & return 0; wait; }; f`, `RUN ${after}`]),
  keeps('break before wait', [`RUN while true; do ${late} & break; wait; done`, `RUN ${after}`]),
  keeps('a job in a trap', [`RUN trap '${late} &' EXIT; step a`, `RUN ${after}`]),
  keeps('a job in the target of a redirection', [
    `RUN echo x > $( ${late} >/dev/null 2>&1 & echo out)`,
    `RUN ${after}`,
  ]),
  keeps('a job of bash -c behind &&', [
    `RUN step a && bash -c "${late} & sleep 0.1" && step c`,
    `RUN ${after}`,
  ]),
  keeps('a service started by another shell', [
    "RUN sh -c 'service postgresql start' && step a",
    `RUN ${after}`,
  ]),
  keeps('a service started by a list in quotes', [
    "RUN bash -c 'step x && service mysql start; step y'",
    `RUN ${after}`,
  ]),
  joins('an & in the script of another shell that waits', ['RUN sh -c \'echo "a & b" > out\'', 'RUN step b']),

  joinsWithCare('an assignment in the target of a redirection', ['RUN echo 1 > "${X:=out}"', seesX]),
  joinsWithCare('an assignment in the word of a case', ['RUN case "${X:=1}" in 1) step a;; esac', seesX]),
  joinsWithCare('an assignment in [[', [bash, 'RUN [[ -n ${X:=1} ]] && step a', seesX]),
  joinsWithCare('an assignment in a here-string', [bash, 'RUN cat <<< "${X:=1}"', seesX], {
    bare: 'what a program reads is expanded in its own process',
  }),
  joinsWithCare('an assignment within a prefix assignment', ['RUN Y="${X:=1}" step a', seesX]),
  joinsWithCare('an assignment in the list of a loop in a subshell is gone', [
    'RUN ( for i in ${X:=1}; do step $i; done ); X=2',
    seesX,
  ]),
  either('<<= in arithmetic', ['RUN echo $((X<<=1)) > a', seesX]),
  either('arithmetic of old', [bash, 'RUN echo $[X = 1] > a', seesX]),
  either('an assignment in a subscript', [bash, 'RUN a=(1 2); echo "${a[X=1]}" > a', seesX]),
  joinsWithCare('++ in arithmetic', [bash, 'RUN echo $((X++)) > a', seesX]),
  either('wait -p', [bash, 'RUN sleep 0 & wait -p X $!', seesX], { bare: 'the version of bash decides' }),
  either('lastpipe keeps what read reads', [bash, 'RUN shopt -s lastpipe; echo 1 | read X', seesX]),
  either('trap that ends well', ["RUN trap 'exit 0' EXIT; false", 'RUN touch b']),
  either('trap that ends well under set -e', [
    "RUN set -e; trap 'exit 0' EXIT; false; touch a",
    'RUN touch b',
  ]),
  joinsWithCare('a function that is named as B is', [
    'RUN b() { touch from-function; }; b',
    'RUN b 2>/dev/null || touch no-such-command',
  ]),
  either('PIPESTATUS in B', [bash, 'RUN false | true', 'RUN echo "${PIPESTATUS[*]}" > status']),
  either('the options in B', [bash, 'RUN set -f; step a', 'RUN echo "$-" > options']),
  joinsWithCare('the number of arguments in B', ['RUN set -- a b && step "$@"', 'RUN step $#']),

  // set -e in scripts that are joined by ; under one set -e.
  either('&& at the end of a script under a shared set -e', [
    'RUN set -e; step a; step b && step c',
    'RUN set -e; step d',
  ]),
  either(
    '! at the end of a script under a shared set -e',
    ['RUN set -e; step a; ! step b', 'RUN set -e; step c'],
    { fails: true },
  ),
  either('an if at the end of a script under a shared set -e', [
    'RUN set -e; step a; if step b; then step c; fi',
    'RUN set -e; step d',
  ]),
  either('a loop at the end of a script under a shared set -e', [
    'RUN set -e; for i in 1 2; do step $i && step x$i; done',
    'RUN set -e; step d',
  ]),
  either('|| at the end of a script under a shared set -e', [
    'RUN set -e; step a; step b || step c',
    'RUN set -e; step d',
  ]),
  either(
    'a pipeline with ! in it under a shared set -e',
    ['RUN set -e; ! step a | tar x', 'RUN set -e; step d'],
    { fails: true },
  ),
  joinsWithCare('state under a shared set -e', [
    'RUN set -e; mkdir d; cd d; step a',
    'RUN set -e; step b; touch here',
  ]),
  joinsWithCare('a function under a shared set -e', [
    'RUN set -eu; f() { step a; step b; }; f',
    'RUN set -eu; type f >/dev/null 2>&1 || touch fresh',
  ]),
  either('exit 0 under a shared set -e', [
    'RUN set -e; step a; if test ! -e nope; then exit 0; fi; step b',
    'RUN set -e; step c',
  ]),
  either('exec under a shared set -e', ['RUN set -e; exec step a', 'RUN set -e; step c']),
  either('a trap under a shared set -e', [
    "RUN set -e; trap 'touch trapped' EXIT; step a",
    'RUN set -e; ls > seen',
  ]),
  keeps('a job under a shared set -e', [`RUN set -e; step a; ${late} & step b`, `RUN set -e; ${after}`]),
  either('set +e at the end of a script under a shared set -e', [
    'RUN set -e; step a; set +e',
    'RUN set -e; step b; step c',
  ]),
  either('other options under set -e', ['RUN set -ex; step a; step b', 'RUN set -e; step c; step d']),
  either('three scripts under a shared set -e, one with state', [
    'RUN set -eux; step a; step b',
    'RUN set -eux; export X=1; step c || step d',
    'RUN set -eux; step "${X-fresh}"; step e',
  ]),
  either('a shared set -e, then a script without one', [
    'RUN set -e; step a; step b',
    'RUN set -e; step c; step d',
    'RUN step e; step f',
  ]),
  either('a script without set -e, then a shared one', [
    'RUN step e; step f',
    'RUN set -e; step a; step b',
    'RUN set -e; step c; step d',
  ]),
  either('SHELL with -e: && at the end', [
    shellE,
    'RUN for i in 1; do step a; step b; done; step c && step d',
    'RUN step e',
  ]),
  either(
    'SHELL with -e: ! at the end',
    [shellE, 'RUN for i in 1; do step a; step b; done; ! step c', 'RUN step e'],
    { fails: true },
  ),
  either('SHELL with -e: a list with || and a loop', [
    shellE,
    'RUN step a || step b; for i in 1; do step c; step d; done',
    'RUN step e || step f',
    'RUN step g; step h',
  ]),
  either(
    'ERR trap and -E',
    [bash, 'RUN set -Eeuo pipefail; trap "touch failed" ERR; step a; step b', 'RUN ls > seen'],
    {
      bare: 'when it fires the build has failed',
    },
  ),

  // The shell reads these files itself, under errexit where it is on, and they may turn it on.
  either(
    'a sourced file that turns errexit on for itself',
    ['RUN printf "set -e\\nfalse\\ntouch a\\n" > env.sh', 'ENV Y=1', 'RUN . ./env.sh', 'RUN touch b'],
    { fails: true },
  ),
  either(
    'a sourced file that turns errexit on for a loop',
    [
      'RUN echo "set -e" > env.sh',
      'ENV Y=1',
      'RUN . ./env.sh; for i in 1; do false; touch a; done',
      'RUN touch b',
    ],
    { fails: true },
  ),
  either(
    'a sourced file that turns errexit on for braces behind &&',
    ['RUN echo "set -e" > env.sh', 'ENV Y=1', 'RUN . ./env.sh && { false; touch a; }', 'RUN touch b'],
    { fails: true },
  ),
  either(
    'eval that turns errexit on for braces',
    ["RUN eval 'set -e' && { false; touch a; }", 'RUN touch b'],
    { fails: true },
  ),
  either('eval whose own commands rely on errexit', ["RUN eval 'set -e; false; touch a'", 'RUN touch b'], {
    fails: true,
  }),

  either('a version manager that puts another npm further up the PATH', [
    'ENV PATH=$S/usr/local/bin:$S/usr/bin:$PATH',
    'RUN mkdir -p usr/bin usr/local/bin && \\',
    "    printf '#!/bin/sh\\necho old >> npm.log\\n' > usr/bin/npm && \\",
    "    printf '#!/bin/sh\\nsed s/old/new/ $S/usr/bin/npm > $S/usr/local/bin/npm\\nchmod +x $S/usr/local/bin/npm\\n' > usr/bin/n && \\",
    '    chmod +x usr/bin/npm usr/bin/n',
    'ENV Y=1',
    'RUN npm install -g n',
    'RUN n stable',
    'RUN npm install',
  ]),
  either('a download into a directory further up the PATH', [
    'ENV PATH=$S/first:$S/second:$PATH',
    "RUN mkdir first second && printf '#!/bin/sh\\necho old' > second/tool && chmod +x second/tool && printf '#!/bin/sh\\necho new' > new",
    'ENV Y=1',
    'RUN tool && dd if=new of=first/tool 2>/dev/null && chmod +x first/tool',
    'RUN tool > which',
  ]),
  either(
    'the working directory becomes a link',
    [
      'WORKDIR /app',
      'RUN mkdir ../real && cd .. && rmdir app && ln -s real app',
      'RUN touch here && rm ../app && mkdir ../app',
    ],
    { bare: 'the builder would follow the link; here it is the same' },
  ),

  either(
    'a login shell for one RUN inside',
    ["RUN echo 'export X=1' >> ~/.bash_profile", 'RUN bash -lc \'echo "${X-none}"\' > x'],
    {
      bare: 'it is started anew in both',
    },
  ),
  keeps(
    'zsh reads ~/.zshenv at each start',
    ['SHELL ["/bin/zsh", "-c"]', 'RUN echo "X=1" >> ~/.zshenv', seesX],
    undefined,
    {
      bare: 'zsh may not be installed',
      unrunnable: true,
    },
  ),
]
