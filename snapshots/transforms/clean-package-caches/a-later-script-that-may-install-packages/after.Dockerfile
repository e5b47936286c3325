FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends curl ca-certificates
COPY scripts /scripts
RUN /scripts/install-deps.sh
