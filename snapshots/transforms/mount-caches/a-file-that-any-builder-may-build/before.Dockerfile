FROM python:3.12 AS build
RUN pip install --target /deps flask

FROM python:3.12-slim
COPY --from=build /deps /deps
