FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends curl ca-certificates
COPY internal.sources /etc/apt/sources.list.d/
RUN apt-get install -y --no-install-recommends jq
