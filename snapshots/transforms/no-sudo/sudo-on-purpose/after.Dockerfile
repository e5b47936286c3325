FROM debian:bookworm-slim
# dfopt ignore=no-sudo -- people work in this image
RUN apt-get update && apt-get install -y --no-install-recommends sudo && rm -rf /var/lib/apt/lists/*
