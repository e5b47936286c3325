/** Texts of a known size. No two lines are alike, so that nothing is found twice. */

export const SMALL = `FROM node:22
# the shop
WORKDIR /app
COPY . .
RUN apt-get update
RUN apt-get install -y curl jq
RUN npm install
EXPOSE 3000
CMD npm start
`

/** A file of many short instructions. */
export function longFile(lines) {
  const body = Array.from({ length: lines - 1 }, (_, number) =>
    number % 5 === 0
      ? `# step ${number}`
      : number % 5 === 4
        ? `ENV KEY_${number}=value`
        : `RUN install-${number} --to /opt/${number}`,
  )
  return `FROM debian:bookworm-slim\n${body.join('\n')}\n`
}

/** A single RUN over many lines, of about so many bytes. */
export function longRun(bytes) {
  const parts = []
  for (let length = 0, number = 0; length < bytes; number += 1) {
    const part = `    install-${number} --to /opt/${number} \\\n      --quietly && \\\n`
    parts.push(part)
    length += part.length
  }
  return `FROM debian:bookworm-slim\nRUN true && \\\n${parts.join('')}    true\n`
}

/** Files as projects have them, where there is no corpus at hand. */
export function generatedFiles(count) {
  return Array.from({ length: count }, (_, number) => [
    `service-${number}/Dockerfile`,
    `${SMALL.replace('/app', `/app-${number}`)}${longFile(5 + (number % 40)).replace(/^FROM.*\n/, '')}`,
  ])
}
