import type { TransformExample } from '../../engine/transform.ts'

export const examples: readonly TransformExample[] = [
  {
    name: 'a download with certificates in the stage',
    before: `FROM debian:bookworm-slim
RUN apt-get update && \\
    apt-get install -y --no-install-recommends ca-certificates curl && \\
    rm -rf /var/lib/apt/lists/*
RUN curl -fsSLO http://archive.apache.org/dist/ant/binaries/apache-ant-1.10.14-bin.tar.gz
`,
    after: `FROM debian:bookworm-slim
RUN apt-get update && \\
    apt-get install -y --no-install-recommends ca-certificates curl && \\
    rm -rf /var/lib/apt/lists/*
RUN curl -fsSLO https://archive.apache.org/dist/ant/binaries/apache-ant-1.10.14-bin.tar.gz
`,
  },
  {
    name: 'what the builder fetches',
    before: `FROM scratch
ADD http://www.python.org/ftp/python/3.12.4/Python-3.12.4.tgz /src/
`,
    after: `FROM scratch
ADD https://www.python.org/ftp/python/3.12.4/Python-3.12.4.tgz /src/
`,
  },
  {
    name: 'no certificates',
    before: `FROM debian:bookworm-slim
RUN wget http://nodejs.org/dist/v20.0.0/node-v20.0.0.tar.gz
`,
    refused: 'the stage is not known to have the certificates',
  },
]
