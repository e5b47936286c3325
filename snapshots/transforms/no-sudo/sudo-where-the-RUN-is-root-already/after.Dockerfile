FROM debian:bookworm-slim
RUN sudo apt-get update && sudo apt-get install -y --no-install-recommends curl ca-certificates && \
    sudo rm -rf /var/lib/apt/lists/*
