import type { TransformExample } from '../../engine/transform.ts'

export const examples: readonly TransformExample[] = [
  {
    name: 'behind the first update',
    before: `FROM debian:bookworm-slim
RUN apt-get update && \\
    apt-get install -y --no-install-recommends curl && \\
    rm -rf /var/lib/apt/lists/*
`,
    after: `FROM debian:bookworm-slim
RUN apt-get update && \\
    apt-get upgrade -y && \\
    apt-get install -y --no-install-recommends curl && \\
    rm -rf /var/lib/apt/lists/*
`,
  },
  {
    name: 'in front of the first install',
    before: `FROM alpine:3.20
RUN apk add --no-cache curl
`,
    after: `FROM alpine:3.20
RUN apk upgrade --no-cache && apk add --no-cache curl
`,
  },
  {
    name: 'nothing is installed',
    before: `FROM node:20-slim
COPY . /app
CMD ["node", "/app/server.js"]
`,
    refused: 'no RUN that goes into the image is seen to fetch packages',
  },
]
