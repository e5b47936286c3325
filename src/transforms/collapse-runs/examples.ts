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
    name: 'a background process',
    before: `FROM debian:bookworm-slim
RUN service postgresql start
RUN createdb app
`,
    refused: 'service postgresql start may still run',
  },
]
