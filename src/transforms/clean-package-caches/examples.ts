import type { TransformExample } from '../../engine/transform.ts'

export const examples: readonly TransformExample[] = [
  {
    name: 'an install without cleanup',
    before: `FROM debian:bookworm-slim
RUN apt-get update && \\
    apt-get install -y --no-install-recommends \\
        curl \\
        jq
`,
    after: `FROM debian:bookworm-slim
RUN apt-get update && \\
    apt-get install -y --no-install-recommends \\
        curl \\
        jq && \\
    rm -rf /var/lib/apt/lists/*
`,
  },
  {
    name: 'statements under set -e',
    before: `FROM debian:bookworm-slim
RUN set -eux; \\
	apt-get update; \\
	apt-get install -y gcc; \\
	make -C /usr/src/app
`,
    after: `FROM debian:bookworm-slim
RUN set -eux; \\
	apt-get update; \\
	apt-get install -y gcc; \\
	rm -rf /var/lib/apt/lists/*; \\
	make -C /usr/src/app
`,
  },
  {
    name: 'apk without an index',
    before: `FROM alpine:3.20
RUN apk update && \\
    apk add git && \\
    rm -rf /var/cache/apk/*
`,
    after: `FROM alpine:3.20
RUN apk add --no-cache git
`,
  },
  {
    name: 'dnf',
    before: `FROM fedora:41
RUN dnf install -y git
`,
    after: `FROM fedora:41
RUN dnf install -y git && dnf clean all
`,
  },
  {
    name: 'a later script that may install packages',
    before: `FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y curl
COPY scripts /scripts
RUN /scripts/install-deps.sh
`,
    refused: '/scripts/install-deps.sh in a later RUN may install packages from these lists',
  },
  {
    name: 'npm and pip',
    before: `FROM node:20-slim
COPY package.json package-lock.json ./
RUN npm ci --omit=dev
RUN pip install --no-deps \\
        flask
`,
    after: `FROM node:20-slim
COPY package.json package-lock.json ./
RUN npm ci --omit=dev && npm cache clean --force
RUN pip install --no-cache-dir --no-deps \\
        flask
`,
  },
  {
    name: 'gem and bundler',
    before: `FROM ruby:3.3-slim
COPY Gemfile Gemfile.lock ./
RUN gem install bundler && bundle install
`,
    after: `FROM ruby:3.3-slim
COPY Gemfile Gemfile.lock ./
RUN gem install bundler && bundle install && rm -rf ~/.bundle/cache "$GEM_HOME"/cache/*.gem
`,
  },
  {
    name: 'a program that is built and started in one image',
    before: `FROM golang:1.22
COPY . .
RUN go build -o /usr/local/bin/server ./cmd/server
CMD ["server"]
`,
    after: `FROM golang:1.22
COPY . .
RUN go build -o /usr/local/bin/server ./cmd/server && go clean -cache -modcache
CMD ["server"]
`,
  },
  {
    name: 'an image that builds when it is started',
    before: `FROM maven:3.8
COPY . .
RUN mvn package
CMD ["mvn", "spring-boot:run"]
`,
    refused: 'mvn spring-boot:run in CMD may read the local Maven repository',
  },
]
