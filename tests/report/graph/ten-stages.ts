/** Stages on stages, copies over several of them, a mount, images from elsewhere and two stages that nothing uses. */
export const TEN_STAGES = `# syntax=docker/dockerfile:1
ARG NODE=22
FROM node:\${NODE} AS base
WORKDIR /app
COPY package.json package-lock.json ./

FROM base AS dependencies
RUN npm ci

FROM base AS production
RUN npm ci --omit=dev

FROM dependencies AS sources
COPY . .

FROM sources AS lint
RUN npm run lint

FROM sources AS test
RUN npm test

FROM golang:1.26 AS tools
RUN --mount=type=bind,source=tools,target=/src cd /src && go build -o /out/migrate ./migrate

FROM sources AS assets
RUN --mount=from=tools,source=/out,target=/tools npm run assets

FROM sources AS build
COPY --from=assets /app/public/assets ./public/assets
RUN npm run build

FROM node:22-slim AS runtime
WORKDIR /app
COPY --from=ghcr.io/krallin/tini:0.19 /tini /tini
COPY --from=production /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY --from=build /app/public ./public
COPY --from=tools /out/migrate /usr/local/bin/
CMD ["node", "dist/server.js"]
`
