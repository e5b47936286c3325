# syntax=docker/dockerfile:1
FROM alpine:3.20 AS build
RUN --mount=type=cache,id=alpine-3.20-etc-apk-cache,target=/etc/apk/cache,sharing=locked \
    apk add -U build-base

FROM alpine:3.20
COPY --from=build /src/app /app
