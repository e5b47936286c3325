import type { TransformExample } from '../../engine/transform.ts'

export const examples: readonly TransformExample[] = [
  {
    name: 'plain commands',
    before: `FROM debian:bookworm-slim
# needed for the nightly import
RUN apt-get update
RUN apt-get install -y curl jq
# the client
RUN curl -fsSLo /tmp/c.tgz https://example.com/c.tgz
RUN cd /opt && tar xzf /tmp/c.tgz
RUN rm /tmp/c.tgz
`,
    after: `FROM debian:bookworm-slim
# needed for the nightly import
RUN apt-get update && \\
    apt-get install -y curl jq && \\
    # the client
    curl -fsSLo /tmp/c.tgz https://example.com/c.tgz && \\
    (cd /opt && tar xzf /tmp/c.tgz) && \\
    rm /tmp/c.tgz
`,
  },
  {
    name: 'the style of the file',
    before: `FROM debian:bookworm-slim
RUN useradd app
RUN mkdir /data \\
 && chown app /data

RUN ls /nowhere || true
RUN touch /a; touch /b
`,
    after: `FROM debian:bookworm-slim
RUN useradd app \\
 && mkdir /data \\
 && chown app /data \\
 && { ls /nowhere || true; } \\
 && { touch /a; touch /b; }
`,
  },
  {
    name: 'what a script leaves behind stays in a subshell',
    before: `FROM debian:bookworm-slim
RUN export DIR=/srv && mkdir "$DIR"
RUN umask 077; touch /secret
RUN for name in a b; do touch "/srv/$name"; done
RUN ls /srv
RUN touch /done
`,
    after: `FROM debian:bookworm-slim
RUN (export DIR=/srv && mkdir "$DIR") && \\
    (umask 077; touch /secret) && \\
    (for name in a b; do touch "/srv/$name"; done) && \\
    ls /srv && \\
    touch /done
`,
  },
  {
    name: 'set -e becomes &&',
    before: `FROM debian:bookworm-slim
RUN set -ex; \\
    mkdir /data; \\
    touch /data/a
RUN echo "$VERSION" > /data/version
`,
    after: `FROM debian:bookworm-slim
RUN (set -x && \\
    mkdir /data && \\
    touch /data/a) && \\
    echo "$VERSION" > /data/version
`,
  },
  {
    name: 'options that the next RUN sets too need no subshell',
    before: `FROM debian:bookworm-slim
RUN set -x \\
 && mkdir /data
RUN set -x \\
 && touch /data/a
`,
    after: `FROM debian:bookworm-slim
RUN set -x \\
 && mkdir /data \\
 && touch /data/a
`,
  },
  {
    name: 'a plain command goes under the set -e of the RUN above',
    before: `FROM debian:bookworm-slim
RUN set -eux; \\
	if [ ! -d /data ]; then mkdir /data; fi; \\
	touch /data/a
RUN chmod -R go-rwx /data
`,
    after: `FROM debian:bookworm-slim
RUN set -eux; \\
	if [ ! -d /data ]; then mkdir /data; fi; \\
	touch /data/a; \\
	chmod -R go-rwx /data
`,
  },
  {
    name: 'a shared set -e is said once',
    before: `FROM debian:bookworm-slim
RUN set -eux; \\
	if [ ! -d /data ]; then mkdir /data; fi; \\
	cd /data; \\
	touch a

# the second part
RUN set -eux; \\
	touch b
`,
    after: `FROM debian:bookworm-slim
RUN set -eux; \\
	(if [ ! -d /data ]; then mkdir /data; fi; \\
	cd /data; \\
	touch a); \\
	# the second part
	touch b
`,
  },
  {
    name: 'stages that ship, and flags that are the same',
    before: `FROM debian:bookworm-slim AS build
RUN make
RUN make install
FROM debian:bookworm-slim
RUN --mount=type=cache,target=/var/cache/app fetch one
RUN --mount=type=cache,target=/var/cache/app fetch two
RUN touch /ready
`,
    after: `FROM debian:bookworm-slim AS build
RUN make
RUN make install
FROM debian:bookworm-slim
RUN --mount=type=cache,target=/var/cache/app fetch one && \\
    fetch two
RUN touch /ready
`,
    refused: 'flags are not those of the RUN above',
  },
  {
    name: 'a process that is left running',
    before: `FROM debian:bookworm-slim
RUN service postgresql start
RUN createdb app
`,
    refused: 'service postgresql start may leave a process behind',
  },
  {
    name: 'errexit that && would switch off',
    before: `FROM debian:bookworm-slim
RUN set -e; if [ -d /data ]; then touch /data/a; touch /data/b; fi
RUN echo "$VERSION" > /done
`,
    refused: 'relies on errexit',
  },
  {
    name: 'another /bin/sh for what follows',
    before: `FROM ubuntu:22.04
RUN ln -sf /bin/bash /bin/sh
RUN source /etc/os-release
`,
    refused: 'which the next RUN would start',
  },
]
