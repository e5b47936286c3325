import type { TransformExample } from '../../engine/transform.ts'

export const examples: readonly TransformExample[] = [
  {
    name: 'files and folders of the build context',
    before: `FROM debian:bookworm-slim
ADD requirements.txt /app/
ADD --chown=www-data:www-data src/ /app/src/
ADD ["my config.json", "/app/config.json"]
`,
    after: `FROM debian:bookworm-slim
COPY requirements.txt /app/
COPY --chown=www-data:www-data src/ /app/src/
COPY ["my config.json", "/app/config.json"]
`,
  },
  {
    name: 'a variable that may hold an address',
    before: `FROM eclipse-temurin:17-jre
ARG JAR_FILE
ADD \${JAR_FILE} /app.jar
`,
    refused: '${JAR_FILE} may stand for an address or an archive',
  },
  {
    name: 'files that may be archives',
    before: `FROM debian:bookworm-slim
ADD vendor/* /opt/
`,
    refused: 'vendor/* may be or match a tar archive',
  },
]
