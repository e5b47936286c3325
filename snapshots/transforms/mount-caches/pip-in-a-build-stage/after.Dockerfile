# syntax=docker/dockerfile:1
FROM python:3.12 AS build
RUN --mount=type=cache,target=/root/.cache/pip pip install --target /deps flask

FROM python:3.12-slim
COPY --from=build /deps /deps
