/** `name`, then the file before and after. */
export const aptCases: readonly (readonly [name: string, before: string, after: string])[] = [
  [
    'the usual line',
    `FROM node:22
RUN apt-get update && apt-get install -y --no-install-recommends curl git && rm -rf /var/lib/apt/lists/*
CMD ["node", "server.js"]
`,
    `FROM node:22-alpine
RUN apk add --no-cache curl git
CMD ["node", "server.js"]
`,
  ],
  [
    'one name a line, with a comment between',
    `FROM python:3.12
RUN apt-get update && \\
    apt-get install -y --no-install-recommends \\
      # for the reports
      graphviz \\
      libpq5 \\
      xz-utils && \\
    apt-get clean && \\
    rm -rf /var/lib/apt/lists/*
CMD ["python", "app.py"]
`,
    `FROM python:3.12-alpine
RUN apk add --no-cache \\
      # for the reports
      graphviz \\
      libpq \\
      xz
CMD ["python", "app.py"]
`,
  ],
  [
    'an update of its own goes with its RUN',
    `FROM ruby:3.3
RUN apt-get update
RUN apt-get install -qq -y --no-install-recommends imagemagick
CMD ["ruby", "app.rb"]
`,
    `FROM ruby:3.3-alpine
RUN apk add --no-cache imagemagick imagemagick-heic imagemagick-jpeg imagemagick-svg imagemagick-tiff imagemagick-webp
CMD ["ruby", "app.rb"]
`,
  ],
  [
    'an order to a linter about a RUN that goes',
    `FROM ruby:3.3
# hadolint ignore=DL3009
RUN apt-get update
# what the app draws with
RUN apt-get install -y --no-install-recommends imagemagick
CMD ["ruby", "app.rb"]
`,
    `FROM ruby:3.3-alpine
# what the app draws with
RUN apk add --no-cache imagemagick imagemagick-heic imagemagick-jpeg imagemagick-svg imagemagick-tiff imagemagick-webp
CMD ["ruby", "app.rb"]
`,
  ],
  [
    'what is removed again becomes a virtual package',
    `FROM python:3.12
RUN apt-get update \\
 && apt-get install -y --no-install-recommends gcc libffi-dev \\
 && pip install cffi \\
 && apt-get purge -y --auto-remove gcc libffi-dev \\
 && rm -rf /var/lib/apt/lists/*
CMD ["python", "app.py"]
`,
    `FROM python:3.12-alpine
RUN apk add --no-cache --virtual .build-deps gcc musl-dev libffi-dev \\
 && pip install cffi \\
 && apk del .build-deps
CMD ["python", "app.py"]
`,
  ],
  [
    'a list in a variable',
    `FROM python:3.12
RUN buildDeps='build-essential libpq-dev' \\
 && apt-get update \\
 && apt-get install -y --no-install-recommends libpq5 libstdc++6 \\
 && apt-get install -y --no-install-recommends $buildDeps \\
 && pip install psycopg2 \\
 && apt-get purge -y --auto-remove $buildDeps
CMD ["python", "app.py"]
`,
    `FROM python:3.12-alpine
RUN buildDeps='build-base libpq-dev' \\
 && apk add --no-cache libpq libstdc++ \\
 && apk add --no-cache --virtual .build-deps $buildDeps \\
 && pip install psycopg2 \\
 && apk del .build-deps
CMD ["python", "app.py"]
`,
  ],
  [
    'what a compiler of C++ leaves behind',
    `FROM python:3.12
RUN apt-get update && apt-get install -y --no-install-recommends build-essential && pip install x && apt-get purge -y build-essential
CMD ["python", "app.py"]
`,
    `FROM python:3.12-alpine
RUN apk add --no-cache libstdc++
RUN apk add --no-cache --virtual .build-deps build-base && pip install x && apk del .build-deps
CMD ["python", "app.py"]
`,
  ],
  [
    'an archive that the full tar does not unpack by itself',
    `FROM node:22
RUN tar --wildcards -xJf /opt/x.tar.xz '*.txt'
CMD ["node", "server.js"]
`,
    `FROM node:22-alpine
RUN apk add --no-cache tar xz
RUN tar --wildcards -xJf /opt/x.tar.xz '*.txt'
CMD ["node", "server.js"]
`,
  ],
  [
    'inside of an if, and in front of ||',
    `FROM python:3.12
RUN if [ "$DEV" = 1 ]; then apt-get update && apt-get install -y --no-install-recommends jq && rm -rf /var/lib/apt/lists/*; fi
RUN apt-get update && apt-get install -y --no-install-recommends git && apt-get clean || exit 1
CMD ["python", "app.py"]
`,
    `FROM python:3.12-alpine
RUN if [ "$DEV" = 1 ]; then apk add --no-cache jq; fi
RUN apk add --no-cache git || exit 1
CMD ["python", "app.py"]
`,
  ],
  [
    'only some of it is removed again',
    `FROM python:3.12
RUN apt-get update && apt-get install -y --no-install-recommends git make && git --version && apt-get remove -y make
CMD ["python", "app.py"]
`,
    `FROM python:3.12-alpine
RUN apk add --no-cache git make && git --version && apk del make
CMD ["python", "app.py"]
`,
  ],
  [
    'what the base has already is not asked for',
    `FROM python:3.12
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates
CMD ["python", "app.py"]
`,
    `FROM python:3.12-alpine
CMD ["python", "app.py"]
`,
  ],
  [
    'what the full image had and the file uses',
    `FROM python:3.12
RUN git clone https://example.com/tool.git /opt/tool
CMD ["python", "/opt/tool/main.py"]
`,
    `FROM python:3.12-alpine
RUN apk add --no-cache git
RUN git clone https://example.com/tool.git /opt/tool
CMD ["python", "/opt/tool/main.py"]
`,
  ],
  [
    'joins the list that is there',
    `FROM node:22
RUN apt-get update && apt-get install -y --no-install-recommends \\
    tini \\
    unzip
HEALTHCHECK CMD curl -f http://localhost:3000/ || exit 1
ENTRYPOINT ["/usr/bin/tini", "--", "node", "server.js"]
`,
    `FROM node:22-alpine
RUN apk add --no-cache \\
    tini \\
    unzip \\
    curl
HEALTHCHECK CMD curl -f http://localhost:3000/ || exit 1
ENTRYPOINT ["/sbin/tini", "--", "node", "server.js"]
`,
  ],
  [
    'nothing asks any more',
    `FROM python:3.12
ENV PYTHONUNBUFFERED=1 \\
    DEBIAN_FRONTEND=noninteractive
ARG DEBIAN_FRONTEND=noninteractive
RUN DEBIAN_FRONTEND=noninteractive apt-get -o Acquire::Retries=3 install -y --no-install-recommends jq
CMD ["python", "app.py"]
`,
    `FROM python:3.12-alpine
ENV PYTHONUNBUFFERED=1
RUN apk add --no-cache jq
CMD ["python", "app.py"]
`,
  ],
  [
    'caches and settings of apt',
    `FROM python:3.12
RUN rm -f /etc/apt/apt.conf.d/docker-clean && echo 'Binary::apt::APT::Keep-Downloaded-Packages "true";' > /etc/apt/apt.conf.d/keep-cache
RUN --mount=type=cache,target=/var/cache/apt,sharing=locked \\
    --mount=type=cache,target=/var/lib/apt,sharing=locked \\
    apt-get update && apt-get install -y --no-install-recommends git
CMD ["python", "app.py"]
`,
    `FROM python:3.12-alpine
RUN apk add --no-cache git
CMD ["python", "app.py"]
`,
  ],
  [
    'archived releases',
    `FROM python:3.8-buster
RUN sed -i 's/deb.debian.org/archive.debian.org/g' /etc/apt/sources.list && \\
    sed -i '/buster-updates/d' /etc/apt/sources.list && \\
    apt-get update && \\
    apt-get install -y --no-install-recommends jq
CMD ["python", "app.py"]
`,
    `FROM python:3.8-alpine
RUN apk add --no-cache jq
CMD ["python", "app.py"]
`,
  ],
  [
    'an upgrade',
    `FROM node:22
RUN apt-get update && apt-get upgrade -y && apt-get autoremove -y && rm -rf /var/lib/apt/lists/* /tmp/*
CMD ["node", "server.js"]
`,
    `FROM node:22-alpine
RUN apk upgrade --no-cache && rm -rf /tmp/*
CMD ["node", "server.js"]
`,
  ],
  [
    'statements of their own under set -e',
    `FROM ruby:3.3
RUN set -eux; \\
    apt-get update; \\
    apt-get install -y --no-install-recommends \\
      tzdata \\
    ; \\
    rm -rf /var/lib/apt/lists/*
CMD ["ruby", "app.rb"]
`,
    `FROM ruby:3.3-alpine
RUN set -eux; \\
    apk add --no-cache \\
      tzdata
CMD ["ruby", "app.rb"]
`,
  ],
  [
    'a heredoc',
    `FROM python:3.12
RUN <<EOF
set -e
apt-get update
apt-get install -y --no-install-recommends libmagic1 rsync
rm -rf /var/lib/apt/lists/*
EOF
CMD ["python", "app.py"]
`,
    `FROM python:3.12-alpine
RUN <<EOF
set -e
apk add --no-cache libmagic rsync
EOF
CMD ["python", "app.py"]
`,
  ],
  [
    'two stages, of which one is built on the other',
    `FROM python:3.12 AS base
RUN apt-get update && apt-get install -y --no-install-recommends libpq5
FROM base
RUN useradd --create-home app
USER app
CMD ["python", "app.py"]
`,
    `FROM python:3.12-alpine AS base
RUN apk add --no-cache libpq
FROM base
RUN adduser -D app
USER app
CMD ["python", "app.py"]
`,
  ],
]
