import type { TransformExample } from '../../engine/transform.ts'

export const examples: readonly TransformExample[] = [
  {
    name: 'a tool and what it needs',
    before: `FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y \\
        curl \\
        jq \\
    && rm -rf /var/lib/apt/lists/*
`,
    after: `FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends \\
        curl \\
        jq \\
        ca-certificates \\
    && rm -rf /var/lib/apt/lists/*
`,
  },
  {
    name: 'libraries alone',
    before: `FROM python:3.11
RUN apt-get update && apt-get install -y libgeos-dev && rm -rf /var/lib/apt/lists/*
`,
    after: `FROM python:3.11
RUN apt-get update && apt-get install -y --no-install-recommends libgeos-dev && rm -rf /var/lib/apt/lists/*
`,
  },
  {
    name: 'a package whose recommends nobody can judge from the file',
    before: `FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y r-base && rm -rf /var/lib/apt/lists/*
`,
    refused: 'r-base brings r-base-dev only as a recommended package',
  },
]
