import type { TransformExample } from '../../engine/transform.ts'

export const examples: readonly TransformExample[] = [
  {
    name: 'the file sets another one behind it',
    before: `FROM debian:bookworm-slim
COPY lib /src/lib
RUN cd /src/lib && make install
WORKDIR /app
CMD ["./server"]
`,
    after: `FROM debian:bookworm-slim
COPY lib /src/lib
WORKDIR /src/lib
RUN make install
WORKDIR /app
CMD ["./server"]
`,
  },
  {
    name: 'the one before is put back',
    before: `FROM node:20-slim
WORKDIR /app
COPY . .
RUN cd /app/client && npm ci
RUN cd /app/client && npm run build
CMD ["node", "server.js"]
`,
    after: `FROM node:20-slim
WORKDIR /app
COPY . .
WORKDIR /app/client
RUN npm ci
RUN npm run build
WORKDIR /app
CMD ["node", "server.js"]
`,
  },
  {
    name: 'it is the WORKDIR already',
    before: `FROM node:20-slim
WORKDIR /app
COPY . .
RUN cd /app && npm ci
`,
    after: `FROM node:20-slim
WORKDIR /app
COPY . .
RUN npm ci
`,
  },
  {
    name: 'only the base image knows the directory',
    before: `FROM golang:1.22
RUN cd /opt/app && make
RUN make test
`,
    refused: 'which the file does not tell',
  },
]
