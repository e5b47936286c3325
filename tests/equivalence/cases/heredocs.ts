import { either, joins, joinsWithCare, keeps, type EquivalenceCase } from '../case.ts'

// "Neither is a heredoc RUN whose body is more than commands."
export const heredocs: readonly EquivalenceCase[] = [
  keeps(
    'a body of another interpreter first',
    ['RUN <<EOF', '#!/usr/bin/env bash', 'echo "${BASH_VERSION:+bash}" > a', 'EOF', 'RUN touch b'],
    /heredoc/i,
  ),
  keeps(
    'a body of another interpreter second',
    ['RUN touch b', 'RUN <<EOF', '#!/usr/bin/env bash', 'echo "${BASH_VERSION:+bash}" > a', 'EOF'],
    /heredoc/i,
  ),
  keeps('input for a program', ['RUN cat > f <<EOF', 'a && b', 'EOF', 'RUN touch b'], /heredoc/i, {
    bare: 'the shell reads `cat > f <<EOF && touch b` as it should',
  }),
  keeps(
    'input for a program, second',
    ['RUN touch b', 'RUN sh <<EOF', 'touch from-sh', 'exit 0', 'EOF'],
    /heredoc/i,
    {
      bare: 'the shell reads `touch b && sh <<EOF` as it should',
    },
  ),
  keeps(
    'two heredocs of one name',
    ['RUN cat > f <<EOF', 'one', 'EOF', 'RUN touch c && cat > g <<EOF', 'two', 'EOF'],
    /heredoc/i,
    {
      bare: 'bodies in the order of their operators',
    },
  ),
  keeps(
    'a body of commands, first',
    ['RUN <<EOF', 'cd "$S"', 'false', 'touch a', 'EOF', 'RUN touch b'],
    /heredoc/i,
  ),
  keeps(
    'a body of commands, second',
    ['RUN touch b', 'RUN <<EOF', 'touch a', 'false', 'touch c', 'EOF'],
    /heredoc/i,
  ),
  keeps(
    'two bodies of commands',
    ['RUN <<EOF', 'touch a', 'false', 'EOF', 'RUN <<EOF', 'touch b', 'EOF'],
    /heredoc/i,
    { fails: true },
  ),
  keeps(
    'a body with an alias: a newline is where aliases begin to work',
    [
      'RUN <<EOF',
      "alias say='echo said'",
      'say hello > a',
      'EOF',
      'RUN <<EOF',
      'say hello > b || touch fresh',
      'EOF',
    ],
    /heredoc/i,
  ),
  keeps('heredoc with tabs taken off', ['RUN <<-EOF', '\ttouch a', '\tEOF', 'RUN touch b'], /heredoc/i),
  joinsWithCare(
    'RUNs around a heredoc',
    ['RUN step a', 'RUN step b', 'RUN <<EOF', 'touch h', 'false; touch i', 'EOF', 'RUN step c', 'RUN step d'],
    { runs: 3 },
  ),
  joins('a here-string is no heredoc', [
    'SHELL ["/bin/bash", "-c"]',
    'RUN cat <<< "a && b" > f',
    'RUN cat <<< "c # d" > g',
  ]),
  joins('a shift in arithmetic is no heredoc', ['RUN echo $((1<<4)) > a', 'RUN echo $((1<<2)) > b']),
  joins('<<EOF in quotes is no heredoc', ["RUN echo 'cat <<EOF' > a", 'RUN echo "cat <<EOF" > b']),
  either('a comment that holds an operator of heredocs', ['RUN touch a # see cat <EOF', 'RUN touch b']),
]
