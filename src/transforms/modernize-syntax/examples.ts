import type { TransformExample } from '../../engine/transform.ts'

export const examples: readonly TransformExample[] = [
  {
    name: 'deprecated forms',
    before: `FROM node:20-slim as Build
MAINTAINER Jane Doe <jane@example.org>
ENV PATH /app/node_modules/.bin:$PATH
ENV NODE_OPTIONS --enable-source-maps --no-warnings
LABEL description "A service"
EXPOSE 8080/TCP
RUN npm ci && \\

    npm run build

FROM nginx:1.27
COPY --from=Build /app/dist /usr/share/nginx/html
`,
    after: `FROM node:20-slim AS build
LABEL org.opencontainers.image.authors="Jane Doe <jane@example.org>"
ENV PATH=/app/node_modules/.bin:$PATH
ENV NODE_OPTIONS="--enable-source-maps --no-warnings"
LABEL description="A service"
EXPOSE 8080/tcp
RUN npm ci && \\
    npm run build

FROM nginx:1.27
COPY --from=build /app/dist /usr/share/nginx/html
`,
  },
  {
    name: 'a CMD that a later one replaces, and keywords in two cases',
    before: `FROM python:3.11-slim
Copy . /app
CMD ["bash"]
WORKDIR /app
CMD ["python", "app.py"]
`,
    after: `FROM python:3.11-slim
COPY . /app
WORKDIR /app
CMD ["python", "app.py"]
`,
  },
  {
    name: 'a second variable that is part of the first one’s value',
    before: `FROM debian:bookworm-slim
ENV HOME /srv/app \\
    LANG=C.UTF-8
`,
    refused: 'the value of HOME is the rest of the line, LANG=C.UTF-8 included',
  },
  {
    name: 'an instruction that a continuation made part of another',
    before: `FROM debian:bookworm-slim
RUN apt-get update && \\
    apt-get install -y gcc \\

COPY . /app
`,
    refused: 'the line COPY . /app is part of this instruction',
  },
]
