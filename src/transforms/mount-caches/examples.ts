import type { TransformExample } from '../../engine/transform.ts'

export const examples: readonly TransformExample[] = [
  {
    name: 'apk in a build stage',
    before: `# syntax=docker/dockerfile:1
FROM alpine:3.20 AS build
RUN apk add --no-cache build-base

FROM alpine:3.20
COPY --from=build /src/app /app
`,
    after: `# syntax=docker/dockerfile:1
FROM alpine:3.20 AS build
RUN --mount=type=cache,id=alpine-3.20-etc-apk-cache,target=/etc/apk/cache,sharing=locked \\
    apk add -U build-base

FROM alpine:3.20
COPY --from=build /src/app /app
`,
  },
  {
    name: 'pip in a build stage',
    before: `# syntax=docker/dockerfile:1
FROM python:3.12 AS build
RUN pip install --no-cache-dir --target /deps flask

FROM python:3.12-slim
COPY --from=build /deps /deps
`,
    after: `# syntax=docker/dockerfile:1
FROM python:3.12 AS build
RUN --mount=type=cache,target=/root/.cache/pip pip install --target /deps flask

FROM python:3.12-slim
COPY --from=build /deps /deps
`,
  },
  {
    name: 'apt in a build stage',
    before: `# syntax=docker/dockerfile:1
FROM debian:bookworm AS build
RUN apt-get update && \\
    apt-get install -y gcc libc6-dev && \\
    rm -rf /var/lib/apt/lists/*
COPY hello.c .
RUN gcc -static -o /hello hello.c

FROM scratch
COPY --from=build /hello /hello
`,
    after: `# syntax=docker/dockerfile:1
FROM debian:bookworm AS build
RUN --mount=type=cache,target=/var/cache/apt,sharing=locked \\
    --mount=type=cache,target=/var/lib/apt,sharing=locked \\
    rm -f /etc/apt/apt.conf.d/docker-clean && \\
    apt-get update && \\
    apt-get install -y gcc libc6-dev
COPY hello.c .
RUN gcc -static -o /hello hello.c

FROM scratch
COPY --from=build /hello /hello
`,
  },
  {
    name: 'a file that any builder may build',
    before: `FROM python:3.12 AS build
RUN pip install --target /deps flask

FROM python:3.12-slim
COPY --from=build /deps /deps
`,
    refused: 'nothing in the file says that BuildKit builds it',
  },
]
