# syntax=docker/dockerfile:1
FROM alpine:3.20 AS build
RUN apk add --no-cache build-base

FROM alpine:3.20
COPY --from=build /src/app /app
