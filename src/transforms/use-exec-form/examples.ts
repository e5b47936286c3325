import type { TransformExample } from '../../engine/transform.ts'

export const examples: readonly TransformExample[] = [
  {
    name: 'a program and its arguments',
    before: `FROM node:20-slim
WORKDIR /app
COPY . .
CMD node server.js --name "my app"
`,
    after: `FROM node:20-slim
WORKDIR /app
COPY . .
CMD ["node", "server.js", "--name", "my app"]
`,
  },
  {
    name: 'over several lines',
    before: `FROM python:3.11-slim
CMD exec gunicorn \\
    --bind 0.0.0.0:8000 \\
    # one for each core
    --workers 4 \\
    app:app
`,
    after: `FROM python:3.11-slim
CMD ["gunicorn", \\
    "--bind", "0.0.0.0:8000", \\
    # one for each core
    "--workers", "4", \\
    "app:app"]
`,
  },
  {
    name: 'an exec form that a shell reads, since JSON has no single quotes',
    before: `FROM ruby:3.1-slim
CMD ['bundle', 'exec', 'puma']
`,
    after: `FROM ruby:3.1-slim
CMD ["bundle", "exec", "puma"]
`,
  },
  {
    name: 'a variable that the shell fills in',
    before: `FROM eclipse-temurin:17-jre
CMD java $JAVA_OPTS -jar /app.jar
`,
    refused: 'only a shell fills in $JAVA_OPTS',
  },
  {
    name: 'an ENTRYPOINT that would get the CMD',
    before: `FROM debian:bookworm-slim
ENTRYPOINT nginx -g 'daemon off;'
CMD ["-c", "/etc/nginx/other.conf"]
`,
    refused: 'in exec form it would get the CMD as arguments',
  },
  {
    name: 'a script that may have no #! line',
    before: `FROM debian:bookworm-slim
COPY start.sh /start.sh
CMD /start.sh
`,
    refused: '/start.sh may be a script without a #! line',
  },
]
