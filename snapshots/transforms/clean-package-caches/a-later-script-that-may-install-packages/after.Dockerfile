FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y curl
COPY scripts /scripts
RUN /scripts/install-deps.sh
