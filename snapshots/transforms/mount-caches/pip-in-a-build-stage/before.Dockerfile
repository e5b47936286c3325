# syntax=docker/dockerfile:1
FROM python:3.12 AS build
RUN pip install --no-cache-dir --target /deps flask

FROM python:3.12-slim
COPY --from=build /deps /deps
