import type { TransformExample } from '../../engine/transform.ts'

export const examples: readonly TransformExample[] = [
  {
    name: 'bash on Debian',
    before: `FROM debian:bookworm-slim

# the tool
RUN curl -fsSL https://example.com/tool.tar.gz | tar -xz -C /opt
CMD ["/opt/tool/run"]
`,
    after: `FROM debian:bookworm-slim

SHELL ["/bin/bash", "-o", "pipefail", "-c"]
# the tool
RUN curl -fsSL https://example.com/tool.tar.gz | tar -xz -C /opt
CMD ["/opt/tool/run"]
`,
  },
  {
    name: 'CMD keeps its shell',
    before: `FROM debian:bookworm-slim
RUN curl -fsSL https://example.com/tool.tar.gz | tar -xz -C /opt
CMD /opt/tool/run
`,
    after: `FROM debian:bookworm-slim
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
RUN curl -fsSL https://example.com/tool.tar.gz | tar -xz -C /opt
SHELL ["/bin/sh", "-c"]
CMD /opt/tool/run
`,
  },
  {
    name: 'the shell of Alpine knows it',
    before: `FROM alpine:3.20
RUN wget -qO- https://example.com/tool.tar.gz | tar -xz -C /opt && \\
    /opt/tool/setup
`,
    after: `FROM alpine:3.20
RUN set -o pipefail && \\
    wget -qO- https://example.com/tool.tar.gz | tar -xz -C /opt && \\
    /opt/tool/setup
`,
  },
  {
    name: 'a pipe that is cut',
    before: `FROM debian:bookworm-slim
RUN curl -fsSL https://example.com/list | head -n 1 > /version
`,
    refused: 'head may end before it has read all',
  },
]
