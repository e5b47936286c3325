/** `name`, then the file before and after. */
export const otherCases: readonly (readonly [name: string, before: string, after: string])[] = [
  [
    'static files of another stage',
    `FROM node:22 AS build
WORKDIR /app
RUN npm ci && npm run build
FROM nginx:1.27
COPY --from=build /app/dist /usr/share/nginx/html
COPY nginx.conf /etc/nginx/conf.d/default.conf
`,
    `FROM node:22 AS build
WORKDIR /app
RUN npm ci && npm run build
FROM nginx:1.27-alpine
COPY --from=build /app/dist /usr/share/nginx/html
COPY nginx.conf /etc/nginx/conf.d/default.conf
`,
  ],
  [
    'a page of the project for httpd',
    'FROM httpd:2.4\nCOPY public/ /usr/local/apache2/htdocs/\n',
    'FROM httpd:2.4-alpine\nCOPY public/ /usr/local/apache2/htdocs/\n',
  ],
  [
    'a program of Go without C',
    `FROM golang:1.24 AS build
ENV CGO_ENABLED=0
RUN go build -o /out/app .
FROM python:3.12
COPY --from=build /out/app /usr/local/bin/helper
CMD ["python", "app.py"]
`,
    `FROM golang:1.24 AS build
ENV CGO_ENABLED=0
RUN go build -o /out/app .
FROM python:3.12-alpine
COPY --from=build /out/app /usr/local/bin/helper
CMD ["python", "app.py"]
`,
  ],
  [
    'what Go builds in the stage itself',
    `FROM golang:1.24
ENV CGO_ENABLED=0
RUN go build -o /usr/src/app/server .
CMD ["/usr/src/app/server"]
`,
    `FROM golang:1.24-alpine
ENV CGO_ENABLED=0
RUN apk add --no-cache git
RUN go build -o /usr/src/app/server .
CMD ["/usr/src/app/server"]
`,
  ],
  [
    'a system user with a group',
    `FROM python:3.12
RUN groupadd -r web && useradd --no-log-init -r -g web web
USER web
CMD ["python", "app.py"]
`,
    `FROM python:3.12-alpine
RUN addgroup -S web && adduser -S -D -H -G web web
USER web
CMD ["python", "app.py"]
`,
  ],
  [
    'a system user gets its group',
    `FROM python:3.12
RUN useradd --system --uid 2000 --home-dir /app --shell /usr/sbin/nologin web
CMD ["python", "app.py"]
`,
    `FROM python:3.12-alpine
RUN addgroup -S -g 2000 web && adduser -S -D -H -u 2000 -G web -h /app -s /sbin/nologin web
CMD ["python", "app.py"]
`,
  ],
  [
    'ids and a home',
    `FROM python:3.12
RUN groupadd --gid 1001 app \\
 && useradd --uid 1001 --gid 1001 -m -s /bin/bash -c "The app" app \\
 && chown -R app:app /srv
CMD ["python", "app.py"]
`,
    `FROM python:3.12-alpine
RUN addgroup -g 1001 app \\
 && adduser -D -u 1001 -G app -s /bin/sh -g "The app" app \\
 && chown -R app:app /srv
CMD ["python", "app.py"]
`,
  ],
  [
    "Debian's adduser",
    `FROM ruby:3.3
RUN adduser --disabled-password --gecos '' --uid 1500 deploy
CMD ["ruby", "app.rb"]
`,
    `FROM ruby:3.3-alpine
RUN adduser -D -u 1500 deploy
CMD ["ruby", "app.rb"]
`,
  ],
  [
    "Debian's system users",
    `FROM ruby:3.3
RUN addgroup --system --gid 1600 jobs && adduser --system --no-create-home --ingroup jobs --uid 1600 jobs
CMD ["ruby", "app.rb"]
`,
    `FROM ruby:3.3-alpine
RUN addgroup -S -g 1600 jobs && adduser -S -D -H -u 1600 -G jobs jobs
CMD ["ruby", "app.rb"]
`,
  ],
  [
    'into a group that is there',
    `FROM python:3.12
RUN useradd app && usermod -aG video app
CMD ["python", "app.py"]
`,
    `FROM python:3.12-alpine
RUN adduser -D -H app && addgroup app video
CMD ["python", "app.py"]
`,
  ],
  [
    'pecl brings what it builds with, and takes it away again',
    `FROM php:8.3-fpm
RUN docker-php-ext-install pdo_mysql && pecl install redis && docker-php-ext-enable redis
`,
    `FROM php:8.3-fpm-alpine
RUN docker-php-ext-install pdo_mysql && apk add --no-cache --virtual .phpize-deps $PHPIZE_DEPS && \\
    pecl install redis && apk del .phpize-deps && docker-php-ext-enable redis
`,
  ],
  [
    'libraries for extensions of PHP stay',
    `FROM php:8.3-fpm
RUN apt-get update && apt-get install -y --no-install-recommends libpng-dev libzip-dev && docker-php-ext-install gd zip && rm -rf /var/lib/apt/lists/*
`,
    `FROM php:8.3-fpm-alpine
RUN apk add --no-cache libpng-dev libzip-dev && docker-php-ext-install gd zip
`,
  ],
  [
    'extensions of PHP that ask for more on Alpine',
    `FROM php:8.3-fpm
RUN docker-php-ext-install -j$(nproc) sockets gettext bcmath
`,
    `FROM php:8.3-fpm-alpine
RUN apk add --no-cache gettext-dev linux-headers
RUN docker-php-ext-install -j$(nproc) sockets gettext bcmath
`,
  ],
  [
    'a shell that has to be there first',
    `FROM python:3.12
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
RUN python --version | tee /version
CMD ["python", "app.py"]
`,
    `FROM python:3.12-alpine
RUN apk add --no-cache bash
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
RUN python --version | tee /version
CMD ["python", "app.py"]
`,
  ],
  [
    'escapes that dash reads unasked',
    `FROM python:3.12
RUN echo "[a]\\nb=1" > /etc/tool.conf && echo -n 'x\\ty' >> /etc/tool.conf && echo plain
CMD ["python", "app.py"]
`,
    `FROM python:3.12-alpine
RUN echo -e "[a]\\nb=1" > /etc/tool.conf && echo -ne 'x\\ty' >> /etc/tool.conf && echo plain
CMD ["python", "app.py"]
`,
  ],
  [
    'an option that the applet lacks',
    `FROM node:22
RUN grep -oP '\\d+' /etc/services > /numbers
CMD ["node", "server.js"]
`,
    `FROM node:22-alpine
RUN apk add --no-cache grep
RUN grep -oP '\\d+' /etc/services > /numbers
CMD ["node", "server.js"]
`,
  ],
  [
    'an option of a program in front of another',
    `FROM node:22
RUN timeout --signal=KILL 60 node warm.js
CMD ["node", "server.js"]
`,
    `FROM node:22-alpine
RUN apk add --no-cache coreutils
RUN timeout --signal=KILL 60 node warm.js
CMD ["node", "server.js"]
`,
  ],
  [
    'what is removed again twice',
    `FROM python:3.12
RUN apt-get update && apt-get install -y --no-install-recommends gcc && apt-get install -y --no-install-recommends make && pip install x && apt-get purge -y gcc && apt-get purge -y make
CMD ["python", "app.py"]
`,
    `FROM python:3.12-alpine
RUN apk add --no-cache --virtual .build-deps gcc musl-dev && apk add --no-cache --virtual .build-deps-2 make && pip install x && apk del .build-deps && apk del .build-deps-2
CMD ["python", "app.py"]
`,
  ],
  [
    'a program that Alpine has in parts',
    `FROM node:22
RUN convert /a.png /b.jpg
CMD ["node", "server.js"]
`,
    `FROM node:22-alpine
RUN apk add --no-cache imagemagick imagemagick-heic imagemagick-jpeg imagemagick-svg imagemagick-tiff imagemagick-webp
RUN convert /a.png /b.jpg
CMD ["node", "server.js"]
`,
  ],
  [
    'an environment of Python',
    `FROM python:3.12
RUN python -m venv /opt/venv && . /opt/venv/bin/activate && pip install x
CMD ["/opt/venv/bin/python", "app.py"]
`,
    `FROM python:3.12-alpine
RUN python -m venv /opt/venv && . /opt/venv/bin/activate && pip install x
CMD ["/opt/venv/bin/python", "app.py"]
`,
  ],
  [
    'a time zone',
    `FROM node:22
ENV TZ=Europe/Berlin
COPY server.js /
CMD ["node", "/server.js"]
`,
    `FROM node:22-alpine
ENV TZ=Europe/Berlin
RUN apk add --no-cache tzdata
COPY server.js /
CMD ["node", "/server.js"]
`,
  ],
  [
    'python has its certificates',
    `FROM python:3.12
COPY ca.crt /usr/local/share/ca-certificates/
RUN update-ca-certificates
CMD ["python", "app.py"]
`,
    `FROM python:3.12-alpine
COPY ca.crt /usr/local/share/ca-certificates/
RUN update-ca-certificates
CMD ["python", "app.py"]
`,
  ],
  [
    'node does not',
    `FROM node:22
COPY ca.crt /usr/local/share/ca-certificates/
RUN update-ca-certificates
CMD ["node", "server.js"]
`,
    `FROM node:22-alpine
COPY ca.crt /usr/local/share/ca-certificates/
RUN apk add --no-cache ca-certificates
RUN update-ca-certificates
CMD ["node", "server.js"]
`,
  ],
]
