import type { TransformExample } from '../../engine/transform.ts'

export const examples: readonly TransformExample[] = [
  {
    name: 'an update of its own',
    before: `FROM debian:bookworm-slim
RUN apt-get update
ENV LANG=C.UTF-8
RUN apt-get install -y curl
`,
    after: `FROM debian:bookworm-slim
ENV LANG=C.UTF-8
RUN apt-get update && apt-get install -y curl
`,
  },
  {
    name: 'several installs in one chain',
    before: `FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y \\
        curl \\
        jq && \\
    apt-get update && apt-get install -y \\
        # for the importer
        libpq5
`,
    after: `FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y \\
        curl \\
        jq \\
        # for the importer
        libpq5
`,
  },
  {
    name: 'an update that fetches the same lists again',
    before: `FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y python3-pip && \\
    pip3 install --break-system-packages supervisor && \\
    apt-get update && apt-get install -y --no-install-recommends nginx
`,
    after: `FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y python3-pip && \\
    pip3 install --break-system-packages supervisor && \\
    apt-get install -y --no-install-recommends nginx
`,
  },
  {
    name: 'an install in a branch',
    before: `FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y curl
ARG DEBUG
RUN if [ -n "$DEBUG" ]; then apt-get install -y gdb; fi
`,
    after: `FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y curl
ARG DEBUG
RUN if [ -n "$DEBUG" ]; then apt-get update && apt-get install -y gdb; fi
`,
  },
  {
    name: 'sources that change in between',
    before: `FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y curl
COPY internal.sources /etc/apt/sources.list.d/
RUN apt-get install -y jq
`,
    refused: 'the package sources change in between',
  },
]
