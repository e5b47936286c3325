FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends curl ca-certificates && \
    rm -rf /var/lib/apt/lists/*
ARG DEBUG
RUN if [ -n "$DEBUG" ]; then apt-get update && apt-get install -y --no-install-recommends gdb; fi && \
    rm -rf /var/lib/apt/lists/*
