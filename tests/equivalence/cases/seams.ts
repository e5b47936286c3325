import { joins, joinsWithCare, type EquivalenceCase } from '../case.ts'

const seesX = 'RUN echo "${X-fresh}" > x'

// Where text has to be put together with care.
export const seams: readonly EquivalenceCase[] = [
  joinsWithCare('CRLF, a trailing comment and a list', [
    'RUN touch a # why\r',
    'RUN step b; \\\r',
    '    step c # so\r',
    'RUN step d\r',
  ]),
  joinsWithCare('CRLF and a script to be contained', [
    'WORKDIR /app\r',
    'RUN cd "$S" && \\\r',
    '    step a\r',
    'RUN step b\r',
  ]),
  joinsWithCare('tabs, a list and a script to be contained', [
    'RUN\tmkdir d &&\\',
    '\tcd d;\\',
    '\tstep a',
    'RUN\tstep b;\\',
    '\tstep c',
  ]),
  joins('an escaped & at the end', ['RUN echo a \\&', 'RUN echo b \\;']),
  joins('${x#y} at the end', ['RUN echo ${HOME#/tmp} > /dev/null', 'RUN echo "${#}" > n']),
  joinsWithCare('${x#y} and a trailing comment', ['RUN touch a${NOPE#/} # why', 'RUN touch b']),
  joins('$(( )) in parentheses', ['RUN (echo $((1 + 1)))', 'RUN echo $(( (1 + 2) * 3 ))']),
  joinsWithCare('a subshell at both ends of a script to be contained', [
    'WORKDIR /app',
    'RUN (step a); cd "$S"; (step b)',
    'RUN step c',
  ]),
  joinsWithCare('a case pattern with a parenthesis in a script to be contained', [
    'RUN X=1; case $X in (1) step a;; esac',
    seesX,
  ]),
  joinsWithCare('braces that end a script to be contained', [
    'RUN mkdir d && cd d && { step a; }',
    'RUN step b',
  ]),
  joinsWithCare('a list that ends in a subshell on the right', ['RUN step a', 'RUN step b; ( step c )']),
  joinsWithCare('a list that ends in braces on the right', [
    'RUN step a',
    'RUN step b || { step c; step d; }',
  ]),
  joinsWithCare('a list that ends in done on the right', [
    'RUN step a',
    'RUN step b; for i in 1; do step $i; done',
  ]),
  joinsWithCare('a list that ends in a case on the right', [
    'RUN step a',
    'RUN step b; case x in x) step c ;; esac',
  ]),
  joinsWithCare('a list that ends in a comment, in the middle', [
    'RUN step a',
    'RUN step b; step c # }',
    'RUN step d',
  ]),
  joinsWithCare('a brace as an argument', ['RUN step {', 'RUN echo }; step b']),
  joinsWithCare('a list of newlines in quotes', [
    "RUN printf '%s' 'a;b' > f; step a",
    "RUN printf '%s' 'c||d' > g; step b",
  ]),
  joins(
    'thirty RUNs',
    Array.from({ length: 30 }, (_, index) => `RUN echo ${index} >> f`),
  ),
  joinsWithCare('ten RUNs of all kinds', [
    'WORKDIR /app',
    'RUN apt-get update',
    'RUN apt-get install -y curl || true',
    '# the key',
    'RUN cd "$S" && curl -o key https://x/key',
    'RUN touch key; chmod 600 key # private',
    'RUN export X=1; step a',
    'RUN if [ -e key ]; then step b; fi',
    'RUN set -e; step c; step d',
    'RUN umask 077; mkdir private',
    'RUN step e || step f',
    'RUN rm -f key;',
  ]),
]
