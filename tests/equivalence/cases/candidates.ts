import { either, joins, joinsWithCare, keeps, type EquivalenceCase } from '../case.ts'

// "Candidates" of run-scripts.md: which RUNs may be joined at all.
export const candidates: readonly EquivalenceCase[] = [
  joins('two RUNs', ['RUN step a', 'RUN step b']),
  joins('six RUNs', ['RUN step a', 'RUN step b', 'RUN step c', 'RUN step d', 'RUN step e', 'RUN step f']),
  joins('a comment between', ['RUN step a', '# the second', 'RUN step b']),
  joins('blank lines between', ['RUN step a', '', '', 'RUN step b']),
  joins('comments and blank lines between', [
    'RUN step a',
    '',
    '# one',
    '',
    '# two',
    '# three',
    '',
    'RUN step b',
  ]),
  joins('SHELL /bin/sh spelled out', ['SHELL ["/bin/sh", "-c"]', 'RUN step a', 'RUN step b']),
  joins('SHELL bash', ['SHELL ["/bin/bash", "-c"]', 'RUN step a', 'RUN [[ -n $BASH_VERSION ]] && step b']),
  joins('SHELL bash with pipefail', [
    'SHELL ["/bin/bash", "-o", "pipefail", "-c"]',
    'RUN echo x | tar a',
    'RUN echo y | tar b',
  ]),
  joins('SHELL bash -euxo pipefail, one command each', [
    'SHELL ["/bin/bash", "-euxo", "pipefail", "-c"]',
    'RUN step a',
    'RUN step b && step c',
  ]),
  joins('SHELL ash', ['SHELL ["/bin/ash", "-eo", "pipefail", "-c"]', 'RUN step a', 'RUN step b']),
  joins('SHELL dash', ['SHELL ["/bin/dash", "-c"]', 'RUN step a', 'RUN step b']),
  joins(
    'SHELL set before both, RUNs before it joined by themselves',
    ['RUN step a', 'RUN step b', 'SHELL ["/bin/bash", "-c"]', 'RUN step c', 'RUN step d'],
    { runs: 2 },
  ),
  keeps('SHELL between', [
    'RUN echo "${BASH_VERSION:+bash}" > a',
    'SHELL ["/bin/bash", "-uc"]',
    'RUN echo "$-" > b',
  ]),
  keeps('the same SHELL between', ['RUN step a', 'SHELL ["/bin/sh", "-c"]', 'RUN step b'], undefined, {
    bare: 'the shell is the same',
  }),
  // bash reads the login files at each start; the first RUN writes one.
  keeps(
    'a login shell reads what the RUN before wrote',
    [
      'SHELL ["/bin/bash", "-lc"]',
      'RUN echo "export GREETING=hello" >> ~/.bash_profile',
      'RUN echo "${GREETING-none}" > greeting',
    ],
    /shell/i,
  ),
  keeps(
    'a login shell by its long option',
    [
      'SHELL ["/bin/bash", "--login", "-c"]',
      'RUN echo "export GREETING=hello" >> ~/.bash_profile',
      'RUN echo "${GREETING-none}" > greeting',
    ],
    /shell/i,
  ),
  keeps(
    'an interactive shell reads .bashrc',
    [
      'SHELL ["/bin/bash", "-i", "-c"]',
      'RUN echo "GREETING=hello" >> ~/.bashrc',
      'RUN echo "${GREETING-none}" > greeting',
    ],
    /shell/i,
  ),
  keeps('BASH_ENV is read by each bash', [
    'ENV BASH_ENV=/env.sh',
    'ENV BASH_ENV=env.sh',
    'SHELL ["/bin/bash", "-c"]',
    'RUN echo "GREETING=hello" >> env.sh',
    'RUN echo "${GREETING-none}" > greeting',
  ]),
  keeps('BASH_ENV as a build argument', [
    'ARG BASH_ENV=env.sh',
    'SHELL ["/bin/bash", "-c"]',
    'RUN echo "GREETING=hello" >> env.sh',
    'RUN echo "${GREETING-none}" > greeting',
  ]),
  keeps(
    'a shell that is no POSIX shell: PowerShell',
    ['SHELL ["powershell", "-Command"]', 'RUN Write-Host a', 'RUN Write-Host b'],
    /shell/i,
    { bare: 'no such shell here', fails: true },
  ),
  keeps('cmd', ['SHELL ["cmd", "/S", "/C"]', 'RUN echo a', 'RUN echo b'], /shell/i, {
    bare: 'no such shell here',
    fails: true,
  }),
  keeps('another interpreter as SHELL', ['SHELL ["/bin/sed", "--debug", "-n"]', 'RUN q', 'RUN p'], /shell/i),
  keeps('env as SHELL', ['SHELL ["/usr/bin/env", "bash", "-c"]', 'RUN step a', 'RUN step b'], /shell/i, {
    bare: 'right, but dfopt does not know what env will start',
  }),
  keeps('SHELL without -c', ['SHELL ["/bin/echo"]', 'RUN a', 'RUN b'], /shell/i),
  // bash -c -e 'script': options behind -c still count.
  either(
    'errexit behind -c',
    ['SHELL ["/bin/bash", "-c", "-e"]', 'RUN for i in 1; do false; touch no; done', 'RUN touch b'],

    {
      fails: true,
    },
  ),
  either(
    'ENV SHELLOPTS turns errexit on in bash',
    ['ENV SHELLOPTS=errexit', 'SHELL ["/bin/bash", "-c"]', 'RUN false; touch a', 'RUN touch b'],
    { fails: true },
  ),
  keeps('exec form first', ['RUN ["touch", "a b"]', 'RUN touch c'], /exec/i),
  keeps('exec form second', ['RUN touch c', 'RUN ["touch", "a && b"]'], /exec/i),
  keeps(
    'exec form between, with a shell of its own',
    ['RUN touch a', 'RUN ["/bin/sh", "-c", "touch b && mkdir d && cd d && touch c"]', 'RUN touch d'],
    /exec/i,
  ),
  joinsWithCare('a test looks like the exec form and is none', [
    'RUN [ "1" = "2" ] || step a',
    "RUN [ '1' = '2' ] || step b",
    'RUN step c',
  ]),
  keeps('ENV between', ['RUN echo "${X-none}" > a', 'ENV X=1', 'RUN echo "${X-none}" > b']),
  keeps('ENV PATH between', [
    'RUN mkdir bin && ln -s /bin/true bin/tool',
    'ENV PATH=$S/bin:$PATH',
    'RUN tool && touch b',
  ]),
  keeps('ARG between', ['RUN echo "${X-none}" > a', 'ARG X=1', 'RUN echo "${X-none}" > b']),
  keeps('ARG that only the second uses, to break the cache', [
    'RUN step a',
    'ARG CACHEBUST=1',
    'RUN echo "$CACHEBUST" > bust && step b',
  ]),
  keeps('WORKDIR between', ['RUN touch a', 'WORKDIR /app', 'RUN touch b']),
  keeps('a relative WORKDIR between', ['WORKDIR /app', 'RUN touch a', 'WORKDIR sub', 'RUN touch b']),
  keeps('USER between', ['RUN step a', 'USER nobody', 'RUN step b'], undefined, {
    bare: 'no users are modelled',
  }),
  keeps('COPY between', ['RUN step a', 'COPY <<EOF /f', 'content', 'EOF', 'RUN cat f > g']),
  keeps('VOLUME between', ['RUN step a', 'VOLUME /data', 'RUN step b'], undefined, {
    bare: 'no volumes are modelled',
  }),
  either('LABEL between', ['RUN step a', 'LABEL a=b', 'RUN step b'], { bare: 'metadata' }),
  either(
    'metadata of all kinds between',
    [
      'RUN step a',
      'EXPOSE 80',
      'STOPSIGNAL SIGINT',
      'HEALTHCHECK NONE',
      'CMD ["x"]',
      'ENTRYPOINT ["y"]',
      'RUN step b',
    ],
    { bare: 'metadata' },
  ),
  keeps('ONBUILD RUN is not run here', ['RUN touch a', 'ONBUILD RUN touch onbuild', 'RUN touch b']),
  keeps('two ONBUILD RUNs', ['ONBUILD RUN touch a', 'ONBUILD RUN touch b', 'RUN touch c']),
  joins('the same mount twice', [
    'RUN --mount=type=cache,target=/root/.cache step a',
    'RUN --mount=type=cache,target=/root/.cache step b',
  ]),
  joins('the same flags in another order', [
    'RUN --network=none --mount=type=cache,target=/c step a',
    'RUN --mount=type=cache,target=/c --network=none step b',
  ]),
  joins('the same flag on a line of its own', [
    'RUN --mount=type=cache,target=/c \\',
    '    step a',
    'RUN --mount=type=cache,target=/c \\',
    '    step b && \\',
    '    step c',
  ]),
  keeps('a mount on one of them', ['RUN --mount=type=secret,id=x step a', 'RUN step b'], /mount|flag/i, {
    bare: 'secrets are not modelled',
  }),
  keeps(
    'different mounts',
    ['RUN --mount=type=cache,target=/a step a', 'RUN --mount=type=cache,target=/b step b'],
    /mount|flag/i,
    {
      bare: 'cache mounts are not modelled',
    },
  ),
  keeps('different network', ['RUN --network=none step a', 'RUN step b'], /network|flag/i, {
    bare: 'networks are not modelled',
  }),
  keeps('different security', ['RUN --security=insecure step a', 'RUN step b'], /security|flag/i, {
    bare: 'not modelled',
  }),
  // A tmpfs is empty when a RUN begins, so one RUN for both would show B what A left there.
  keeps('the same tmpfs twice is two of them', [
    'RUN --mount=type=tmpfs,target=/t touch t/left && step a',
    'RUN --mount=type=tmpfs,target=/t ls t > seen && step b',
  ]),
  keeps(
    'a writable bind mount forgets at the end of each RUN',
    [
      'FROM debian:bookworm-slim',
      'RUN --mount=type=bind,target=/src,rw touch src/left',
      'RUN --mount=type=bind,target=/src,rw ls src',
    ],
    undefined,
    { bare: 'bind mounts are not modelled', unrunnable: true },
  ),
  keeps(
    'a stage that does not ship',
    [
      'FROM debian:bookworm-slim AS build',
      'RUN step a',
      'RUN step b',
      'FROM debian:bookworm-slim',
      'COPY --from=build /a /a',
    ],
    undefined,
    { bare: 'joining is right there and worth nothing' },
  ),
  joins(
    'the final stage and a stage it is built FROM',
    [
      'FROM debian:bookworm-slim AS base',
      'RUN step a',
      'RUN step b',
      'FROM base',
      'RUN step c',
      'RUN step d',
    ],
    { runs: 2 },
  ),
  joins(
    'only the stage that ships',
    [
      'FROM debian:bookworm-slim AS build',
      'RUN step a',
      'RUN step b',
      'FROM debian:bookworm-slim',
      'RUN step c',
      'RUN step d',
    ],
    { runs: 3 },
  ),
  joins('a stage whose whole file system is copied', [
    'FROM debian:bookworm-slim AS build',
    'RUN step a',
    'RUN step b',
    'FROM scratch',
    'COPY --from=build / /',
  ]),
  keeps(
    'an ignore comment of dfopt',
    ['RUN step a', '# dfopt ignore=collapse-runs -- cached on purpose', 'RUN step b'],
    undefined,
    {
      bare: 'joining is right and unwanted',
    },
  ),
  keeps(
    'an ignore comment of hadolint',
    ['RUN step a', '# hadolint ignore=DL3059', 'RUN step b'],
    undefined,
    {
      bare: 'joining is right and unwanted',
    },
  ),
  keeps(
    'an ignore comment above the first',
    ['# hadolint ignore=DL3059,DL3008', 'RUN step a', 'RUN step b'],
    undefined,
    {
      bare: 'joining is right and unwanted',
    },
  ),
  keeps(
    'an ignore comment for the file',
    ['# dfopt ignore-file=collapse-runs', 'FROM debian', 'RUN step a', 'RUN step b'],
    undefined,
    {
      bare: 'joining is right and unwanted',
    },
  ),
  joins('an ignore comment for something else', [
    'RUN step a',
    '# hadolint ignore=DL3008',
    'RUN apt-get install -y curl',
  ]),
]
